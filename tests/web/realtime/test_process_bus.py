import logging

from charter.web.realtime.process_bus import process_bus


def test_a_message_of_a_process_of_another_version_is_passed_over(app, caplog):
    with caplog.at_level(logging.DEBUG, "charter.process_bus"):
        process_bus._handle("a process of before", "people", (3, [], [], 0))
    assert [(each.levelname, each.exc_info) for each in caplog.records] == [("DEBUG", None)]
