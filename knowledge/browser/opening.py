"""The opened library, shared by all sessions and replaced when a new generation is published."""

from __future__ import annotations

import streamlit as st

from knowledge import generations
from knowledge.library import Library
from knowledge.settings import Settings


def open_library(settings: Settings) -> Library:
    """The library as it was last published. Reads one pointer; opens only what is not open yet.

    Raises the `KnowledgeError`s of `Library.open`: no index, a damaged one, no model.
    """
    generation = generations.current(settings.index)
    if generation is None:
        return Library.open(settings)
    return _opened(settings, str(settings.index), generation)


# Two, so that a session in the middle of a search keeps the generation it began with.
@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(_settings: Settings, index: str, generation: str) -> Library:  # noqa: ARG001  the key of the cache
    return Library.open(_settings)
