"""Documents added through the browser: kept, read, described, moved into the corpus and back, and indexed."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from ingest import adding, adding_worker, jobs
from ingest.adding import CorpusNotWritten, NothingToAdd
from ingest.adding_worker import bring_up_to_date, sparing
from ingest.draft_reader import read_drafts
from ingest.drafts import (
    MAX_AT_ONCE,
    MAX_DRAFTS,
    MAX_FILE,
    Draft,
    DraftsFull,
    DraftUnknown,
    Upload,
    UploadsTooMany,
    UploadTooLarge,
    UploadTwice,
    choose,
    describe_draft,
    discard,
    draft_of,
    drafts,
    file_of,
    files,
    keep,
    read_again,
    visitor_folder,
)
from ingest.findings import Kin, findings_of, not_read
from ingest.front_matter import Description
from ingest.jobs import Job, Progress, Status
from ingest.pipeline import index_corpus
from ingest.sidecar import DescriptionRejected, as_yaml, corrected, description_of, write_description
from ingest.upload_names import corpus_name, shown_name
from knowledge import generations
from knowledge.errors import CorpusMissing, IndexBusy
from knowledge.settings import Settings, load
from tests.encoder import ConceptEncoder

TEXT = (
    "הקואופרטיב הוא ארגון שחבריו הם בעליו, והם מנהלים אותו יחד באסיפה שבה לכל חבר קול אחד. האסיפה בוחרת את הוועד, "
    "מאשרת את התקציב ומחליטה על קבלת חברים חדשים. כל חבר תורם לקרן המשותפת, והקרן עוזרת למי שנקלע לקושי. "
    "כך נשמרת הערבות ההדדית גם כאשר השוק משתנה, והקהילה ממשיכה להתקיים לאורך שנים רבות."
)
PAPER = f"ערבות הדדית\n\nמאת: דנה כהן\n\n28.9.2005\n\n{TEXT}\n"
FRESH = f"מסמך חדש\n\n{TEXT[:200]}\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A corpus of one document, not indexed, and folders of its own for all the rest."""
    for name in ("corpus", "index", "people", "cache"):
        monkeypatch.setenv(f"KNOWLEDGE_{name.upper()}", str(tmp_path / name))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "old.txt").write_text(PAPER, "utf-8")
    return load()


