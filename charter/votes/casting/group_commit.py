"""What arrives while the last piece of work is done is done in one go: in a rush, one transaction serves many."""

from collections.abc import Callable, Hashable, Iterator, Sequence
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
        self.answer: Answer | Exception

    def serve(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.is_served = True


class Together(Generic[Asked, Answer]):
    """Whoever comes first works for all who wait by then. No thread of its own, and no delay for one who is alone.

    `work` is one transaction: it gives an answer, or an exception as a value, for each thing asked, in that order; when
    it raises, nothing must have come of it, or doing it again must change nothing. What is raised for several is done
    again for each alone, so that nobody pays for what another asked. `key`: what may not share a transaction with
    another of the same key, as the second of two ballots of one elector; (kind, key), where only one kind is done in
    one go. `is_outage`: whether what was raised would be raised for everybody, so that they need not be tried in turn.
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
        self._waiting: list[_Place[Asked, Answer]] = []
        self._turn = Lock()

    def ask(self, asked: Asked) -> Answer:
        """The answer to one thing asked. Raises what was given, or raised, in its place."""
        place: _Place[Asked, Answer] = _Place(asked)
        self._waiting.append(place)

        with self._turn:
            if not place.is_served:
                sleep(0)  # whoever has arrived meanwhile takes their place too
                self._serve(place)

        if isinstance(place.answer, Exception):
            raise place.answer

        return place.answer

    def _serve(self, worker: _Place[Asked, Answer]) -> None:
        places, self._waiting = self._waiting, []
        try:
            for batch in self._batches(places):
                self._serve_batch(batch)
        finally:  # who works for all may be stopped: the next of those who wait goes on
            self._waiting[:0] = [place for place in places if not place.is_served and place is not worker]

    def _batches(self, places: list[_Place[Asked, Answer]]) -> Iterator[list[_Place[Asked, Answer]]]:
        """Of one kind each, and no key twice; those of one key in the order in which they were asked."""
        if self._key is None:
            yield places
            return

        keys = {id(place): self._key(place.asked) for place in places}

        while places:
            kind = keys[id(places[0])][0]
            firsts: dict[Hashable, _Place[Asked, Answer]] = {}
            for place in places:
                if keys[id(place)][0] == kind:
                    firsts.setdefault(keys[id(place)][1], place)

            yield list(firsts.values())
            taken = {id(place) for place in firsts.values()}
            places = [place for place in places if id(place) not in taken]

    def _serve_batch(self, places: list[_Place[Asked, Answer]]) -> None:
        try:
            answers = self._work([place.asked for place in places])
            pairs = list(zip(places, answers, strict=True))
        except Exception as problem:
            if len(places) == 1:
                places[0].serve(problem)
            else:
                self._serve_each(places)
        else:
            for place, answer in pairs:
                place.serve(answer)

    def _serve_each(self, places: list[_Place[Asked, Answer]]) -> None:
        for number, place in enumerate(places):
            self._serve_batch([place])
            if isinstance(place.answer, Exception) and self._is_outage(place.answer):
                for other in places[number + 1 :]:
                    other.serve(place.answer)
                return
