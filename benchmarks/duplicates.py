"""Which share of shingles tells a near duplicate: `python -m benchmarks.duplicates [SAMPLES] [--documents N]`.

The texts of `corpus/` are changed in ways whose outcome a person would call the same document, or another one. For each
way it prints the shares in common (least, middle, most), then precision and recall by threshold, with the pairs of one
text written by different producers from the sample folder. The same for short documents inside longer ones, and for
editions. Then the time for N made documents (10,000), a tenth of them near duplicates and all with one line in common.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.reading import DEFAULT_SAMPLES
from ingest.duplicates import EDITION, INSIDE, NEAR, TextPrint, fingerprint, relations
from ingest.errors import ReadError
from ingest.pipeline import documents_of
from ingest.read import read_document
from ingest.shingles import Overlap, overlap
from knowledge.types import Document, Metadata, Section

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+")
_LINE = "This paper belongs to the library of the cooperative circle and may be copied with its name. " * 2

Sentences = list[str]
Pairs = list[Overlap]
Change = Callable[[Sentences, Sentences, random.Random], Sentences]
"""(a text, another text, chance) -> the changed text"""


def printed(sentences: Iterable[str], id: str = "") -> TextPrint:
    """The fingerprint of a text."""
    return fingerprint(Document(id, Metadata(id), (Section(" ".join(sentences)),)), id)


def compared(one: TextPrint, other: TextPrint) -> Overlap:
    """The shares that two texts have in common."""
    found = overlap(one.sketch, one.shingles, other.sketch, other.shingles)
    assert found is not None
    return found


def without(share: float) -> Change:
    """Leaves out sentences."""
    return lambda own, _, chance: [each for each in own if chance.random() >= share]


def with_more(share: float) -> Change:
    """Adds sentences of another text, so many to each of its own."""
    return lambda own, other, _: own + other[: int(share * len(own))]


def rewritten(share: float) -> Change:
    """Replaces sentences by those of another text."""

    def change(own: Sentences, other: Sentences, chance: random.Random) -> Sentences:
        new = [other[place % len(other)] for place in range(len(own))]
        return [new[place] if chance.random() < share else each for place, each in enumerate(own)]

    return change


def mistyped(share: float) -> Change:
    """Spoils words, as reading a scan does."""

    def change(own: Sentences, _: Sentences, chance: random.Random) -> Sentences:
        spoilt = lambda word: word[:1] + "x" + word[1:] if chance.random() < share else word  # noqa: E731
        return [" ".join(spoilt(word) for word in each.split()) for each in own]

    return change


def renumbered(own: Sentences, _: Sentences, chance: random.Random) -> Sentences:
    """Another number for every one."""
    return [_NUMBER.sub(lambda found: str(int(found[0]) + chance.randint(1, 9)), each) for each in own]


def framed(share: float) -> Change:
    """Another text in the frame of this one: minutes, letters, forms."""
    return lambda own, other, _: own[: int(share * len(own))] + other[: int((1 - share) * len(own))]


def excerpt(own: Sentences, _: Sentences, __: random.Random) -> Sentences:
    """The first fifth, alone."""
    return own[: len(own) // 5]


SAME: dict[str, Change] = {
    "every number changed": renumbered,
    "a tenth left out": without(0.1),
    "a fifth left out": without(0.2),
    "a third left out": without(1 / 3),
    "a fifth added": with_more(0.2),
    "a third added": with_more(1 / 3),
    "a tenth rewritten": rewritten(0.1),
    "a fifth rewritten": rewritten(0.2),
    "3 % of words misread": mistyped(0.03),
    "8 % of words misread": mistyped(0.08),
}
OTHER: dict[str, Change] = {
    "another text": lambda _, other, __: other,
    "a fifth is a common frame": framed(0.2),
    "a third is a common frame": framed(1 / 3),
    "half is a common frame": framed(0.5),
    "half rewritten": rewritten(0.5),
    "four fifths rewritten": rewritten(0.8),
    "a fifth, alone": excerpt,
}


def changed(texts: Sequence[Sentences], ways: dict[str, Change]) -> dict[str, Pairs]:
    """Each text with each of its changes. The other text of a change is any other of the library."""
    chance = random.Random(1)
    found: dict[str, Pairs] = {}
    for name, change in ways.items():
        found[name] = [
            compared(printed(own), printed(change(own, other, chance)))
            for own in texts
            for other in texts
            if other is not own
        ]
    return found


def produced(samples: Path) -> dict[str, Pairs]:
    """Pairs of the sample files that hold one text, by how they were made: written, or read from a picture."""
    if not (samples / "manifest.json").is_file():
        return {}
    truths: dict[str, list[tuple[bool, TextPrint]]] = {}
    for entry in json.loads((samples / "manifest.json").read_text("utf-8"))["samples"]:
        try:
            document = read_document(samples / entry["file"], entry["file"])
        except ReadError:
            continue
        if entry["truth"]:
            read = "ocr" in entry["file"]
            truths.setdefault(entry["truth"], []).append((read, fingerprint(document, entry["file"])))
    found: dict[str, Pairs] = {"two producers": [], "a scan that was read": []}
    for prints in truths.values():
        for (one_read, one), (other_read, other) in combinations(prints, 2):
            name = "a scan that was read" if one_read or other_read else "two producers"
            found[name].append(compared(one, other))
    return found


def shares(title: str, kinds: dict[str, Pairs], measure: Callable[[Overlap], float]) -> list[float]:
    """Print one line a kind; returns all shares."""
    print(f"\n{title:42}{'pairs':>7}{'least':>8}{'middle':>8}{'most':>8}")
    for name, pairs in kinds.items():
        values = [measure(pair) for pair in pairs]
        print(f"  {name:40}{len(values):7}{min(values):8.3f}{median(values):8.3f}{max(values):8.3f}")
    return [measure(pair) for pairs in kinds.values() for pair in pairs]


def thresholds(same: Sequence[float], other: Sequence[float], chosen: float) -> None:
    """Print precision and recall by threshold."""
    print(f"\n{'threshold':>12}{'precision':>11}{'recall':>8}")
    for step in range(1, 20):
        least = step / 20
        right, wrong = sum(each >= least for each in same), sum(each >= least for each in other)
        precision = right / (right + wrong) if right + wrong else 1.0
        mark = "  chosen" if abs(least - chosen) < 0.001 else ""
        print(f"{least:12.2f}{precision:11.3f}{right / len(same):8.3f}{mark}")


def quality(samples: Path) -> None:
    """Everything but the time."""
    documents = documents_of(CORPUS)
    texts = [_SENTENCE.split(" ".join(section.text for section in each.sections)) for each in documents]
    same, other = changed(texts, SAME), changed(texts, OTHER)
    both = lambda pair: pair.both  # noqa: E731
    inside = lambda pair: pair.inside  # noqa: E731
    near = shares("the same document", {**same, **produced(samples)}, both)
    thresholds(near, shares("another document", other, both), NEAR)

    parts = {"a fifth of a text": other["a fifth, alone"]}
    parts["a fifth, 3 % of words misread"] = [
        compared(printed(own), printed(mistyped(0.03)(own[: len(own) // 5], [], random.Random(seed))))
        for seed in range(10)
        for own in texts
    ]
    apart = {name: pairs for name, pairs in other.items() if name != "a fifth, alone"}
    apart["a fifth of a text, a tenth added"] = [
        compared(printed(own), printed(own[: len(own) // 5] + foreign[: len(own) // 10]))
        for own in texts
        for foreign in texts
        if foreign is not own
    ]
    found = shares("inside another one", parts, inside)
    thresholds(found, shares("not inside, or only in part", apart, inside), INSIDE)

    editions = {name: pairs for name, pairs in {**same, **other}.items() if "rewritten" in name}
    editions["a text of half the length, in the new one"] = changed(texts, {"": with_more(1.0)})[""]
    others = {name: other[name] for name in ("another text", "a fifth is a common frame")}
    found = shares("editions of one title", editions, inside)
    thresholds(found, shares("other texts of one title", others, inside), EDITION)


def pace(count: int) -> None:
    """The time that `count` documents take, a tenth of them near duplicates of another."""
    chance = random.Random(2)
    vocabulary = sorted({word for each in documents_of(CORPUS) for s in each.sections for word in s.text.split()})
    weights = [1 / (place + 1) for place in range(len(vocabulary))]
    chance.shuffle(vocabulary)
    prints: list[TextPrint] = []
    last: list[str] = []
    spent = 0.0
    for number in range(count):
        words = chance.choices(vocabulary, weights, k=chance.randint(300, 4000))
        if number % 10 == 9:
            words = last[: -len(last) // 10]
        last = words
        document = Document(f"{number:05}.txt", Metadata(f"{number}"), (Section(_LINE + " ".join(words)),))
        started = perf_counter()
        prints.append(fingerprint(document, str(number)))
        spent += perf_counter() - started
    size = sum(len(each.sketch) for each in prints) / count
    print(f"\n{count} documents: {1000 * spent / count:.2f} ms and {size:.0f} bytes each for the fingerprint")
    for title, some in (
        ("as they are", prints),
        ("half of them", prints[: count // 2]),
        ("all with one title, each of another day", [_dated(each, place) for place, each in enumerate(prints)]),
    ):
        started = perf_counter()
        found = relations(some)
        print(f"  {title:42}{perf_counter() - started:7.1f} s{len(found):7} relations")


def _dated(each: TextPrint, place: int) -> TextPrint:
    return replace(each, title="Minutes", date=f"{1900 + place // 336}-{place // 28 % 12 + 1:02}-{place % 28 + 1:02}")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", nargs="?", type=Path, default=DEFAULT_SAMPLES)
    parser.add_argument("--documents", type=int, default=10_000)
    given = parser.parse_args()
    quality(given.samples)
    pace(given.documents)


if __name__ == "__main__":
    main()
