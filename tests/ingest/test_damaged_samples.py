"""Every sample cut short or with bits turned over, thousands of times: a document or a typed failure, in time, and no
reader falls over.

The cases are drawn by a fixed seed, so that a failure can be repeated by its number.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import ReadError
from ingest.read import SUFFIXES, read_document
from ingest.workers import Limits, reader_pool
from knowledge.types import Document, Metadata, Section

SAMPLES = Path(__file__).parents[1] / "samples"
LIMITS = Limits(seconds=10, memory=3000)
UNTYPED = "untyped: "
CASES = {".pdf": 20, ".docx": 120, ".odt": 60, ".pptx": 120, ".epub": 120, ".rtf": 50, ".txt": 24, ".html": 40}
"""Cases of each sample, by its format; a DOC is read by LibreOffice, which is not ours."""
MADE = {
    "a.md": "---\ntitle: כותרת\ndate: 2005\ntopics: [education]\n---\n# כותרת\n\nטקסט | עם | טבלה\n\n- פריט\n",
    "a.eml": "From: =?utf-8?B?15PXnw==?= <a@b.example>\nSubject: =?windows-1255?B?+eXp?=\nDate: Tue, 4 May 2004 "
    '10:00:00 +0300\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="x"\n\n--x\n'
    "Content-Type: text/plain; "
    "charset=utf-8\nContent-Transfer-Encoding: base64\n\n16nXnNeV150g15zXm9eV15zXnQ==\n--x\nContent-Type: text/html; "
    "charset=windows-1255\nContent-Transfer-Encoding: quoted-printable\n\n<p>=F9=EC=E5=ED</p>\n--x--\n",
    "a.mht": "From: <saved>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=y; "
    'type="text/html"\n\n--y\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n'
    "Content-Location: http://a.example/\n\n<html><h1>כותרת</h1><p>פסקה של טקסט.</p></html>\n--y--\n",
}
MADE_CASES = 150


def read(path: Path, id: str) -> Document:
    """What an error that is not typed says becomes the document's title."""
    try:
        return read_document(path, id)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  whatever is not typed
        return Document(id, Metadata(f"{UNTYPED}{type(error).__name__}: {error}"), (Section("x"),))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Cut short, or with one to twenty bits turned over, or with a piece of it repeated, emptied or taken out."""
    kind = chance.randrange(4)
    if kind == 0:
        return content[: chance.randrange(1, len(content))]
    data = bytearray(content)
    if kind in (1, 2):
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randint(1, 400))
    data[start:end] = chance.choice([b"", bytes(end - start), bytes(data[start:end]) * 2])
    return bytes(data)


def inside(content: bytes, chance: random.Random, folder: Path) -> bytes:
    """A package whose container is whole and one of whose members is damaged: else its checksum would tell at once."""
    source = folder / "source.zip"
    source.write_bytes(content)
    target = folder / "target.zip"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        names = [
            info for info in old.infolist() if info.file_size and info.filename.endswith((".xml", ".xhtml", ".opf"))
        ]
        struck = chance.choice(names).filename
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, damaged(data, chance) if info.filename == struck else data)
    return target.read_bytes()


def cases(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every damaged file."""
    samples = [(path.name, path.read_bytes()) for path in sorted(SAMPLES.rglob("*.*")) if path.suffix in CASES]
    for name, content in [*samples, *((name, text.encode()) for name, text in MADE.items())]:
        suffix = Path(name).suffix
        chance = random.Random(name)
        for number in range(CASES.get(suffix, MADE_CASES)):
            package = content.startswith(b"PK") and number % 2
            data = inside(content, chance, folder) if package else damaged(content, chance)
            yield f"{number}-{name}", data


def test_thousands_of_damaged_files_cost_only_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no text recognition, which takes seconds a page and is tested elsewhere
    scratch, folder = tmp_path / "scratch", tmp_path / "files"
    scratch.mkdir()
    folder.mkdir()
    wrong: list[str] = []
    formats: set[str] = set()
    count = read_well = 0
    with reader_pool(2, LIMITS, read) as pool:
        pending = []
        for name, content in cases(scratch):
            path = folder / name
            path.write_bytes(content)
            pending.append((path, pool.submit(path, name)))
        for path, future in pending:
            found = future.result()
            count += 1
            formats.add(path.suffix)
            if found.document is not None and found.document.metadata.title.startswith(UNTYPED):
                wrong.append(f"{path.name}: {found.document.metadata.title}")
            elif found.failure is not None:
                assert re.fullmatch(r"[^\n]+", str(found.failure)), "one line"
                if type(found.failure).__name__ == "ReaderStopped":
                    wrong.append(str(found.failure))
            else:
                read_well += 1
    assert wrong == []
    assert count >= 2000
    assert read_well > count / 5, "the damage is not so great that nothing is ever read"
    assert formats >= set(SUFFIXES) - {".doc", ".htm", ".markdown", ".mhtml"}
