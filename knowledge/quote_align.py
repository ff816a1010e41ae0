"""Where a quotation stands nearly: the stretch of the texts that is most like it, and what differs.

Stretches that share the quotation's rarer words are found first; each is then placed and compared by rapidfuzz.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from knowledge.quote_texts import Texts
from knowledge.quote_words import Part, Word
from knowledge.types import Span

Tag = Literal["equal", "replace", "delete", "insert"]

STRETCHES = 16
"""Stretches of the texts that are compared with a quotation."""
SHARED = 0.25
"""The share of the weight of a quotation's words that a stretch holds to be compared."""
_OTHER = 0.6
"""What a word that is not the quotation's takes from a stretch; one that is gives 1."""
_NEIGHBOURS = 3
"""Words at either end that may stand in the place of the quotation's."""


class Step(NamedTuple):
    """What becomes of some of the quotation's words, ``words[quoted[0]:quoted[1]]``, and which rows of the texts stand
    there. "delete": only the quotation has them; "insert": only the text."""

    tag: Tag
    quoted: Span
    rows: Span


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a quotation laid on rows of the texts. `changed` counts the words that differ, of the `most` that the
    quotation or the text has; `held` is the share of the weight of the quotation's words that the text has too."""

    rows: Span
    steps: tuple[Step, ...]
    changed: int
    most: int
    held: float

    @property
    def similarity(self) -> float:
        """The share of the words that are the same, in [0, 1]."""
        return 1 - self.changed / max(1, self.most)


class Aligner:
    """Places parts of one quotation in `texts`."""

    def __init__(self, texts: Texts, parts: Sequence[Part]) -> None:
        self.texts = texts
        self._spoken = np.array([form[0].isalnum() for form in texts.forms], np.bool_)
        asked = {texts.spelt(word) for part in parts for word in part.words if word.spoken} - {-1}
        counts = np.bincount(texts.ids[texts.ids >= 0], minlength=len(texts.vocabulary) + 1)
        self._weight = np.zeros(len(counts) + 1, np.float32)
        for id in asked:
            self._weight[id] = self._rarity(int(counts[id]))

    def _rarity(self, count: int) -> float:
        """The weight of a word that stands `count` times in the texts: its inverse frequency."""
        return float(np.log1p(len(self.texts) / (1 + count)))

    def weight(self, word: Word) -> float:
        """That of a word of the quotation; one that no text holds weighs most."""
        if not word.spoken:
            return 0.0
        id = self.texts.spelt(word)
        return float(self._weight[id]) if id >= 0 else self._rarity(0)

    def stretches(self, part: Part) -> Iterator[Span]:
        """Rows of as many words as `part` has that share most with it, best first, no two near each other."""
        size = min(len(part.words), len(self.texts))
        if not size:
            return
        row_weight = self._weight[self.texts.ids]
        sums = np.cumsum(np.concatenate([[0.0], row_weight]))
        held = sums[size:] - sums[:-size]
        least = SHARED * sum(self.weight(word) for word in part.words)
        for _ in range(STRETCHES):
            at = int(held.argmax())
            if held[at] < max(least, 1e-6):
                return
            yield at, at + size
            held[max(0, at - size // 2) : at + size // 2 + 1] = 0.0

    def place(self, part: Part, within: Span) -> Placed | None:
        """`part` where it fits best in the rows `within`; None where nothing of it stands there."""
        first, last = within
        quoted = [self.texts.spelt(word) for word in part.words]
        if last <= first:
            return None
        row = self.texts.ids[first:last].tolist()
        found = fuzz.partial_ratio_alignment(quoted, row)
        if found is None:
            return None
        low, high = (found.dest_start, found.dest_end) if len(quoted) <= len(row) else (0, len(row))
        slack = round(len(quoted) * (1 - found.score / 100)) + 2
        low, high = max(0, low - slack), min(len(row), high + slack)
        kept = self._trimmed(quoted, row, (low, high), first)
        if kept is None:
            return None
        return self._compared(part, quoted, self._widened(quoted, row, kept, first), first)

    def _trimmed(self, quoted: list[int], row: list[int], span: Span, first: int) -> Span | None:
        """Of `span` the stretch that has most of the quotation's words and fewest others."""
        low, high = span
        gain = np.full(high - low, -_OTHER)
        for step in Indel.opcodes(quoted, row[low:high]):
            if step.tag == "equal":
                gain[step.dest_start : step.dest_end] = 1.0
        gain[~self._spoken[first + low : first + high]] *= 0.1
        best, so_far, start, kept = 0.0, 0.0, 0, (0, 0)
        for number, value in enumerate(gain.tolist()):
            if so_far <= 0:
                so_far, start = 0.0, number
            so_far += value
            if so_far > best:
                best, kept = so_far, (start, number + 1)
        return (low + kept[0], low + kept[1]) if best > 0 else None

    def _widened(self, quoted: list[int], row: list[int], span: Span, first: int) -> Span:
        """`span` with the words beside it that stand where the quotation has others."""
        low, high = span
        steps = Levenshtein.opcodes(quoted, row[low:high])
        before = steps[0].src_end if steps[0].tag == "delete" else 0
        after = len(quoted) - steps[-1].src_start if steps[-1].tag == "delete" else 0
        least = low - min(before, _NEIGHBOURS)
        while low > max(0, least) and self._spoken[first + low - 1]:
            low -= 1
        most = high + min(after, _NEIGHBOURS)
        while high < min(len(row), most) and self._spoken[first + high]:
            high += 1
        return low, high

    def _compared(self, part: Part, quoted: list[int], span: Span, first: int) -> Placed:
        low, high = span
        rows = self.texts.ids[first + low : first + high].tolist()
        steps: list[Step] = []
        changed = 0
        held = 0.0
        for code in Levenshtein.opcodes(quoted, rows):
            source, target = (
                (code.src_start, code.src_end),
                (first + low + code.dest_start, first + low + code.dest_end),
            )
            if code.tag == "equal":
                held += sum(self.weight(word) for word in part.words[slice(*source)])
                steps += self._in_letters(part, source, target)
            else:
                ours = sum(word.spoken for word in part.words[slice(*source)])
                changed += max(ours, int(self._spoken[slice(*target)].sum()))
                steps.append(Step(_tag(code.tag), source, target))
        whole = sum(self.weight(word) for word in part.words)
        most = max(part.spoken, int(self._spoken[first + low : first + high].sum()))
        return Placed((first + low, first + high), tuple(_joined(steps)), changed, most, held / whole if whole else 0.0)

    def _in_letters(self, part: Part, quoted: Span, rows: Span) -> Iterator[Step]:
        """Words that are the same capitals aside, each as it is."""
        for number, row in zip(range(*quoted), range(*rows), strict=True):
            word = part.words[number]
            same = self.texts.forms[row] in (word.form, *word.others)
            yield Step("equal" if same else "replace", (number, number + 1), (row, row + 1))


def _tag(name: str) -> Tag:
    return "replace" if name == "replace" else "delete" if name == "delete" else "insert"


def _joined(steps: Sequence[Step]) -> Iterator[Step]:
    """Steps of one kind that follow each other, as one."""
    held: Step | None = None
    for step in steps:
        if held and held.tag == step.tag:
            held = Step(held.tag, (held.quoted[0], step.quoted[1]), (held.rows[0], step.rows[1]))
            continue
        if held:
            yield held
        held = step
    if held:
        yield held
