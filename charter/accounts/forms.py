"""Forms about members and associations."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from charter.accounts import queries
from charter.web.access import ROLES
from charter.web.input import parsing
from charter.web.input.form_fields import WholeNumberField, row_or_none
from charter.web.rendering.labels import ROLE_NAMES


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Request a sign-in link."""

    email = EmailField(_l("Your e-mail address"), [DataRequired(), Length(max=254)])
    next = HiddenField()


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Invite a person by address and association."""

    email = EmailField(_l("E-mail address"), [DataRequired(), Length(max=254)])
    name = StringField(_l("Name shown"), [DataRequired(), Length(max=120)])
    role = SelectField(_l("Role"), [DataRequired()], choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES])
    association = SelectField(_l("Association"), coerce=row_or_none, description=_l("(a delegate needs one)"))

    @classmethod
    def fresh(cls) -> "InviteForm":
        """The form with the present associations as choices."""
        form = cls()
        known = [SelectChoice(str(each.id), each.name) for each in queries.associations()]
        form.association.choices = [SelectChoice("0", "—"), *known]
        return form


class AssociationForm(FlaskForm):  # type: ignore[misc]
    """Add or change an association."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=160)])
    country = StringField(_l("Country"), [Length(max=80)])
    college = StringField(_l("College"), [DataRequired(), Length(max=120)])
    seats = WholeNumberField(_l("Seats"), 1, 10_000, default=1)
    weight = WholeNumberField(_l("Weight"), 1, parsing.MAX_TYPED_NUMBER, default=1)
