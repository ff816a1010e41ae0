"""What the reader tests share: files written for one test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_files import Read, Write

from ingest.read import read_document
from knowledge.types import Document


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of that name."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def read(write: Write) -> Read:
    """Writes a file of that name and reads it."""

    def read_file(name: str, content: str | bytes) -> Document:
        return read_document(write(name, content), name)

    return read_file
