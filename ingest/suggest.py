"""Type and topics that a document may have: what the labelled documents nearest to it have, and what its words say.

`data/topic_terms.tsv` lists words of every topic and type of the taxonomy in both languages; the glossary adds their
other forms and those of the other language. A suggestion never takes the place of what a person wrote.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge import glossary, hebrew
from knowledge.analysis import tokens
from knowledge.taxonomy import TOPICS, TYPES
from knowledge.types import Document, Metadata, Origin

FILE = Path(__file__).parent / "data" / "topic_terms.tsv"
_COLUMNS = ["kind", "id", "language", "terms"]

Key = tuple[str, ...]
Kind = Literal["topic", "type"]
Scores = Mapping[str, float]
"""By the id of a topic or a type, in [0, 1]."""

LEAST_TOPIC = 0.5
"""The confidence from which a topic is suggested (`benchmarks/describe.py`)."""
LEAST_TYPE = 0.55
"""The same for a type, which near documents say less of."""
MOST_TOPICS = 3
"""How many topics are suggested."""

_NEIGHBOURS = 5
_NEARNESS = 8.0
"""How much more a neighbour counts the nearer it is: the exponent of its cosine."""
_TRUST_AT: Mapping[Kind, int] = {"topic": 12, "type": 8}
"""Labelled documents at which they count for as much as the words do."""
_FAR, _CLOSE = 0.35, 0.6
"""Cosines at which the nearest labelled documents say nothing of a document, and all that they can."""
_TITLE_WEIGHT = 4
_HALF = 6.0
"""The weight of words that says a topic with a half's confidence, in a text of `_LENGTH` words."""
_TYPE_HALF = 3.0
_LENGTH = 1000
_HEAD = 60
"""Words in which a document says what type it is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document of which a person wrote the topics or the type; `vector` is the mean of its windows'."""

    vector: NDArray[np.float32]
    topics: tuple[str, ...]
    type: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Ids with their confidence in [0, 1], the surest first."""

    topics: tuple[tuple[str, float], ...] = ()
    type: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a document's words say of its topics and of its type."""

    topics: Scores
    types: Scores


def terms_of(document: Document) -> Terms:
    """What the words of a document say. Topics are looked for in all of it, the type in its title and first words."""
    body = [word for section in document.sections for word in _words(f"{section.heading}\n{section.text}")]
    title = _words(document.metadata.title)
    stretch = math.sqrt(max(1.0, len(body) / _LENGTH))
    topics = {id: weight / (weight + _HALF * stretch) for id, weight in _weights("topic", title, body).items()}
    types = {id: weight / (weight + _TYPE_HALF) for id, weight in _weights("type", title, body[:_HEAD]).items()}
    return Terms(_relative(topics), types)


def suggest(
    terms: Terms,
    vector: NDArray[np.float32] | None = None,
    labelled: Sequence[Labelled] = (),
    least: tuple[float, float] = (LEAST_TOPIC, LEAST_TYPE),
) -> Suggestion:
    """Topics and type from a document's words and from the labelled documents nearest to its `vector`, the mean of its
    windows' vectors, centred by language. The document itself is not to be among `labelled`. `least` is the confidence
    that a topic, and that a type needs."""
    near = [] if vector is None else _nearest(vector, labelled)
    close = _closeness(vector, near)
    trust = {kind: close * len(labelled) / (len(labelled) + at) for kind, at in _TRUST_AT.items()}
    topics = _together(terms.topics, _votes((share, each.topics) for share, each in near), trust["topic"])
    types = _together(terms.types, _votes((share, (each.type,)) for share, each in near if each.type), trust["type"])
    sure = [(id, confidence) for id, confidence in _ranked(topics) if confidence >= least[0]]
    best = next(iter(_ranked(types)), ("", 0.0))
    return Suggestion(tuple(sure[:MOST_TOPICS]), best if best[1] >= least[1] else None)


def completed(metadata: Metadata, suggestion: Suggestion) -> Metadata:
    """`metadata` with the suggestion in the fields that are empty; what a person wrote stays."""
    origins: dict[str, Origin] = dict(metadata.origins)
    confidence = dict(metadata.confidence)
    if suggestion.topics and not metadata.topics:
        metadata = replace(metadata, topics=tuple(id for id, _ in suggestion.topics))
        origins["topics"] = "suggested"
        confidence.update(suggestion.topics)
    if suggestion.type and not metadata.type:
        metadata = replace(metadata, type=suggestion.type[0])
        origins["type"] = "suggested"
        confidence.update([suggestion.type])
    return replace(metadata, origins=origins, confidence=confidence)


