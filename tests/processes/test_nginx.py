"""The site of docs/deploy/nginx.conf, as the world sees it."""

import ssl
from http.client import RemoteDisconnected
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.processes.support.browser import Browser
from tests.support.waiting import until


@pytest.fixture
def secure(site):
    """A visitor's browser, over TLS."""
    return Browser(site.front.secure, trusting=site.front.certificate)


def test_everyone_is_led_to_tls(site):
    answer = Browser(site.front.redirecting).get("/charters/a?page=2")
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.front.secure}/charters/a?page=2")


def test_the_application_knows_that_the_line_is_secure(secure):
    answer = secure.get("/sign-in")
    assert answer.headers["Strict-Transport-Security"]
    cookies = {each.split("=")[0]: each for each in answer.headers.get_all("Set-Cookie")}
    assert set(cookies) == {"session", "charter_line"}
    assert all("Secure" in each and "HttpOnly" in each and "SameSite=Lax" in each for each in cookies.values())
    assert secure.send("/sign-in", "/sign-in", email="nobody-secure@forum.example").status == 200


def test_the_first_answer_decides_for_a_process_and_the_next_keep_to_it(site):
    browser = Browser(site.front.plain)
    browser.get("/first")
    line = f"charter_line={browser.cookies['charter_line']}"
    later = site.served_by("/later", [line] * 5)
    until(lambda: site.logged("/first"), "nginx writes the request down")
    assert site.logged("/first") * 5 == later


def test_browsers_are_spread_over_all_processes(site):
    assert set(site.served_by("/spread", [""] * 30)) == {0, 1, 2}


def test_attempts_are_counted_across_processes_and_no_forged_address_helps(site):
    browsers = [Browser(site.front.plain, site.line_to(process)) for process in range(3)]
    for number, browser in enumerate(browsers):
        browser.headers["X-Forwarded-For"] = f"198.51.100.{number}"
    tries = [browser.send("/sign-in", "/sign-in", email="guess@forum.example").status for browser in browsers * 2]
    assert tries == [200] * 5 + [429]


def test_a_sign_in_link_is_never_written_down(site, secure):
    secure.get("/sign-in/a-secret-of-mine?next=/account")
    until(lambda: " GET /sign-in/- " in site.front.log.read_text(), "nginx writes the request down")
    assert "secret" not in site.front.log.read_text()
    assert "next=" not in site.front.log.read_text()


def test_static_files_are_compressed_and_kept_for_ever(site, secure):
    style = next(each for each in secure.get("/").text.split('"') if each.endswith(".css"))
    for coding in ("br", "gzip"):
        answer = secure.get(style, **{"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"]
    assert len([file for file in site.front.cache.rglob("*") if file.is_file()]) >= 2


def test_too_large_a_form_is_refused_in_words(secure):
    refusal = secure.send("/sign-in", "/sign-in", email="x" * 1_500_000)
    assert refusal.status == 413
    assert "What you sent is too large" in refusal.text


def test_no_page_of_another_site_opens_a_socket(site, secure):
    opening = "/socket.io/?EIO=4&transport=polling"
    assert secure.get(opening, Origin="https://elsewhere.example").status == 400
    assert secure.get(opening, Origin=site.front.secure).status == 200


def test_requests_under_another_name_get_no_answer(site):
    with pytest.raises(RemoteDisconnected):
        urlopen(Request(site.front.redirecting, headers={"Host": "elsewhere.example"}))
    where = urlsplit(site.front.secure)
    with pytest.raises(ssl.SSLError):
        ssl.get_server_certificate(("127.0.0.1", where.port), timeout=5)
