"""Files that a person has uploaded and not yet added to the library, below `Settings.people`.

    adding/VISITOR/drafts/ID/
      draft.json       what came: the name as it was sent, the name it will have, when, and whether it is to be added
      reading.json     what the reader made of it (`ingest.findings`)
      file/NAME        the bytes, and NAME.yaml beside them once a person has described it

Neither the visitor's name nor the file's is ever a path as it came. A draft appears and changes by a rename, so
whatever is killed whenever, a draft is whole or not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ingest.archive import is_archive
from ingest.front_matter import Description, sidecar_of
from ingest.sidecar import description_of, write_description
from ingest.upload_names import corpus_name, shown_name
from knowledge.errors import KnowledgeError, cause

MAX_FILE = 50
"""MB of one uploaded file; `.streamlit/config.toml` says the same to the browser."""
MAX_AT_ONCE = 20
"""Files of one upload."""
MAX_DRAFTS = 100
"""Files that wait for one person."""
MAX_TOTAL = 500
"""MB of all the files that wait for one person."""

_MB = 2**20
_DRAFT, _READING = "draft.json", "reading.json"
_SIDECAR = ".yaml"
_PATIENCE = 20
"""Seconds that one window of a person waits for another one's."""


class UploadRefused(KnowledgeError):
    """A file that was not kept. `name` is the name that it came with."""

    def __init__(self, name: str, en: str, he: str) -> None:
        super().__init__(en, he)
        self.name = name


class UploadTooLarge(UploadRefused):
    def __init__(self, name: str, size: int) -> None:
        mb = f"{size / _MB:.0f}"
        super().__init__(
            name,
            f"It has {mb} MB; a file may have {MAX_FILE}. Split it, or ask whoever runs the library to add it.",
            f"גודלו {mb} מגה־בייט, והמותר לקובץ הוא {MAX_FILE}. פצלו אותו, או בקשו ממי שמפעיל את המאגר להוסיף אותו.",
        )


class UploadTwice(UploadRefused):
    """The same bytes wait already, as the draft of the name `other`."""

    def __init__(self, name: str, other: str) -> None:
        super().__init__(
            name,
            f"The same file is among your uploads already, as “{other}”. One copy was kept.",
            f"אותו קובץ כבר נמצא בין הקבצים שהעליתם, בשם ”{other}“. נשמר עותק אחד.",
        )


class UploadsTooMany(UploadRefused):
    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            f"Up to {MAX_AT_ONCE} files are taken at once. Upload it after these.",
            f"אפשר להעלות עד {MAX_AT_ONCE} קבצים בבת אחת. העלו אותו אחרי אלה.",
        )


class DraftsFull(UploadRefused):
    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            f"Up to {MAX_DRAFTS} files and {MAX_TOTAL} MB may wait at a time. Add or remove some of those that wait, "
            "then upload it again.",
            f"עד {MAX_DRAFTS} קבצים ו־{MAX_TOTAL} מגה־בייט יכולים להמתין בו־זמנית. הוסיפו או הסירו חלק מן הממתינים "
            "והעלו אותו שוב.",
        )


class DraftUnknown(KnowledgeError):
    """A draft that is not there (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "This file does not wait to be added any more: it was added or removed. Go back to the list.",
            "קובץ זה אינו ממתין עוד להוספה: הוא נוסף או הוסר. חזרו לרשימה.",
        )


class DraftsBusy(KnowledgeError):
    """Another window of the same person is at work."""

    def __init__(self) -> None:
        super().__init__(
            "Another window is changing the same uploads right now. Wait a moment and try again.",
            "חלון אחר משנה כעת את אותם קבצים. המתינו רגע ונסו שוב.",
        )


class DraftsNotWritten(KnowledgeError):
    """The folder of uploads does not take what is written to it."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The uploads could not be kept or changed ({folder}: {reason}). Nothing in the library is lost. Tell "
            "whoever runs it to check the folder, its permissions and the free space.",
            f"הקבצים שהעליתם לא נשמרו או לא שונו ({folder}: {reason}). דבר מן המאגר לא אבד. פנו למי שמפעיל אותו כדי "
            "שיבדוק את התיקייה, את ההרשאות ואת המקום הפנוי.",
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; nothing in `name` is trusted."""

    name: str
    data: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded file. `original` is the name that it came with, fit to be shown; `name` is the one that it has and
    will have; `size` is in bytes; `when` is ISO 8601. `addition` names the addition that it has gone into, if any."""

    id: str
    original: str
    name: str
    size: int
    digest: str
    when: str
    chosen: bool = True
    addition: str = ""

    @property
    def is_archive(self) -> bool:
        """Whether it holds documents instead of being one."""
        return is_archive(self.name)


