"""Who is looking: the name and the role that the guard put into the request, whatever the browser itself sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

import streamlit as st

Role = Literal["reader", "editor"]
USER_HEADER = "x-kb-user"
"""The name, percent-encoded UTF-8; the guard removes what a browser sends under it."""
ROLE_HEADER = "x-kb-role"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person; without sign-in there is one, whose name is empty."""

    name: str
    role: Role

    @property
    def edits(self) -> bool:
        """Whether the person may add documents."""
        return self.role == "editor"


def visitor() -> Visitor:
    """Who looks at the page that is being drawn; a reader without a name where nobody vouches for more."""
    return of_headers(st.context.headers.get(USER_HEADER), st.context.headers.get(ROLE_HEADER))


def of_headers(name: str | None, role: str | None) -> Visitor:
    """The visitor that the guard's two headers name."""
    return Visitor(unquote(name or ""), "editor" if role == "editor" else "reader")
