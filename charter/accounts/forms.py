"""Forms about members and associations."""

from zoneinfo import available_timezones

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from charter.accounts import queries
from charter.core import alphabet
from charter.outbox.rules import AT_ONCE, BINDING, DAILY
from charter.web.access import ROLES
from charter.web.input import parsing
from charter.web.input.form_fields import WholeNumberField, row_or_none
from charter.web.rendering.labels import ROLE_NAMES

ZONES = sorted(each for each in available_timezones() if "/" in each and not each.startswith(("Etc/", "SystemV/")))
"""The time zones that a person lives in, by continent and city."""


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

    shares_address = BooleanField(_l("The address is known: add another mandate, or another person of this mailbox"))

    @classmethod
    def fresh(cls) -> "InviteForm":
        """The form with the present associations as choices."""
        form = cls()
        by_name = sorted(queries.associations(), key=lambda each: alphabet.key(each.name))
        known = [SelectChoice(str(each.id), each.name) for each in by_name]
        form.association.choices = [SelectChoice("0", "—"), *known]
        return form


class AssociationForm(FlaskForm):  # type: ignore[misc]
    """Add or change an association."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=160)])
    country = StringField(_l("Country"), [Length(max=80)])
    college = StringField(_l("College"), [DataRequired(), Length(max=120)])
    seats = WholeNumberField(_l("Seats"), 1, 10_000, default=1)
    weight = WholeNumberField(_l("Weight"), 1, parsing.MAX_TYPED_NUMBER, default=1)


class ZoneForm(FlaskForm):  # type: ignore[misc]
    """Choose a time zone."""

    zone = SelectField(_l("Time zone"), [DataRequired()])

    @classmethod
    def fresh(cls, zone: str | None) -> "ZoneForm":
        """The form with all time zones; `zone`, or that of the site, is chosen."""
        form = cls(data={"zone": zone or current_app.config["BABEL_DEFAULT_TIMEZONE"]})
        form.zone.choices = [SelectChoice(each, each.replace("_", " ")) for each in ZONES]
        return form


MAIL_CHOICES = {
    AT_ONCE: _l("At once: votes to cast, reminders, results, several together where they come together"),
    DAILY: _l("In one mail each day, at 7 in the morning; a vote that could close before that is told at once"),
    BINDING: _l("Only what binds me; the votes that wait for me are on the home page"),
}


class MailForm(FlaskForm):  # type: ignore[misc]
    """Choose which mails an account receives."""

    mails = RadioField(
        _l("Mails about votes"), [DataRequired()], choices=[SelectChoice(*each) for each in MAIL_CHOICES.items()]
    )
    receipts = BooleanField(_l("Send me a receipt for each ballot that I cast myself"))