def visitor_folder(people: Path, name: str) -> Path:
    """Where the uploads of the person of this name are; all who come without a name share one."""
    return people / "adding" / hashlib.sha256(f"visitor\n{name}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """One change of a person's uploads at a time. Raises DraftsBusy, and DraftsNotWritten for what the system refuses
    inside."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / ".lock", timeout=_PATIENCE):
            yield
    except Timeout as error:
        raise DraftsBusy from error
    except OSError as error:
        raise DraftsNotWritten(folder, cause(error)) from error


def keep(folder: Path, uploads: Sequence[Upload]) -> tuple[list[Draft], list[UploadRefused]]:
    """Keep what was uploaded: the new drafts, and what was refused. ``NAME.yaml`` that comes with ``NAME`` is its
    description. Raises DraftsBusy, DraftsNotWritten."""
    kept: list[Draft] = []
    refused: list[UploadRefused] = []
    with changing(folder):
        waiting = drafts(folder)
        beside = {upload.name: upload for upload in uploads if upload.name.endswith(_SIDECAR)}
        documents = [upload for upload in uploads if upload.name.removesuffix(_SIDECAR) == upload.name]
        described = {upload.name + _SIDECAR for upload in documents}
        alone = [upload for name, upload in beside.items() if name not in described]
        for number, upload in enumerate([*documents, *alone]):
            try:
                if number >= MAX_AT_ONCE:
                    raise UploadsTooMany(shown_name(upload.name))
                sidecar = beside.get(upload.name + _SIDECAR)
                kept.append(_kept(folder, upload, sidecar, [*waiting, *kept]))
            except UploadRefused as error:
                refused.append(error)
    return kept, refused


def _kept(folder: Path, upload: Upload, sidecar: Upload | None, waiting: Sequence[Draft]) -> Draft:
    """Raises UploadRefused, OSError."""
    name = shown_name(upload.name)
    size = len(upload.data)
    if size > MAX_FILE * _MB:
        raise UploadTooLarge(name, size)
    digest = hashlib.sha256(upload.data).hexdigest()
    same = next((draft for draft in waiting if draft.digest == digest), None)
    if same is not None:
        raise UploadTwice(name, same.original)
    if len(waiting) >= MAX_DRAFTS or size + sum(draft.size for draft in waiting) > MAX_TOTAL * _MB:
        raise DraftsFull(name)
    draft = Draft(
        id=secrets.token_hex(6),
        original=name,
        name=corpus_name(upload.name, {draft.name for draft in waiting}),
        size=size,
        digest=digest,
        when=datetime.now(UTC).isoformat(timespec="microseconds"),
    )
    aside = folder / "drafts" / f".{draft.id}"
    (aside / "file").mkdir(parents=True)
    try:
        (aside / "file" / draft.name).write_bytes(upload.data)
        if sidecar is not None and len(sidecar.data) <= _MB:
            (aside / "file" / (draft.name + _SIDECAR)).write_bytes(sidecar.data)
        write_json(aside / _DRAFT, asdict(draft))
        aside.replace(place(folder, draft.id))
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return draft


def drafts(folder: Path) -> list[Draft]:
    """The files that wait, the first one first."""
    return [draft for draft in every_draft(folder) if not draft.addition]


def every_draft(folder: Path) -> list[Draft]:
    """All that was uploaded, what has gone into the library too."""
    try:
        places = [path for path in (folder / "drafts").iterdir() if not path.name.startswith(".")]
    except OSError:
        return []
    found = [draft for path in places if (draft := _draft(path)) is not None]
    return sorted(found, key=lambda draft: (draft.when, draft.id))


def draft_of(folder: Path, id: str) -> Draft:
    """The draft of this id. Raises DraftUnknown."""
    found = next((draft for draft in drafts(folder) if draft.id == id), None)  # the id comes from an address
    if found is None:
        raise DraftUnknown
    return found


def _draft(path: Path) -> Draft | None:
    """None where there is none, or one of another version."""
    try:
        return Draft(**json.loads((path / _DRAFT).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def place(folder: Path, id: str) -> Path:
    """The folder of a draft."""
    return folder / "drafts" / id


def file_of(folder: Path, draft: Draft) -> Path:
    """The file of a draft."""
    return place(folder, draft.id) / "file" / draft.name


def reading_file(folder: Path, draft: Draft) -> Path:
    """Where what the reader made of a draft is kept; there is no such file until it is read."""
    return place(folder, draft.id) / _READING


def update(folder: Path, draft: Draft, **changes: Any) -> Draft:
    """The draft with `changes`, kept. To be called within `changing`."""
    changed = replace(draft, **changes)
    write_json(place(folder, draft.id) / _DRAFT, asdict(changed))
    return changed


def choose(folder: Path, id: str, chosen: bool) -> None:
    """Whether the draft is among those that are added next. Raises DraftUnknown, DraftsBusy, DraftsNotWritten."""
    with changing(folder):
        update(folder, draft_of(folder, id), chosen=chosen)


def discard(folder: Path, id: str) -> None:
    """Remove an upload that is not to be added. Raises as `choose`."""
    with changing(folder):
        path = place(folder, draft_of(folder, id).id)
        gone = path.with_name(f".gone-{path.name}")
        path.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)


def read_again(folder: Path, id: str) -> None:
    """Forget what the reader made of a draft. Raises as `choose`."""
    with changing(folder):
        reading_file(folder, draft_of(folder, id)).unlink(missing_ok=True)


def describe_draft(folder: Path, id: str, change: Callable[[Description], Description]) -> None:
    """Replace the description of a draft by what `change` makes of it. Raises as `choose`, and what `change` raises."""
    with changing(folder):
        file = file_of(folder, draft_of(folder, id))
        write_description(file, change(description_of(file)))


def files(folder: Path, draft: Draft) -> list[Path]:
    """The file of a draft and its sidecar, those of them that are there."""
    file = file_of(folder, draft)
    return [path for path in (file, sidecar_of(file)) if path.is_file()]


def write_json(path: Path, value: Any) -> None:
    """Replace a file in one step by `value` as JSON. Raises OSError."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(3)}")
    aside.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    aside.replace(path)
