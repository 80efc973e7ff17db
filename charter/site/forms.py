"""The form about the site."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from charter.site.rules import MAX_NAME_LENGTH, MAX_WELCOME_LENGTH


class SiteForm(FlaskForm):  # type: ignore[misc]
    """Name, words of welcome, colour and mark."""

    name = StringField(
        _l("Name of the assembly"),
        [Optional(), Length(max=MAX_NAME_LENGTH)],
        description=_l("It stands at the top of every page."),
    )
    welcome = TextAreaField(
        _l("Words of welcome"),
        [Optional(), Length(max=MAX_WELCOME_LENGTH)],
        description=_l("On the home page: who decides what here, in a few lines."),
    )
    colour = StringField(
        _l("Colour"),
        [Optional(), Length(max=7)],
        description=_l("# and six digits, such as #0f5a52; dark enough to be read."),
    )
    mark = FileField(_l("Mark"), description=_l("A PNG, JPEG or WebP of at most 400 kB."))
    no_mark = BooleanField(_l("Take the mark away"))
