"""A map of the library's documents: those near in meaning are near each other. It is laid out while a generation is
built, for it takes seconds where documents are thousands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.encoder import Vectors, normalised
from knowledge.vectors import VectorIndex

_FILE = "map.npy"
Places = NDArray[np.float64]
"""(documents, 2) positions on the map, each coordinate in [0, 1]."""
Area = tuple[tuple[float, float], ...]
"""A part of the map: two opposite corners of a box, or three and more corners of a polygon; empty is the whole map."""

CHUNK = 16_384
"""Windows whose vectors are in memory at once."""
PERPLEXITY = 20
"""How many neighbours a document's place is fitted to; of those tried it keeps most of them (`benchmarks/map.py`)."""
FEWEST = 5
"""Documents from which t-SNE is used; fewer have too few neighbours to fit."""
LANDMARKS = 1500
"""Documents that are laid out by t-SNE, whose time grows with them; others go to the landmark nearest in meaning."""
ITERATIONS = 500
COMPONENTS = 50
"""Principal components that t-SNE finds neighbours by."""
START = 1e-4
"""Standard deviation of the first coordinate that t-SNE starts from."""
GOLDEN = np.pi * (3 - np.sqrt(5))
"""The angle between neighbours of a sunflower's seeds, which lie evenly however many there are."""


def write_map(folder: Path) -> None:
    """Lay out the documents of the stores in `folder` and keep their places beside them, as map.npy."""
    catalogue = Catalogue(folder / "catalogue.db")
    try:
        np.save(folder / _FILE, layout(document_vectors(catalogue, VectorIndex(folder / "vectors.faiss"))))
    finally:
        catalogue.close()


def load_map(folder: Path, documents: int) -> Places:
    """The places of a generation's `documents`, in row order. Raises OSError, ValueError where it holds others."""
    places: Places = np.load(folder / _FILE)
    if places.shape != (documents, 2):
        raise ValueError(f"{_FILE} holds {len(places):,} places for {documents:,} documents")
    return places


def document_vectors(catalogue: Catalogue, vectors: VectorIndex) -> Vectors:
    """(documents, dimension): the mean of each document's window vectors, of length 1. The windows are centred by their
    language already, so that documents of one subject meet whatever their language; a document without windows is 0."""
    owner = catalogue.passage_document[catalogue.window_passage]
    sums = np.zeros((catalogue.documents, vectors.dimension), np.float64)
    for start in range(0, len(owner), CHUNK):
        owners = owner[start : start + CHUNK]
        runs = np.flatnonzero(np.diff(owners, prepend=-1))
        rows = range(start, start + len(owners))
        np.add.at(sums, owners[runs], np.add.reduceat(vectors.vectors(rows), runs, axis=0, dtype=np.float64))
    return normalised(sums.astype(np.float32))


def layout(vectors: Vectors) -> Places:
    """The places of (n, d) vectors of length 1: those near in meaning are near each other. On one machine the same
    vectors always give the same places.

    t-SNE (van der Maaten and Hinton, 2008) that starts from the principal components, which settles where the large
    groups lie (Kobak and Berens, 2019).
    """
    number = len(vectors)
    rows = np.arange(number) if number <= LANDMARKS else np.linspace(0, number - 1, LANDMARKS).round().astype(np.int64)
    landmarks = vectors[rows]
    components = principal(landmarks, COMPONENTS)
    flat = components[:, :2] if number < FEWEST else _tsne(components)
    return _fitted(flat if len(rows) == number else _placed(vectors, rows, flat))


def principal(vectors: Vectors, most: int) -> Vectors:
    """(n, k) principal components with at least two and at most `most` columns. The sign of a component, which is
    arbitrary, is the one that makes its largest loading positive."""
    count, dimension = vectors.shape
    if not count:
        return np.zeros((0, 2), np.float32)
    deviations = vectors - vectors.mean(axis=0)
    # The eigenvectors of the covariance (dimension x dimension) cost less than a decomposition of all documents.
    _, axes = np.linalg.eigh((deviations.T @ deviations).astype(np.float64))
    axes = axes[:, ::-1][:, : max(2, min(most, count, dimension))]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    components = np.zeros((count, max(2, axes.shape[1])), np.float32)
    components[:, : axes.shape[1]] = deviations @ axes
    return components


def _tsne(components: Vectors) -> Vectors:
    from sklearn.manifold import TSNE  # noqa: PLC0415  a second that only a map needs

    spread = float(components[:, 0].std())
    if spread < 1e-6:  # copies of one document: nothing to lay out
        return components[:, :2]
    model = TSNE(
        perplexity=min(PERPLEXITY, (len(components) - 1) / 3),
        init=(components[:, :2] / spread * START).astype(np.float32),
        max_iter=ITERATIONS,
        random_state=0,
        n_jobs=1,
    )
    placed: Vectors = model.fit_transform(components)
    return placed


def _placed(vectors: Vectors, rows: NDArray[np.int64], flat: Vectors) -> Vectors:
    """The landmarks `rows` at their places `flat`, and every other document beside the landmark nearest in meaning."""
    landmarks = vectors[rows]
    nearest = np.concatenate([(part @ landmarks.T).argmax(axis=1) for part in np.array_split(vectors, 32)])
    nearest[rows] = np.arange(len(rows))
    order = np.argsort(nearest, kind="stable")
    first = np.searchsorted(nearest[order], nearest[order])
    rank = np.zeros(len(vectors), np.int64)
    rank[order] = np.arange(len(vectors)) - first + 1
    rank[rows] = 0
    step = 0.25 * np.sqrt(np.prod(np.ptp(flat, axis=0)) / len(rows))  # landmarks are about four steps apart
    angle, radius = GOLDEN * rank, step * np.sqrt(rank)
    beside: Vectors = flat[nearest] + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return beside


def _fitted(places: Vectors) -> Places:
    """Each coordinate stretched to [0, 1]; to the middle where all are the same."""
    if not len(places):
        return np.zeros((0, 2))
    low, high = places.min(axis=0).astype(np.float64), places.max(axis=0).astype(np.float64)
    width = np.where(high - low > 1e-9, high - low, 1.0)
    return np.where(high - low > 1e-9, (places - low) / width, 0.5)


def inside(places: Places, area: Area) -> NDArray[np.bool_]:
    """Which places lie in `area`, by the even-odd rule for a polygon."""
    if not area:
        return np.ones(len(places), np.bool_)
    corners = np.array(area, np.float64)
    x, y = places[:, 0], places[:, 1]
    if len(corners) == 2:
        low, high = corners.min(axis=0), corners.max(axis=0)
        boxed: NDArray[np.bool_] = ((places >= low) & (places <= high)).all(axis=1)
        return boxed
    within = np.zeros(len(places), np.bool_)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if ay == by:
            continue
        within ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return within
