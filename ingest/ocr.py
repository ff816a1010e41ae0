"""Text recognition: the picture of a PDF page as lines of text, by tesseract where it is installed.

Every page is a tesseract process of its own with a limit of time, as many at once as there are cores, or as `kept_in`
says; it says too where recognised pages are kept, so that none is recognised twice.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from threading import Lock

import pypdfium2 as pdfium

from ingest import heartbeat
from ingest.characters import one_line
from knowledge.blob_cache import BlobCache

LANGUAGES = ("heb", "eng")
SECONDS = 120.0
"""How long tesseract may take over one page."""

_DPI = 300
_POINTS_PER_INCH = 72
_MAX_PIXELS = 50_000_000
"""Pixels of a page's picture; a larger page is drawn at a lower resolution."""
_LEAST_CONFIDENCE = 20.0
"""Percent below which a word is taken as noise of the picture."""
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class _Means:
    """The file of recognised pages, None to keep none; and how many pages are recognised at once."""

    file: Path | None
    processes: int


_means: ContextVar[_Means | None] = ContextVar("means of recognition", default=None)


@dataclass(frozen=True, slots=True)
class Engine:
    """An installed tesseract: its path, and its version as it states it."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of text in logical order. `block` numbers the blocks of a page in reading order; the place is in PDF
    units, `y` upwards from the page's bottom, and `height` that of its letters."""

    text: str
    block: int
    x0: float
    x1: float
    y: float
    height: float


def engine() -> Engine | None:
    """The installed tesseract; None without one, or where it lacks a language (`lack` says which)."""
    path = shutil.which("tesseract")
    version, languages = _asked(path) if path else ("", frozenset())
    return Engine(path, version) if path and languages >= set(LANGUAGES) else None


def lack() -> tuple[str, str] | None:
    """What is missing for text recognition, in English and Hebrew; None where nothing is."""
    path = shutil.which("tesseract")
    if path is None:
        return "tesseract is not installed", "tesseract אינו מותקן"
    missing = [language for language in LANGUAGES if language not in _asked(path)[1]]
    if not missing:
        return None
    names = ", ".join(missing)
    return f"tesseract is installed without {names}", f"tesseract מותקן בלי {names}"


@cache
def _asked(path: str) -> tuple[str, frozenset[str]]:
    """The version of a tesseract and the languages that it has; both empty where it does not run."""
    version, languages = ("\n".join(_output(path, option)) for option in ("--version", "--list-langs"))
    return version.split("\n")[0], frozenset(languages.split())


def _output(path: str, option: str) -> list[str]:
    try:
        done = subprocess.run([path, option], capture_output=True, text=True, errors="replace", timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]


@contextmanager
def kept_in(file: Path | None, processes: int | None = None) -> Iterator[None]:
    """Within this context, in this thread, recognised pages are kept in `file` (None: nowhere) and found there; at most
    `processes` (None: one a core) are recognised at once. The file may be shared with other processes."""
    token = _means.set(_Means(file, processes or os.cpu_count() or 1))
    try:
        yield
    finally:
        _means.reset(token)


def recognise(path: Path, pages: Sequence[int]) -> Mapping[int, list[RecognisedLine]]:
    """The lines of these pages of the PDF at `path`, by page, from 1. A page that could not be recognised, be it for
    want of tesseract or of time, is not in the result; one without text is, without lines."""
    tesseract = engine() if pages else None
    if tesseract is None:
        return {}
    means = _means.get() or _Means(None, os.cpu_count() or 1)
    if means.file is None:
        tables = dict(_recognised(path, pages, tesseract, means.processes))
    else:
        kept = BlobCache(means.file)
        try:
            tables = _kept_or_recognised(path, pages, tesseract, means.processes, kept)
        finally:
            kept.close()
    return {page: _lines(table.decode(errors="replace")) for page, table in tables.items()}


def _kept_or_recognised(
    path: Path, pages: Sequence[int], tesseract: Engine, processes: int, kept: BlobCache
) -> dict[int, bytes]:
    """Page -> its table, from what is kept, else recognised and kept at once."""
    keys = _keys(path, pages, tesseract)
    stored = kept.get(list(keys.values()))
    tables = {page: zlib.decompress(stored[key]) for page, key in keys.items() if key in stored}
    for page, table in _recognised(path, [page for page in pages if page not in tables], tesseract, processes):
        tables[page] = table
        kept.put([(keys[page], zlib.compress(table))])
    return tables


def _keys(path: Path, pages: Sequence[int], tesseract: Engine) -> dict[int, bytes]:
    """Page -> the digest of everything that its recognition depends on."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    setting = f"{tesseract.version}\n{'+'.join(LANGUAGES)}\n{_DPI}\n{digest}"
    return {page: hashlib.sha256(f"{setting}\n{page}".encode()).digest() for page in pages}


def _recognised(path: Path, pages: Sequence[int], tesseract: Engine, processes: int) -> Iterator[tuple[int, bytes]]:
    """Each page that tesseract could read with the table that it wrote, as soon as it is there."""
    if not pages:
        return
    drawing = Lock()  # pdfium draws one page at a time
    with pdfium.PdfDocument(path) as document, ThreadPoolExecutor(min(len(pages), processes)) as pool:

        def table_of(page: int) -> bytes | None:
            with drawing:
                picture = _picture(document, page)
            return _table(picture, tesseract) if picture else None

        for page, table in zip(pages, pool.map(table_of, pages), strict=True):
            heartbeat.beat()
            if table is not None:
                yield page, table


def _picture(document: pdfium.PdfDocument, number: int) -> bytes | None:
    """A page in shades of grey as a PGM file; None where it cannot be drawn."""
    try:
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(_DPI / _POINTS_PER_INCH, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
            pixels = page.render(scale=scale, grayscale=True).to_numpy()
            shades: bytes = pixels.tobytes()
        finally:
            page.close()
    except pdfium.PdfiumError:
        return None
    rows, columns = pixels.shape[:2]
    return b"P5 %d %d 255\n" % (columns, rows) + shades


def _table(picture: bytes, tesseract: Engine) -> bytes | None:
    """What tesseract finds in a picture, as a table of words and places; None where it fails or takes too long."""
    command = [tesseract.path, "stdin", "stdout", "-l", "+".join(LANGUAGES), "--psm", "3", "--dpi", str(_DPI)]
    one_core = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            [*command, "-c", "tessedit_create_tsv=1"],
            input=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=one_core,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _lines(table: str) -> list[RecognisedLine]:
    """The lines of tesseract's table, in reading order. Its words stand in logical order."""
    rows = [fields for line in table.splitlines() if len(fields := line.split("\t")) == 12]
    bottom = max((int(fields[7]) + int(fields[9]) for fields in rows if fields[0] == "1"), default=0)
    words = [
        fields for fields in rows if fields[0] == _WORD_LEVEL and fields[11] and float(fields[10]) >= _LEAST_CONFIDENCE
    ]
    lines = []
    for place, found in groupby(words, key=lambda fields: fields[2:5]):
        group = list(found)
        left, top, width, height = (
            [int(fields[i]) * _POINTS_PER_INCH / _DPI for fields in group] for i in range(6, 10)
        )
        text = one_line(" ".join(fields[11] for fields in group))
        foot = median(above + tall for above, tall in zip(top, height, strict=True))
        right = max(start + wide for start, wide in zip(left, width, strict=True))
        y = bottom * _POINTS_PER_INCH / _DPI - foot
        if text:
            lines.append(RecognisedLine(text, int(place[0]), min(left), right, y, median(height)))
    return lines
