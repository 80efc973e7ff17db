"""The form that starts a charter, also from another one."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.forms import NewCharterForm
from charter.setup.rules import HEADINGS, NOTHING, TEXTS

NO_SOURCE = ""


class StartForm(NewCharterForm):
    """A new charter, and what it takes over of another one."""

    source = SelectField(_l("Start from another charter"), [Optional()])
    content = RadioField(
        _l("What it takes over of the sections and clauses"),
        [Optional()],
        choices=[
            SelectChoice(TEXTS, _l("Sections and clauses with their texts as they stand now")),
            SelectChoice(HEADINGS, _l("Sections and headings of clauses, without texts")),
            SelectChoice(NOTHING, _l("Nothing")),
        ],
        default=TEXTS,
    )
    with_settings = BooleanField(
        _l("Take over what each role may do, proxies, and how votes are decided"), default=True
    )

    def __init__(self, member: Member) -> None:
        known = charters.of_member(member)
        super().__init__(known)
        if not known:
            del self.source, self.content, self.with_settings
            return

        none = SelectChoice(NO_SOURCE, _l("No, an empty one"))
        self.source.choices = [none, *(SelectChoice(str(each.id), each.title) for each in known)]
