"""Background loops go on whatever one run does, until they are stopped."""

from threading import Event, Thread

from charter.core.periodic import OnDemand, Periodic


def test_a_run_that_fails_is_logged_and_the_next_one_comes_all_the_same():
    errors, done = [], Event()

    def work():
        if not errors:
            raise RuntimeError("a database that is away")
        done.set()

    loop = Periodic(work, 0.01, lambda: errors.append("failed"))
    thread = Thread(target=loop.run)
    thread.start()
    assert done.wait(10)
    loop.stop()
    thread.join(10)
    assert errors == ["failed"]
    assert not thread.is_alive()


def test_a_trigger_is_never_lost_and_several_share_a_run():
    runs, started, may_end = [], Event(), Event()

    def work():
        runs.append(len(runs))
        started.set()
        assert may_end.wait(10)
        return 0.0

    loop = OnDemand(work, lambda: None)
    thread = Thread(target=loop.run)
    thread.start()
    loop.trigger()
    assert started.wait(10)
    loop.trigger()
    loop.trigger()
    may_end.set()
    while len(runs) < 2:
        pass
    loop.stop()
    thread.join(10)
    assert runs == [0, 1]


def test_a_loop_on_demand_goes_on_after_an_error_and_ends_when_it_is_stopped():
    runs = []

    def work():
        runs.append(1)
        raise RuntimeError

    loop = OnDemand(work, lambda: None)
    thread = Thread(target=loop.run)
    thread.start()
    for number in (1, 2):
        loop.trigger()
        while len(runs) < number:
            pass
    loop.stop()
    thread.join(10)
    assert not thread.is_alive()
