"""To the association of an amendment: the advice on it, which it may have to answer, what the secretary says, what was
adopted of it; and, with those who co-sign it, how it ended."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.amendments import names, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.models import Amendment
from charter.amendments.views.answering import sentences
from charter.charters import queries as charters
from charter.journal import queries as entries
from charter.notifications.letters import MAX_QUOTE, Letter, cut, letter, site_address


@letter("advice.published", about=Amendment)
def _published(amendment: Amendment, member: Member) -> Letter | None:
    advice = decisions.newest([amendment.id], is_published=True).get(amendment.id)
    if advice is None or advice.answer is not None or not _is_own(amendment, member):
        return None
    name, is_asked = names.full(amendment), advice.advice in deciding.ANSWERED
    said = f"{name}: {sentences.advised(advice)}"
    asked = _("Your association is asked to answer, once.") if is_asked else ""
    subject = _("%(name)s: an answer is asked", name=name) if is_asked else _("%(name)s: advice", name=name)
    link = _("Read it and answer:") if is_asked else _("Read it:")
    says = (said, sentences.reason(advice), _quoted(advice.words), str(asked))
    return _letter(str(subject), says, str(link), _page(amendment, "advice"))


@letter("amendment.reviewed", about=Amendment)
def _reviewed(amendment: Amendment, member: Member) -> Letter | None:
    if not _is_own(amendment, member):
        return None
    outcome = decisions.outcomes([amendment.id]).get(amendment.id)
    name = names.full(amendment)
    if outcome and outcome.kind == deciding.OUT_OF_ORDER:
        said, words = _("%(name)s: the secretary says that it stays inadmissible.", name=name), outcome.reason
    elif amendment.stage == rules.INADMISSIBLE:
        return None
    else:
        said, words = _("%(name)s: the secretary admits it again.", name=name), _admitted(amendment)
    subject = _("%(name)s: what the secretary says", name=name)
    return _letter(str(subject), (str(said), _quoted(words)), str(_("Read it:")), _page(amendment, "advice"))


def _admitted(amendment: Amendment) -> str:
    """What the secretary said, as the journal of a public round has it."""
    own = [each for each in entries.of_subject(f"amendment:{amendment.id}") if each.verb == "amendment.admitted"]
    return str(own[-1].facts.get("words", "")) if own else ""


@letter("amendment.reduced", about=Amendment)
def _reduced(amendment: Amendment, member: Member) -> Letter | None:
    if amendment.stage != rules.REDUCED or not _is_own(amendment, member):
        return None
    name = names.full(amendment)
    said = f"{name}: {sentences.reduced(amendment)}"
    asked = _("Say whether you keep the rest: it is voted only then.")
    subject = _("%(name)s: keep the rest?", name=name)
    return _letter(str(subject), (said, str(asked)), str(_("Read it and say:")), _page(amendment, "rest"))


@letter("amendment.decided", about=Amendment)
def _decided(amendment: Amendment, member: Member) -> Letter | None:
    outcome = decisions.outcomes([amendment.id]).get(amendment.id)
    given = [each for each in amendment.cosignatures if each.withdrawn_at is None]
    concerned = {amendment.association_id, *(each.association_id for each in given)}
    if outcome is None or member.association_id not in concerned:
        return None
    said = f"{names.full(amendment)}: {sentences.outcome(outcome)}"
    subject = said.removesuffix(".")
    return _letter(subject, (said,), str(_("The amendment:")), _page(amendment))


def _is_own(amendment: Amendment, member: Member) -> bool:
    return member.association_id == amendment.association_id


def _quoted(words: str) -> str:
    return str(_("“%(words)s”", words=cut(words, MAX_QUOTE))) if words else ""


def _letter(subject: str, says: tuple[str, ...], link: str, address: str) -> Letter:
    said = tuple(filter(None, says))
    return Letter(subject, said, brief=said[0], link=link, address=address, is_amendment=True)


def _page(amendment: Amendment, anchor: str | None = None) -> str:
    slug = charters.get(amendment.charter_id).slug
    return site_address("amendments.amendment", slug=slug, amendment_id=amendment.id, _anchor=anchor)
