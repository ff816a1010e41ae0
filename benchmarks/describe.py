"""How well topics, types and countries are suggested: `python -m benchmarks.describe`.

Every document of the shipped library is described as if nobody had written its topics and type, the others being
labelled; what was written is the truth. Printed for several thresholds, with the words alone and with the neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest import suggest
from ingest.countries import named_countries
from ingest.pipeline import documents_of
from ingest.split import split
from ingest.suggest import Labelled, Suggestion
from knowledge.analysis import language_of
from knowledge.encoder import CompiledEncoder, Encoder
from knowledge.prepare_model import prepared
from knowledge.settings import EMBEDDED, load
from knowledge.types import Document
from knowledge.vectors import centred

_THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def main() -> None:
    settings = load()
    documents = documents_of(settings.corpus)
    encoder = CompiledEncoder.load(prepared(EMBEDDED, settings.cache))
    vectors = [mean_vector(document, encoder) for document in documents]
    labelled = [
        Labelled(vector, document.metadata.topics, document.metadata.type)
        for document, vector in zip(documents, vectors, strict=True)
    ]
    for name, known in (("words alone", False), ("words and neighbours", True)):
        print(f"{name}, {len(documents)} documents\n{'threshold':>10} {'topics: precision / recall':>28} {'types':>16}")
        for threshold in _THRESHOLDS:
            report(
                threshold, documents, [found(i, documents, labelled, known, threshold) for i in range(len(labelled))]
            )
    for i, document in enumerate(documents):
        guess = found(i, documents, labelled, True, suggest.LEAST_TOPIC)
        print(document.id, "|", ", ".join(document.metadata.topics), "|", guess.topics, guess.type)
    print_countries(documents)


def mean_vector(document: Document, encoder: Encoder) -> NDArray[np.float32]:
    """The mean of the windows' vectors, each centred by its language."""
    texts = [
        (document.sections[passage.section].text[start:end], passage.language)
        for passage in split(document)
        for start, end in passage.windows
    ]
    vectors = encoder.encode_passages([text for text, _ in texts])
    means = np.stack([encoder.passage_means[language_of(text, language)] for text, language in texts])
    mean: NDArray[np.float32] = centred(vectors, means).mean(axis=0)
    return mean


def found(
    i: int, documents: Sequence[Document], labelled: Sequence[Labelled], neighbours: bool, threshold: float
) -> Suggestion:
    """What is suggested for a document from the others."""
    others = [each for j, each in enumerate(labelled) if j != i] if neighbours else []
    return suggest.suggest(suggest.terms_of(documents[i]), labelled[i].vector, others, (threshold, threshold))


def report(threshold: float, documents: Sequence[Document], guesses: Sequence[Suggestion]) -> None:
    right = offered = types_right = types_offered = 0
    for document, guess in zip(documents, guesses, strict=True):
        ids = {id for id, _ in guess.topics}
        right += len(ids & set(document.metadata.topics))
        offered += len(ids)
        types_offered += guess.type is not None
        types_right += guess.type is not None and guess.type[0] == document.metadata.type
    wanted = sum(len(document.metadata.topics) for document in documents)
    print(
        f"{threshold:10} {right:10}/{offered} = {right / max(1, offered):.2f} {right:5}/{wanted} = {right / wanted:.2f}"
        f" {types_right:8}/{types_offered} of {len(documents)}"
    )


def print_countries(documents: Sequence[Document]) -> None:
    right = offered = wanted = 0
    for document in documents:
        metadata = document.metadata
        codes = set(named_countries(metadata.title, document.sections, metadata.language))
        right += len(codes & set(metadata.countries))
        offered += len(codes)
        wanted += len(metadata.countries)
    print(f"countries: precision {right}/{offered}, recall {right}/{wanted}")


if __name__ == "__main__":
    main()