@pytest.fixture
def folder(settings: Settings) -> Path:
    return visitor_folder(settings.people, "דנה")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Jobs that would have been started, by name."""
    names: list[str] = []
    monkeypatch.setattr(Job, "start", lambda job, _: names.append(job.name))
    return names


def sent(name: str, text: str | bytes = FRESH) -> Upload:
    return Upload(name, text.encode() if isinstance(text, str) else text)


def kept(folder: Path, *uploads: Upload) -> list[Draft]:
    found, refused = keep(folder, uploads)
    assert refused == []
    return found


def read(settings: Settings, folder: Path) -> None:
    read_drafts(settings, folder, Progress(adding.reading_job(folder)))


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("דוח שנתי 2024.pdf", "דוח שנתי 2024.pdf"),
        ('סיכום תנ"ך.docx', "סיכום תנ״ך.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\a.txt", "a.txt"),
        ("C:\\Users\\dana\\דוח.pdf", "דוח.pdf"),
        ("/", "document"),
        ("", "document"),
        ("...", "document"),
        (".htaccess", "htaccess"),
        (".hidden.pdf", "hidden.pdf"),
        ("~$דוח.docx", "~ דוח.docx"),
        ("-rf.txt", "rf.txt"),
        ("con.pdf", "document con.pdf"),
        ("NUL", "document NUL"),
        ("com1.tar.txt", "document com1.tar.txt"),
        ("Thumbs.db", "document Thumbs.db"),
        ("a\x00b\x1f\x7f\n.txt", "ab.txt"),
        ("\u202egpj.exe\u202c\u2066.pdf", "gpj.exe.pdf"),
        ("\u200f\u200bשלום\ufeff.txt", "שלום.txt"),
        ("bad\ud800name.txt", "badname.txt"),
        ("<script>alert(1)</script>.html", "script.html"),
        ('a:b|c?d*e"f.txt', "a b c d e f.txt"),
        ("R&D 100% [final]!.pdf", "R&D 100% [final]!.pdf"),
        ("name with   spaces _ .pdf", "name with spaces.pdf"),
        ("cafe\u0301.txt", "café.txt"),
        ("no ending", "no ending"),
        ("odd.ending that is none", "odd.ending that is none"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("א" * 300 + ".pdf", "א" * 94 + ".pdf"),
        ("😀" * 300, "😀" * 48),
    ],
)
def test_a_name_becomes_safe_and_stays_readable(original: str, name: str) -> None:
    assert corpus_name(original) == name
    assert len(f"{corpus_name(original)}.yaml".encode()) <= 255


def test_a_name_is_unlike_all_others() -> None:
    assert corpus_name("Paper.pdf", {"paper.PDF", "Paper (2).pdf"}) == "Paper (3).pdf"
    assert corpus_name("cafe\u0301.txt", {"CAFÉ.txt"}) == "café (2).txt"
    assert corpus_name("paper.txt", {"paper.pdf"}) == "paper.txt"


def test_the_name_that_is_shown() -> None:
    assert shown_name("a\u202e\n  b\x00.txt") == "a b.txt"
    assert shown_name("\u202e") == "document"
    assert len(shown_name("x" * 1000)) == 200


# Keeping -------------------------------------------------------------------------------------------------------------


def test_an_upload_is_kept_under_a_safe_name_in_a_folder_of_the_visitor(settings: Settings, folder: Path) -> None:
    (draft,) = kept(folder, sent("../../\u202eדוח.txt"))
    assert (draft.original, draft.name, draft.size, draft.chosen) == (
        "../../דוח.txt",
        "דוח.txt",
        len(FRESH.encode()),
        True,
    )
    assert file_of(folder, draft).read_text("utf-8") == FRESH
    assert drafts(folder) == [draft] == not_read(folder)
    assert drafts(visitor_folder(settings.people, "אורי")) == []
    assert below(settings.corpus) == ["old.txt"]
    assert "דנה" not in str(folder)


def test_the_same_bytes_are_kept_once(folder: Path) -> None:
    found, refused = keep(folder, [sent("a.txt"), sent("b.txt"), sent("c.txt", "אחר")])
    assert [draft.name for draft in found] == ["a.txt", "c.txt"]
    assert [(type(error), error.name) for error in refused] == [(UploadTwice, "b.txt")]
    assert "“a.txt”" in refused[0].en
    assert "”a.txt“" in refused[0].he
    assert type(keep(folder, [sent("again.txt")])[1][0]) is UploadTwice


def test_two_files_of_one_name_are_both_kept(folder: Path) -> None:
    assert [draft.name for draft in kept(folder, sent("a.txt", "1"), sent("A.txt", "2"))] == ["a.txt", "A (2).txt"]


def test_what_is_too_large_too_many_or_too_much_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = Upload("large.pdf", memoryview(bytes(MAX_FILE * 2**20 + 1)))
    found, refused = keep(folder, [large, *(sent(f"{n}.txt", str(n)) for n in range(MAX_AT_ONCE + 1))])
    assert len(found) == MAX_AT_ONCE - 1
    assert [(type(error), error.name) for error in refused] == [
        (UploadTooLarge, "large.pdf"),
        (UploadsTooMany, "19.txt"),
        (UploadsTooMany, "20.txt"),
    ]
    monkeypatch.setattr("ingest.drafts.MAX_DRAFTS", MAX_AT_ONCE - 1)
    assert type(keep(folder, [sent("more.txt", "more")])[1][0]) is DraftsFull
    monkeypatch.setattr("ingest.drafts.MAX_DRAFTS", MAX_DRAFTS)
    monkeypatch.setattr("ingest.drafts.MAX_TOTAL", 0)
    assert type(keep(folder, [sent("more.txt", "more")])[1][0]) is DraftsFull


def test_the_server_and_the_drafts_agree_on_the_largest_file() -> None:
    config = (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8")
    assert f"maxUploadSize = {MAX_FILE}\n" in config


def test_a_sidecar_that_comes_with_its_file_describes_it(folder: Path) -> None:
    (draft,) = kept(folder, sent("a.txt.yaml", "title: שם"), sent("a.txt"))
    assert [path.name for path in files(folder, draft)] == ["a.txt", "a.txt.yaml"]
    assert description_of(file_of(folder, draft)).title == "שם"


def test_a_draft_is_chosen_and_discarded_by_its_id_alone(folder: Path) -> None:
    one, other = kept(folder, sent("a.txt", "1"), sent("b.txt", "2"))
    choose(folder, one.id, chosen=False)
    assert [draft.chosen for draft in drafts(folder)] == [False, True]
    discard(folder, other.id)
    assert [draft.id for draft in drafts(folder)] == [one.id]
    for id in (other.id, "../drafts/" + one.id, "", ".."):
        with pytest.raises(DraftUnknown):
            discard(folder, id)
    assert draft_of(folder, one.id).name == "a.txt"


def test_what_was_cut_off_while_it_was_kept_is_no_draft(folder: Path) -> None:
    (draft,) = kept(folder, sent("a.txt"))
    half = folder / "drafts" / ".0123"
    shutil.copytree(folder / "drafts" / draft.id, half)
    (folder / "drafts" / "0456").mkdir()
    assert drafts(folder) == [draft]


# Describing ----------------------------------------------------------------------------------------------------------


def test_a_description_goes_through_the_code_that_reads_sidecars() -> None:
    found = corrected(
        Description(rights="CC BY 4.0", language="he"),
        {
            "title": " כותרת:\n'עם' \"סימנים\" # ו-- ",
            "authors": ("דנה כהן", "", "דנה כהן", "null"),
            "date": "28.9.2005",
            "countries": ("NO", "IL"),
            "topics": ("education",),
            "language": None,
        },
    )
    assert found == Description(
        title="כותרת: 'עם' \"סימנים\" # ו--",
        authors=("דנה כהן", "null"),
        date="2005-09-28",
        countries=("NO", "IL"),
        topics=("education",),
        rights="CC BY 4.0",
    )
    assert as_yaml(Description()) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "מחר"), ("type", "novel"), ("topics", ("x",)), ("countries", ("XX",)), ("language", "fr")],
)
def test_a_bad_value_is_refused_with_its_field(field: str, value: str | tuple[str, ...]) -> None:
    with pytest.raises(DescriptionRejected) as error:
        corrected(Description(), {field: value})
    assert f"{field}: “" in error.value.en
    assert f"{field}: “" in error.value.he


def test_a_description_is_written_beside_a_file_or_into_its_head(tmp_path: Path) -> None:
    plain, headed = tmp_path / "a.md", tmp_path / "b.md"
    plain.write_text("# כותרת\n", "utf-8")
    headed.write_bytes("\ufeff---\r\ntitle: ישן\r\nrights: CC0\r\n---\r\n# כותרת\r\n".encode())
    write_description(plain, Description(title="חדש"))
    write_description(headed, corrected(description_of(headed), {"title": "חדש"}))
    assert (tmp_path / "a.md.yaml").read_text("utf-8") == "title: חדש\n"
    assert headed.read_text("utf-8") == "---\ntitle: חדש\nrights: CC0\n---\n# כותרת\n"
    assert [description_of(path).title for path in (plain, headed)] == ["חדש", "חדש"]
    for path in (plain, headed):
        write_description(path, Description())
    assert below(tmp_path) == ["a.md", "b.md"]
    assert headed.read_text("utf-8") == "# כותרת\n"


# Reading -------------------------------------------------------------------------------------------------------------


def test_what_the_reader_makes_of_each_draft(settings: Settings, folder: Path) -> None:
    index_corpus(settings, encoder=ConceptEncoder())
    (settings.corpus / "late.txt").write_text("טרם אונדקס", "utf-8")
    archive = folder.parent / "a.zip"
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("inner/one.txt", "מסמך בתוך ארכיון. " + TEXT)
        packed.writestr("two.exe", "x")
        packed.writestr("../out.txt", "x")
    uploads = [
        sent("same.txt", PAPER),
        sent("near.txt", PAPER.replace("28.9.2005", "") + "\nנספח קצר."),
        sent("late.txt", "טרם אונדקס"),
        sent("virus.exe", "MZ"),
        sent("broken.pdf", "%PDF-1.7 nothing"),
        sent("wrong.docx", "%PDF-1.7"),
        sent("empty.txt", ""),
        sent("bad.txt", "טקסט"),
        sent("bad.txt.yaml", "colour: red"),
        sent("papers.zip", archive.read_bytes()),
    ]
    every = {draft.name: draft for draft in kept(folder, *uploads)}
    read(settings, folder)
    found = {name: findings_of(folder, draft) or () for name, draft in every.items()}
    assert not_read(folder) == []

    same = found["same.txt"][0]
    assert same.metadata is not None
    assert (same.metadata.title, same.metadata.authors, same.metadata.date) == (
        "ערבות הדדית",
        ("דנה כהן",),
        "2005-09-28",
    )
    assert same.metadata.origins["title"] == "text"
    assert "personal-security" in same.metadata.topics
    assert same.metadata.origins["topics"] == "suggested"
    assert same.quality is not None
    assert same.quality > 0.85
    assert same.first_lines.startswith("ערבות הדדית\n\nמאת: דנה כהן\n\n28.9.2005\n\nהקואופרטיב")
    assert Kin("same bytes", "old.txt", "ערבות הדדית", 1.0, is_main=True) in same.kin

    assert [draft.name for draft in drafts(folder) if not draft.chosen] == ["same.txt", "late.txt"]

    near = found["near.txt"][0]
    assert [(kin.kind, kin.document) for kin in near.kin if not kin.draft] == [("near duplicate", "old.txt")]
    assert [kin.document for kin in found["late.txt"][0].kin] == ["late.txt"]

    failures = {name: each[0].failure for name, each in found.items() if each[0].failure and not each[0].member}
    assert {name: failure.reason_en for name, failure in failures.items()} == {
        "virus.exe": "this kind of file is not supported (.exe)",
        "broken.pdf": "the file is damaged",
        "wrong.docx": "the content is not what the file's name says (it is PDF)",
        "empty.txt": "the file is empty",
        "bad.txt": failures["bad.txt"].reason_en,
    }
    assert failures["bad.txt"].reason_en.startswith(
        "its description is not valid (bad.txt.yaml, line 1: description: “colour”"
    )
    assert [name for name, each in found.items() if each[0].correctable] == ["bad.txt"]

    assert [(each.member, bool(each.metadata)) for each in found["papers.zip"]] == [
        ("../out.txt", False),
        ("inner/one.txt", True),
        ("two.exe", False),
    ]


def test_a_correction_shows_at_once_and_a_bad_sidecar_is_mended(settings: Settings, folder: Path) -> None:
    good, bad = kept(
        folder, sent("good.txt", PAPER), sent("bad.txt", "אחר. " + TEXT), sent("bad.txt.yaml", "colour: red")
    )
    read(settings, folder)
    describe_draft(folder, good.id, lambda before: corrected(before, {"title": "שם טוב"}))
    (finding,) = findings_of(folder, good) or ()
    assert finding.metadata is not None
    assert (finding.metadata.title, finding.metadata.origins["title"]) == ("שם טוב", "person")
    assert finding.metadata.authors == ("דנה כהן",)
    describe_draft(folder, bad.id, lambda before: corrected(before, {"title": "תוקן"}))
    read_again(folder, bad.id)
    assert not_read(folder) == [bad]
    read(settings, folder)
    (mended,) = findings_of(folder, bad) or ()
    assert mended.metadata is not None
    assert mended.metadata.title == "תוקן"


# Adding and undoing --------------------------------------------------------------------------------------------------


def test_what_is_added_moves_into_the_corpus_in_one_folder_with_its_descriptions(
    settings: Settings, folder: Path, started: list[str]
) -> None:
    good, other, bad = kept(folder, sent("א.txt"), sent("ב.txt", "אחר. " + TEXT), sent("c.exe", "MZ"))
    read(settings, folder)
    describe_draft(folder, good.id, lambda before: corrected(before, {"title": "שם"}))
    addition = adding.add(settings, folder, [good.id, bad.id])
    assert (addition.state, started) == ("added", [addition.id])
    assert addition.folder.startswith("uploads/20")
    assert addition.ids() == [f"{addition.folder}/א.txt"]
    assert below(settings.corpus) == ["old.txt", f"{addition.folder}/א.txt", f"{addition.folder}/א.txt.yaml"]
    assert drafts(folder) == [other, bad]
    assert adding.additions(folder) == [addition]
    with pytest.raises(NothingToAdd):
        adding.add(settings, folder, [good.id, bad.id])


def test_an_undo_takes_back_exactly_what_was_added(settings: Settings, folder: Path, started: list[str]) -> None:
    one, other = kept(folder, sent("א.txt"), sent("ב.txt", "אחר. " + TEXT))
    read(settings, folder)
    describe_draft(folder, one.id, lambda before: corrected(before, {"title": "שם"}))
    first = adding.add(settings, folder, [one.id])
    second = adding.add(settings, folder, [other.id])
    (settings.corpus / first.folder / "theirs.txt").write_text("של אחרים", "utf-8")
    assert adding.undo(settings, folder, first.id).state == "undone"
    assert below(settings.corpus) == sorted(["old.txt", f"{first.folder}/theirs.txt", f"{second.folder}/ב.txt"])
    assert drafts(folder) == [one]
    assert (findings_of(folder, one) or ())[0].metadata.title == "שם"  # type: ignore[union-attr]
    assert adding.undo(settings, folder, second.id).state == "undone"
    assert below(settings.corpus) == sorted(["old.txt", f"{first.folder}/theirs.txt"])
    assert not (settings.corpus / second.folder).exists()
    assert drafts(folder) == [one, other]
    assert adding.undo(settings, folder, second.id).state == "undone"
    assert started == [first.id, second.id]  # nothing of them was indexed, so nothing has to be taken out of the index


def test_an_undo_survives_a_file_that_somebody_deleted(settings: Settings, folder: Path, started: list[str]) -> None:
    one, other = kept(folder, sent("א.txt"), sent("ב.txt", "אחר. " + TEXT))
    read(settings, folder)
    addition = adding.add(settings, folder, [one.id, other.id])
    (settings.corpus / addition.folder / "א.txt").unlink()
    shutil.rmtree(folder / "drafts" / other.id)
    adding.undo(settings, folder, addition.id)
    assert [draft.name for draft in drafts(folder)] == ["ב.txt"]
    assert below(settings.corpus) == ["old.txt"]


def test_a_corpus_that_takes_nothing_leaves_the_drafts(settings: Settings, folder: Path, started: list[str]) -> None:
    (draft,) = kept(folder, sent("א.txt"))
    read(settings, folder)
    (settings.corpus / "uploads").write_text("a file", "utf-8")
    with pytest.raises(CorpusNotWritten):
        adding.add(settings, folder, [draft.id])
    (settings.corpus / "uploads").unlink()
    (settings.corpus / "uploads").symlink_to(settings.people)
    with pytest.raises(CorpusNotWritten, match="is a link"):
        adding.add(settings, folder, [draft.id])
    assert (drafts(folder), adding.additions(folder), started) == ([draft], [], [])
    shutil.rmtree(settings.corpus)
    with pytest.raises(CorpusMissing):
        adding.add(settings, folder, [draft.id])
    assert drafts(folder) == [draft]


@pytest.mark.parametrize("step", ["update", "replace", "unlink"])
def test_a_move_that_was_cut_off_is_finished_or_taken_back(
    settings: Settings, folder: Path, started: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (draft,) = kept(folder, sent("א.txt"))
    read(settings, folder)

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if step == "update":
            patch.setattr(adding, "update", killed)
        else:
            target = {"replace": "_same", "unlink": "_settled"}[step]
            patch.setattr(adding, target, killed)
        with pytest.raises(Killed):
            adding.add(settings, folder, [draft.id])
    adding.recover(settings, folder)
    if step == "replace":
        assert (below(settings.corpus), drafts(folder), adding.additions(folder)) == (["old.txt"], [draft], [])
        return
    (addition,) = adding.additions(folder)
    assert addition.state == "added"
    assert below(settings.corpus) == ["old.txt", f"{addition.folder}/א.txt"]
    assert drafts(folder) == []
    with monkeypatch.context() as patch:
        patch.setattr(adding, "update", killed)
        with pytest.raises(Killed):
            adding.undo(settings, folder, addition.id)
    adding.recover(settings, folder)
    assert (below(settings.corpus), drafts(folder)) == (["old.txt"], [draft])


def test_an_addition_is_closed(settings: Settings, folder: Path, started: list[str]) -> None:
    (draft,) = kept(folder, sent("א.txt"))
    read(settings, folder)
    addition = adding.add(settings, folder, [draft.id])
    adding.close(folder, addition.id)
    assert [each.closed for each in adding.additions(folder)] == [True]


# The run of the index ------------------------------------------------------------------------------------------------


def stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    say = Job.say

    def noted(job: Job, status: Status) -> None:
        if not said or said[-1] != status.stage:
            said.append(status.stage)
        say(job, status)

    monkeypatch.setattr(Job, "say", noted)
    return said


def test_the_index_is_brought_up_to_date_and_an_undo_takes_it_back(
    settings: Settings, folder: Path, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_corpus(settings, encoder=ConceptEncoder())
    (draft,) = kept(folder, sent("א.txt", "מסמך חדש. " + TEXT))
    read(settings, folder)
    addition = adding.add(settings, folder, [draft.id])
    job = adding.job_of(folder, addition)
    said = stages(monkeypatch)
    bring_up_to_date(settings, Progress(job), ConceptEncoder())
    assert said == ["starting", "reading", "writing", "done"]
    assert set(generations.open_current(settings.index)[1].sources) == {"old.txt", f"{addition.folder}/א.txt"}
    status = job.status()
    assert status is not None
    assert (status.stage, status.runs) == ("done", False)
    assert json.loads((settings.people / "adding" / "pace.json").read_text())["writing"] >= 0
    adding.undo(settings, folder, addition.id)
    assert started == [addition.id, addition.id]
    bring_up_to_date(settings, Progress(job), ConceptEncoder())
    assert set(generations.open_current(settings.index)[1].sources) == {"old.txt"}


def test_a_run_waits_for_another_one(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.index.mkdir()
    said = stages(monkeypatch)
    lock = FileLock(settings.index / ".lock")
    lock.acquire()
    monkeypatch.setattr("ingest.adding_worker.time.sleep", lambda _: lock.release())
    folder.mkdir(parents=True)
    bring_up_to_date(settings, Progress(Job(folder, "job", ())), ConceptEncoder())
    assert said == ["starting", "waiting", "reading", "writing", "done"]


def test_a_run_tries_again_when_somebody_was_faster(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Callable[..., object]] = [index_corpus]

    def busy(*arguments: object, **named: object) -> object:
        if len(answers) < 6:
            answers.append(index_corpus)
            raise IndexBusy(settings.index)
        return index_corpus(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("ingest.adding_worker.index_corpus", busy)
    folder.mkdir(parents=True)
    bring_up_to_date(settings, Progress(Job(folder, "job", ())), ConceptEncoder())
    assert set(generations.open_current(settings.index)[1].sources) == {"old.txt"}


def test_the_model_is_given_half_of_the_cores_unless_somebody_chose(settings: Settings) -> None:
    assert sparing(settings).threads == max(1, (os.cpu_count() or 2) // 2)
    assert sparing(settings.model_copy(update={"threads": 7})).threads == 7


def test_rate_and_time_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True)
    clock = [100.0]
    monkeypatch.setattr("ingest.jobs.time.time", lambda: clock[0])
    progress = Progress(Job(folder, "job", ()))
    progress.say("reading", 0, 8)
    assert (progress.status.rate, progress.status.left) == (None, None)
    clock[0] = 104.0
    progress.say("reading", 2, 8, "ג.txt", after=3.0)
    assert (progress.status.rate, progress.status.left, progress.status.name) == (0.5, 15.0, "ג.txt")
    progress.say("reading", 2, 100)
    assert progress.status.total == 8
    clock[0] = 105.0
    progress.say("reading", 2, 100)
    assert (progress.status.rate, progress.status.left) == (0.4, None)
    clock[0] = 105.1
    progress.say("reading", 3, 8)  # too soon to be worth telling
    assert progress.status.done == 2
    progress.expect("writing", 3.0)
    assert (progress.status.stage, progress.status.left, progress.status.total) == ("writing", 3.0, 0)


# Processes -----------------------------------------------------------------------------------------------------------


SLEEPER = """
import json, os, sys, time
from pathlib import Path
from ingest.jobs import Job, Progress
job = Job(Path(sys.argv[1]), "job", ())
with job.lock:
    Progress(job).say("reading")
    time.sleep(600)
