"""Answers that were given already, kept as bytes until the warehouse changes or there is no more room."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of an answer that do not hang on the client."""

    content: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    etag: str
    may_be_kept: bool = True
    """False for what hangs on more than the state of the warehouse that the cache knows."""


class AnswerCache:
    """The answers asked for last, up to ``most_bytes`` in all. Those of another state of the warehouse are dropped."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._mark = ""
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, mark: str, key: Hashable) -> Answer | None:
        """Return the answer to ``key`` in the state ``mark`` of the warehouse, None where it was not given yet."""
        if mark != self._mark:
            self._answers.clear()
            self._held, self._mark = 0, mark
            return None
        if (answer := self._answers.get(key)) is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, mark: str, key: Hashable, answer: Answer) -> None:
        """Keep ``answer``, unless the warehouse has changed since it was asked for or it would fill a tenth of the room."""
        if mark != self._mark or len(answer.content) * 10 > self._most or key in self._answers:
            return
        self._answers[key] = answer
        self._held += len(answer.content)
        while self._held > self._most:
            self._held -= len(self._answers.popitem(last=False)[1].content)
