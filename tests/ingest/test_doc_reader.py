import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sample_files import SAMPLES, Read, Write

from ingest import heartbeat
from ingest.errors import ConversionFailed, ConverterMissing, FileDamaged, PasswordNeeded
from ingest.read import read_document
from ingest.readers import doc
from ingest.readers.package import stream_start
from knowledge.types import Section

OFFICE = SAMPLES / "office"
RICH = (OFFICE / "rich.doc").read_bytes()
PORT = "41889"
"""The port in the address of the picture that the sample links to."""

converts = pytest.mark.skipif(doc.libreoffice() is None, reason="LibreOffice is not installed")
scripts = pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")


@converts
def test_the_rich_sample_reads_as_the_same_document_in_docx() -> None:
    document = read_document(OFFICE / "rich.doc", "rich")
    assert document == read_document(OFFICE / "rich.docx", "rich")
    assert "נמחקבמעקב" not in " ".join(section.text for section in document.sections)


@converts
def test_a_damaged_file(read: Read) -> None:
    with pytest.raises(ConversionFailed, match="it may be damaged"):
        read("a.doc", RICH[:512] + b"\xff" * 512 + RICH[1024:])  # where its sectors stand


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            paths.append(self.rfile.readline().decode("latin-1"))
            self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, paths
        server.shutdown()


@converts
def test_linked_pictures_are_not_fetched(read: Read, asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    data = (OFFICE / "linked_picture.doc").read_bytes()
    for encoding in ("ascii", "utf-16-le"):
        data = data.replace(PORT.encode(encoding), f"{port:05}".encode(encoding))
    assert read("a.doc", data).sections == (Section("text more"),)
    assert paths == []


def test_without_libreoffice(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "PROGRAMS", ("no-such-program",))
    with pytest.raises(ConverterMissing, match="install LibreOffice"):
        read("a.doc", RICH)


def test_a_password(read: Read) -> None:
    start = stream_start(RICH, "WordDocument")
    assert start is not None
    data = bytearray(RICH)
    data[start + 11] |= 1
    with pytest.raises(PasswordNeeded):
        read("a.doc", bytes(data))


@pytest.mark.parametrize("size", [60, 512, 9000, len(RICH) - 1200])
def test_a_file_that_was_cut(read: Read, size: int) -> None:
    with pytest.raises(FileDamaged):
        read("a.doc", RICH[:size])


def stand_in(write: Write, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """This script in place of LibreOffice."""
    program = write("soffice", f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(doc, "PROGRAMS", (str(program),))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@scripts
@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="looks at processes through /proc")
def test_a_conversion_without_end_is_stopped_with_what_it_started(
    read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listed = tmp_path / "processes"
    stand_in(write, monkeypatch, f"sleep 600 & echo $$ $! > {listed}.new; mv {listed}.new {listed}; wait")
    monkeypatch.setattr(doc, "MAX_SECONDS", 2.0)
    beats: list[float] = []
    monkeypatch.setattr(heartbeat, "_listeners", [lambda: beats.append(time.monotonic())])
    with pytest.raises(ConversionFailed, match="not within 2 seconds"):
        read("a.doc", RICH)
    assert beats
    started = [int(process) for process in listed.read_text().split()]
    assert len(started) == 2
    end = time.monotonic() + 30
    while any(map(is_running, started)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_running, started))


@scripts
def test_how_libreoffice_is_asked(read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = tmp_path / "said"
    stand_in(write, monkeypatch, f'printf "%s\\n" "$HOME" "$http_proxy" "$@" > {said}')
    with pytest.raises(ConversionFailed) as caught:
        read("-a b.doc", RICH)
    assert caught.value.path == str(tmp_path / "-a b.doc")
    folder, *others = said.read_text().splitlines()
    assert others == [
        "http://127.0.0.1:9",
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        folder,
        f"{folder}/source.doc",
    ]
    assert not Path(folder).exists()
