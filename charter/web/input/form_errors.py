"""Show the reasons of a refused form at its fields, for every form, also without JavaScript.

A page shows the reasons by one macro (`ui.reasons`): a summary that takes the focus. After
rendering, the form that was sent is located in the page by its address; each field with a reason
receives `aria-invalid`, the reason beside it, and a link from the summary, and the title says that
there is an error.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from charter.core.errors import About

_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)  # no value of ours holds a bare > : templates escape it
_CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b([a-z-]+)="([^"]*)"')
_TITLE = re.compile(r"<title>")
_NOT_FILLED_IN = ("hidden", "submit", "button")


@dataclass(frozen=True)
class _Field:
    """A form control: the position of its tag in the page, and its attributes."""

    start: int
    end: int
    attributes: dict[str, str]
    is_required: bool

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")


def install(app: Flask) -> None:
    """Mark refused forms in the pages of `app`."""
    app.after_request(_mark_page)
    app.jinja_env.globals.update(summed_up=summed_up, problems_of=problems_of)


def summed_up(reasons: Sequence[object]) -> list[Markup]:
    """The reasons of a summary, numbered, so that each can be linked to its field after
    rendering."""
    if not _is_refusal():
        return [escape(str(reason)) for reason in reasons]

    known: list[object] = g.setdefault("refused_for", [])
    numbered = []

    for reason in reasons:
        numbered.append(Markup('<span data-reason="{}">{}</span>').format(len(known), str(reason)))
        known.append(reason)

    return numbered


def problems_of(form: object) -> list[object]:
    """The errors of a WTForms form, each with its field."""
    problems: list[object] = list(getattr(form, "form_errors", ()))
    for field in form:  # type: ignore[attr-defined]
        label = str(field.label.text)
        problems += [
            About(field.name, _("%(field)s: %(reason)s", field=label, reason=each)) for each in field.errors[:1]
        ]
    return problems


def _is_refusal() -> bool:
    return request.method == "POST"


def _mark_page(response: Response) -> Response:
    reasons: Sequence[object] = g.pop("refused_for", ())
    if reasons and 400 <= response.status_code < 500 and response.mimetype == "text/html":
        response.set_data(_marked(response.get_data(as_text=True), reasons, response.status_code == 422))
    return response


def _marked(page: str, reasons: Sequence[object], is_invalid: bool) -> str:
    """The page with each reason at its field. `is_invalid`: the input is wrong, not the moment."""
    page = _TITLE.sub(lambda found: found[0] + str(escape(_("Error: "))), page, count=1)
    for number, reason in enumerate(reasons):
        field = _field_of(reason, _sent_form(page), is_invalid)
        if field:
            page = _linked(_with_reason(page, field, str(reason), f"reason-{number}"), number, _id(field))
    return page


def _sent_form(page: str) -> list[_Field]:
    """The fields of the form that was sent: to this address, or said to be it (`data-sent`), where what was sent has
    another address now; one without an action was sent to the page itself."""
    without_address: list[_Field] = []
    for form in _FORM.finditer(page):
        attributes = dict(_ATTRIBUTE.findall(form[0].partition(">")[0]))
        if attributes.get("method") != "post":
            continue
        if urlsplit(unescape(attributes.get("action", ""))).path == request.path or "data-sent" in attributes:
            return list(_fields(page, *form.span()))

        if "action" not in attributes:
            without_address = without_address or list(_fields(page, *form.span()))

    return without_address


def _fields(page: str, start: int, end: int) -> Iterable[_Field]:
    for control in _CONTROL.finditer(page, start, end):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(control[0])}
        if attributes.get("type") not in _NOT_FILLED_IN and attributes.get("name"):
            yield _Field(*control.span(), attributes, "required" in control[0])


def _field_of(reason: object, fields: list[_Field], is_invalid: bool) -> _Field | None:
    """The field that a reason names; if the input is wrong, also the only field of the form."""
    if isinstance(reason, About):
        found = [field for field in fields if _is_about(reason, field)]
        if found or reason.field:
            return found[0] if found else None
    is_only = len({field.name for field in fields}) == 1
    return fields[0] if is_invalid and is_only else None


def _is_about(reason: About, field: _Field) -> bool:
    if reason.field:
        return field.name == reason.field
    sent = request.form.get(field.name, "")
    return sent.split() == reason.typed.split() if reason.typed else field.is_required and not sent.strip()


def _id(field: _Field) -> str:
    return field.attributes.get("id") or f"field-{field.name}"


def _with_reason(page: str, field: _Field, reason: str, name: str) -> str:
    """The page with the reason before the field, or before the label around it, and the details
    elements around it open."""
    tag, given = page[field.start : field.end], field.attributes
    if given.get("aria-invalid") != "true":
        described = f"{name} {given.get('aria-describedby', '')}".strip()
        tag = re.sub(r'\s(?:aria-describedby)="[^"]*"', "", tag)
        more = f' id="{escape(_id(field))}"' if "id" not in given else ""
        tag = re.sub(
            r"^<\w+", lambda opening: f'{opening[0]}{more} aria-invalid="true" aria-describedby="{described}"', tag
        )
        label = page.rfind("<label", 0, field.start)
        place = label if label > page.rfind("</label>", 0, field.start) else field.start
        said = str(Markup('<p class="field-error" id="{}">{}</p>').format(name, reason))
        page = page[:place] + said + page[place : field.start] + tag + page[field.end :]

        return _opened(page, place)

    return page


def _opened(page: str, place: int) -> str:
    around: list[int] = []
    for tag in re.finditer(r"<details\b[^>]*>|</details>", page[:place]):
        if tag[0] == "</details>":
            around.pop()
        else:
            around.append(tag.start())

    for start in reversed(around):
        end = page.index(">", start)
        if not re.search(r"\sopen\b", page[start:end]):
            page = f"{page[:end]} open{page[end:]}"

    return page


def _linked(page: str, number: int, target: str) -> str:
    said = re.compile(rf'<span data-reason="{number}">(.*?)</span>', re.DOTALL)
    return said.sub(lambda found: str(Markup('<a href="#{}">').format(target)) + f"{found[1]}</a>", page, count=1)
