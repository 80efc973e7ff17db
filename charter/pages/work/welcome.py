"""The welcome of who comes for the first time: what they are here for, and three steps to it, by role."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.web.access import DELEGATE, MODERATOR, OBSERVER, SECRETARY


@dataclass(frozen=True)
class Step:
    """One step: what to do, why, and where."""

    what: str
    why: str
    address: str


@dataclass(frozen=True)
class Welcome:
    """`charter`: the newest one that the member takes part in."""

    charter: Charter | None
    role: str
    steps: list[Step]


def of(member: Member) -> Welcome:
    """The welcome of a member. Where there is no charter yet, its steps lead to the help."""
    charter = next(iter(charters.of_member(member)), None)
    return Welcome(charter, _role(member.role), _STEPS[member.role](charter))


def _role(role: str) -> str:
    said = {
        DELEGATE: _("You speak for your association: you write, comment and vote with the other delegates."),
        MODERATOR: _("You run the work: you arrange the text, publish its versions, and open and close the votes."),
        SECRETARY: _("You run the site: who takes part, which associations, and what becomes public."),
        OBSERVER: _("You read all that is written here, and comment where the charter lets you."),
    }
    return str(said[role])


def _at(page: str, charter: Charter | None) -> str:
    return url_for(page, slug=charter.slug) if charter else url_for("pages.help_")


def _of_delegate(charter: Charter | None) -> list[Step]:
    return [
        Step(_("Read the charter"), _("Each article says where it stands."), _at("pages.charter", charter)),
        Step(
            _("Say what you think"),
            _("Open an article: write in it, or comment on it."),
            _at("workshop.clauses", charter),
        ),
        Step(
            _("Vote"), _("Votes that wait for you stand on this page, with their closing time."), url_for("votes.mine")
        ),
    ]


def _of_moderator(charter: Charter | None) -> list[Step]:
    return [
        Step(_("Arrange the text"), _("Articles, their order, and the stage."), _at("clauses.outline", charter)),
        Step(_("Look at who votes"), _("Majority, quorum and models of votes."), _at("decisions.page", charter)),
        Step(_("Prepare a vote"), _("Before it opens, you see all that it fixes."), _at("chair.prepare", charter)),
    ]


def _of_secretary(charter: Charter | None) -> list[Step]:
    return [
        Step(_("Bring in the people"), _("Paste a table of people and associations."), url_for("people_imports.new")),
        Step(_("Choose the assembly"), _("Who takes part in which charter."), _at("choosing.assembly", charter)),
        Step(_("Invite, and see who came"), _("Each mail that failed is told here."), url_for("directory.members")),
    ]


def _of_observer(charter: Charter | None) -> list[Step]:
    return [
        Step(_("Read the charter"), _("Each article says where it stands."), _at("pages.charter", charter)),
        Step(_("Comment"), _("Under each article, where the present stage lets you."), _at("pages.charter", charter)),
        Step(_("Follow the votes"), _("What is open, what comes, and each result."), _at("votes.order", charter)),
    ]


_STEPS: dict[str, Callable[[Charter | None], list[Step]]] = {
    DELEGATE: _of_delegate,
    MODERATOR: _of_moderator,
    SECRETARY: _of_secretary,
    OBSERVER: _of_observer,
}
