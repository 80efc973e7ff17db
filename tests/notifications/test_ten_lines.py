"""Every mail says in ten lines who writes, of which charter, until when, and what to do."""

from datetime import UTC, datetime, timedelta
from textwrap import wrap

import pytest
import time_machine

from charter.clauses import actions as clauses
from charter.database import db, writing
from charter.notifications import composing
from charter.notifications.letters import LETTERS
from charter.outbox.actions import ClaimedMail
from charter.outbox.models import INVITATION, SIGN_IN
from charter.site import actions as site
from charter.votes.casting import blocks
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.roll import proxies
from tests.amendments.conftest import OTHER
from tests.votes.cast_ballots import cast_ballot

COLUMNS = 78
MORNING = datetime(2031, 5, 5, 9, 0, tzinfo=UTC)
LONG = "Cette phrase est longue, et il y en a plusieurs comme elle. " * 20


def lines_of(body: str) -> list[str]:
    """The lines that a screen of `COLUMNS` shows; an address is not broken."""
    return [line for each in body.splitlines() for line in wrap(each, COLUMNS, break_long_words=False)]


@pytest.fixture
def subjects(app, charter, someone) -> dict[str, int]:
    """For each kind of mail, a vote or proxy that there is something to tell of, with long words in it."""
    moderator, namur = someone("moderation"), someone("namur")
    drafting = [5, 6, 7, 8]

    def vote(subject, **settings):
        found = preparing.prepare(charter.id, subject, Settings(**settings), moderator)
        opening.open_vote(found.id, moderator)
        return found

    proxy = proxies.give(charter.id, someone("geneve").id, by=someone("lausanne"))
    given = {"proxy.given": proxy.id, "proxy.revoked": proxy.id}
    opened = vote(Subject("clause", drafting[:1]), closes_at=MORNING.replace(hour=16))
    cast_ballot(opened, "for", namur)
    block = vote(Subject("block", drafting[1:4], heading="Trois articles"))
    blocks.take_out(block.id, drafting[1], LONG[:900], by=namur)
    closed, cancelled = (vote(Subject("question", heading=LONG[:150], question=LONG[:900])) for _ in range(2))
    cast_ballot(closed, "for", namur)
    closing.close(closed.id, moderator)
    closing.cancel(cancelled.id, LONG[:900], moderator)
    ended = {"vote.closed": closed.id, "vote.cancelled": cancelled.id, "vote.item_taken_out": block.id}
    suggested = _suggested(charter, someone("quebec"))
    return dict.fromkeys(LETTERS, opened.id) | ended | given | suggested | _of_amendments(charter, someone)


def _suggested(charter, author) -> dict[str, int]:
    """Suggestions of Québec, as they are once they are settled."""
    from charter.amendments.suggestions.models import Suggestion

    found = {}
    for stage in ("accepted", "declined"):
        about = {"charter_id": charter.id, "clause_id": 9, "author_id": author.id, "stage": stage, "seq": 1}
        row = Suggestion(**about, base={}, proposed={}, salt="salt", reason=LONG[:900])
        db.session.add(row)
        db.session.flush()
        found[f"suggestion.{stage}"] = row.id
    db.session.commit()
    return found


