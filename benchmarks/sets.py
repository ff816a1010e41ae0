"""The sets that benchmarks ask: folders as `python -m knowledge evaluate` takes them."""

from __future__ import annotations

from pathlib import Path

from ingest.pipeline import documents_of
from knowledge import settings
from knowledge.evaluate import EvaluationSet, load_set


def load(folder: Path) -> EvaluationSet:
    """A set; one without documents of its own asks about the shipped library."""
    return load_set(folder, lambda: documents_of(settings.load().corpus))
