"""The texts of the mails about votes. No mail contains a choice: only the page of the vote shows
it, to its elector."""

from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.database import db
from charter.journal import checkpoints
from charter.notifications import ballot_mails
from charter.notifications.vote_mail_kinds import LETTERS, MOMENT, Words, letter, vote_facts
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Proxy, Vote
from charter.votes.reporting.result_sentences import arithmetic, next_step
from charter.votes.reporting.rule_sentences import rule_sentence
from charter.web.rendering.template_filters import written


def write(kind: str, subject_id: int, member: Member) -> Words | None:
    """The text of a mail, in the language of its charter; None if there is nothing to report any
    more."""
    about, write_about = LETTERS[kind]
    subject: Any = db.session.get(about, subject_id)
    if subject is None:
        return None

    language = subject.language if isinstance(subject, Vote) else charters.get(subject.charter_id).language
    with current_app.test_request_context(), force_locale(language):
        return write_about(subject, member)


letter("ballot")(ballot_mails.recorded)


@letter("vote.opened")
def _opened(vote: Vote, _member: Member) -> Words | None:
    if vote.stage != "open":
        return None

    body = _(
        "Vote %(number)s, “%(heading)s”, is open, and you are on its roll.\n\n%(rule)s\n%(until)s\n\n%(address)s\n",
        rule="\n\n".join(part for part in (vote.question, rule_sentence(vote.rule)) if part),
        until=_until(vote),
        **vote_facts(vote),
    )

    return _("Vote %(number)s is open", number=vote.id), body


@letter("vote.item_taken_out")
def _taken_out(vote: Vote, member: Member) -> Words | None:
    """To electors whose ballot in a block was set aside, and to those who cast one for them."""
    out = [item for item in vote.items if item.taken_out_at]
    if not out:
        return None

    last = max(out, key=lambda item: (item.taken_out_at, item.clause_id))
    clause = {"clause": last.heading, "who": last.taken_out_by, "reason": _quoted(last.objection)}
    if vote.stage != "open":
        body = _(
            "Vote %(number)s, “%(heading)s”\n\nAn elector has objected: the clause “%(clause)s” was taken out of the"
            " block by %(who)s, to be voted by itself.\n\nReason:\n\n%(reason)s\n\nThe vote has ended since.\n\n"
            "%(address)s\n",
            **clause,
            **vote_facts(vote),
        )

        return _("A clause was taken out of vote %(number)s", number=vote.id), body

    body = _(
        "Vote %(number)s, “%(heading)s”\n\nAn elector has objected: the clause “%(clause)s” was taken out of the"
        " block by %(who)s, to be voted by itself.\n\nReason:\n\n%(reason)s\n\nYour ballot, or one that you cast by"
        " proxy, was on the block with that clause. It is set aside and does not count. Please vote again, on what is"
        " left:\n\n%(address)s\n",
        **clause,
        **vote_facts(vote),
    )

    return _("Vote again: a clause was taken out of vote %(number)s", number=vote.id), body


def _quoted(words: str) -> str:
    """Words of a user, quoted line by line so that none passes for a line of the site."""
    return "\n".join(f"> {line}" for line in words.splitlines())


@letter("vote.voice")
def _voice(vote: Vote, member: Member) -> Words | None:
    """To a delegate who is not on the roll: who casts the voice of their association in this
    vote."""
    if vote.stage == "prepared":
        return None

    holders = [each.name for each in vote.electors if each.association_id == member.association_id]
    if holders:
        who = _("The voice of your association is held by %(names)s.", names=", ".join(holders))
    else:
        who = _("Your association is not on the roll of this vote: nobody was named to hold its voice.")

    body = _(
        "Vote %(number)s, “%(heading)s”, is open, and you are not on its roll.\n\n%(who)s\n\n%(address)s\n\nIf this is"
        " not as your association wants it, write to the moderators at once.\n",
        who=who,
        **vote_facts(vote),
    )

    return _("Who votes for your association in vote %(number)s", number=vote.id), body


def _until(vote: Vote) -> str:
    if vote.closes_at is None:
        return str(_("The moderators will close it."))
    return str(_("It closes on %(when)s.", when=written(vote.closes_at, MOMENT)))


@letter("vote.reminder")
def _reminder(vote: Vote, member: Member) -> Words | None:
    elector = queries.elector(vote, member)
    has_voted = elector and (ballot_queries.own_ballot(vote, elector) or ballot_queries.voter_mark(vote, elector))
    if vote.stage != "open" or elector is None or has_voted:
        return None

    body = _(
        "Vote %(number)s, “%(heading)s”, is open, and you have not voted yet.\n\n%(until)s\n\n%(address)s\n",
        until=_until(vote),
        **vote_facts(vote),
    )

    return _("Vote %(number)s waits for your ballot", number=vote.id), body


@letter("vote.closed")
def _closed(vote: Vote, _member: Member) -> Words | None:
    if vote.stage != "closed":
        return None

    checkpoint = checkpoints.of_subject(f"vote:{vote.id}", "vote.closed")
    result = queries.result(vote)
    body = _(
        "Vote %(number)s, “%(heading)s”\n\n%(result)s\n\nDigest of the text: %(text)s\nDigest of the roll:"
        " %(roll)s\nRoot of the ballots: %(root)s\n\n%(address)s\n\nKeep this checkpoint of the journal: with it you"
        " can prove later that nothing was changed.\n\n%(checkpoint)s",
        result=f"{arithmetic(result, vote.rule)}\n{next_step(vote, result)}",
        text=queries.text_digest(vote),
        roll=vote.roll_digest,
        root=vote.ballots_root,
        checkpoint=checkpoint.note if checkpoint else "",
        **vote_facts(vote),
    )

    return _("Result of vote %(number)s", number=vote.id), body


@letter("vote.extended")
def _extended(vote: Vote, _member: Member) -> Words | None:
    if vote.stage != "open":
        return None

    body = _(
        "Vote %(number)s, “%(heading)s”\n\nThis vote stays open longer than was announced.\n\n%(until)s\n\n"
        "%(address)s\n",
        until=_until(vote),
        **vote_facts(vote),
    )

    return _("Vote %(number)s stays open longer", number=vote.id), body


@letter("vote.cancelled")
def _cancelled(vote: Vote, _member: Member) -> Words:
    body = _(
        "Vote %(number)s, “%(heading)s”\n\nThis vote was cancelled by %(who)s; no ballot is counted.\n\nReason:"
        "\n\n%(reason)s\n\n%(address)s\n",
        who=vote.closed_by,
        reason=_quoted(vote.reason),
        **vote_facts(vote),
    )
    return _("Vote %(number)s was cancelled", number=vote.id), body


@letter("proxy.given", about=Proxy)
def _proxy_given(proxy: Proxy, _member: Member) -> Words:
    body = _(
        "%(giver)s has given their proxy to %(holder)s, for every vote of the charter that opens from now on.\n\n"
        "%(giver)s may revoke it until it is used, and may always vote in person: their own ballot replaces that of"
        " the proxy.\n",
        **_giver_and_holder(proxy),
    )
    return _("Proxy given"), body


@letter("proxy.revoked", about=Proxy)
def _proxy_revoked(proxy: Proxy, _member: Member) -> Words:
    body = _("%(giver)s has revoked the proxy given to %(holder)s.\n", **_giver_and_holder(proxy))
    return _("Proxy revoked"), body


def _giver_and_holder(proxy: Proxy) -> dict[str, str]:
    giver, holder = (db.session.get_one(Member, each) for each in (proxy.giver_id, proxy.holder_id))
    return {"giver": giver.label, "holder": holder.label}
