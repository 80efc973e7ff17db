"""What those who watch over a site are told, and who is."""

import logging
import shutil
from importlib.metadata import version

import pytest

from charter.web import metrics


def test_a_process_is_alive_without_its_database_and_not_ready(app, visitor, away):
    assert visitor.get("/readyz").get_json() == {
        "database": True,
        "disk": True,
        "mail": True,
        "ready": True,
        "redis": True,
        "version": version("charter"),
    }
    away()
    assert visitor.get("/healthz").text == "ok\n"
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert not answer.get_json()["database"]


def test_to_ask_whether_it_is_ready_is_one_line_of_the_log(visitor, caplog):
    with caplog.at_level(logging.INFO):
        visitor.get("/readyz")
    assert len(caplog.messages) == 1


def test_a_full_disk_is_not_ready(visitor, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(100, 100, 0))
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.get_json()["disk"]) == (503, False)


def test_counts_are_shown_to_this_machine(visitor):
    visitor.get("/")
    shown = visitor.get("/metrics").text
    assert 'charter_requests_total{method="GET",route="/",status="200"}' in shown
    every = [family.name for family in metrics.REGISTRY.collect()]
    assert [name for name in every if f"# TYPE {name}" not in shown] == []


def test_methods_that_somebody_invents_are_counted_as_one(visitor, caplog):
    with caplog.at_level(logging.INFO, "charter.request"):
        for number in range(3):
            visitor.open("/", method=f"INVENTED{number}\x1b[2K")
    shown = visitor.get("/metrics").text
    assert "INVENTED" not in shown + caplog.text
    assert 'charter_requests_total{method="other",route="unknown address",status="405"}' in shown


@pytest.mark.parametrize("how", [{"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}, {"headers": {"X-Forwarded-For": "x"}}])
def test_from_elsewhere_counts_need_the_token(visitor, how):
    assert visitor.get("/metrics", **how).status_code == 403
    wrong = {"Authorization": "Bearer "} | how.get("headers", {})
    assert visitor.get("/metrics", **how | {"headers": wrong}).status_code == 403
