"""What the ways to compute attention cost: tokens a second of the windows and passages of the shipped library.

    python -m benchmarks.attention [--texts N] [--rounds N]

The embedded model is prepared anew for each way, and all are run in turn in this process; the ratios are to the way
that `knowledge.prepare_model` prepares and `knowledge.encoder` runs, round by round. It takes 12 GB of memory,
for every way keeps its kernels.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.embedding import library_texts, seconds
from knowledge import prepare_model
from knowledge.encoder import CompiledEncoder
from knowledge.offline import switch_off_hub, switch_off_telemetry
from knowledge.settings import EMBEDDED

PREPARED: dict[str, dict[str, Any]] = {
    "as it is": {},
    "as one operation": {"_spell_out_attention": lambda _: None},
    "in int8": {"ATTENTION": "none"},
}
"""What differs of `knowledge.prepare_model`."""


class WithSnippets(CompiledEncoder):
    """Leaves attention to openvino's fused kernels."""

    @cached_property
    def _bulk_model(self) -> Any:
        options = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
        return self._compile("model.xml", options, self._threads)


def ways(scratch: Path) -> dict[str, CompiledEncoder]:
    """An encoder for each way."""
    found: dict[str, CompiledEncoder] = {}
    for name, changed in PREPARED.items():
        folder = scratch / name.replace(" ", "-")
        folder.mkdir()
        with ExitStack() as patches:
            for attribute, value in changed.items():
                patches.enter_context(patch.object(prepare_model, attribute, value))
            prepare_model.main(EMBEDDED, folder.name, folder)
        found[name] = CompiledEncoder.load(folder)
        found[f"{name}, with snippets"] = WithSnippets.load(folder)
    return found


def compare(name: str, texts: list[str], encoders: dict[str, CompiledEncoder], rounds: int) -> None:
    """Print the tokens a second of each, and their ratios to the first."""
    first = next(iter(encoders.values()))
    prompt = first.card.passage_prompt
    tokens = sum(len(row.ids) for row in first._tokenizer.encode_batch([prompt + text for text in texts]))
    speeds: dict[str, list[float]] = {way: [] for way in encoders}
    for number in range(rounds + 1):
        for way, encoder in encoders.items():
            took = seconds(lambda encoder=encoder: encoder.encode_passages(texts))  # type: ignore[misc]
            if number:  # the first round warms up
                speeds[way].append(tokens / took)
    print(f"{name}: {len(texts)} texts, {tokens} tokens")
    for way, found in speeds.items():
        ratios = [a / b for a, b in zip(found, speeds["as it is"], strict=True)]
        told = f"ratio {statistics.median(ratios):.3f}  parity {encoders[way].card.parity:.4f}"
        print(f"  {way:34} {statistics.median(found):8,.0f}  {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    switch_off_telemetry()
    switch_off_hub()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        encoders = ways(Path(scratch))
        for name, texts in library_texts().items():
            compare(name, texts[: asked.texts], encoders, asked.rounds)


if __name__ == "__main__":
    main()
