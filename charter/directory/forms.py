"""The form for one person."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField
from wtforms.validators import DataRequired, Length

from charter.directory.people import Person


class PersonForm(FlaskForm):  # type: ignore[misc]
    """The name and the address of a person."""

    name = StringField(_l("Name shown"), [DataRequired(), Length(max=120)])
    email = EmailField(_l("E-mail address"), [DataRequired(), Length(max=254)])
    shares_address = BooleanField(_l("The address is known: this person shares the mailbox"))

    def person(self) -> Person:
        """What is filled in."""
        return Person(self.name.data or "", self.email.data or "", bool(self.shares_address.data))
