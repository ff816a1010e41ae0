"""Checking a quotation: where it stands word for word, where nearly and with what differences, or that it stands
nowhere.

    check(library, "ערבות הדדית היא התחייבות של קהילה לחבריה")

An ellipsis in a quotation means that words were left out: its parts must stand in this order in one section. What
stands in square brackets was put in by whoever quotes. See `knowledge.quote_words` for what is no difference.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.editions import Relation, mains
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.quote_align import Aligner, Placed
from knowledge.quote_texts import Texts, texts
from knowledge.quote_words import Part, Word, readings
from knowledge.types import Document, Metadata, Other, Span

LONGEST = 6000
"""Characters of a quotation that can be checked."""
SHORT = 2
"""Words up to which a quotation is looked for only as it stands, and says little."""
FEWEST_NEAR = 4
"""Words from which a quotation is looked for nearly too."""
NEAR = 0.55
"""The share of the words that are the same from which a quotation stands nearly: `benchmarks/quotes.py` finds no
words at random with it, and most of the sentences in which five words were changed."""
NEAR_SHORT = 0.66
"""That of a quotation of fewer than `FEW` words, or beside a place where it stands word for word."""
FEW = 7
HELD = 0.45
"""The share of the weight of a quotation's words that a place has, so that common words alone are no find."""
MOST = 20
"""Matches that are returned at most."""
A_DOCUMENT = 3
"""Matches of one document at most."""
SENTENCES = 30
"""Sentences that are looked for one by one at most."""
_SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”״’)\]]*(?=\s)|\n|\Z)", re.S)


class QuoteEmpty(KnowledgeError):
    """A quotation without a word."""

    def __init__(self) -> None:
        super().__init__(
            "There is no quotation to check: paste the words as they are quoted.",
            "אין ציטוט לבדיקה: הדביקו את המילים כפי שצוטטו.",
        )


