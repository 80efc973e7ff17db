"""To other associations: their co-signature is asked, or what they co-sign was rectified."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.amendments import names, rules
from charter.amendments.models import Amendment
from charter.charters import queries as charters
from charter.notifications.letters import MAX_QUOTE, Letter, cut, letter, site_address


@letter("amendment.support_asked", about=Amendment)
def _asked(amendment: Amendment, member: Member) -> Letter | None:
    supporters = {each.association_id for each in amendment.supporters}
    if amendment.stage not in rules.UNDECIDED or member.association_id in (*supporters, amendment.association_id):
        return None
    name = names.full(amendment)
    asks = _("%(name)s: %(association)s asks you to co-sign it.", name=name, association=amendment.association)
    return Letter(
        str(_("%(name)s to co-sign", name=name)),
        (str(asks), str(_("Reason: “%(words)s”", words=cut(amendment.wording.reason, MAX_QUOTE)))),
        brief=str(asks),
        link=str(_("Read it and co-sign:")),
        address=_page(amendment),
        is_amendment=True,
    )


@letter("amendment.rectified", about=Amendment)
def _rectified(amendment: Amendment, member: Member) -> Letter | None:
    given = [each for each in amendment.cosignatures if each.withdrawn_at is None]
    own = next((each for each in given if each.association_id == member.association_id), None)
    if amendment.stage not in rules.UNDECIDED or own is None or own.wording_digest == amendment.wording.digest:
        return None
    name, by = names.full(amendment), amendment.association
    changed = _(
        "%(name)s of %(association)s, which your association co-signs, has another wording.", name=name, association=by
    )
    if amendment.round.keeps_cosignatures:
        what_now = _("Your co-signature stays, unless you take it back.")
    else:
        what_now = _("Your co-signature was for the earlier wording: co-sign this one, if you agree with it.")
    return Letter(
        str(_("%(name)s has another wording", name=name)),
        (str(changed), str(what_now)),
        brief=f"{changed} {what_now}",
        link=str(_("What has changed:")),
        address=_page(amendment),
        is_amendment=True,
    )


def _page(amendment: Amendment) -> str:
    slug = charters.get(amendment.charter_id).slug
    return site_address("amendments.amendment", slug=slug, amendment_id=amendment.id)
