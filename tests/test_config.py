import re
from dataclasses import fields
from pathlib import Path

import pytest

from charter.config import DEVELOPMENT_SECRET, Misconfigured, Settings

SAFE = {
    "CHARTER_SECRET_KEY": "x" * 32,
    "CHARTER_PUBLIC_URL": "https://charter.example",
    "CHARTER_MAIL_URL": "smtp://mail.example:25",
}


def test_safe_settings_start():
    assert Settings.read(SAFE).flask()["SESSION_COOKIE_SECURE"] is True


def test_development_needs_no_setting():
    assert Settings.read({"CHARTER_ENV": "development"}).development


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"CHARTER_SECRET_KEY": ""}, "CHARTER_SECRET_KEY"),
        ({"CHARTER_SECRET_KEY": DEVELOPMENT_SECRET + "x" * 32}, None),
        ({"CHARTER_SECRET_KEY": DEVELOPMENT_SECRET}, "CHARTER_SECRET_KEY"),
        ({"CHARTER_SECRET_KEY": "short"}, "CHARTER_SECRET_KEY"),
        ({"CHARTER_PUBLIC_URL": "charter.example"}, "CHARTER_PUBLIC_URL"),
        ({"CHARTER_MAIL_URL": ""}, "CHARTER_MAIL_URL"),
        ({"CHARTER_ENV": "staging"}, "CHARTER_ENV"),
        ({"CHARTER_PROXIES": "yes"}, "CHARTER_PROXIES"),
        ({"PORT": "http"}, "PORT"),
    ],
)
def test_unsafe_settings_do_not_start_and_say_why(change, reason):
    if reason is None:
        Settings.read(SAFE | change)
        return
    with pytest.raises(Misconfigured, match=reason):
        Settings.read(SAFE | change)


def test_every_reason_is_listed_at_once():
    with pytest.raises(Misconfigured) as refusal:
        Settings.read({"PORT": "x"})
    assert all(name in str(refusal.value) for name in (*SAFE, "PORT"))


def test_the_readme_names_every_setting_and_no_other():
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", Path("README.md").read_text(), re.MULTILINE))
    assert table == {field.metadata["variable"] for field in fields(Settings)}
