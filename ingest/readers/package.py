"""Opening a zip package (DOCX, PPTX, ODT, EPUB) that may be hostile: bounded sizes, no entities, no network."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from ingest.errors import FileDamaged, FileTooLarge, FormatMismatch, PasswordNeeded
from ingest.readers import xml_tree

MAX_ENTRIES = 10_000
MAX_READ = 256 * 2**20
"""Bytes of all unpacked parts that are read; a 1,000-page document's text is some 30 MB of XML."""
MAX_RATIO = 200
"""Unpacked to packed bytes of a part above one megabyte. Word's XML packs 10 to 30 times."""

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {"WordDocument": "DOC", "PowerPoint Document": "PPT", "Workbook": "XLS", "Book": "XLS"}
_ENCRYPTED = "EncryptedPackage"
_SECTOR_SHIFT = 30
"""Where an OLE file says how large its sectors are, as a power of two."""
_DIRECTORY_FIELD = 48
"""Where it names the first sector of its list of streams."""
_SECTOR_FIELD = 116
"""Where a stream's entry in the directory names its first sector."""
_MIMETYPE = "mimetype"
_OPEN_DOCUMENT = {"text": "ODT", "presentation": "ODP", "spreadsheet": "ODS", "graphics": "ODG"}
_EPUB = b"application/epub+zip"
_OFFICE_FOLDERS = {"word": "DOCX", "ppt": "PPTX", "xl": "XLSX"}
_CONTENT_TYPES = "[Content_Types].xml"


class Package:
    """An open package: its parts by name, within the limit of what may be read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self.names = frozenset(archive.namelist())
        self._archive = archive
        self._left = MAX_READ

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none. Raises FileTooLarge and PasswordNeeded."""
        if name not in self.names:
            return None
        entry = self._archive.getinfo(name)
        self._left -= entry.file_size
        if self._left < 0:
            limit = MAX_READ // 2**20
            raise FileTooLarge(self.path, (f"its text unpacks to over {limit} MB", f"הטקסט נפרס ליותר מ־{limit} MB"))
        if entry.flag_bits & 1:
            raise PasswordNeeded(self.path)
        return self._archive.read(entry)

    def tree(self, name: str) -> etree._Element | None:
        """The root element of a part, None where there is none."""
        data = self.read(name)
        return None if data is None else xml_tree.parse(data)


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Package]:
    """The package at `path`, of which the file's name says that it is a `kind`.

    Raises FormatMismatch, PasswordNeeded, FileDamaged, and FileTooLarge for what unpacks beyond the limits; within the
    block too, for broken parts show when they are read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path, archive)
            yield Package(path, archive)
    except zipfile.BadZipFile as error:
        raise _not_a_package(path, kind) from error
    except (EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, etree.XMLSyntaxError) as error:
        # zlib and zipfile report broken members in as many ways
        raise FileDamaged(path) from error
    except zlib.error as error:
        raise FileDamaged(path) from error


def not_a(path: Path, kind: str) -> FormatMismatch:
    """The failure of a file that is no `kind`."""
    return FormatMismatch(path, (f"not a {kind} file", f"אינו קובץ {kind}"))


def kind_of(path: Path) -> str:
    """What the zip or OLE file at `path` holds, such as DOCX or XLS, whatever its name says; "" where that is unclear,
    for a damaged file too, and for a package that a password protects."""
    with path.open("rb") as file:
        head = file.read(8)
    if is_ole(head):
        return _ole_kind(path.read_bytes())
    try:
        with zipfile.ZipFile(path) as archive:
            return _zip_kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError):
        return ""


def is_ole(data: bytes) -> bool:
    """Whether `data` begins as the files of Office 97 to 2003, and those with a password, do."""
    return data.startswith(_OLE)


def has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file has a stream of that name: its directory holds the names in UTF-16."""
    return _entry(data, name) >= 0


def stream_start(data: bytes, name: str) -> int | None:
    """Where a large stream of an OLE file begins, in bytes; None where there is no such stream."""
    entry = _entry(data, name)
    return None if entry < 0 else _sector_start(data, entry + _SECTOR_FIELD)


def lacks_directory(data: bytes) -> bool:
    """Whether an OLE file ends before its list of streams."""
    if len(data) <= _DIRECTORY_FIELD:
        return True
    return _sector_start(data, _DIRECTORY_FIELD) + (1 << data[_SECTOR_SHIFT]) > len(data)


def _sector_start(data: bytes, field: int) -> int:
    """Where the sector begins whose number stands at `field`."""
    return (int.from_bytes(data[field : field + 4], "little") + 1) << data[_SECTOR_SHIFT]


def _entry(data: bytes, name: str) -> int:
    return data.find(f"{name}\0".encode("utf-16-le"))


def _zip_kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if _MIMETYPE in names:
        with archive.open(_MIMETYPE) as file:
            mimetype = file.read(100).strip()
        if mimetype == _EPUB:
            return "EPUB"
        found = mimetype.decode("ascii", "replace").rpartition("opendocument.")[2]
        return _OPEN_DOCUMENT.get(found, "")
    if _CONTENT_TYPES in names:
        folders = {name.partition("/")[0] for name in names}
        return next((kind for folder, kind in _OFFICE_FOLDERS.items() if folder in folders), "")
    return ""


def _ole_kind(data: bytes) -> str:
    if has_stream(data, _ENCRYPTED):
        return ""
    return next((kind for name, kind in _STREAMS.items() if has_stream(data, name)), "")


def _not_a_package(path: Path, kind: str) -> Exception:
    data = path.read_bytes()
    if is_ole(data):
        return PasswordNeeded(path) if has_stream(data, _ENCRYPTED) else not_a(path, kind)
    return FileDamaged(path) if data.startswith(_ZIP) else not_a(path, kind)


def _check_sizes(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileTooLarge(path, (f"{len(entries)} parts", f"{len(entries)} חלקים"))
    for entry in entries:
        if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            size = entry.file_size // 2**20
            raise FileTooLarge(path, (f"unpacks to {size} MB", f"נפרס ל־{size} MB"))
