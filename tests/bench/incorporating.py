"""Times an incorporation: 20 amendments become the text of one clause while 50 people have it open, on a real server.

`load/incorporating.mjs` plays the 50 browsers and the moderator: from the request to the answer, and to the last of
them who sees it. Each run takes another clause of ten paragraphs. Prints the median and the slowest, in milliseconds.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from charter import wsgi
from charter.accounts.current import session_id
from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.collab.incorporation import actions
from charter.collab.incorporation.actions import ServerEditor
from charter.collab.incorporation.wording import Authored
from charter.collab.storage import live_text
from charter.collab.storage.authored_edits import may_decide
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.text import Text, normal
from charter.database import db
from charter.journal import actions as journal
from charter.web.access import allows, person
from tests.bench import assembly, coediting
from tests.conftest import make_app
from tests.support.services import free_port

AMENDMENTS, WATCHING, RUNS = 20, 50, 15
BAR_MS = 500


def main() -> None:
    if sys.argv[1:] == ["serve"]:
        serve()
        return
    coediting.install()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "instance"
        folder.mkdir()
        assembly.make(folder, WATCHING, RUNS + 1)
        sign_in_moderator(folder)
        port = free_port()
        words = [sys.executable, "-m", "gevent.monkey", "--module", "tests.bench.incorporating", "serve"]
        environment = coediting.environment(port, folder)
        with (folder / "server.log").open("w") as errors:
            server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=errors)
        try:
            if not server.stdout.readline():
                raise RuntimeError((folder / "server.log").read_text())
            measured = load(port, folder)
        finally:
            server.terminate()
            server.wait()
    report(measured)


def sign_in_moderator(folder: Path) -> None:
    app = make_app(folder)
    with app.app_context():
        chair = db.session.scalars(select(Member).where(Member.role == "moderator")).first()
        [key] = assembly.sign_in([chair.id])
        assembly.save(folder / "moderator.txt", [assembly.cookie(app, key)])
        assembly.close()


def load(port: int, folder: Path) -> list[dict[str, float]]:
    given = {"url": f"http://127.0.0.1:{port}", "watching": WATCHING}
    given |= {name: folder / f"{name}.txt" for name in ("cookies", "clauses", "moderator")}
    words = ["node", str(coediting.LOAD / "incorporating.mjs"), *(f"--{name}={value}" for name, value in given.items())]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)[1:]  # the first one warms up


def report(measured: list[dict[str, float]]) -> None:
    print(f"load {os.getloadavg()[0]:.1f}; {len(measured)} runs; milliseconds: median, slowest, bar")
    names = {"answer": "answered to the moderator", "seen": f"seen by the last of {WATCHING}"}
    for name, said in names.items():
        times = [each[name] for each in measured]
        median = statistics.median(times)
        over = median > BAR_MS
        label = f"{AMENDMENTS} amendments into one clause, {said}"
        print(f"{label:<62} {median:8.1f} {max(times):8.1f} {BAR_MS:>6}{' !' if over else ''}")
    sys.exit(any(statistics.median(each[name] for each in measured) > BAR_MS for name in names))


def serve() -> None:
    """A server with one page more: that puts amendments into a clause."""
    app = wsgi._ready()
    with app.app_context():
        clause_ids = map(int, Path(app.instance_path, "clauses.txt").read_text().split())
        proposed = {each: proposals(each) for each in clause_ids}
        db.session.remove()
    add_page(app, proposed)
    wsgi._serve(app)


def proposals(clause_id: int) -> tuple[Text, list[Authored]]:
    """The text of a clause, and what 20 people change in it: two in each paragraph."""
    clause = db.session.get_one(Clause, clause_id)
    base = normal(Text(clause.heading, live_text.committed_text(clause_id).content))
    authors = db.session.scalars(select(Member).where(Member.role == "delegate").limit(AMENDMENTS)).all()
    texts = [amended(base, number) for number in range(AMENDMENTS)]
    patches = [diff(flatten(base), flatten(each)) for each in texts]
    return base, [
        Authored(patch, author.id, author.association_id, f"digest {number}")
        for number, (patch, author) in enumerate(zip(patches, authors, strict=True))
    ]


def amended(base: Text, number: int) -> Text:
    """Another word in the first sentence of a paragraph, or one sentence more at its end."""
    lines = list(base.content["content"])
    line = lines[number // 2]
    [run] = line["content"]
    words = run["text"] + f" Une phrase de plus, la {number}e." if number % 2 else f"Chaque{run['text'][3:]}"
    lines[number // 2] = line | {"content": [run | {"text": words}]}
    return base._replace(content=base.content | {"content": lines})


def add_page(app: Flask, proposed: dict[int, tuple[Text, list[Authored]]]) -> None:
    @app.get("/bench/incorporation/<int:clause_id>")
    @allows("amendments.decide")
    def incorporation(clause_id: int) -> str:
        member = person()
        editor = ServerEditor.of(member, session_id(), "fr")
        signed = journal.ActorSnapshot(editor.member_id, editor.label)

        def decide(connection, _done) -> None:
            journal.append(connection, "clause.published", f"clause:{clause_id}", signed)

        done = actions.incorporate(clause_id, *proposed[clause_id], editor, may_decide, decide)
        return str(len(done.credits))


if __name__ == "__main__":
    main()
