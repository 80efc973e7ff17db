"""A browser without scripts: pages and forms of a signed-in member, at one process or through nginx."""

import re
from pathlib import Path
from ssl import create_default_context
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Keeps its cookies, follows no redirect, takes the secret of each form from the page that holds it."""

    def __init__(self, url: str, *cookies: str, trusting: Path | None = None) -> None:
        self.url, self.headers = url, {"Accept-Language": "en"}
        self.cookies = dict(cookie.split("=", 1) for cookie in cookies)
        self._open = build_opener(_Stay, HTTPSHandler(context=create_default_context(cafile=trusting))).open

    @property
    def cookie(self) -> str:
        """As the header says it."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str, form: dict[str, str] | None = None, **headers: str):
        """The answer, whatever its status; its `text` is the page."""
        body = urlencode(form).encode() if form is not None else None
        headers = self.headers | {"Cookie": self.cookie, "Referer": self.url + path} | headers
        try:
            answer = self._open(Request(self.url + path, body, headers), timeout=30)
        except HTTPError as refusal:
            answer = refusal
        with answer:
            answer.text = answer.read().decode(errors="replace")
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def send(self, path: str, page: str, **form: str):
        """Send the form at `path` with the secret that `page` holds."""
        shown = self.get(page)
        secret = TOKEN.search(shown.text)
        assert secret, f"{page} shows no form ({shown.status}): {shown.text}"
        return self.get(path, form | {"csrf_token": secret[1]})