class QuoteTooLong(KnowledgeError):
    """A quotation above the limit."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The quotation has {length:,} characters; at most {LONGEST:,} can be checked at once. Check it in parts.",
            f"בציטוט {length:,} תווים, ואפשר לבדוק בכל פעם עד {LONGEST:,}. בדקו אותו בחלקים.",
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between a quotation and a text, or a stretch that is the same: what each of them says there, as it
    is written, with the white space after it. "delete": only the quotation has it; "insert": only the text has it;
    "gap": the text goes on where the quotation has an ellipsis, and neither is told."""

    tag: Literal["equal", "replace", "delete", "insert", "gap"]
    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """A place where a quotation stands: ``sections[section].text[start:end]`` of `span`, or in the section's heading,
    and then `span` is empty. `pieces` are all stretches of it, each with its section: several where there is an
    ellipsis or where it runs on into the next section. `similarity` is the share of the words that are the same, 1 if
    only punctuation or capitals differ; `differences` tells a match that is not exact from beginning to end. `others`
    are documents nearly the same as this one that hold the quotation as well; `again` counts further places in this
    one that are not returned."""

    document: str
    metadata: Metadata
    section: int
    span: Span
    heading: str
    page_label: str
    exact: bool
    similarity: float
    pieces: tuple[tuple[int, Span], ...]
    differences: tuple[Edit, ...] = ()
    others: tuple[Other, ...] = ()
    again: int = 0


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What came of a check: matches best first, of how many places in all, and of how many words the quotation is.
    Where it stands nowhere as a whole but some of its sentences do, `sentences` are the checks of all of them."""

    quotation: str
    matches: tuple[QuoteMatch, ...]
    places: int
    words: int
    took_ms: float
    sentences: tuple[QuoteCheck, ...] = ()

    @property
    def exact(self) -> tuple[QuoteMatch, ...]:
        """The matches word for word."""
        return tuple(match for match in self.matches if match.exact)

    @property
    def near(self) -> tuple[QuoteMatch, ...]:
        """The others."""
        return tuple(match for match in self.matches if not match.exact)


def check(library: Library, quotation: str, most: int = MOST) -> QuoteCheck:
    """Where `quotation` stands in the library. Raises QuoteEmpty, QuoteTooLong."""
    if len(quotation) > LONGEST:
        raise QuoteTooLong(len(quotation))
    started = time.perf_counter()
    whole = _whole(library, quotation, most)
    alone = [found[0].strip() for found in _SENTENCE.finditer(quotation)]
    if whole.matches or not 2 <= len(alone) <= SENTENCES:
        return whole
    checked = [_whole(library, sentence, most) for sentence in alone if _spoken(readings(sentence)) >= FEWEST_NEAR]
    took = (time.perf_counter() - started) * 1000
    some = any(each.matches for each in checked)
    return replace(whole, sentences=tuple(checked) if some else (), took_ms=took)


def _spoken(meant: Sequence[Sequence[Part]]) -> int:
    """How many words a quotation has."""
    return sum(part.spoken for part in meant[-1]) if meant else 0


def _whole(library: Library, quotation: str, most: int) -> QuoteCheck:
    started = time.perf_counter()
    meant = readings(quotation)
    spoken = _spoken(meant)
    if not spoken:
        raise QuoteEmpty
    found = list(_exact(texts(library, quotation), meant))
    if not found:
        found = list(_exact(texts(library, quotation, headed=True), meant))
    if spoken >= FEWEST_NEAR:
        found += _near(texts(library, quotation), quotation, meant[-1], spoken, found)
    kept = _a_few_each(found)
    shown = _folded(kept, library)
    took = (time.perf_counter() - started) * 1000
    return QuoteCheck(quotation, tuple(shown[:most]), len(found), spoken, took)


# Word for word -------------------------------------------------------------------------------------------------------


def _exact(held: Texts, meant: Sequence[Sequence[Part]]) -> Iterator[QuoteMatch]:
    """The places of the first reading that has any."""
    for parts in meant:
        found = [_match(held, spans, exact=True, similarity=1.0) for spans in held.exact(parts)]
        if found:
            yield from found
            return


def _match(held: Texts, spans: Sequence[Span], exact: bool, similarity: float) -> QuoteMatch:
    document = held.documents[held.document(spans[0][0])]
    pieces = [piece for span in spans for piece in _pieces(held, span)]
    number, (start, end) = pieces[0]
    for other, span in pieces[1:]:
        if other == number:
            end = span[1]
    section = document.sections[number]
    return QuoteMatch(
        document=document.id,
        metadata=document.metadata,
        section=number,
        span=(start, end),
        heading=section.heading,
        page_label=document.page_label(section.page_at(start)),
        exact=exact,
        similarity=similarity,
        pieces=tuple(pieces),
    )


def _pieces(held: Texts, span: Span) -> Iterator[tuple[int, Span]]:
    """The stretches of `span`, one for each section; of a heading the stretch is empty."""
    first, last = span
    for number in dict.fromkeys(held.section[first:last].tolist()):
        rows = [row for row in range(first, last) if held.section[row] == number and held.end[row]]
        yield number, (int(held.start[rows[0]]), int(held.end[rows[-1]])) if rows else (0, 0)


# Nearly --------------------------------------------------------------------------------------------------------------


def _near(
    held: Texts, quotation: str, parts: Sequence[Part], spoken: int, exact: Sequence[QuoteMatch]
) -> list[QuoteMatch]:
    """The places where a quotation stands nearly, best first, without those where it stands word for word."""
    aligner = Aligner(held, parts)
    longest = max(range(len(parts)), key=lambda number: parts[number].spoken)
    least = NEAR_SHORT if exact or spoken < FEW else NEAR
    found: list[QuoteMatch] = []
    for low, high in aligner.stretches(parts[longest]):
        first, last = held.bounds((low + high) // 2)
        margin = (high - low) // 2 + 4
        placed = aligner.place(parts[longest], (max(first, low - margin), min(last, high + margin)))
        whole = _with_the_others(aligner, parts, longest, placed) if placed else []
        changed = sum(each.changed if each else part.spoken for each, part in zip(whole, parts, strict=False))
        most = sum(each.most if each else part.spoken for each, part in zip(whole, parts, strict=False))
        if placed is None or placed.held < HELD or 1 - changed / max(1, most) < least:
            continue
        spans = [each.rows for each in whole if each]
        match = _match(held, spans, exact=False, similarity=1 - changed / max(1, most))
        if not any(_same_place(match, other) for other in (*exact, *found)):
            document = held.documents[held.document(spans[0][0])]
            edits = tuple(_edits(_Telling(held, document, quotation), parts, whole))
            found.append(replace(match, differences=edits))
    return sorted(found, key=lambda match: -match.similarity)


def _with_the_others(aligner: Aligner, parts: Sequence[Part], longest: int, placed: Placed) -> list[Placed | None]:
    """The parts before and after the one that was placed, each in the same section and in order; None for one that does
    not stand there."""
    found: list[Placed | None] = [None] * len(parts)
    found[longest] = placed
    first, last = aligner.texts.section_bounds(placed.rows[0])
    low, high = placed.rows
    for number in range(longest - 1, -1, -1):
        found[number] = _likely(aligner.place(parts[number], (first, low)))
        low = found[number].rows[0] if found[number] else low  # type: ignore[union-attr]
    for number in range(longest + 1, len(parts)):
        found[number] = _likely(aligner.place(parts[number], (high, last)))
        high = found[number].rows[1] if found[number] else high  # type: ignore[union-attr]
    return found


def _likely(placed: Placed | None) -> Placed | None:
    return placed if placed and placed.similarity >= NEAR else None


def _same_place(one: QuoteMatch, other: QuoteMatch) -> bool:
    if (one.document, one.section) != (other.document, other.section):
        return False
    return one.span[0] < max(other.span[1], 1) and other.span[0] < max(one.span[1], 1)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is needed to say in characters what was found in rows."""

    held: Texts
    document: Document
    quotation: str

    def source(self, rows: Span) -> str:
        """What the text says in `rows`, up to the word that follows."""
        told = []
        for row in range(*rows):
            number, start = int(self.held.section[row]), int(self.held.start[row])
            text = self.document.sections[number].text
            goes_on = int(self.held.section[row + 1]) == number
            told.append(text[start : int(self.held.start[row + 1]) if goes_on else int(self.held.end[row])])
            if not goes_on:
                told.append("\n\n")
        return "".join(told)

    def quoted(self, part: Sequence[Word], numbers: Span) -> str:
        """What the quotation says there, up to the word that follows."""
        first, last = numbers
        if first == last:
            return ""
        end = part[last].start if last < len(part) else part[-1].end
        return self.quotation[part[first].start : end]