"""


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + 240
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def stage(job: Job) -> str:
    status = job.status()
    return status.stage if status else ""


def test_a_process_is_known_to_live_and_to_have_died(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", SLEEPER))
    job = Job(folder, "job", (str(folder),))
    assert job.status() is None
    job.start(settings)
    wait_for(lambda: stage(job) == "reading")
    before = job.status()
    job.start(settings)  # one is enough
    assert job.status() == before
    assert before is not None
    os.kill(before.pid, 9)
    wait_for(lambda: stage(job) == "interrupted")
    job.start(settings)
    wait_for(lambda: stage(job) == "reading")
    job.stop()
    assert stage(job) == "interrupted"
    job.forget()
    assert job.status() is None


def test_a_process_that_cannot_start_is_said_to_have_been_cut_off(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    job = Job(folder, "job", ())
    job.start(settings)
    wait_for(lambda: stage(job) != "starting")
    assert stage(job) == "interrupted"


def test_drafts_are_read_in_a_process_that_reads_what_comes_meanwhile(settings: Settings, folder: Path) -> None:
    kept(folder, sent("א.txt"))
    adding.read(settings, folder)
    kept(folder, sent("ב.txt", "אחר. " + TEXT))
    wait_for(lambda: stage(adding.reading_job(folder)) == "done")
    adding.read(settings, folder)
    wait_for(lambda: not not_read(folder) and stage(adding.reading_job(folder)) == "done")
    titles = [(findings_of(folder, draft) or ())[0].metadata for draft in drafts(folder)]
    assert all(titles)


def test_what_fails_in_the_process_is_said(
    settings: Settings, folder: Path, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding_worker, "give_way", lambda: None)
    (draft,) = kept(folder, sent("א.txt"))
    read(settings, folder)
    addition = adding.add(settings, folder, [draft.id])
    shutil.rmtree(settings.corpus)
    job = adding.job_of(folder, addition)
    assert adding_worker.main(["index", str(folder), addition.id]) == 1
    status = job.status()
    assert status is not None
    assert status.stage == "failed"
    assert status.error_en == CorpusMissing(settings.corpus).en
    assert status.error_he == CorpusMissing(settings.corpus).he
