"""What arrives while the last piece of work is done is done in one go: in a rush, one transaction serves many."""

from collections.abc import Callable, Sequence
from threading import Lock
from time import sleep
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Place(Generic[Asked, Answer]):
    """One who waits: what they asked, and the answer once they are served."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.is_served = False
        self.answer: Answer | Exception = RuntimeError("who worked for all was stopped")


class Together(Generic[Asked, Answer]):
    """Whoever comes first works for all who wait by then. No thread of its own, and no delay for one who is alone.

    `work` gives an answer, or an exception as a value, for each thing asked, in that order; what it raises, all get.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answer | Exception]]) -> None:
        self._work = work
        self._waiting: list[_Place[Asked, Answer]] = []
        self._turn = Lock()

    def ask(self, asked: Asked) -> Answer:
        """The answer to one thing asked. Raises what was given, or raised, in its place."""
        place: _Place[Asked, Answer] = _Place(asked)
        self._waiting.append(place)
        with self._turn:
            if not place.is_served:
                sleep(0)  # whoever has arrived meanwhile takes their place too
                self._serve()
        if isinstance(place.answer, Exception):
            raise place.answer
        return place.answer

    def _serve(self) -> None:
        places, self._waiting = self._waiting, []
        try:
            answers = self._work([place.asked for place in places])
            for place, answer in zip(places, answers, strict=True):
                place.answer = answer
        except Exception as problem:
            for place in places:
                place.answer = problem
        finally:
            for place in places:
                place.is_served = True
