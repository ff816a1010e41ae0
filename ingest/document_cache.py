"""Documents as they were read, kept by the digest of what they were read from."""

from __future__ import annotations

import json
from dataclasses import asdict

from knowledge.blob_cache import BlobCache
from knowledge.catalogue import metadata_from_json, metadata_to_json
from knowledge.types import Document, PageNote, Section


def load(cache: BlobCache, digest: str, id: str) -> Document | None:
    """The document of a file with this digest, under the name `id`; None when it has to be read."""
    found = cache.get([bytes.fromhex(digest)])
    if not found:
        return None
    (value,) = found.values()
    try:
        fields = json.loads(value)
        sections = tuple(
            Section(**{**section, "page_breaks": tuple((start, page) for start, page in section["page_breaks"])})
            for section in fields["sections"]
        )
        pages = tuple(PageNote(**note) for note in fields["pages"])
        return Document(id, metadata_from_json(fields["metadata"]), sections, pages)
    except (ValueError, KeyError, TypeError):  # written by something else: read the file again
        return None


def store(cache: BlobCache, digest: str, document: Document) -> None:
    """Keep `document` for the next run."""
    fields = {
        "metadata": metadata_to_json(document.metadata),
        "sections": [asdict(section) for section in document.sections],
        "pages": [asdict(note) for note in document.pages],
    }
    cache.put([(bytes.fromhex(digest), json.dumps(fields, ensure_ascii=False).encode())])