def _nearest(vector: NDArray[np.float32], labelled: Sequence[Labelled]) -> list[tuple[float, Labelled]]:
    """The nearest labelled documents, each with its share in the vote; shares add up to 1."""
    near = sorted(((_cosine(vector, each.vector), i) for i, each in enumerate(labelled)), reverse=True)[:_NEIGHBOURS]
    weights = [(math.exp(_NEARNESS * cosine), labelled[i]) for cosine, i in near]
    total = sum(weight for weight, _ in weights)
    return [(weight / total, each) for weight, each in weights]


def _closeness(vector: NDArray[np.float32] | None, near: Sequence[tuple[float, Labelled]]) -> float:
    """How much the nearest documents say at all, from 0 to 1."""
    if vector is None or not near:
        return 0.0
    cosine = sum(share * _cosine(vector, each.vector) for share, each in near)
    return min(1.0, max(0.0, (cosine - _FAR) / (_CLOSE - _FAR)))


def _cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / lengths if lengths else 0.0


def _votes(near: Iterable[tuple[float, Sequence[str]]]) -> Scores:
    votes: dict[str, float] = {}
    for share, ids in near:
        for id in ids:
            votes[id] = votes.get(id, 0.0) + share
    return votes


def _together(words: Scores, votes: Scores, trust: float) -> Scores:
    """Both, the votes weighing `trust` of 1."""
    trust = trust if votes else 0.0
    return {id: (1 - trust) * words.get(id, 0.0) + trust * votes.get(id, 0.0) for id in words.keys() | votes.keys()}


def _ranked(scores: Scores) -> list[tuple[str, float]]:
    return [(id, round(score, 3)) for id, score in sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))]


def _relative(scores: Scores) -> Scores:
    """Scores that fall with the distance to the best one: a document has a subject, not all that it mentions."""
    best = max(scores.values(), default=0.0)
    return {id: score * math.sqrt(score / best) for id, score in scores.items() if score}


def _weights(kind: Kind, title: Sequence[str], body: Sequence[str]) -> Mapping[str, float]:
    """What the terms of each topic or type weigh: one that is named often says more, but not that much more."""
    keys = _keys(kind)
    counts = Counter(_found(body, keys))
    in_title = set(_found(title, keys))
    weights = dict.fromkeys(TOPICS if kind == "topic" else TYPES, 0.0)
    for key in counts.keys() | in_title:
        weight = (1 + math.log(counts[key]) if counts[key] else 0.0) + _TITLE_WEIGHT * (key in in_title)
        for id in keys[key]:
            weights[id] += weight * math.sqrt(len(key)) / len(keys[key])
    return weights


def _found(words: Sequence[str], keys: Mapping[Key, Sequence[str]]) -> Iterator[Key]:
    """The terms in a text, the longest one where two begin at the same word."""
    longest = max(map(len, keys))
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            key = tuple(words[place : place + length])
            if key in keys:
                yield key
                place += length
                break
        else:
            place += 1


def _words(text: str) -> list[str]:
    """The words of a text without prefixes and endings, as the glossary compares them."""
    return [hebrew.base(word.word) if hebrew.LETTER.search(word.word) else word.stem for word in tokens(text)]


@cache
def _keys(kind: Kind) -> Mapping[Key, tuple[str, ...]]:
    """The topics or types of every term, and of the other forms that the glossary has for it."""
    other_forms: dict[Key, tuple[str, ...]] = {}
    for entry in glossary.load():
        for form in (*entry.he, *entry.en):
            other_forms.setdefault(tuple(_words(form)), (*entry.he, *entry.en))
    keys: dict[Key, dict[str, None]] = {}
    for id, terms in _rows(kind):
        for term in terms:
            for form in (term, *other_forms.get(tuple(_words(term)), ())):
                keys.setdefault(tuple(_words(form)), {})[id] = None
    return {key: tuple(ids) for key, ids in keys.items() if key}


def _rows(kind: Kind) -> Iterator[tuple[str, Sequence[str]]]:
    """Ids with their terms. Raises ValueError, which names the line, when the file does not fit the taxonomy."""
    lines = FILE.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        columns = line.split("\t")
        if number == 1 and columns == _COLUMNS:
            continue
        known = {"topic": TOPICS, "type": TYPES}.get(columns[0], {})
        if number == 1 or len(columns) != len(_COLUMNS) or columns[1] not in known or columns[2] not in ("he", "en"):
            raise ValueError(f"{FILE.name}, line {number}: {line!r}")
        if columns[0] == kind:
            yield columns[1], columns[3].split("; ")
