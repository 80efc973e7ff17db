"""Headers, language, refusals, sanitising, rate limits: what every page shares."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import create_app
from charter.accounts import actions as accounts
from charter.config import Settings
from charter.core.errors import Invalid
from charter.web.input import text_input
from charter.web.language import local_path
from charter.web.rendering import sanitise
from tests.conftest import TEST_SETTINGS, make_app, public


def test_every_answer_carries_a_strict_policy(visitor):
    for path in ("/", "/nothing-here", "/static/nothing.js"):
        headers = visitor.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("path", "kind"), [("/favicon.ico", "image/"), ("/apple-touch-icon.png", "image/png")])
def test_what_browsers_ask_for_by_a_fixed_address_is_there(visitor, path, kind):
    answer = visitor.get(path, buffered=True)
    assert answer.status_code == 200
    assert answer.content_type.startswith(kind)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_hsts_behind_tls_only(visitor):
    assert "Strict-Transport-Security" not in visitor.get("/").headers
    assert "Strict-Transport-Security" in visitor.get("/", base_url="https://localhost").headers


def test_built_files_are_kept_for_ever_and_compressed(app, visitor):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("app.css")
    answer = visitor.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_language_follows_the_browser_then_the_choice(app):
    browser = app.test_client()
    assert 'lang="en"' in browser.get("/", headers={"Accept-Language": "en-GB"}).text
    assert 'lang="fr"' in browser.get("/", headers={"Accept-Language": "de"}).text
    assert browser.get("/language/en?next=/help").headers["Location"] == "/help"
    assert 'lang="en"' in browser.get("/", headers={"Accept-Language": "fr"}).text
    assert browser.get("/language/tlh").status_code == 404


@pytest.mark.parametrize(
    "away",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "/a\nb", "//[", "http://[", None],
)
def test_no_link_of_ours_leads_away(away):
    assert local_path(away) == "/"


def test_a_form_without_its_token_is_refused_with_advice(tmp_path, template):
    import shutil

    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    browser = public(make_app(tmp_path, WTF_CSRF_ENABLED=True))
    answer = browser.post("/sign-in", data={"email": "namur@forum.example"})
    assert answer.status_code == 400
    assert "expired" in answer.text


def test_too_many_links_are_refused(tmp_path, template):
    import shutil

    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    browser = public(make_app(tmp_path, RATELIMIT_ENABLED=True))
    answers = [browser.post("/sign-in", data={"email": "nobody@forum.example"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    refused = browser.post("/sign-in", data={"email": "nobody@forum.example"})
    assert "Try again in 10 minutes." in refused.text
    assert browser.post("/sign-in", data={"email": "else@forum.example"}).status_code == 200


def test_a_network_of_ipv6_counts_as_one(tmp_path, template):
    """Everybody has billions of its addresses: each counted alone would be no limit, and fill the memory."""
    import shutil

    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    browser = public(make_app(tmp_path, RATELIMIT_ENABLED=True))

    def asked(remote):
        sent = {"email": "nobody@forum.example"}
        return browser.post("/sign-in", data=sent, environ_base={"REMOTE_ADDR": remote}).status_code

    assert [asked(f"2001:db8::{number}") for number in range(6)] == [200] * 5 + [429]
    others = ("2001:db8:0:1::1", "192.0.2.1", "::ffff:192.0.2.2", "unknown")
    assert [asked(other) for other in others] == [200] * 4


def test_what_stays_for_good_or_is_mailed_is_paced_for_each_member(tmp_path, template):
    """Nobody fills the journal, a page, an archive or another's mailbox."""
    import shutil

    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    app = make_app(tmp_path, RATELIMIT_ENABLED=True)
    with app.app_context():
        secrets = [accounts.make_link(f"{name}@forum.example") for name in ("namur", "quebec")]
    namur, quebec = public(app), public(app)
    for browser, secret in zip((namur, quebec), secrets, strict=True):
        browser.post(f"/sign-in/{secret}")
    charter = "/charters/charte-pour-une-societe-numerique-desirable"
    for path, most in (
        (f"{charter}/clauses/3/threads", 30),
        (f"{charter}/presence/own", 30),
        ("/votes/2/ballot", 60),
        (f"{charter}/amendments/1/support-request", 20),
        (f"{charter}/amendments/1/cosignature", 30),
        (f"{charter}/amendments/drafts/1/submission", 20),
        (f"{charter}/amendments/drafts/1", 120),
        (f"{charter}/clauses/3/suggestions/1/acceptance", 60),
    ):
        answers = [namur.post(path).status_code for _ in range(most + 1)]
        assert 429 not in answers[:most]
        assert answers[most] == 429
        assert quebec.post(path).status_code != 429


def test_a_refusal_is_logged_with_the_number_on_the_page(visitor, caplog):
    with caplog.at_level(logging.INFO, "charter"):
        answer = visitor.get("/charters/none")
    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["X-Request-ID"] in caplog.text


def test_a_failure_is_logged_and_tells_nothing_of_the_inside(app, visitor, caplog, monkeypatch):
    def fail(*_):
        raise RuntimeError("the inside")

    monkeypatch.setattr("charter.charters.queries.visible", fail)
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    assert answer.headers["X-Request-ID"] in caplog.text


def test_text_is_cleaned_and_refused_rather_than_cut():
    assert text_input.text(" a\r\nb\x00\x07 ", 5) == "a\nb"
    assert text_input.text("x" * 5, 5) == "x" * 5
    with pytest.raises(Invalid):
        text_input.text("x" * 6, 5)
    with pytest.raises(Invalid):
        text_input.text("\x00 ", 5, missing="say something")


def test_plain_text_keeps_lines_and_links_and_nothing_else():
    html = sanitise.plain("Un <b>mot</b>\nhttps://example.org/a?b=1&c=2\n\nfin")
    assert html == (
        "<p>Un &lt;b&gt;mot&lt;/b&gt;<br>"
        '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener ugc">https://example.org/a?b=1&amp;c=2</a></p>'
        "<p>fin</p>"
    )


@given(
    st.text() | st.sampled_from(["<script>alert(1)</script>", "javascript:alert(1)", '"><img src=x onerror=alert(1)>'])
)
def test_plain_text_never_becomes_an_element_that_acts(text):
    from lxml import html

    shown = html.fromstring(f"<div>{sanitise.plain(text)}</div>")
    assert {each.tag for each in shown.iter()} <= {"div", "p", "br", "a"}
    for link in shown.iter("a"):
        assert link.get("href").startswith(("http://", "https://"))
        assert set(link.attrib) <= {"href", "rel"}


def test_a_clause_keeps_only_what_a_clause_can_hold():
    dirty = '<p onclick="x">a<script>b</script><a href="javascript:x">c</a><a href="https://x.example">d</a></p>'
    clean = sanitise.clause(dirty)
    assert "<script" not in clean
    assert "onclick" not in clean
    assert "javascript" not in clean
    assert 'href="https://x.example"' in clean


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_line_believes_what_is_said_of_the_address_by_known_proxies_alone(tmp_path, template, proxies):
    settings = Settings(
        environment="development", instance=str(tmp_path), mail_url="smtp://127.0.0.1:1", proxies=proxies
    )
    browser = create_app(settings, **TEST_SETTINGS).test_client()
    said = {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    answer = browser.get("/socket.io/?EIO=4&transport=polling", headers=said)
    assert answer.status_code == (400 if proxies == "0" else 200)
