"""The header of every page inside a charter: its stages as steps, and its tabs with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l

from charter.charters import rules
from charter.charters.models import Charter
from charter.pages import charter_counts
from charter.web.access import may
from charter.web.rendering.labels import STAGE_NAMES


@dataclass(frozen=True)
class Step:
    """A stage of the charter: its name, and whether it is `past`, `present` or `to come`."""

    name: object
    state: str


@dataclass(frozen=True)
class Tab:
    """A way into a charter. `count`: how many things are there; None where a number says nothing."""

    name: object
    address: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Header:
    """What stands above each page of a charter. `pages`: those of the present tab, where it has
    several."""

    steps: list[Step]
    tabs: list[Tab]
    pages: list[Tab]

    @property
    def present(self) -> int:
        """The number of the present stage, from 1."""
        return next(number for number, step in enumerate(self.steps, 1) if step.state == "present")

    @property
    def current(self) -> Tab | None:
        """The tab of this page."""
        return next((tab for tab in self.tabs if tab.is_current), None)


_TAB_OF_BLUEPRINT = {
    "comments": "text",
    "amendments": "amendments",
    "answers": "amendments",
    "still_open": "amendments",
    "drafts": "amendments",
    "bundle": "amendments",
    "discussion": "amendments",
    "history": "text",
    "versions": "text",
    "rounds": "amendments",
    "to_decide": "amendments",
    "gestures": "amendments",
    "incorporation": "amendments",
    "suggesting": "text",
    "suggestions": "text",
    "advice": "amendments",
    "votes": "votes",
    "chair": "votes",
    "urn": "votes",
    "heads": "votes",
    "assembly": "people",
    "people": "people",
    "timeline": "history",
    "workshop": "text",
    "clauses": "setup",
    "charters": "setup",
    "choosing": "setup",
    "setup": "setup",
    "imports": "setup",
    "decisions": "setup",
    "export": "files",
    "journal": "journal",
}
_TAB_OF_ENDPOINT = {"pages.charter": "text", "pages.clause": "text", "assembly.room": "votes"}
"""Where a page stands in another tab than the rest of its blueprint."""


def header(charter: Charter) -> Header:
    """The header of a charter on the page of this request, with what its reader may open."""
    here = tab_of(request.endpoint or "")
    return Header(_steps(charter.stage), list(_tabs(charter, here)), list(_setup_pages(charter.slug, here)))


def tab_of(endpoint: str) -> str:
    """The tab in which a page stands; empty for a page outside of charters."""
    return _TAB_OF_ENDPOINT.get(endpoint, _TAB_OF_BLUEPRINT.get(endpoint.partition(".")[0], ""))


def _steps(stage: str) -> list[Step]:
    here = rules.STAGES.index(stage)
    return [
        Step(STAGE_NAMES[each], "past" if place < here else "present" if place == here else "to come")
        for place, each in enumerate(rules.STAGES)
    ]


def _tabs(charter: Charter, here: str) -> Iterable[Tab]:
    slug, counts = charter.slug, charter_counts.read(charter)
    yield Tab(_l("Text"), url_for("pages.charter", slug=slug), counts.clauses, here == "text")
    if counts.amendments is not None or charter.stage == "amending" or may("rounds.manage"):
        yield Tab(
            _l("Amendments"), url_for("amendments.all_amendments", slug=slug), counts.amendments, here == "amendments"
        )
    yield Tab(_l("Votes"), url_for("votes.order", slug=slug), counts.votes, here == "votes")
    yield Tab(_l("Participants"), url_for("people.people", slug=slug), counts.associations, here == "people")
    yield Tab(_l("History"), url_for("timeline.history", slug=slug), None, here == "history")
    yield Tab(_l("Journal"), url_for("journal.of_charter", slug=slug), None, here == "journal")
    yield Tab(_l("Files"), url_for("export.files", slug=slug), None, here == "files")
    if may("charters.manage"):
        yield Tab(_l("Set up"), url_for("clauses.outline", slug=slug), None, here == "setup")


_SETUP_PAGES = (
    ("charters.manage", "clauses.outline", _l("Structure and stage")),
    ("charters.manage", "charters.describe", _l("Title and summary")),
    ("charters.manage", "imports.into", _l("Add a text")),
    ("assembly.manage", "choosing.assembly", _l("Assembly")),
    ("rights.manage", "charters.stage_rights", _l("What each stage allows")),
    ("decisions.manage", "decisions.page", _l("Decision settings")),
    ("charters.manage", "setup.settings", _l("Settings as a file")),
)


def _setup_pages(slug: str, here: str) -> Iterable[Tab]:
    if here != "setup":
        return
    for permission, endpoint, name in _SETUP_PAGES:
        if may(permission):
            yield Tab(name, url_for(endpoint, slug=slug), None, request.endpoint == endpoint)


def install(app: Flask) -> None:
    """Give the templates of `app` the header."""
    app.jinja_env.globals.update(charter_header=header)
