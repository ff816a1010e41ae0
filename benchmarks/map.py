"""How faithful a flat map of the documents is, by the method that draws it, and how long it takes.

    python -m benchmarks.map [--large N]

*Trustworthiness* (Venna and Kaski, 2001) falls with every document that stands near another on the map but is far from
it in meaning; *neighbours kept* is the share of a document's K nearest in meaning that are among its K nearest on the
map. Both are 1 at best. The first table is the library that serves. No library of thousands of documents is at hand, so
the second one takes the windows of this one, two sentences each, for documents: real vectors, of as many subjects.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from sklearn.manifold import MDS, TSNE, trustworthiness
from threadpoolctl import threadpool_limits

from knowledge import settings
from knowledge.document_map import COMPONENTS, ITERATIONS, START, document_vectors, layout, principal
from knowledge.encoder import Vectors
from knowledge.library import Library

NEAR = (5, 10)
PERPLEXITIES = (5, 10, 20, 30)
Method = Callable[[Vectors], Vectors]


def pca(vectors: Vectors) -> Vectors:
    """The first two principal components."""
    return principal(vectors, 2)


def mds(vectors: Vectors) -> Vectors:
    """Metric multidimensional scaling that starts from the classical one."""
    return MDS(2, n_init=1, init="classical_mds", random_state=0).fit_transform(vectors)


def tsne(perplexity: int, start: bool = True) -> Method:
    """t-SNE on the whole vectors' components; without `start`, from a random placement."""

    def method(vectors: Vectors) -> Vectors:
        components = principal(vectors, COMPONENTS)
        init = components[:, :2] / components[:, 0].std() * START if start else "random"
        model = TSNE(perplexity=perplexity, init=init, max_iter=ITERATIONS, random_state=0, n_jobs=1)
        return model.fit_transform(components)

    return method


def neighbours_kept(vectors: Vectors, places: Vectors, near: int) -> float:
    """The mean share of the `near` nearest in meaning that are among the `near` nearest on the map."""
    kept = [len(set(a) & set(b)) / near for a, b in zip(_nearest(vectors, near), _nearest(places, near), strict=True)]
    return float(np.mean(kept))


def _nearest(points: Vectors, near: int) -> list[list[int]]:
    squares = (points**2).sum(axis=1)
    distances = squares[:, None] + squares[None] - 2 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    return np.argpartition(distances, near, axis=1)[:, :near].tolist()


def measure(vectors: Vectors, methods: dict[str, Method]) -> None:
    """Print a line for each method."""
    heads = "".join(f"  trust@{near:<3} kept@{near:<4}" for near in NEAR)
    print(f"\n{len(vectors)} documents, {vectors.shape[1]} dimensions\n{'':24}{heads}  seconds")
    for name, method in methods.items():
        started = time.perf_counter()
        places = np.asarray(method(vectors), np.float64)
        took = time.perf_counter() - started
        cells = ""
        for near in NEAR:
            trusted, kept = trustworthiness(vectors, places, n_neighbors=near), neighbours_kept(vectors, places, near)
            cells += f"  {trusted:<9.3f} {kept:<9.3f}"
        print(f"{name:24}{cells}  {took:.2f}", flush=True)


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=5000, help="windows that stand for documents at most")
    large = parser.parse_args().large
    stores = Library.open(settings.load()).stores
    threadpool_limits(1)  # as where the library serves
    small = document_vectors(stores.catalogue, stores.vectors)
    fitted = {f"t-SNE, perplexity {each}": tsne(each) for each in PERPLEXITIES}
    measure(small, {"PCA": pca, "MDS": mds, "t-SNE, random start": tsne(20, start=False), **fitted, "as it is": layout})
    windows = stores.vectors.vectors(range(min(large, len(stores.vectors))))
    measure(windows, {"PCA": pca, "t-SNE, perplexity 20": tsne(20), "as it is (landmarks)": layout})


if __name__ == "__main__":
    main()
