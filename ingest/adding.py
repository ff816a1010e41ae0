"""Documents that are added through the browser: from a person's drafts into the corpus, into the index, and back.

    adding/VISITOR/additions/ID.json         what was added, and how far the move is
    adding/VISITOR/additions/ID.status.json  how far the run of the index is, written by that run

What is added at once goes into a folder of its own below ``uploads/`` in the corpus, by one rename, and the index is
brought up to date by a process of its own (`ingest.adding_worker`), which goes on when the page or the server ends. An
undo moves exactly these files back to the drafts. The journal is written before each step, so `recover` can finish or
take back whatever was cut off.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from ingest.drafts import Draft, changing, drafts, every_draft, file_of, files, place, update, write_json
from ingest.findings import findings_of, is_readable
from ingest.front_matter import sidecar_of
from ingest.jobs import Job, Status
from knowledge import generations
from knowledge.errors import CorpusMissing, KnowledgeError, cause
from knowledge.settings import Settings

UPLOADS = "uploads"
"""The folder of the corpus that receives what is added in the browser."""

State = Literal["moving", "added", "undoing", "undone"]


class NothingToAdd(KnowledgeError):
    def __init__(self) -> None:
        super().__init__(
            "None of the chosen files can be added: choose at least one that could be read.",
            "אין בין הקבצים שנבחרו קובץ שאפשר להוסיף: בחרו לפחות אחד שנקרא.",
        )


class AdditionUnknown(KnowledgeError):
    def __init__(self) -> None:
        super().__init__(
            "This addition is not known any more. Reload the page to see what was added.",
            "הוספה זו אינה מוכרת עוד. רעננו את הדף כדי לראות מה נוסף.",
        )


class CorpusNotWritten(KnowledgeError):
    """The folder of documents does not take the files, or does not give them back."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The folder of documents could not be changed ({folder}: {reason}). Your files wait as before. Tell "
            "whoever runs the library to check the folder, its permissions and the free space.",
            f"לא ניתן היה לשנות את תיקיית המסמכים ({folder}: {reason}). הקבצים שלכם ממתינים כקודם. פנו למי שמפעיל את "
            "המאגר כדי שיבדוק את התיקייה, את ההרשאות ואת המקום הפנוי.",
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """Files that were added together. `folder` is theirs, relative to the corpus; `when` is ISO 8601; `closed`: the
    person has seen that it is done and does not want it undone."""

    id: str
    when: str
    folder: str
    entries: tuple[Draft, ...]
    state: State = "moving"
    closed: bool = False

    def ids(self) -> list[str]:
        """The ids that the files have in the library; an archive's is the beginning of its documents'."""
        return [f"{self.folder}/{entry.name}" for entry in self.entries]


def additions(folder: Path) -> list[Addition]:
    """What a person has added, the last first."""
    found = []
    for path in (folder / "additions").glob("*.json"):
        if not path.name.startswith(".") and not path.name.endswith(".status.json"):
            try:
                fields = json.loads(path.read_text("utf-8"))
                entries = tuple(Draft(**entry) for entry in fields["entries"])
                found.append(Addition(**{**fields, "entries": entries}))
            except (OSError, ValueError, TypeError, KeyError):
                continue
    return sorted(found, key=lambda each: each.id, reverse=True)


def addition_of(folder: Path, id: str) -> Addition:
    """The addition of this id. Raises AdditionUnknown."""
    found = next((each for each in additions(folder) if each.id == id), None)
    if found is None:
        raise AdditionUnknown
    return found


def job_of(folder: Path, addition: Addition) -> Job:
    """The run of the index that belongs to an addition."""
    return Job(folder / "additions", addition.id, ("index", str(folder), addition.id))


def reading_job(folder: Path) -> Job:
    """The process that reads a person's drafts."""
    return Job(folder, "reading", ("read", str(folder)))


def add(settings: Settings, folder: Path, ids: Sequence[str]) -> Addition:
    """Move the drafts `ids`, those of them that could be read, into the corpus and start to bring the index up to date.

    Raises NothingToAdd, CorpusMissing, CorpusNotWritten, DraftsBusy, DraftsNotWritten.
    """
    with changing(folder):
        chosen = [each for each in drafts(folder) if each.id in ids and is_readable(findings_of(folder, each))]
        if not chosen:
            raise NothingToAdd
        if not settings.corpus.is_dir():
            raise CorpusMissing(settings.corpus)
        now, mark = datetime.now().astimezone(), secrets.token_hex(2)
        addition = Addition(
            id=f"{now:%Y%m%d-%H%M%S-%f}-{mark}",
            when=now.isoformat(timespec="seconds"),
            folder=f"{UPLOADS}/{now:%Y-%m-%d}-{mark}",
            entries=tuple(chosen),
        )
        _keep(folder, addition)
        try:
            _move_in(settings.corpus, folder, addition)
        except OSError as error:
            _forget(settings.corpus, folder, addition)
            raise CorpusNotWritten(settings.corpus / UPLOADS, cause(error)) from error
        addition = _settled(folder, addition)
    job_of(folder, addition).start(settings)
    return addition


