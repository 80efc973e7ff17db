"""The forms about a charter."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from charter.charters import assembly as assemblies
from charter.charters import queries
from charter.charters.assembly import Assembly
from charter.charters.models import Charter
from charter.web.language import LANGUAGES

EVERYONE, NOBODY = "everyone", "nobody"
"""With whom the assembly of a new charter may begin, where it does not begin as another one's."""


class CharterForm(FlaskForm):  # type: ignore[misc]
    """Title, summary and language of a charter."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=200)])
    summary = TextAreaField(_l("What it is about, in a few lines"), [Length(max=1000)])
    language = SelectField(
        _l("Language of the text"),
        [DataRequired()],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )


class NewCharterForm(CharterForm):
    """The same, and with whom the assembly begins, once there is another charter."""

    assembly = SelectField(_l("Who takes part"), [DataRequired()])

    def __init__(self, others: Sequence[Charter]) -> None:
        """`others`: the charters that the new one may take its assembly from."""
        super().__init__()
        if queries.is_first():
            del self.assembly
            return

        self.assembly.choices = [
            SelectChoice(NOBODY, _l("The secretary and I, until I choose")),
            *(SelectChoice(str(each.id), _l("As in “%(title)s”", title=each.title)) for each in others),
            SelectChoice(EVERYONE, _l("Everyone of the directory as it is today")),
        ]

    def chosen(self) -> Assembly | None:
        """With whom the assembly begins; None for everyone."""
        if "assembly" not in self or self.assembly.data == EVERYONE:
            return None
        return Assembly() if self.assembly.data == NOBODY else assemblies.present(int(self.assembly.data))
