"""The text of the mail that tells an elector that a ballot of theirs was recorded, and never which."""

from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.core.digest import fingerprint
from charter.notifications.vote_mail_kinds import MOMENT, Words, vote_facts
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Vote, VoterMark
from charter.web.rendering.template_filters import written


def recorded(vote: Vote, member: Member) -> Words | None:
    """The mail about a ballot; None if there is nothing to report any more."""
    elector = queries.elector(vote, member)
    if elector is None or vote.stage == "cancelled":  # another mail says that no ballot counts
        return None
    if vote.is_sealed:
        return _sealed(vote, ballot_queries.voter_mark(vote, elector))

    ballot = ballot_queries.own_ballot(vote, elector)
    if ballot is None:
        return None

    how = {
        "online": _("You have recorded a ballot in this vote."),
        "proxy": _("%(who)s has recorded a ballot for you, by proxy.", who=ballot.cast_by),
        "hands": _(
            "%(who)s has entered a ballot for you: you voted by show of hands, in the room.",
            who=ballot.cast_by,
        ),
        "paper": _("%(who)s has entered a ballot for you: you voted on paper, in the room.", who=ballot.cast_by),
    }[ballot.source]

    if vote.stage == "open" and ballot.source in ("online", "proxy"):
        shown = _("What was chosen is shown to you on the page of the vote, and may be changed there until it closes:")
    else:
        shown = _("What was chosen is shown to you on the page of the vote:")

    body = _(
        "Vote %(number)s, “%(heading)s”\n\n%(how)s\n\nWhen: %(when)s\nFingerprint of the text: %(text)s\nReceipt:"
        " %(receipt)s\n\n%(shown)s\n\n%(address)s\n\nIf this was not you, or not what you wanted, write to the"
        " moderators at once.\n",
        how=how,
        shown=shown,
        when=written(ballot.cast_at, MOMENT),
        text=fingerprint(queries.text_digest(vote)),
        receipt=ballot.receipt,
        **vote_facts(vote),
    )

    return _("Your ballot in vote %(number)s", number=vote.id), body


def _sealed(vote: Vote, voter_mark: VoterMark | None) -> Words | None:
    subject = _("Your ballot in vote %(number)s", number=vote.id)
    if voter_mark is None and any(item.taken_out_at for item in vote.items):
        return None  # another mail says that it was set aside

    if voter_mark is None:
        body = _(
            "Vote %(number)s, “%(heading)s”\n\nYou were recorded as having put a paper in the urn of the room; that has"
            " been taken back. You may vote.\n\n%(address)s\n",
            **vote_facts(vote),
        )

        return subject, body

    if voter_mark.source == "paper":
        body = _(
            "Vote %(number)s, “%(heading)s”\n\nYou are recorded as having put a paper in the urn of the room, and"
            " nobody is told what it says.\n\n%(address)s\n\nIf this was not you, write to the moderators at once.\n",
            **vote_facts(vote),
        )

        return subject, body

    body = _(
        "Vote %(number)s, “%(heading)s”\n\nA ballot of yours is in the box of this sealed vote. It cannot be changed,"
        " and nobody is told what it says.\n\n%(address)s\n\nIf this was not you, write to the moderators at once.\n",
        **vote_facts(vote),
    )

    return subject, body
