"""Make a dump of a small site as the code of today leaves it, for the walk of upgrades. From the root of a checkout of
any commit, with the address of an empty database:

    CHARTER_ENV=development CHARTER_DATABASE_URL=sqlite:////tmp/x.db PYTHONPATH=. python dump.py > NAME.sql

It uses what each commit has: the demo, cut short, with its closed and its open vote; from the first votes of their own
on, a sealed vote that is closed and a proxy as well.
"""

import subprocess
import sys
import tomllib

import flask_migrate

from charter import create_app
from charter.accounts import queries as accounts
from charter.config import Settings
from charter.database import db
from charter.demo import actions as demo

SHORT = {"nantes", "namur", "quebec", "geneve", "montreal", "dschang"}
"""Who takes part."""


def cut_short(text: str) -> dict:
    """The demo with two sections, six delegations and what is said about them."""
    demo_data = read(text)
    people = demo_data["members"]["delegates"]
    demo_data["members"]["delegates"] = {mailbox: people[mailbox] for mailbox in people if mailbox in SHORT}
    voted = {vote["clause"] for vote in demo_data["votes"]}
    for section in demo_data["sections"]:
        section["clauses"] = [each for each in section["clauses"] if each["heading"] in voted] or section["clauses"][:1]
    kept = {clause["heading"] for section in demo_data["sections"] for clause in section["clauses"]}
    demo_data["additions"] = []
    demo_data["threads"] = [each for each in demo_data["threads"] if each["clause"] in kept][:1]
    for vote in demo_data["votes"]:
        for names in ("against", "abstain", "absent"):
            vote[names] = [each for each in vote[names] if each in SHORT]
    for thread in demo_data["threads"]:
        thread["by"], thread["replies"] = "namur", []
    return demo_data


def vote_sealed() -> None:
    """A question, put and answered by sealed ballots, one of them by proxy."""
    from charter.votes.ballots.recording import BallotPaper
    from charter.votes.casting import online
    from charter.votes.lifecycle import closing, opening, preparing
    from charter.votes.roll import proxies

    chair, namur, quebec, geneve = (
        accounts.by_email(f"{mailbox}@{demo.DOMAIN}") for mailbox in ("moderation", "namur", "quebec", "geneve")
    )
    proxies.give(1, namur.id, by=geneve)
    subject = preparing.Subject("question", heading="Une question", question="Faut-il ?")
    vote = preparing.prepare(1, subject, preparing.Settings(ballots="sealed"), chair)
    opening.open_vote(vote.id, chair)
    for who, choice in ((namur, "for"), (quebec, "against")):
        online.cast(vote.id, BallotPaper(vote.digest, {choice: 1}), by=who)
    online.cast(vote.id, BallotPaper(vote.digest, {"abstain": 1}), by=namur, elector_id=geneve.id)
    closing.close(vote.id, chair)


read, tomllib.loads = tomllib.loads, cut_short
app = create_app(Settings.read(__import__("os").environ))
with app.app_context():
    flask_migrate.upgrade()
    demo.load()
    try:
        vote_sealed()
    except ImportError as no:
        print(no, file=sys.stderr)
    db.session.remove()
    url = db.engine.url
    db.engine.dispose()
if url.get_backend_name() == "sqlite":
    subprocess.run(["sqlite3", url.database, ".dump"], check=True)
else:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(
        ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100", address], check=True
    )