def _edits(telling: _Telling, parts: Sequence[Part], placed: Sequence[Placed | None]) -> Iterator[Edit]:
    for number, (part, each) in enumerate(zip(parts, placed, strict=True)):
        if number:
            yield Edit("gap", "", "")
        if each is None:
            yield Edit("delete", telling.quoted(part.words, (0, len(part.words))), "")
            continue
        for tag, quoted, rows in each.steps:
            yield Edit(tag, telling.quoted(part.words, quoted), _cut(telling, rows, each.rows))


def _cut(telling: _Telling, rows: Span, whole: Span) -> str:
    """What the text says in `rows`; at the end of the place without what lies between it and the next word."""
    told = telling.source(rows)
    return told.rstrip() if rows[1] == whole[1] else told


# Which are shown -----------------------------------------------------------------------------------------------------


def _a_few_each(found: Iterable[QuoteMatch]) -> list[QuoteMatch]:
    """The first `A_DOCUMENT` of every document, the first with how many more there are."""
    kept: dict[str, list[QuoteMatch]] = {}
    left: dict[str, int] = {}
    for match in found:
        own = kept.setdefault(match.document, [])
        if len(own) < A_DOCUMENT:
            own.append(match)
        else:
            left[match.document] = left.get(match.document, 0) + 1
    return [
        replace(match, again=left.get(document, 0) if match is own[0] else 0)
        for document, own in kept.items()
        for match in own
    ]


def _folded(found: Sequence[QuoteMatch], library: Library) -> list[QuoteMatch]:
    """Word for word before nearly, nearer before farther; of documents that are the same or nearly so, the one where
    the quotation stands best, the main one if it does so in several, with the others named."""
    relations = {id: library.relations(id) for id in dict.fromkeys(match.document for match in found)}
    main_of = {id: _main(id, own) for id, own in relations.items()}
    best: dict[str, QuoteMatch] = {}
    for match in found:
        held = best.get(main_of[match.document])
        if held is None or _rank(match, main_of) < _rank(held, main_of):
            best[main_of[match.document]] = match
    shown = []
    for match in found:
        chosen = best[main_of[match.document]]
        if chosen.document == match.document:
            others = _others(match.document, main_of, relations, library) if match is chosen else ()
            shown.append(replace(match, others=others))
    return sorted(shown, key=lambda match: (not match.exact, -match.similarity))


def _rank(match: QuoteMatch, main_of: dict[str, str]) -> tuple[bool, float, bool]:
    return (not match.exact, -match.similarity, main_of[match.document] != match.document)


def _main(document: str, relations: Iterable[Relation]) -> str:
    under = mains(relations).get(document)
    return under.main if under else document


def _others(
    shown: str, main_of: dict[str, str], relations: dict[str, tuple[Relation, ...]], library: Library
) -> tuple[Other, ...]:
    """The found documents that are listed under `shown`, each with what it is to the main one of them."""
    main = main_of[shown]
    named = []
    for document, own in main_of.items():
        if own == main and document != shown:
            about = mains(relations[shown if document == main else document])
            kind = about[shown if document == main else document].kind
            named.append(Other(document, library.title(document) or document, kind, document == main))
    return tuple(named)
