"""The project's own texts that calibrate a model: for its int8 form, and for the means that centre its languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.types import Language

FILE = Path(__file__).parent / "data" / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Texts by language: what people ask, and what documents say."""

    queries: Mapping[Language, tuple[str, ...]]
    passages: Mapping[Language, tuple[str, ...]]


@cache
def load() -> Calibration:
    """The texts of `data/calibration.json`."""
    texts = json.loads(FILE.read_text("utf-8"))
    return Calibration(
        queries={language: tuple(parts["queries"]) for language, parts in texts.items()},
        passages={language: tuple(parts["passages"]) for language, parts in texts.items()},
    )
