import re
from dataclasses import fields
from pathlib import Path

import pytest

from charter.config import DEVELOPMENT_SECRET, Misconfigured, Settings

KEY = "0f7c1e5b9a2d4836b6d0a1c89e24f753"
SAFE = {
    "CHARTER_SECRET_KEY": KEY,
    "CHARTER_PUBLIC_URL": "https://charter.example",
    "CHARTER_MAIL_URL": "smtp://mail.example:25",
}
WRONG = {
    "CHARTER_SECRET_KEY": ["", "short", DEVELOPMENT_SECRET, "x" * 36, "changeme" * 5, "0123456789abcdef" * 2],
    "CHARTER_SIGNING_KEY": ["abc", "0" * 64, "g" * 64, "0123456789abcdef" * 4],
    "CHARTER_PUBLIC_URL": [
        *(
            "charter.example",
            "https://",
            "http://charter.example",
            "https://charter.example/charte/",
            "ftp://x.example",
        ),
        *("https://charter.example?a=b", "https://charter.example#top", "https://charter.example:99999"),
        *("https://charter.example:port", "https://user:word@charter.example", "https://chärter.example"),
        *("https://-.example", "https://[::1", "https://a b.example", "https:///x", "//charter.example"),
    ],
    "CHARTER_MAIL_URL": ["", "smtp://", "smtp://h:abc", "smtp://h:99999", "mail.example:25", "http://h", "smtp://h:0"],
    "CHARTER_MAIL_FROM": ["charter", "Charter <charter@x.example>", "a@b@c", "a@", "a b@x.example", "é@x.example"],
    "CHARTER_DATABASE_URL": [
        *("foo", "mysql://h/charter", "oracle://h/x", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://h/c"),
        *("postgresql://h:port/c", "postgresql://h:99999/c", "postgresql://h", "postgresql+psycopg://"),
    ],
    "CHARTER_REDIS_URL": ["127.0.0.1:6379", "http://h", "redis://h:abc", "redis://", "redis://h/zero"],
    "CHARTER_TIMEZONE": ["Europe/Nantes", "CET+1 o'clock", "../../etc/passwd", "Europe", "Paris", "/etc/localtime"],
    "CHARTER_PROXIES": ["yes", "-1", "²", "10", "1.5", "9" * 5000],
    "CHARTER_ENV": ["staging", "Production"],
    "HOST": ["here!", "256.1.1.1", "http://127.0.0.1", "a b"],
    "PORT": ["http", "0", "99999", "-1", "٣", "8000/tcp"],
    "CHARTER_PROXY": ["1"],
}


def test_safe_settings_start():
    assert Settings.read(SAFE).flask()["SESSION_COOKIE_SECURE"] is True


def test_development_needs_no_setting():
    assert Settings.read({"CHARTER_ENV": "development"}).development


@pytest.mark.parametrize("name, value", [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_refused_in_one_sentence_that_names_it(name, value):
    with pytest.raises(Misconfigured) as refusal:
        Settings.read(SAFE | {name: value})
    [_start, *sentences] = str(refusal.value).split("\n")
    assert len(sentences) == 1
    assert sentences[0].startswith(f"- {name} ")


@pytest.mark.parametrize(
    "right",
    [
        {"CHARTER_SECRET_KEY": DEVELOPMENT_SECRET + KEY},
        {"CHARTER_PUBLIC_URL": "https://charter.example:8443/", "CHARTER_PROXIES": "2"},
        {"CHARTER_PUBLIC_URL": "http://127.0.0.1:8000", "HOST": "::1", "PORT": "65535"},
        {"CHARTER_MAIL_URL": "smtps://user%40x:pass%2Fword@mail_server", "CHARTER_MAIL_FROM": "no-reply@intra"},
        {"CHARTER_TIMEZONE": "Pacific/Noumea", "CHARTER_REDIS_URL": "rediss://:word@10.0.0.1:6379/3"},
        {"CHARTER_SIGNING_KEY": KEY + KEY[::-1], "CHARTER_TEST_OUTAGE": "4", "CHARTERED": "x", "HOST": " 0.0.0.0 "},
        {"CHARTER_TIMEZONE": "", "CHARTER_DATABASE_URL": "sqlite:////var/lib/charter/charter.db"},
    ],
)
def test_right_settings_start(right):
    assert Settings.read(SAFE | right)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_address_of_a_postgresql_is_taken_as_hosts_give_it(scheme):
    settings = Settings.read(SAFE | {"CHARTER_DATABASE_URL": f"{scheme}://user:wörd%40@h:5433/charter?sslmode=require"})
    assert settings.database_address == "postgresql+psycopg://user:w%C3%B6rd%40@h:5433/charter?sslmode=require"


def test_a_typing_error_is_answered_with_what_was_meant():
    with pytest.raises(Misconfigured, match=r"CHARTER_PROXY is no setting; did you mean CHARTER_PROXIES\?"):
        Settings.read(SAFE | {"CHARTER_PROXY": "1"})
    with pytest.raises(Misconfigured, match="Europe/Paris"):
        Settings.read(SAFE | {"CHARTER_TIMEZONE": "europe/pari"})


def test_mail_comes_from_the_host_that_people_use_unless_told_otherwise():
    assert Settings.read(SAFE).sender == "charter@charter.example"
    assert Settings.read(SAFE | {"CHARTER_MAIL_FROM": "a@b.example"}).sender == "a@b.example"


def test_every_reason_is_listed_at_once():
    with pytest.raises(Misconfigured) as refusal:
        Settings.read({"PORT": "x"})
    assert all(name in str(refusal.value) for name in (*SAFE, "PORT"))


def test_the_readme_names_every_setting_and_no_other():
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", Path("README.md").read_text(), re.MULTILINE))
    assert table == {field.metadata["variable"] for field in fields(Settings)}
