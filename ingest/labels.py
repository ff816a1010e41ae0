"""Topics and types for the documents of a corpus that nobody has labelled, after those that somebody has.

The labelled documents go first and are remembered by name only, so that no more than one document is held at a time;
the others are read again, from the cache, once it is known what the labelled ones are like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.split import split
from ingest.suggest import Labelled, completed, suggest, terms_of
from knowledge.analysis import language_of
from knowledge.types import Document, Language, Metadata, Passage
from knowledge.vectors import LANGUAGES, centred

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""(texts, dimension) of windows."""


def labelled(
    documents: Iterable[Document],
    again: Callable[[str], Document | None],
    mean_vector: Callable[[Document, Sequence[Passage]], NDArray[np.float32]],
) -> Iterator[tuple[Document, Sequence[Passage]]]:
    """All `documents` with their passages, those that lack topics or a type last and with what is suggested for them.

    `again` gives a document by its id once more; `mean_vector` is that of its windows, centred by language.
    """
    known: list[str] = []
    unlabelled: list[str] = []
    for document in documents:
        if is_labelled(document.metadata):
            known.append(document.id)
            yield document, tuple(split(document))
        else:
            unlabelled.append(document.id)
    if not unlabelled:
        return
    examples = [
        Labelled(mean_vector(document, tuple(split(document))), document.metadata.topics, document.metadata.type)
        for document in filter(None, map(again, known))
    ]
    for document in filter(None, map(again, unlabelled)):
        passages = tuple(split(document))
        found = suggest(terms_of(document), mean_vector(document, passages), examples)
        described = Document(document.id, completed(document.metadata, found), document.sections, document.pages)
        yield described, passages


def is_labelled(metadata: Metadata) -> bool:
    """Whether a person wrote the topics and the type."""
    return bool(metadata.topics and metadata.type)


def mean_of_windows(
    document: Document, passages: Sequence[Passage], vectors: Vectors, means: Mapping[Language, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """(dimension,) mean of a document's windows, each centred by the mean of its language; zeros where it
    has none."""
    windows = [
        (document.sections[passage.section].text[start:end], passage.language)
        for passage in passages
        for start, end in passage.windows
    ]
    if not windows:
        return np.zeros_like(means[LANGUAGES[0]])
    subtract = np.stack([means[language_of(text, language)] for text, language in windows])
    mean: NDArray[np.float32] = centred(vectors([text for text, _ in windows]), subtract).mean(axis=0)
    return mean
