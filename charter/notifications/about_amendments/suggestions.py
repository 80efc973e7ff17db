"""To the author of a suggestion: it was put into the text, or declined, and why."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.amendments.suggestions import rules
from charter.amendments.suggestions.models import Suggestion
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.notifications.letters import MAX_QUOTE, Letter, cut, letter, site_address


@letter("suggestion.accepted", about=Suggestion)
def _accepted(suggestion: Suggestion, _member: Member) -> Letter | None:
    if suggestion.stage != rules.ACCEPTED:
        return None
    heading = _heading(suggestion)
    said = _("What you suggested for “%(heading)s” is in the text now, under your name.", heading=heading)
    return _letter(suggestion, str(_("your suggestion is in the text")), (str(said),))


@letter("suggestion.declined", about=Suggestion)
def _declined(suggestion: Suggestion, _member: Member) -> Letter | None:
    if suggestion.stage != rules.DECLINED:
        return None
    said = _("What you suggested for “%(heading)s” was declined.", heading=_heading(suggestion))
    reason = _("Reason: “%(words)s”", words=cut(suggestion.reason, MAX_QUOTE))
    return _letter(suggestion, str(_("your suggestion was declined")), (str(said), str(reason)))


def _heading(suggestion: Suggestion) -> str:
    return cut(clauses.get(suggestion.clause_id).heading)


def _letter(suggestion: Suggestion, subject: str, says: tuple[str, ...]) -> Letter:
    slug = charters.get(suggestion.charter_id).slug
    address = site_address("pages.clause", slug=slug, clause_id=suggestion.clause_id, _anchor="suggestions")
    link = str(_("The clause:"))
    return Letter(subject, says, brief=" ".join(says), link=link, address=address, is_suggestion=True)
