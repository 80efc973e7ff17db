"""A congress: 3,280 amendments of 60 associations to 120 clauses, in a closed round, half of them advised on. Inserted
in bulk, since the verbs would take a quarter of an hour."""

from datetime import timedelta
from itertools import cycle, islice
from random import Random

from sqlalchemy import insert, select

from charter.accounts.models import Association, Member
from charter.amendments import queries, texts, wordings
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment, Round, RoundBase, Wording
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.charters.models import Charter
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.clauses.versions.published import START
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.core import clock
from charter.core.digest import digest
from charter.database import db
from charter.demo import actions as demo
from tests.content.merge import edits

CLAUSES, ASSOCIATIONS, AMENDMENTS, ON_ONE = 120, 60, 3280, 100
WORDS_OF_CLAUSE, IDENTICAL_SHARE, BATCH = 150, 0.18, 400


def build() -> Round:
    """Fill an empty site; the most amended clause is the first of the round that has `ON_ONE` amendments."""
    charter = demo.load()
    random = Random(11)
    chair = db.session.scalars(select(Member).where(Member.role == "moderator")).first()
    section = clauses.sections(charter.id)[-1]
    for number in range(CLAUSES - len(clauses.outline(charter.id).clauses)):
        said = "\n\n".join(" ".join(_words(random, 50)) for _ in range(WORDS_OF_CLAUSE // 50))
        collab.create_clause(
            charter.id, section.id, f"Article ajouté {number}", None, from_prosemirror.paragraphs(said)
        )
    round_ = _round(charter, chair)
    _submit(round_, random)
    rounds.close(round_.id, chair)
    _advise(round_)
    return round_


def _words(random: Random, number: int) -> list[str]:
    return [str(each.text) for each in edits.said(random, number) if getattr(each, "text", "").strip()]


def _round(charter: Charter, chair: Member) -> Round:
    if (known := queries.open_round(charter.id)) is not None:
        rounds.close(known.id, chair)
    if charter.stage == "drafting":
        clause_actions.move_charter(charter.id, "amending", "", chair)
    return rounds.open_round(charter.id, RoundSettings(least_cosigners=0), chair)


def _associations() -> list[Association]:
    known = list(db.session.scalars(select(Association)))
    college = known[0].college_id
    new = [
        Association(name=f"Association {number}", country="France", college_id=college, seats=1, weight=1)
        for number in range(ASSOCIATIONS - len(known))
    ]
    db.session.add_all(new)
    db.session.commit()
    return [*known, *new]


def _submit(round_: Round, random: Random) -> None:
    bases, associations = list(queries.bases(round_.id).values()), _associations()
    others = list(islice(cycle(bases[1:]), AMENDMENTS - ON_ONE))
    where = [bases[0]] * ON_ONE + others
    random.shuffle(where)
    last: dict[int, Proposed] = {}
    for number, base in enumerate(where, 1):
        known = last.get(base.clause_id)
        proposed = known if known and random.random() < IDENTICAL_SHARE else _edited(base, random)
        last[base.clause_id] = proposed
        _insert(round_, number, associations[number % len(associations)], proposed, bases)
        if number % BATCH == 0:
            db.session.commit()
    db.session.commit()


def _edited(base: RoundBase, random: Random) -> Proposed:
    """The text of a clause with some words of one paragraph replaced."""
    content = base.version.content
    every = [dict(each) for each in content["content"]]
    written = [at for at, each in enumerate(every) if each["type"] == "paragraph" and each.get("content")]
    if written:
        at = random.choice(written)
        words = "".join(each.get("text", "") for each in every[at]["content"]).split()
        start = random.randrange(len(words))
        words[start : start + random.randint(1, 3)] = _words(random, random.randint(1, 4))
        every[at] = {"type": "paragraph", "content": [{"type": "text", "text": " ".join(words)}]}
    else:
        every.append({"type": "paragraph", "content": [{"type": "text", "text": " ".join(_words(random, 9))}]})
    return Proposed(base.version.heading, {"type": "doc", "content": every}, base.clause_id)


def _insert(round_: Round, number: int, by: Association, proposed: Proposed, bases: list[RoundBase]) -> None:
    at = clock.now()
    amendment = Amendment(
        charter_id=round_.charter_id,
        round_id=round_.id,
        number=number,
        association_id=by.id,
        association=by.name,
        submitted_at=at,
    )
    db.session.add(amendment)
    db.session.flush()
    wording = Wording(
        amendment_id=amendment.id,
        round_id=round_.id,
        revision=1,
        cause="submitted",
        language="fr",
        reason="Parce que.",
        previous=START,
        at=at,
        changes=texts.rows([proposed], {each.clause_id: each for each in bases}, round_.charter_id, round_.id),
    )
    wording.digest = digest(wordings.hashed(wording, number))
    db.session.add(wording)


def _advise(round_: Round) -> None:
    """Of four amendments, one is to be adopted, one to be voted, and the advice on one is not published."""
    query = select(Amendment.id, Wording.digest).join(Wording, Wording.amendment_id == Amendment.id)
    rows = db.session.execute(query.where(Amendment.round_id == round_.id).order_by(Amendment.number)).all()
    chair = db.session.scalar(select(Member.id).where(Member.role == "moderator"))
    at = clock.now() - timedelta(hours=1)
    kinds = (("adopt", at), ("vote", at), ("reject", None))
    values = [
        {
            "amendment_id": amendment_id,
            "revision": 1,
            "advice": kinds[place % 4][0],
            "wording_digest": wording_digest,
            "replaces": [],
            "by_id": chair,
            "at": at,
            "published_at": kinds[place % 4][1],
        }
        for place, (amendment_id, wording_digest) in enumerate(rows)
        if place % 4 < 3
    ]
    db.session.execute(insert(Disposition), values)
    db.session.commit()