def _move_in(corpus: Path, folder: Path, addition: Addition) -> None:
    """All files at once. Raises OSError."""
    if (corpus / UPLOADS).is_symlink():  # such a folder is no part of the corpus
        raise NotADirectoryError(f"{UPLOADS} is a link")
    aside = _aside(corpus, addition, "incoming")
    aside.mkdir(parents=True)
    for draft in addition.entries:
        for path in files(folder, draft):
            _same(path, aside / path.name)
    aside.replace(corpus / addition.folder)


def _same(path: Path, target: Path) -> None:
    """The file at `target` too."""
    try:
        os.link(path, target)
    except OSError:  # another disk, or one without links
        shutil.copy2(path, target)


def _settled(folder: Path, addition: Addition) -> Addition:
    """The files stand in the corpus: they wait no longer."""
    for draft in addition.entries:
        for path in files(folder, draft):
            path.unlink()
        if place(folder, draft.id).is_dir():
            update(folder, draft, addition=addition.id)
    return _keep(folder, replace(addition, state="added"))


def undo(settings: Settings, folder: Path, id: str) -> Addition:
    """Move the files of an addition, and no others, back to the drafts, and take them out of the index if they are
    there. A run that is on its way is stopped.

    Raises AdditionUnknown, CorpusNotWritten, DraftsBusy, DraftsNotWritten.
    """
    job = job_of(folder, addition_of(folder, id))
    job.stop()
    with changing(folder):
        job.forget()
        addition = addition_of(folder, id)
        if addition.state == "undone":
            return addition
        addition = _taken_back(settings, folder, _keep(folder, replace(addition, state="undoing")))
    if _is_indexed(settings, addition):
        job.start(settings)
    return addition


def _taken_back(settings: Settings, folder: Path, addition: Addition) -> Addition:
    target, aside = settings.corpus / addition.folder, _aside(settings.corpus, addition, "leaving")
    known = {each.id for each in every_draft(folder)}
    try:
        ours = {name for draft in addition.entries for name in (draft.name, sidecar_of(Path(draft.name)).name)}
        if target.is_dir() and {path.name for path in target.iterdir()} <= ours:
            target.replace(aside)  # with one step for all, no run of the index sees half of them
        for draft in addition.entries:
            file = file_of(folder, draft)
            file.parent.mkdir(parents=True, exist_ok=True)
            for to in (file, sidecar_of(file)):
                source = next((path for path in (aside / to.name, target / to.name) if path.is_file()), None)
                if source is not None:
                    shutil.move(source, to)
            if file.is_file():
                update(folder, replace(draft, addition=""))
            elif draft.id in known:  # somebody took it out of the corpus: there is nothing to bring back
                shutil.rmtree(place(folder, draft.id), ignore_errors=True)
        for empty in (aside, target):
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()
    except OSError as error:
        raise CorpusNotWritten(settings.corpus / UPLOADS, cause(error)) from error
    return _keep(folder, replace(addition, state="undone"))


def _is_indexed(settings: Settings, addition: Addition) -> bool:
    """Whether the generation that serves was built with files of this addition."""
    try:
        sources = generations.open_current(settings.index)[1].sources
    except KnowledgeError:
        return False
    return any(id.startswith(f"{addition.folder}/") for id in sources)


def resume(settings: Settings, folder: Path, id: str) -> None:
    """Run the index again after a run that was cut off or failed. Raises AdditionUnknown, DraftsNotWritten."""
    job_of(folder, addition_of(folder, id)).start(settings)


def close(folder: Path, id: str) -> None:
    """The person has seen the outcome. Raises AdditionUnknown, DraftsBusy, DraftsNotWritten."""
    with changing(folder):
        _keep(folder, replace(addition_of(folder, id), closed=True))


def recover(settings: Settings, folder: Path) -> None:
    """Finish what was cut off between two steps of a move. Raises CorpusNotWritten, DraftsBusy, DraftsNotWritten."""
    if all(each.state in ("added", "undone") for each in additions(folder)):
        return
    with changing(folder):
        for addition in additions(folder):
            if addition.state == "undoing":
                _taken_back(settings, folder, addition)
            elif addition.state == "moving" and (settings.corpus / addition.folder).is_dir():
                _settled(folder, addition)
            elif addition.state == "moving":
                _forget(settings.corpus, folder, addition)


def read(settings: Settings, folder: Path) -> None:
    """Start to read the drafts that wait to be read, unless that is on its way. Raises DraftsNotWritten."""
    reading_job(folder).start(settings)


def status_of(folder: Path, addition: Addition) -> Status | None:
    """How far the run of the index is; None where none was started."""
    return job_of(folder, addition).status()


def _keep(folder: Path, addition: Addition) -> Addition:
    path = folder / "additions" / f"{addition.id}.json"
    path.parent.mkdir(exist_ok=True)
    write_json(path, asdict(addition))
    return addition


def _forget(corpus: Path, folder: Path, addition: Addition) -> None:
    """The move did not happen."""
    shutil.rmtree(_aside(corpus, addition, "incoming"), ignore_errors=True)
    (folder / "additions" / f"{addition.id}.json").unlink(missing_ok=True)


def _aside(corpus: Path, addition: Addition, why: str) -> Path:
    """A hidden folder, in which no run of the index looks."""
    return corpus / UPLOADS / f".{why}-{addition.id}"
