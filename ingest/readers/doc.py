"""Old Word files: LibreOffice, where it is installed, turns them into DOCX, which is then read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from ingest import heartbeat
from ingest.errors import ConversionFailed, ConverterMissing, FileDamaged, PasswordNeeded
from ingest.readers import docx
from ingest.readers.extract import Extract
from ingest.readers.package import has_stream, is_ole, lacks_directory, not_a, stream_start

MAX_SECONDS = 120.0
"""How long one conversion may take; two seconds are usual."""

PROGRAMS: tuple[str, ...] = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
"""Where LibreOffice may be."""

_STREAM = "WordDocument"
_WORD_MARK = b"\xec\xa5"
_ENCRYPTED_BIT = 1
_FLAGS = 11
"""Where the main stream says whether it is encrypted."""

# No macros, nothing loaded through links, and no links brought up to date.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"
"""The proxy through which LibreOffice would have to go."""


def read(path: Path) -> Extract:
    """What `ingest.readers.docx` makes of the file's conversion.

    Raises ConverterMissing, ConversionFailed, FormatMismatch, FileDamaged, PasswordNeeded, and what the reader of DOCX
    raises of the converted file.
    """
    _check(path)
    program = libreoffice()
    if program is None:
        raise ConverterMissing(path)
    with tempfile.TemporaryDirectory(prefix="knowledge-doc-", ignore_cleanup_errors=True) as folder:
        return docx.read(_convert(path, program, Path(folder)))


def libreoffice() -> str | None:
    """The program that converts, None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def _check(path: Path) -> None:
    data = path.read_bytes()
    if not is_ole(data):
        raise not_a(path, "Word 97-2003")
    if has_stream(data, "EncryptedPackage"):
        raise PasswordNeeded(path)
    start = stream_start(data, _STREAM)
    if start is None:
        raise FileDamaged(path) if lacks_directory(data) else not_a(path, "Word 97-2003")
    head = data[start : start + _FLAGS + 1]
    if head.startswith(_WORD_MARK) and len(head) > _FLAGS and head[_FLAGS] & _ENCRYPTED_BIT:
        raise PasswordNeeded(path)


def _convert(path: Path, program: str, folder: Path) -> Path:
    """The DOCX file that LibreOffice makes of `path` in `folder`. Raises ConversionFailed."""
    source, profile, result = folder / "source.doc", folder / "profile", folder / "source.docx"
    shutil.copyfile(path, source)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [
        program, "--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    if not _run(command, folder):
        seconds = round(MAX_SECONDS)
        raise ConversionFailed(path, (f"not within {seconds} seconds", f"לא בתוך {seconds} שניות"))
    if not result.is_file():
        raise ConversionFailed(path, ("it may be damaged", "אולי הוא פגום"))
    return result


def _run(command: list[str], folder: Path) -> bool:
    """Whether the program ended in time. It is stopped, with all that it started, however this ends."""
    environment = {**os.environ, "HOME": str(folder), "http_proxy": _NOWHERE, "https_proxy": _NOWHERE}
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + MAX_SECONDS
    try:
        while time.monotonic() < end:
            with suppress(subprocess.TimeoutExpired):
                process.wait(min(1.0, MAX_SECONDS))
                return True
            heartbeat.beat()
        return False
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
