"""Group commit: calls that arrive while a transaction runs are executed together in the next
one."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from threading import Lock
from time import sleep
from typing import Generic, NamedTuple, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Call(NamedTuple, Generic[Asked, Answer]):
    asked: Asked
    future: Future[Answer]

    def answer(self, what: Answer | Exception) -> None:
        if isinstance(what, Exception):
            self.future.set_exception(what)
        else:
            self.future.set_result(what)


class GroupCommit(Generic[Asked, Answer]):
    """The first caller runs the batch for everyone queued; a lone caller is never delayed. No
    thread of its own.

    `work` is one transaction: it gives an answer, or an exception as a value, for each thing asked,
    in that order; when it raises, nothing must have come of it, or doing it again must change
    nothing. A batch that raised is retried call by call, so that nobody pays for what another
    asked. `key`: (kind, key); only calls of one kind share a transaction, and never two of one key,
    as the two ballots of one elector. `is_outage`: whether what was raised would be raised for
    everybody, so that the others need not be tried in turn.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Asked]], Sequence[Answer | Exception]],
        key: Callable[[Asked], tuple[Hashable, Hashable]] | None = None,
        is_outage: Callable[[Exception], bool] = lambda _: False,
    ) -> None:
        self._work = work
        self._key = key
        self._is_outage = is_outage
        self._waiting: list[_Call[Asked, Answer]] = []
        self._turn = Lock()

    def submit(self, asked: Asked) -> Answer:
        """The answer to one thing asked, once its transaction has ended. Raises what was given, or
        raised, for it."""
        call: _Call[Asked, Answer] = _Call(asked, Future())
        self._waiting.append(call)
        with self._turn:
            if not call.future.done():
                sleep(0)  # whoever has arrived meanwhile joins the batch
                self._run(call)
        return call.future.result()

    def _run(self, own: _Call[Asked, Answer]) -> None:
        calls, self._waiting = self._waiting, []
        try:
            for batch in self._batches(calls):
                self._run_batch(batch)
        finally:  # the caller that works for all may be stopped: the next in line goes on
            self._waiting[:0] = [call for call in calls if not call.future.done() and call is not own]

    def _batches(self, calls: list[_Call[Asked, Answer]]) -> Iterator[list[_Call[Asked, Answer]]]:
        """Of one kind each, and no key twice; those of one key in the order in which they were
        asked."""
        if self._key is None:
            yield calls
            return
        keys = {id(call): self._key(call.asked) for call in calls}
        while calls:
            kind = keys[id(calls[0])][0]
            firsts: dict[Hashable, _Call[Asked, Answer]] = {}
            for call in calls:
                if keys[id(call)][0] == kind:
                    firsts.setdefault(keys[id(call)][1], call)
            yield list(firsts.values())
            taken = {id(call) for call in firsts.values()}
            calls = [call for call in calls if id(call) not in taken]

    def _run_batch(self, calls: list[_Call[Asked, Answer]]) -> None:
        try:
            answers = self._work([call.asked for call in calls])
            pairs = list(zip(calls, answers, strict=True))
        except Exception as problem:
            if len(calls) == 1:
                calls[0].answer(problem)
            else:
                self._run_each(calls)
        else:
            for call, answer in pairs:
                call.answer(answer)

    def _run_each(self, calls: list[_Call[Asked, Answer]]) -> None:
        for number, call in enumerate(calls):
            self._run_batch([call])
            problem = call.future.exception()
            if isinstance(problem, Exception) and self._is_outage(problem):
                for other in calls[number + 1 :]:
                    other.answer(problem)
                return
