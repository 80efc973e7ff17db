"""Walks every route of the site with odd values in every part of its path, query and form.

Which fields a route reads is found by watching it read them: a new route or field is walked without a word here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import cycle
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

ATTACK = "<img src=x onerror=alert(1)>"
LONG = "x" * 60_000
CORPUS = [
    *("-1", "0", "999999", str(2**31 - 1), str(2**31), str(2**63), "1" + "0" * 400, "0" * 9 + "9" * 5000),
    *("", "a\0b", "\u0663", "\u00b2", "//x", "\u202ea", "a\r\nb"),
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", ATTACK, LONG),
]
WORST = [str(2**63), "a\0b", "9999-12-31T23:59"]
"""Those that the two databases take differently."""
TELLING = [*WORST, "", "\u0663", "\u00b2", "1" + "0" * 400, "0" * 9 + "9" * 5000, ATTACK]
"""Those that tell most: each name is given them. Of the others each has its share, the next ones in turn. A name
that is met again is given one of the worst by itself, in turn, and each of them along with the other fields."""
SHARE = 4
IN_PATHS = ["999999", str(2**31), "9" * 400, "a\0b", "\u0663", ATTACK]
IRREVOCABLE = (
    "account/mandate",
    "removal",
    "revocation",
    "suspension",
    "closure",
    "cancellation",
    "opening",
    "/stage",
    "sign-out",
    "votes$",
)
"""Routes that end what others need; they come last."""


@dataclass
class Reads:
    """The names of the fields that a route read of a query and of a form."""

    names: dict[str, set[str]] = field(default_factory=lambda: {"args": set(), "form": set()})

    def fields(self, of: str) -> list[str]:
        """One name of each kind: `choice-1` stands for `choice-2`."""
        kinds = {re.sub(r"\d+|\w+\.\w+\.\w+", "1", name): name for name in sorted(self.names[of])}
        return sorted(name for name in kinds.values() if name != "csrf_token")


def watch(app: Flask) -> Reads:
    """From now on, know what `app` reads; forget it with `reads.names[…].clear()`."""
    reads = Reads()

    class Watched(ImmutableMultiDict):
        of = "args"

        def __getitem__(self, name):
            self._note(name)
            return super().__getitem__(name)

        def get(self, name, *more, **options):
            self._note(name)
            return super().get(name, *more, **options)

        def getlist(self, name, *more, **options):
            self._note(name)
            return super().getlist(name, *more, **options)

        def __contains__(self, name):
            self._note(name)
            return super().__contains__(name)

        def _note(self, name):
            reads.names[self.of].add(name)

    class WatchedForm(Watched):
        of = "form"

    class Request(app.request_class):
        args = cached_property(lambda self: Watched(super().args))

        def _load_form_data(self):
            if not isinstance(self.__dict__.get("form"), WatchedForm):
                super()._load_form_data()
                self.__dict__["form"] = WatchedForm(self.__dict__["form"])

    app.request_class = Request
    return reads


@dataclass(frozen=True)
class Step:
    """A request: a method, a path, and what is sent along."""

    method: str
    path: str
    args: dict[str, str]
    form: dict[str, str]

    def take(self, browser: FlaskClient):
        sent = {"data": self.form} if self.method == "POST" else {}
        return browser.open(self.path, method=self.method, query_string=self.args, **sent)


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with each of its methods, those that end something last."""
    every = [(rule, method) for rule in app.url_map.iter_rules() for method in rule.methods & {"GET", "POST"}]

    def order(route: tuple[Rule, str]) -> tuple[bool, str, str]:
        rule, method = route
        ends = method == "POST" and any(re.search(word, rule.rule) for word in IRREVOCABLE)
        return ends, rule.rule, method

    return sorted(every, key=order)


def path(rule: Rule, usual: dict[str, str], **other: str) -> str:
    """The path of a rule, with `usual` parts but for `other`."""

    def part(found: re.Match) -> str:
        choices = re.match(r"any\((\w+)", found[1])
        name = found[1].rpartition(":")[2]
        return quote(other.get(name) or (choices[1] if choices else usual.get(name, "1")), safe="")

    return re.sub(r"<([^>]+)>", part, rule.rule)


class OddValues:
    """Which values a name is given where it is met for the first time, and elsewhere."""

    together: Sequence[str] = WORST
    """Which values all fields of a route are given at once."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def of_path(self, name: str) -> list[str]:
        return self._once(f"<{name}>", IN_PATHS)

    def of_field(self, name: str) -> list[str]:
        others, turn = [each for each in CORPUS if each not in TELLING], len(self._met) * SHARE
        share = [others[(turn + place) % len(others)] for place in range(SHARE)]
        return self._once(name, TELLING + share)

    def _once(self, name: str, first: list[str]) -> list[str]:
        times = self._met[name]
        self._met[name] += 1
        return self._again(times) if times else first

    def _again(self, times: int) -> list[str]:
        return [WORST[times % len(WORST)]]


class WorstValues(OddValues):
    """The worst ones, where a name is met for the first time."""

    together: Sequence[str] = ()

    def of_path(self, name: str) -> list[str]:
        return self._once(f"<{name}>", WORST)

    def of_field(self, name: str) -> list[str]:
        return self._once(name, WORST)

    def _again(self, times: int) -> list[str]:
        return []


def steps(rule: Rule, method: str, usual: dict[str, str], reads: Reads, odd: OddValues) -> Iterator[Step]:
    """Odd values in each part of the path, then in each field, the others being as they mostly are; then in all of
    them."""
    for name in rule.arguments:
        for value in odd.of_path(name):
            yield Step(method, path(rule, usual, **{name: value}), {}, {})
    here = path(rule, usual)
    sent = {of: {name: usual.get(name, "1") for name in reads.fields(of)} for of in ("args", "form")}
    for name in sent["args"]:
        yield from (Step(method, here, {name: value}, sent["form"]) for value in odd.of_field(name))
    for name in sent["form"] if method == "POST" else ():
        yield from (Step(method, here, {}, sent["form"] | {name: value}) for value in odd.of_field(name))
    for value in odd.together if len(sent["args"]) + len(sent["form"]) > 1 else ():
        yield Step(method, here, dict.fromkeys(sent["args"], value), dict.fromkeys(sent["form"], value))


def discover(rule: Rule, method: str, usual: dict[str, str], reads: Reads, browsers: list[FlaskClient]) -> None:
    """Find what a route reads, also of what it reads only once other fields are there."""
    for names in reads.names.values():
        names.clear()
    known = -1
    while known < (known := sum(map(len, reads.names.values()))):
        sent = {of: {name: usual.get(name, "1") for name in reads.fields(of)} for of in ("args", "form")}
        for browser in browsers:
            Step(method, path(rule, usual), sent["args"], {"csrf_token": ""} | sent["form"]).take(browser)


def faults(steps: Iterable[Step], browsers: Sequence[FlaskClient]) -> list[str]:
    """What goes wrong on the way, walked by each in turn: no answer, or somebody's markup in a page."""
    found = []
    for step, browser in zip(steps, cycle(browsers), strict=False):
        answer = step.take(browser)
        if answer.status_code >= 500 or (answer.mimetype == "text/html" and ATTACK in answer.text):
            found.append(f"{answer.status_code} {str(step)[:300]}")
    return found
