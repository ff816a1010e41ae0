"""Opening an Office Open XML package that may be hostile: bounded sizes, no entities, no network."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from lxml import etree

from knowledge.errors import FileDamaged, FileTooLarge, FormatMismatch, PasswordNeeded

MAX_ENTRIES = 10_000
MAX_PART = 256 * 2**20
"""Bytes of one unpacked part; a 1,000-page document's text is some 30 MB of XML."""
MAX_RATIO = 200
"""Unpacked to packed bytes of a part above one megabyte. Word's XML packs 10 to 30 times."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "/officeDocument"


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of a word-processing package. A part that is absent is None."""

    document: etree._Element
    styles: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    core: etree._Element | None


def open_package(path: Path) -> Package:
    """The parts of the document at `path`.

    Raises FormatMismatch, PasswordNeeded, FileDamaged, and FileTooLarge for what unpacks beyond the limits.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path, archive)
            return _load(path, archive)
    except zipfile.BadZipFile as error:
        raise _not_a_package(path) from error
    except (EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, etree.XMLSyntaxError) as error:
        # zlib and zipfile report broken members in as many ways; RuntimeError is an encrypted member
        raise FileDamaged(path) from error
    except zlib.error as error:
        raise FileDamaged(path) from error


def _not_a_package(path: Path) -> Exception:
    data = path.read_bytes()
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return PasswordNeeded(path)
        return FormatMismatch(path, ("an old Word file (DOC)", "קובץ Word ישן (DOC)"))
    if data.startswith(b"PK"):
        return FileDamaged(path)
    return FormatMismatch(path, ("not a Word file", "אינו קובץ Word"))


def _check_sizes(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileTooLarge(path, (f"{len(entries)} parts", f"{len(entries)} חלקים"))
    for entry in entries:
        inflated = entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
        if inflated or (entry.file_size > MAX_PART and entry.filename.endswith((".xml", ".rels"))):
            size = entry.file_size // 2**20
            raise FileTooLarge(path, (f"unpacks to {size} MB", f"נפרס ל־{size} MB"))


def _load(path: Path, archive: zipfile.ZipFile) -> Package:
    names = set(archive.namelist())
    main = _main_part(archive, names)
    if main is None:
        raise FormatMismatch(path, ("not a Word file", "אינו קובץ Word"))
    folder = main.rpartition("/")[0]

    def part(name: str) -> etree._Element | None:
        return _parse(archive.read(name)) if name in names else None

    document = _parse(archive.read(main))
    return Package(
        document,
        part(f"{folder}/styles.xml"),
        part(f"{folder}/footnotes.xml"),
        part(f"{folder}/endnotes.xml"),
        part("docProps/core.xml"),
    )


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """The name of the main part by the package's relationships, if it is a word-processing document."""
    candidates = ["word/document.xml"]
    if "_rels/.rels" in names:
        for relation in _parse(archive.read("_rels/.rels")):
            if isinstance(relation.tag, str) and str(relation.get("Type", "")).endswith(_MAIN):
                candidates.insert(0, normpath(str(relation.get("Target", "")).lstrip("/")))
    return next((name for name in candidates if name in names and name.startswith("word/")), None)


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)
