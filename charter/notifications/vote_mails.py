"""The mails about votes and proxies. No mail contains a choice: only the page of the vote shows it,
to its elector."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.database import db
from charter.journal import checkpoints
from charter.notifications import ballot_mails
from charter.notifications.letters import MAX_QUOTE, Letter, cut, letter, short_what, site_address, what, zone_of
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Proxy, Vote
from charter.votes.reporting.result_sentences import arithmetic, next_step, verdict
from charter.votes.rules.tally import Result
from charter.web.rendering import moments

MAX_ARITHMETIC = 240
"""Characters of the arithmetic of a result that a mail holds."""

letter("ballot")(ballot_mails.recorded)


@letter("vote.opened")
def _opened(vote: Vote, member: Member) -> Letter | None:
    if vote.stage != "open":
        return None

    asks = (
        _("%(who)s asks you to vote: %(what)s.", who=vote.opened_by, what=what(vote))
        if vote.opened_by
        else _("A vote has opened at its time: %(what)s.", what=what(vote))
    )
    return _to_vote(vote, member, str(asks))


@letter("vote.reminder")
def _reminder(vote: Vote, member: Member) -> Letter | None:
    elector = queries.elector(vote, member)
    has_voted = elector and (ballot_queries.own_ballot(vote, elector) or ballot_queries.voter_mark(vote, elector))
    if vote.stage != "open" or elector is None or has_voted:
        return None
    return _to_vote(vote, member, str(_("You have not voted yet: %(what)s.", what=what(vote))))


def _to_vote(vote: Vote, member: Member, asks: str) -> Letter:
    """A letter that asks for a ballot, until when."""
    short = short_what(vote)
    if vote.closes_at:
        when = moments.short(vote.closes_at, zone_of(member))
        subject = _("%(what)s to vote on before %(when)s", what=short, when=when)
    else:
        subject = _("%(what)s to vote on", what=short)

    return Letter(
        str(subject),
        tuple(filter(None, [asks, _question(vote), _until(vote, member)])),
        brief=f"{_capital(what(vote))} – {_until(vote, member, is_brief=True)}",
        link=str(_("Read the text and vote:")),
        address=_page(vote, "ballot"),
        closes_at=vote.closes_at,
        is_ballot_due=True,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _question(vote: Vote) -> str:
    return f"> {cut(vote.question, MAX_QUOTE)}" if vote.question else ""


def _until(vote: Vote, member: Member, is_brief: bool = False) -> str:
    if vote.closes_at is None:
        return str(_("until the moderators close it") if is_brief else _("You can vote until the moderators close it."))
    when = moments.in_full(vote.closes_at, zone_of(member))
    return str(_("closes on %(when)s", when=when) if is_brief else _("You can vote until %(when)s.", when=when))


def _page(vote: Vote, anchor: str | None = None) -> str:
    return site_address("votes.vote", vote_id=vote.id, _anchor=anchor)


@letter("vote.item_taken_out")
def _taken_out(vote: Vote, _member: Member) -> Letter | None:
    """To electors whose ballot in a block was set aside, and to those who cast one for them."""
    out = [item for item in vote.items if item.taken_out_at]
    if not out:
        return None

    last = max(out, key=lambda item: (item.taken_out_at, item.clause_id))
    objection = _(
        "%(who)s has objected and taken “%(clause)s” out of “%(heading)s”: it will be voted by itself.",
        who=last.taken_out_by,
        clause=cut(last.heading),
        heading=cut(vote.heading),
    )
    says = [str(objection), _reason(last.objection)]
    if vote.stage != "open":
        says.append(str(_("The vote has ended since.")))
        subject = _("an article was taken out of “%(heading)s”", heading=cut(vote.heading))
        return Letter(str(subject), tuple(says), link=str(_("The vote:")), address=_page(vote))

    does_not_count = _(
        "Your ballot, or one that you cast by proxy, does not count any more: vote again on what is left."
    )
    says.append(str(does_not_count))
    subject = _("vote again on “%(heading)s”: an article was taken out", heading=cut(vote.heading))
    return Letter(str(subject), tuple(says), link=str(_("Vote again:")), address=_page(vote, "ballot"))


def _reason(words: str) -> str:
    """Words of a user on one line that is marked as a quotation, so that none passes for a line of the site."""
    return str(_("Reason: “%(words)s”", words=cut(words, MAX_QUOTE)))


@letter("vote.voice")
def _voice(vote: Vote, member: Member) -> Letter | None:
    """To a delegate who is not on the roll: who casts the voice of their association in this
    vote."""
    if vote.stage == "prepared":
        return None

    holders = [each.name for each in vote.electors if each.association_id == member.association_id]
    if holders:
        who = _("The voice of your association is held by %(names)s.", names=", ".join(holders))
    else:
        who = _("Your association is not on the roll of this vote: nobody was named to hold its voice.")

    opened = _("A vote is open, and you are not on its roll: %(what)s.", what=what(vote))
    unwanted = _("If this is not as your association wants it, write to the moderators at once.")
    return Letter(
        str(_("who votes for your association on %(what)s", what=short_what(vote))),
        (str(opened), str(who), str(unwanted)),
        brief=f"{_capital(what(vote))} – {who}",
        link=str(_("The vote:")),
        address=_page(vote),
    )


@letter("vote.closed")
def _closed(vote: Vote, _member: Member) -> Letter | None:
    if vote.stage != "closed":
        return None

    checkpoint = checkpoints.of_subject(f"vote:{vote.id}", "vote.closed")
    result = queries.result(vote)
    said = verdict(result, vote.rule)
    link = _("The result and its proofs (keep the file too):")
    return Letter(
        str(_("%(what)s: %(verdict)s", what=short_what(vote), verdict=said)),
        (
            str(_("Result: %(what)s.", what=what(vote))),
            _reckoned(vote, result, said),
            next_step(vote, result),
        ),
        brief=str(_("%(what)s: %(verdict)s", what=_capital(what(vote)), verdict=said)),
        link=str(link if checkpoint else _("The result and its proofs:")),
        address=_page(vote),
        is_result=True,
        proof=checkpoint.note if checkpoint else "",
    )


def _reckoned(vote: Vote, result: Result, said: str) -> str:
    """The arithmetic, or the verdict alone where a rule has so many parts that only the page can show them."""
    sentence = arithmetic(result, vote.rule)
    return sentence if len(sentence) <= MAX_ARITHMETIC else f"{said}."


@letter("vote.extended")
def _extended(vote: Vote, member: Member) -> Letter | None:
    if vote.stage != "open":
        return None

    longer = _("This vote stays open longer than was announced: %(what)s.", what=what(vote))
    return Letter(
        str(_("%(what)s: the vote stays open longer", what=short_what(vote))),
        (str(longer), _until(vote, member)),
        brief=str(
            _(
                "%(what)s: stays open longer, %(until)s",
                what=_capital(what(vote)),
                until=_until(vote, member, is_brief=True),
            )
        ),
        link=str(_("Read the text and vote:")),
        address=_page(vote, "ballot"),
        closes_at=vote.closes_at,
    )


@letter("vote.cancelled")
def _cancelled(vote: Vote, _member: Member) -> Letter:
    cancelled = _(
        "%(who)s has cancelled this vote, and no ballot is counted: %(what)s.", who=vote.closed_by, what=what(vote)
    )
    return Letter(
        str(_("%(what)s: the vote was cancelled", what=short_what(vote))),
        (str(cancelled), _reason(vote.reason)),
        link=str(_("The vote:")),
        address=_page(vote),
    )


@letter("proxy.given", about=Proxy)
def _proxy_given(proxy: Proxy, _member: Member) -> Letter:
    giver, holder = _giver_and_holder(proxy)
    given = _(
        "%(giver)s has given their proxy to %(holder)s, for the votes that open from now on.",
        giver=giver.label,
        holder=holder.label,
    )
    revocable = _(
        "%(giver)s may revoke it until it is used, and may always vote in person: their own ballot replaces that of"
        " the proxy.",
        giver=giver.name,
    )
    return _about_proxy(proxy, str(_("proxy given")), (str(given), str(revocable)))


@letter("proxy.revoked", about=Proxy)
def _proxy_revoked(proxy: Proxy, _member: Member) -> Letter:
    giver, holder = _giver_and_holder(proxy)
    revoked = _("%(giver)s has revoked the proxy given to %(holder)s.", giver=giver.label, holder=holder.label)
    return _about_proxy(proxy, str(_("proxy revoked")), (str(revoked),))


def _about_proxy(proxy: Proxy, subject: str, says: tuple[str, ...]) -> Letter:
    address = site_address("assembly.proxies_page", slug=charters.get(proxy.charter_id).slug)
    return Letter(subject, says, link=str(_("Your proxies:")), address=address)


def _giver_and_holder(proxy: Proxy) -> tuple[Member, Member]:
    return db.session.get_one(Member, proxy.giver_id), db.session.get_one(Member, proxy.holder_id)
