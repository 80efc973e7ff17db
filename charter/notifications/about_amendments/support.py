"""To other associations: their co-signature is asked, or what they co-sign was rectified, withdrawn or taken over."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.models import Amendment
from charter.amendments.views import amendment_context, list_context
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.notifications.letters import MAX_QUOTE, Letter, cut, letter, site_address, zone_of
from charter.web.rendering import moments


@letter("amendment.support_asked", about=Amendment)
def _asked(amendment: Amendment, member: Member) -> Letter | None:
    supporters = {each.association_id for each in amendment.supporters}
    if amendment.stage not in rules.CHANGEABLE or member.association_id in (*supporters, amendment.association_id):
        return None
    name = names.full(amendment)
    asks = _("%(name)s: %(association)s asks you to co-sign it.", name=name, association=amendment.association)
    reason = _("Reason: “%(words)s”", words=cut(amendment.wording.reason))
    until = amendment.round.cosign_until or amendment.round.closes_at
    when = _("It can be co-signed until %(when)s.", when=moments.in_full(until, zone_of(member))) if until else ""
    return Letter(
        str(_("%(name)s to co-sign", name=name)),
        tuple(filter(None, [str(asks), _change(amendment), str(reason), str(when)])),
        brief=str(asks),
        link=str(_("Read it and co-sign:")),
        address=_page(amendment),
        is_amendment=True,
    )


def _change(amendment: Amendment) -> str:
    """What it changes first, in words."""
    bases, outline = queries.bases(amendment.round_id), clauses.outline(amendment.charter_id)
    first = amendment_context.text(amendment, amendment.wording.changes[0], bases, outline)
    return cut(list_context.says(first), MAX_QUOTE)


@letter("amendment.rectified", about=Amendment)
def _rectified(amendment: Amendment, member: Member) -> Letter | None:
    own = _given(amendment).get(member.association_id or 0)
    if amendment.stage not in rules.CHANGEABLE or own is None or own == amendment.wording.digest:
        return None
    changed = _(
        "%(name)s of %(association)s, which your association co-signs, has another wording.",
        name=names.full(amendment),
        association=amendment.association,
    )
    if amendment.round.keeps_cosignatures:
        what_now = _("Your co-signature stays, unless you take it back.")
    else:
        what_now = _("Your co-signature was for the earlier wording: co-sign this one, if you agree with it.")
    subject = _("%(name)s has another wording", name=names.full(amendment))
    link, against = _("What has changed:"), _page(amendment, against="previous")
    return _what_became(str(subject), (str(changed), str(what_now)), str(link), against)


@letter("amendment.withdrawn", about=Amendment)
def _withdrawn(amendment: Amendment, member: Member) -> Letter | None:
    if amendment.stage != rules.WITHDRAWN or (member.association_id or 0) not in _given(amendment):
        return None
    name, by = names.full(amendment), amendment.association
    said = _("%(name)s, which your association co-signed, was withdrawn by %(association)s.", name=name, association=by)
    what_now = _("Another association may take it over while the round is open.") if amendment.round.is_open else ""
    subject = _("%(name)s is withdrawn", name=name)
    says = tuple(filter(None, [str(said), str(what_now)]))
    return _what_became(str(subject), says, str(_("The amendment:")), _page(amendment))


@letter("amendment.taken_over", about=Amendment)
def _taken_over(amendment: Amendment, member: Member) -> Letter | None:
    if amendment.stage not in rules.CHANGEABLE or member.association_id == amendment.association_id:
        return None
    name, by = names.full(amendment), amendment.association
    says = [str(_("%(name)s goes on: %(association)s has taken it over.", name=name, association=by))]
    if (member.association_id or 0) in _given(amendment):
        says.append(str(_("Your co-signature stays, unless you take it back.")))
    subject = _("%(name)s is taken over", name=name)
    return _what_became(str(subject), tuple(says), str(_("The amendment:")), _page(amendment))


def _given(amendment: Amendment) -> dict[int, str]:
    """The wording that each association co-signs."""
    given = [each for each in amendment.cosignatures if each.withdrawn_at is None]
    return {each.association_id: each.wording_digest for each in given}


def _what_became(subject: str, says: tuple[str, ...], link: str, address: str) -> Letter:
    return Letter(subject, says, brief=" ".join(says), link=link, address=address, is_amendment=True)


def _page(amendment: Amendment, **query: str) -> str:
    slug = charters.get(amendment.charter_id).slug
    return site_address("amendments.amendment", slug=slug, amendment_id=amendment.id, **query)