def _of_amendments(charter, someone) -> dict[str, int]:
    """A round that closes soon, and amendments of Namur that Québec co-signed before they were rectified, withdrawn or
    taken over by Genève; but for the first, of which it is asked."""
    from charter.amendments import actions, drafting, support
    from charter.amendments.rounds import actions as rounds
    from charter.amendments.texts import Proposed

    chair, namur = someone("moderation"), someone("namur")
    with time_machine.travel(MORNING - timedelta(days=3)):
        clauses.move_charter(charter.id, "amending", "", chair)
        round_ = rounds.open_round(charter.id, rounds.RoundSettings(MORNING + timedelta(hours=8)), chair)
        made = []
        for _ in range(4):
            draft = drafting.begin(round_.id, [Proposed("Autre titre", OTHER, 9)], LONG[:900], namur)
            made.append(actions.submit(draft.id, 1, namur))
        for each in made[1:]:
            support.cosign(charter.id, each.id, each.wording.digest, someone("quebec"))
        for each in made[2:]:
            actions.withdraw(charter.id, each.id, namur)
        actions.take_over(charter.id, made[3].id, someone("geneve"))
        again = [Proposed("Autre titre encore", OTHER, 9)]
        draft = drafting.begin(round_.id, again, LONG[:900], namur, amendment_id=made[1].id)
        actions.rectify(draft.id, 1, namur)
        drafting.begin(round_.id, again, LONG[:900], someone("quebec"))
    kinds = dict.fromkeys(("round.opened", "round.closing"), round_.id)
    named = ("amendment.support_asked", "amendment.rectified", "amendment.withdrawn", "amendment.taken_over")
    return kinds | {kind: each.id for kind, each in zip(named, made, strict=True)} | _advised(charter, someone, round_)


def _advised(charter, someone, round_) -> dict[str, int]:
    """Amendments of Québec: with an advice to answer, one that is inadmissible for good, one of which a part was
    adopted, and one that fell."""
    from charter.amendments import actions, drafting
    from charter.amendments.deciding import answers, dispositions, outcomes
    from charter.amendments.deciding.dispositions import Advice
    from charter.amendments.texts import Proposed

    chair, quebec = someone("moderation"), someone("quebec")
    with time_machine.travel(MORNING - timedelta(days=2)):
        made = []
        for at in range(4):
            draft = drafting.begin(round_.id, [Proposed(f"Titre {at}", OTHER, 9)], LONG[:900], quebec)
            made.append(actions.submit(draft.id, 1, quebec))
        inadmissible = Advice("inadmissible", LONG[:900], reason="off_topic")
        for each, advice in zip(made, (Advice("reject", LONG[:900]), inadmissible), strict=False):
            dispositions.advise(charter.id, each.id, advice, 0, chair)
            [found] = dispositions.publish(charter.id, {each.id: 1}, chair)
        answers.answer(charter.id, found.id, "refuses", answers.asked_about(found), LONG[:900], quebec)
        answers.review(charter.id, found.id, False, LONG[:900], someone("secretariat"))
        with writing():
            outcomes.apply(made[0], {made[2].id: "reduced", made[3].id: "falls"}, None, chair)
    named = ("advice.published", "amendment.reviewed", "amendment.reduced", "amendment.decided")
    return {kind: each.id for kind, each in zip(named, made, strict=True)}


@pytest.fixture
def mails(subjects, someone):
    """The mails of every kind to a member, in a language."""

    def mails(language: str) -> dict[str, tuple[str, str]]:
        with writing():
            for mailbox in ("quebec", "namur"):
                someone(mailbox).account.language = language
        reader = someone("quebec")
        found = {kind: composing.write(kind, subject, _reader(kind, someone)) for kind, subject in subjects.items()}
        for kind in (SIGN_IN, INVITATION):
            found[kind] = composing.alone(ClaimedMail(kind, 0, reader.id, 0, MORNING, language), reader)
        return found

    return mails


def _reader(kind, someone):
    return someone("namur" if kind == "ballot" else "quebec")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mail_of_each_kind_has_ten_lines_at_most_with_what_to_do(mails, charter, language):
    with time_machine.travel(MORNING):
        found = mails(language)
    for kind, (subject, body, *_) in found.items():
        assert len(lines_of(body)) <= 10, (kind, body)
        assert len(subject) <= 140, (kind, subject)
        assert "http://" in body, kind
        if kind not in (SIGN_IN, INVITATION):
            assert subject.startswith(charter.title[:40]), (kind, subject)
            assert charter.title in body, kind


def test_a_mail_comes_from_the_assembly_by_its_name(app, someone, visitor, post, letterbox):
    site.describe("Forum des élus, Nantes", "", "", by=someone("secretariat"))
    visitor.post("/sign-in", data={"email": "namur@forum.example"})
    post()
    [sender] = letterbox.letters[0]["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Forum des élus, Nantes", "charter@localhost")
