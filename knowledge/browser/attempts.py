"""How often a password may be guessed: failures are counted by name and by address, and the wait grows with them."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

MOST = 10_000
"""Names, and addresses, that are remembered; the ones that failed longest ago are forgotten first."""
FORGIVEN = 180.0
"""Seconds after which one failure less is counted."""


@dataclass(slots=True)
class _Record:
    failures: float
    at: float
    until: float


class Attempts:
    """The failures of each key: the first `free` cost nothing, then every one doubles the wait, from 2 seconds up to
    `longest`. Failures are forgotten one by one with time. Times are seconds of one clock that never goes back.
    """

    def __init__(self, free: int, longest: int) -> None:
        self.free = free
        self.longest = longest
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def wait(self, key: str, now: float) -> int:
        """Whole seconds until `key` may try again; 0: at once."""
        record = self._records.get(key)
        return max(0, math.ceil(record.until - now)) if record else 0

    def count(self, key: str, now: float) -> None:
        """An attempt has begun: it is a failure until it is forgiven, so that many at once do not slip through."""
        record = self._records.pop(key, None)
        left = max(0.0, record.failures - (now - record.at) / FORGIVEN) if record else 0.0
        failures = left + 1
        beyond = round(failures) - self.free
        until = now + min(self.longest, 2.0 ** min(beyond, 30)) if beyond > 0 else now
        self._records[key] = _Record(failures, now, until)
        if len(self._records) > MOST:
            self._records.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Nothing counts against `key` any more."""
        self._records.pop(key, None)

    def take_back(self, key: str) -> None:
        """The last attempt of `key` was none; the earlier ones count."""
        record = self._records.get(key)
        if record:
            record.failures = max(0.0, record.failures - 1)
            record.until = record.at

    def __len__(self) -> int:
        return len(self._records)
