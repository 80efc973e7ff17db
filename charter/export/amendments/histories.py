"""How each clause came to its text, in words: what was amended, by whom, how each amendment ended, and what was put
into the text. Made from the record of the rounds, and of the votes, in the language of the moment."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from charter.amendments import names
from charter.amendments.views.answering import sentences

Json = Mapping[str, Any]


def of_rounds(content: Json) -> list[dict[str, Any]]:
    """The rounds of a document (`Document.content`) in which anything was proposed. Of one for members alone, numbers
    and outcomes."""
    printed = {
        each["amendment"]: each.get("sentences", []) for vote in content["votes"] for each in vote.get("motions", ())
    }
    headings = {clause["id"]: clause["version"]["heading"] for clause in _clauses(content)}
    return [_round(each, printed, headings) for each in content.get("rounds", ()) if each["amendments"]]


def _clauses(content: Json) -> list[Json]:
    return [*content["preamble"], *(each for section in content["sections"] for each in section["clauses"])]


def _round(round_: Json, printed: Mapping[int, list[str]], headings: Mapping[int, str]) -> dict[str, Any]:
    put = {each["clause"]: each for each in round_["incorporations"]}
    of_clause: dict[int | None, list[Json]] = {}
    for each in round_["amendments"]:
        for clause_id in _changed(each):
            of_clause.setdefault(clause_id, []).append(each)
    places = [base for base in round_["bases"] if base["clause"] in of_clause]
    entries = [_history(base, of_clause[base["clause"]], put.get(base["clause"]), printed, headings) for base in places]
    if None in of_clause:
        title = _("New clauses") if round_["settings"]["is_public"] else _("For members alone")
        entries.append({"title": str(title), "base": "", "result": "", "amendments": _lines(of_clause[None], printed)})
    return {"title": str(_("Round %(number)s", number=round_["number"])), "clauses": entries}


def _changed(amendment: Json) -> list[int | None]:
    """The clauses that an amendment changes as it is now; None for a new one, or where that is for members alone."""
    changes = amendment["wordings"][-1].get("changes", [{}])
    return sorted({each.get("clause") for each in changes}, key=lambda each: each or 0)


def _history(
    base: Json,
    amendments: Iterable[Json],
    put: Json | None,
    printed: Mapping[int, list[str]],
    headings: Mapping[int, str],
) -> dict[str, Any]:
    heading = base["version"]["heading"] if "version" in base else headings.get(base["clause"], "")
    article = str(_("Article %(number)s", number=base["number"])) if base["number"] else ""
    return {
        "title": " — ".join(filter(None, [article, heading])),
        "base": str(_("Version %(number)s was amended.", number=base["version"]["number"]))
        if "version" in base
        else "",
        "amendments": _lines(amendments, printed),
        "result": _result(put, amendments),
    }


def _result(put: Json | None, amendments: Iterable[Json]) -> str:
    if put is None:
        is_over = all(each["outcome"] and each["outcome"]["kind"] != "adopted" for each in amendments)
        return str(_("Nothing was adopted: the text stayed as it was.")) if is_over else ""
    listed = ", ".join(str(_("no. %(number)s", number=number)) for number, *_rest in put["wordings"])
    if put["version"] is None:
        return str(_("The clause was removed: %(names)s.", names=listed))
    return str(_("Put into the text as version %(number)s: %(names)s.", number=put["version"]["number"], names=listed))


def _lines(amendments: Iterable[Json], printed: Mapping[int, list[str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": names.of_record(
                f"{each['number']} {each['wordings'][-1].get('label', '')}".strip(), each["parent"]
            ),
            "by": ", ".join([each["association"], *_supporters(each)]) if "association" in each else "",
            "words": printed.get(each["id"], []),
            "ended": _ended(each["outcome"]),
        }
        for each in amendments
    ]


def _supporters(amendment: Json) -> list[str]:
    return [each["association"] for each in amendment["cosignatures"] if not each["withdrawn_at"]]


def _ended(outcome: Json | None) -> str:
    if outcome is None:
        return str(_("Not decided yet."))
    facts = {"outcome": outcome["kind"], "because_of": outcome["because_of"]}
    said = sentences.of_entry("amendment.decided", facts)
    vote = str(_("Vote %(number)s", number=outcome["vote"])) if outcome["vote"] else ""
    return " · ".join(filter(None, [said, vote]))
