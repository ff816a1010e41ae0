"""What the coarse codes of a large vector index find and save, against comparing all windows.

    python -m benchmarks.vectors [--windows N] [--queries N] [--rounds N]

The windows are those of `benchmarks.latency`. Recall is the share of the nearest 10, 50 and 100 windows, and of the 50
nearest passages that a search scores, that are found with coarse codes too. Times are of one search after the encoding
of its query, as in a search of the library, which leaves little in the processor's cache; the ratio is to faiss
comparing the same bytes. The ways take turns, query by query.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.latency import arguments, build_aside, questions
from knowledge import prepare_model
from knowledge.analysis import language_of
from knowledge.catalogue import Catalogue
from knowledge.encoder import CompiledEncoder
from knowledge.parallel import at_once, shares
from knowledge.search import POOL, WINDOWS
from knowledge.settings import load as load_settings
from knowledge.vectors import SHARE, VectorIndex, centred, faiss

Rows = NDArray[np.int64]
Way = Callable[[NDArray[np.float32]], Rows]


def ways(file: Path) -> dict[str, Way]:
    """Rows of the nearest windows, nearest first, by each way."""
    index = VectorIndex(file)
    every = np.ones(len(index), np.bool_)
    both = faiss.read_index(str(file))
    steps = float(index._steps)

    def by_faiss(query: NDArray[np.float32]) -> Rows:
        plain = faiss.downcast_index(both.refine_index)  # owned by `both`, which must live
        whole = np.rint(steps * query[None]).astype(np.float32)

        def nearest(share: slice) -> tuple[Any, Any]:
            faiss.omp_set_num_threads(1)
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorRange(share.start, share.stop))
            (sums,), (rows,) = plain.search(whole, WINDOWS, params=chosen)
            return sums, rows

        sums, rows = map(np.concatenate, zip(*at_once(nearest, shares(len(index), SHARE)), strict=True))
        found: Rows = rows[np.argsort(-sums, kind="stable")[:WINDOWS]]
        return found

    return {
        "all, by faiss": by_faiss,
        "all": lambda query: index.search(query, WINDOWS, every)[0],
        "coarse codes first": lambda query: index.search(query, WINDOWS)[0],
    }


def passages(windows: Rows, owner: NDArray[np.int32]) -> set[int]:
    """The first `POOL` passages of the windows."""
    return set(list(dict.fromkeys(owner[windows].tolist()))[:POOL])


def show_recall(found: list[tuple[Rows, Rows]], owner: NDArray[np.int32]) -> None:
    """`found` holds, for each query, what comparing all finds and what coarse codes find."""
    kept = {
        f"windows @{number}": [
            len({*all_[:number].tolist()} & {*coarse[:number].tolist()}) / number for all_, coarse in found
        ]
        for number in (10, 50, 100)
    }
    pairs = [(passages(all_, owner), passages(coarse, owner)) for all_, coarse in found]
    kept[f"passages @{POOL}"] = [len(all_ & coarse) / len(all_) for all_, coarse in pairs]
    print(f"\n{'recall':24} {'mean':>8} {'least':>8}")
    for name, shares_ in kept.items():
        print(f"{name:24} {np.mean(shares_):8.4f} {min(shares_):8.2f}")


def show_times(searches: dict[str, Way], encoder: CompiledEncoder, texts: list[str], rounds: int) -> None:
    queries = asked_vectors(encoder, texts)
    spent: dict[str, list[float]] = {name: [] for name in searches}
    for number in range(rounds + 1):
        for text, query in zip(texts, queries, strict=True):
            for name, search in searches.items():
                encoder.encode_query(text)
                started = time.perf_counter()
                search(query)
                if number:  # the first round warms up
                    spent[name].append(1000 * (time.perf_counter() - started))
    print(f"\n{'ms':24} {'p50':>8} {'p95':>8} {'ratio':>8}")
    first = np.median(next(iter(spent.values())))
    for name, values in spent.items():
        print(f"{name:24} {np.median(values):8.2f} {np.percentile(values, 95):8.2f} {np.median(values) / first:8.2f}")


def asked_vectors(encoder: CompiledEncoder, texts: list[str]) -> list[NDArray[np.float32]]:
    return [centred(encoder.encode_query(text).vector, encoder.query_means[language_of(text)]) for text in texts]


def main() -> None:
    """Print the tables."""
    asked = arguments(__doc__.splitlines()[0])
    settings, texts = load_settings(), questions(asked.queries)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        manifest, _ = build_aside(asked.windows, folder)
        encoder = CompiledEncoder.load(prepare_model.prepared(manifest.model, settings.cache), settings.threads)
        file = folder / "vectors.faiss"
        searches = ways(file)
        print(f"{manifest.windows:,} windows, {len(texts)} queries, {file.stat().st_size / 2**20:.1f} MB")
        found = [
            (searches["all"](query), searches["coarse codes first"](query)) for query in asked_vectors(encoder, texts)
        ]
        show_recall(found, Catalogue(folder / "catalogue.db").window_passage)
        show_times(searches, encoder, texts, asked.rounds)


if __name__ == "__main__":
    main()
