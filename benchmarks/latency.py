"""How long a search takes in a large library, what its parts take, and how much memory it holds.

    python -m benchmarks.latency [--windows N] [--queries N] [--rounds N]

The library is made up of the shipped one: its sentences, shuffled across documents of their own language, until there
are N windows. For timing only the sizes matter, so a window's vector is the mean of its sentences' vectors with a
little noise, and a passage's tokens are its sentences' tokens; each distinct sentence is embedded once. What is not as
in a real library of that size: the vocabulary does not grow, so a word stands in more passages (slower for the word
leg) and fewer words are candidates for a misspelt one (faster for the correction). What is found means nothing and is
not measured.

The library is built in a process of its own, so that the memory printed is that of a process that only searches.
Linux only, for the memory.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.sets import load
from ingest.discover import discover
from ingest.read import read_document
from ingest.split import split
from knowledge import calibration, prepare_model, search
from knowledge.analysis import language_of
from knowledge.cli.evaluate import temporary_library
from knowledge.encoder import CompiledEncoder, TokenVectors, Vectors, normalised
from knowledge.generations import Manifest
from knowledge.library import Library, open_stores
from knowledge.settings import load as load_settings
from knowledge.tokens import TokenIndex
from knowledge.types import Document, Language, Metadata, Query, Section
from knowledge.vectors import LANGUAGES

SENTENCES = 60
"""In one made-up document."""
NOISE = 0.02
"""Standard deviation a coordinate; one of a unit vector's 384 is 0.05 on average."""
PARTS: dict[str, tuple[Any, str]] = {
    "plan": (search, "plan"),
    "encode": (CompiledEncoder, "encode_query"),
    "words and vectors": (search, "at_once"),
    "late interaction": (TokenIndex, "similarity"),
    "records": (search, "_hits"),
}
"""The functions that are timed, one after the other; what they leave of the whole is the fusion."""
WITHIN: dict[str, tuple[Any, str]] = {"words": (search, "_covers"), "vectors": (search, "_meaning_leg")}
"""What runs side by side; the words once more in the fusion, for what only the vectors have found."""
REST = "fusion"
PAUSE = 0.02
"""Seconds before a query in a thread of its own."""


