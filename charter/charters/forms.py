"""The forms about a charter."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from charter.web.language import LANGUAGES


class CharterForm(FlaskForm):  # type: ignore[misc]
    """Title, summary and language of a charter."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=200)])
    summary = TextAreaField(_l("What it is about, in a few lines"), [Length(max=1000)])
    language = SelectField(
        _l("Language of the text"),
        [DataRequired()],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
