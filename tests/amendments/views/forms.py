"""What a browser would send of a form of amendments."""

import re
from html import unescape

_FORM = re.compile(r'<form[^>]*id="amendment-form".*?</form>', re.DOTALL)
_INPUT = re.compile(r"<input\b[^>]*>")
_AREA = re.compile(r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_SELECT = re.compile(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', re.DOTALL)


def filled_in(page: str) -> dict[str, object]:
    """The fields of the form of an amendment as they come, without a script."""
    form = _FORM.search(page)[0]
    sent: dict[str, object] = {"place": re.findall(r'name="place" value="(\d+)"', form)}
    for tag in _INPUT.findall(form):
        named = dict(re.findall(r'\b([a-z]+)="([^"]*)"', tag))
        if named["name"] != "place" and (named.get("type") != "checkbox" or " checked" in tag):
            sent[named["name"]] = unescape(named.get("value", ""))
    for name, options in _SELECT.findall(form):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent | {name: unescape(said) for name, said in _AREA.findall(form)}


def words(page: str) -> str:
    """What a page says, without its tags."""
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
