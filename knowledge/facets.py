"""What a search's results offer to be narrowed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from knowledge.library import Facets
from knowledge.types import Metadata


def counted(documents: Iterable[Metadata]) -> Facets:
    """How many of the documents have each value."""
    described = tuple(documents)
    return Facets(
        documents=len(described),
        topics=_counts(topic for each in described for topic in set(each.topics)),
        types=_counts(each.type for each in described if each.type),
        countries=_counts(country for each in described for country in set(each.countries)),
        languages=_counts(each.language for each in described),
        years=_counts(str(each.year) for each in described if each.year is not None),
    )


def _counts(values: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(values).items()))
