"""How well quotations are checked: what is found of true, altered and invented ones, and how long a check takes.

    python -m benchmarks.quotes [--sentences N] [--seed N]

N sentences of the library at random, each asked verbatim and with one to five changes of words: a word replaced by one
of the library, left out, or put in, each a third of the time; what is then still a stretch of the sentence counts as
verbatim. Then N invented ones of each kind: words of the library at random, as often as they stand there; the words of
one sentence shuffled; the first half of one sentence with the second half of one about as long of another document, of
which half does stand somewhere. An altered sentence is found where its own document and section is named. "Wrongly" is,
for a sentence of the library, that only other places are named, or that an altered one is called exact; for an invented
one, that any place is.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from knowledge import settings
from knowledge.library import Library
from knowledge.quotes import QuoteCheck, check

_SENTENCE = re.compile(r"[^.!?\n|]+[.!?]")
FEWEST = 6
"""Words of a sentence that is taken."""
CHANGES = 5


class Sentence(NamedTuple):
    """A sentence and where it stands."""

    text: str
    document: str
    section: int


def sentences(library: Library) -> list[Sentence]:
    """Every sentence of the library with at least `FEWEST` words."""
    found = []
    for name, _ in library.documents():
        document = library.document(name)
        assert document is not None
        for number, section in enumerate(document.sections):
            texts = (match[0].strip() for match in _SENTENCE.finditer(section.text))
            found += [Sentence(text, name, number) for text in texts if len(text.split()) >= FEWEST]
    return found


def altered(text: str, changes: int, words: Sequence[str], chance: random.Random) -> str:
    """`text` with that many of its words replaced, left out or joined by another."""
    told = [[word] for word in text.split()]
    for place in chance.sample(range(len(told)), min(changes, len(told))):
        kind, other = chance.randrange(3), chance.choice(words)
        told[place] = [[other], [], [*told[place], other]][kind]
    return " ".join(word for each in told for word in each)


def invented(every: Sequence[Sentence], words: Sequence[str], chance: random.Random) -> dict[str, Callable[[], str]]:
    """The kinds of quotations that stand nowhere."""

    def at_random() -> str:
        return " ".join(chance.choices(words, k=len(chance.choice(every).text.split())))

    def shuffled() -> str:
        told = chance.choice(every).text.split()
        chance.shuffle(told)
        return " ".join(told)

    def halves() -> str:
        one, other = chance.sample(every, 2)
        while one.document == other.document or abs(len(one.text.split()) - len(other.text.split())) > 1:
            one, other = chance.sample(every, 2)
        first, second = one.text.split(), other.text.split()
        return " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])

    return {"words at random": at_random, "words shuffled": shuffled, "two halves": halves}


def outcome(found: QuoteCheck, sentence: Sentence, verbatim: bool) -> str:
    """What became of a sentence of the library."""
    here = [
        match for match in found.matches if (match.document, match.section) == (sentence.document, sentence.section)
    ]
    if not here:
        folded = any(other.document == sentence.document for match in found.matches for other in match.others)
        return "exactly" if folded and found.exact else "wrongly" if found.matches else "not"
    if here[0].exact:
        return "exactly" if verbatim else "wrongly"
    return "nearly"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    library = Library.open(settings.load())
    every = sentences(library)
    words = [word for sentence in every for word in sentence.text.split()]
    chosen = chance.sample(every, min(options.sentences, len(every)))
    started = time.perf_counter()
    check(library, "the first check reads the texts")
    print(f"{len(every)} sentences; the first check takes {time.perf_counter() - started:.2f} s")
    print(f"{'':18}exactly  nearly     not wrongly   p50 ms  p95 ms")
    for changes in range(CHANGES + 1):
        quotations = [(altered(each.text, changes, words, chance), each) for each in chosen]
        told, times = [], []
        for text, sentence in quotations:
            found = check(library, text)
            times.append(found.took_ms)
            told.append(outcome(found, sentence, verbatim=text in sentence.text))
        _tell(f"{changes} changes", told, times)
    for name, make in invented(every, words, chance).items():
        checks = [check(library, make()) for _ in chosen]
        told = ["wrongly" if found.matches else "not" for found in checks]
        _tell(name, told, [found.took_ms for found in checks])


def _tell(name: str, told: Sequence[str], times: Sequence[float]) -> None:
    counts = "".join(f"{told.count(kind):8}" for kind in ("exactly", "nearly", "not", "wrongly"))
    middle, most = np.percentile(times, [50, 95])
    print(f"{name:17}{counts} {middle:8.1f}{most:8.1f}")


if __name__ == "__main__":
    main()
