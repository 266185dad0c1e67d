"""How many requests one address may make: a bucket of tokens that fills at a steady rate. Nothing is kept on a disk."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CLIENTS = 20_000


class RateLimit:
    """``per_second`` requests in the long run and ``burst`` at once, for each client; 0 per second is no limit."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._burst = float(burst)
        self._clock = clock
        # Full buckets say nothing, so the clients that were quiet the longest can be forgotten.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Take one token of ``client`` and return 0, or return the seconds until there is one again."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        tokens, seen = self._buckets.get(client, (self._burst, now))
        tokens = min(self._burst, tokens + (now - seen) * self._rate)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - 1 if allowed else tokens, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._rate
