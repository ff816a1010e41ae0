"""More like this: what else in the library is near a document or a passage, in either language."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import PassageRecord
from knowledge.encoder import normalised
from knowledge.search import WINDOWS, Stores
from knowledge.types import Language, Metadata

Place = tuple[int, int]
"""A section's number, and an offset in its text."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage of another document and the cosine of its nearest window."""

    cosine: float
    document: str
    metadata: Metadata
    passage: PassageRecord


def similar(stores: Stores, document: str, place: Place | None, language: Language | None, limit: int) -> list[Similar]:
    """See `knowledge.library.Library.similar`.

    The vectors are those of the windows, which are centred by language already: the mean of the passage's, or of all of
    the document's, is what others are compared with.
    """
    catalogue = stores.catalogue
    row = catalogue.row_of(document)
    if row is None:
        return []
    passages = np.flatnonzero(catalogue.passage_document == row)
    if place is not None:
        passages = np.array([each for each in passages.tolist() if _holds(catalogue.passage(each), place)], np.int64)
    windows = np.flatnonzero(np.isin(catalogue.window_passage, passages))
    if not len(windows):
        return []
    centre = normalised(stores.vectors.vectors(windows.tolist()).mean(axis=0))
    allowed = catalogue.passage_document != row
    if language is not None:
        allowed &= catalogue.passage_language == language
    best: dict[int, Similar] = {}
    found, cosines = stores.vectors.search(centre, WINDOWS, _windows(allowed, catalogue.window_passage))
    for window, cosine in zip(found.tolist(), cosines.tolist(), strict=True):
        record = int(catalogue.window_passage[window])
        owner = int(catalogue.passage_document[record])
        if owner not in best:
            name, metadata = catalogue.metadata(owner)
            best[owner] = Similar(cosine, name, metadata, catalogue.passage(record))
        if len(best) == limit:
            break
    return list(best.values())


def _windows(passages: NDArray[np.bool_], owner: NDArray[np.int32]) -> NDArray[np.bool_]:
    windows: NDArray[np.bool_] = passages[owner]
    return windows


def _holds(passage: PassageRecord, place: Place) -> bool:
    section, offset = place
    return passage.section == section and passage.start <= offset < passage.end