class StandIn:
    """An encoder that embeds each distinct line once and makes every text of its lines' vectors."""

    def __init__(self, encoder: CompiledEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        self._tokens: dict[str, TokenVectors] = {}
        self._noise = np.random.default_rng(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._learn(texts, self._vectors, self._encoder.encode_passages)
        means = np.stack([np.mean([self._vectors[line] for line in text.split("\n")], axis=0) for text in texts])
        return normalised(means + self._noise.normal(0, NOISE, means.shape).astype(np.float32))

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self._learn(texts, self._tokens, self._encoder.encode_tokens)
        return [_joined([self._tokens[line] for line in text.split("\n")]) for text in texts]

    def _learn(self, texts: Sequence[str], known: dict[str, Any], encode: Callable[[list[str]], Any]) -> None:
        new = sorted({line for text in texts for line in text.split("\n")} - known.keys())
        if new:
            known.update(zip(new, encode(new), strict=True))


def _joined(parts: Sequence[TokenVectors]) -> TokenVectors:
    return TokenVectors(np.concatenate([part.ids for part in parts]), np.concatenate([part.vectors for part in parts]))


def library_sentences() -> dict[Language, list[str]]:
    """The distinct sentences of the shipped library by their language."""
    found: dict[Language, dict[str, None]] = {language: {} for language in LANGUAGES}
    for source in discover(load_settings().corpus):
        document = read_document(source.path, source.id)
        for passage in split(document):
            text = document.sections[passage.section].text
            starts = [start for start, _ in passage.windows]
            ends = [*starts[1:], passage.end]
            if len(starts) > 1:  # the last window holds the last two sentences
                middle = passage.windows[-2][1]
                starts, ends = [*starts, middle], [*starts[1:], middle, passage.end]
            for start, end in zip(starts, ends, strict=True):
                for line in filter(None, map(str.strip, text[start:end].split("\n"))):
                    found[language_of(line, passage.language)][line] = None
    return {language: list(lines) for language, lines in found.items()}


def made_up_documents(windows: int) -> Iterator[Document]:
    """Documents of shuffled sentences, one a line, until they have that many windows. Each language has the share of
    documents that it has of the sentences."""
    chance = random.Random(0)
    sentences = library_sentences()
    shares = [len(sentences[language]) for language in LANGUAGES]
    decks: dict[Language, list[str]] = {language: [] for language in LANGUAGES}
    made = number = 0
    while made < windows:
        (language,) = chance.choices(LANGUAGES, shares)
        while len(decks[language]) < SENTENCES:
            decks[language] += chance.sample(sentences[language], len(sentences[language]))
        taken, decks[language] = decks[language][:SENTENCES], decks[language][SENTENCES:]
        section = Section("\n".join(taken))
        document = Document(f"{number:06}.txt", Metadata(title=taken[0][:60], language=language), (section,))
        made += sum(len(passage.windows) for passage in split(document))
        number += 1
        yield document


def build(windows: int, folder: Path) -> tuple[Manifest, float]:
    """A library in `folder`: its manifest and the seconds it took."""
    started = time.perf_counter()
    real = CompiledEncoder.load

    def stand_in(model: Path, threads: int = 0) -> StandIn:
        return StandIn(real(model, threads))

    with patch.object(CompiledEncoder, "load", staticmethod(stand_in)):
        library, _ = temporary_library(load_settings(), tuple(made_up_documents(windows)), folder)
    return library.manifest, time.perf_counter() - started


def build_aside(windows: int, folder: Path) -> tuple[Manifest, float]:
    """`build` in a process of its own, whose memory is gone afterwards."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(build, windows, folder).result()


def questions(limit: int) -> list[str]:
    """A fixed draw of the calibration queries and the questions about the shipped library."""
    texts = [text for group in calibration.load().queries.values() for text in group]
    texts += load(Path(__file__).parent / "library").queries.values()
    return random.Random(0).sample(texts, min(limit, len(texts)))


def timed(library: Library, texts: Sequence[str], rounds: int) -> dict[str, np.ndarray]:
    """Milliseconds of the whole and of each part: each query's median over the rounds, after one that warms up."""
    spent: dict[str, float] = {}

    def clocked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            result = function(*arguments, **named)
            if isinstance(result, Iterator):  # which has done nothing yet
                result = tuple(result)
            spent[name] = spent.get(name, 0.0) + 1000 * (time.perf_counter() - started)
            return result

        return run

    rows: dict[str, list[list[float]]] = {name: [] for name in ("whole", *PARTS, REST, *WITHIN)}
    with ExitStack() as patches:
        for name, (owner, attribute) in (PARTS | WITHIN).items():
            patches.enter_context(patch.object(owner, attribute, clocked(name, getattr(owner, attribute))))
        for number in range(rounds + 1):
            for values in rows.values() if number else ():
                values.append([])
            for text in texts:
                spent.clear()
                started = time.perf_counter()
                library.search(Query(text, "hybrid"))
                whole = 1000 * (time.perf_counter() - started)
                spent |= {"whole": whole, REST: whole - sum(spent[part] for part in PARTS)}
                for name, values in rows.items() if number else ():
                    values[-1].append(spent.get(name, 0.0))
    return {name: np.median(values, axis=0) for name, values in rows.items()}


def in_new_threads(library: Library, texts: Sequence[str]) -> np.ndarray:
    """Milliseconds of each query in a thread of its own, as Streamlit runs a page, after a moment in which nothing is
    asked."""
    found: list[float] = []

    def run(text: str) -> None:
        started = time.perf_counter()
        library.search(Query(text, "hybrid"))
        found.append(1000 * (time.perf_counter() - started))

    for text in texts:
        time.sleep(PAUSE)
        thread = Thread(target=run, args=(text,))
        thread.start()
        thread.join()
    return np.array(found)


def memory() -> dict[str, float]:
    """Resident MB of this process: its own, and pages of files, which the system may take back."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return {name: int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon", "RssFile")}


def show_memory(when: str) -> None:
    found = memory()
    print(f"{when:24} {found['VmRSS']:8,.0f} {found['RssAnon']:8,.0f} {found['RssFile']:8,.0f}", flush=True)


def show_times(times: dict[str, np.ndarray]) -> None:
    """One row a part; the ratios are to the encoding of the query."""
    encode = np.percentile(times["encode"], [50, 95])
    print(f"\n{'ms':24} {'p50':>8} {'p95':>8} {'p50/encode':>11} {'p95/encode':>11}")
    for name, values in times.items():
        found = np.percentile(values, [50, 95])
        ratio = found / encode
        print(f"{name:24} {found[0]:8.2f} {found[1]:8.2f} {ratio[0]:11.2f} {ratio[1]:11.2f}")


def arguments(description: str) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--windows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    """Print the tables."""
    asked = arguments(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        manifest, seconds = build_aside(asked.windows, folder)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
        print(f"{manifest.documents:,} documents, {manifest.passages:,} passages, {manifest.windows:,} windows")
        print(f"{size:,.0f} MB on disk, made in {seconds:.0f} s\n")
        print(f"{'MB of memory':24} {'all':>8} {'own':>8} {'files':>8}")
        settings, texts = load_settings(), questions(asked.queries)
        show_memory("before")
        encoder = CompiledEncoder.load(prepare_model.prepared(manifest.model, settings.cache), settings.threads)
        show_memory("with the model")
        library = Library(settings, manifest, open_stores(folder, folder, manifest), encoder)
        show_memory("with the library")
        times = timed(library, texts, asked.rounds)
        times["whole, new thread"] = in_new_threads(library, texts)
        show_memory("after the queries")
        print(f"\n{len(texts)} queries, {asked.rounds} rounds, mode hybrid")
        show_times(times)


if __name__ == "__main__":
    main()
