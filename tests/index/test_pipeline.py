"""Indexing a folder: only what changed costs, nothing is lost, every failure is named."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.pipeline import Report, Watcher, compare, index_corpus
from ingest.workers import ReaderPool, Reading
from knowledge import generations, prepare_model
from knowledge.errors import CorpusEmpty, CorpusMissing, DiskFull, IndexBusy, IndexNotWritten
from knowledge.library import Library
from knowledge.report import read_report
from knowledge.types import Other, Query
from tests.index.conftest import CORPUS, Shelf


def names(index: Path) -> list[str]:
    return sorted(path.name for path in (index / "generations").iterdir())


def test_first_run_indexes_everything(shelf: Shelf) -> None:
    report = shelf.index()
    assert report.published
    assert report.changes.added == ("bread.md", "notes/work.md", "water.txt")
    assert (report.manifest.documents, report.manifest.passages, report.manifest.windows) == (3, 3, 3)
    assert report.embedded == 3
    assert report.manifest.failures == ()
    assert shelf.found("לחם") == ["bread.md"]
    assert shelf.found("bread") == ["notes/work.md"]


def test_second_run_embeds_and_publishes_nothing(shelf: Shelf) -> None:
    first = shelf.index()
    second = shelf.index()
    assert not second.published
    assert shelf.encoder.encoded == shelf.encoder.read == []
    assert second.manifest == first.manifest
    assert second.changes.unchanged == ("bread.md", "notes/work.md", "water.txt")
    assert names(shelf.settings.index) == [first.manifest.generation]


def test_a_changed_file_costs_that_file(shelf: Shelf) -> None:
    shelf.index()
    shelf.write("water.txt", "מים זורמים בנחל. בית הספר נפתח.\n")
    report = shelf.index()
    assert report.changes.changed == ("water.txt",)
    assert shelf.encoder.encoded == shelf.encoder.read == ["מים זורמים בנחל. בית הספר נפתח."]
    assert shelf.found("חתול") == []
    assert shelf.found("הספר") == ["water.txt"]


def test_a_deleted_file_disappears(shelf: Shelf) -> None:
    shelf.index()
    (shelf.settings.corpus / "water.txt").unlink()
    report = shelf.index()
    assert report.changes.removed == ("water.txt",)
    assert report.manifest.documents == 2
    assert shelf.found("מים") == []
    assert Library.open(shelf.settings, shelf.encoder).document("water.txt") is None


def test_a_changed_description_counts_as_a_change(shelf: Shelf) -> None:
    shelf.index()
    shelf.write("water.txt.yaml", "title: הנחל\ndate: 1999\n")
    report = shelf.index()
    assert report.changes.changed == ("water.txt",)
    assert shelf.encoder.encoded == ["הנחל"]  # the text is the same: its vectors come from the cache
    assert shelf.encoder.read == []
    document = Library.open(shelf.settings, shelf.encoder).document("water.txt")
    assert document is not None
    assert (document.metadata.title, document.metadata.date) == ("הנחל", "1999")


def test_a_document_that_supersedes_nothing_is_told(shelf: Shelf) -> None:
    shelf.write("water.txt.yaml", "title: הנחל\nsupersedes: nobody.pdf\n")
    shelf.index()
    report = read_report(shelf.settings.index)
    assert report is not None
    ((problem),) = report.problems
    assert problem.id == "water.txt"
    assert "nobody.pdf" in problem.en
    assert "nobody.pdf" in problem.he


def test_force_reads_and_embeds_everything_anew(shelf: Shelf) -> None:
    first = shelf.index()
    forced = shelf.index(force=True)
    assert forced.published
    assert forced.embedded == 3
    assert len(shelf.encoder.encoded) == 5  # with the titles of two documents
    assert len(shelf.encoder.read) == 3
    same = (
        "catalogue.db",
        "vectors.faiss",
        "contexts.faiss",
        "means.npy",
        "tokens.bin",
        "token-ends.npy",
        "token-passages.npy",
    )
    assert [forced.manifest.files[name] for name in same] == [first.manifest.files[name] for name in same]


def test_a_moved_index_serves_from_its_new_place(shelf: Shelf, tmp_path: Path) -> None:
    shelf.index()
    shelf.settings.index.rename(tmp_path / "elsewhere")
    moved = Shelf(shelf.settings.model_copy(update={"index": tmp_path / "elsewhere"}), shelf.encoder)
    assert moved.found("לחם") == ["bread.md"]


def test_compare_says_what_a_run_would_do(shelf: Shelf) -> None:
    assert compare(shelf.settings).added == ("bread.md", "notes/work.md", "water.txt")
    shelf.encoder.fingerprint = prepare_model.fingerprint(prepare_model.resolve(shelf.settings.model))
    shelf.index()
    shelf.write("new.txt", "חדש")
    shelf.write("bread.md", "אחר")
    (shelf.settings.corpus / "water.txt").unlink()
    changes = compare(shelf.settings)
    assert changes.added == ("new.txt",)
    assert changes.changed == ("bread.md",)
    assert changes.removed == ("water.txt",)
    assert changes.unchanged == ("notes/work.md",)


def test_one_bad_file_never_stops_the_others(shelf: Shelf) -> None:
    shelf.write("empty.pdf", b"")
    shelf.write("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<")
    shelf.write("page.xyz", "text")
    shelf.write("lonely.pdf.yaml", "title: x")
    shelf.write("wrong.md", "---\nunknown: 1\n---\ntext\n")
    (shelf.settings.corpus / "dangling.txt").symlink_to("nowhere.txt")
    report = shelf.index()
    assert report.manifest.documents == 3
    found = {failure.id: failure.reason_en for failure in report.manifest.failures}
    assert set(found) == {"empty.pdf", "broken.pdf", "page.xyz", "lonely.pdf.yaml", "wrong.md", "dangling.txt"}
    assert found["empty.pdf"] == "the file is empty"
    assert found["broken.pdf"].startswith("the file is damaged")
    assert found["page.xyz"].startswith("this kind of file is not supported")
    assert "line 2" in found["wrong.md"]
    assert all(failure.reason_he and failure.remedy_he and failure.remedy_en for failure in report.manifest.failures)


def test_failures_are_told_again_when_nothing_changed(shelf: Shelf) -> None:
    shelf.write("empty.pdf", b"")
    shelf.index()
    again = shelf.index()
    assert not again.published
    assert [failure.id for failure in again.manifest.failures] == ["empty.pdf"]


def test_a_failed_file_is_read_again_only_when_it_changed_or_that_is_asked_for(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    submit = ReaderPool.submit

    def recorded(pool: ReaderPool, path: Path, id: str) -> Future[Reading]:
        asked.append(id)
        return submit(pool, path, id)

    def index(**options: bool) -> tuple[list[str], Report]:
        asked.clear()
        report = shelf.index(**options)
        assert [failure.id for failure in report.manifest.failures] == ["empty.md"]
        return sorted(asked), report

    monkeypatch.setattr(ReaderPool, "submit", recorded)
    shelf.write("empty.md", b"")
    assert index()[0] == ["bread.md", "empty.md", "notes/work.md", "water.txt"]
    assert index()[0] == []
    shelf.write("new.txt", "חדש")
    read, report = index()
    assert (read, report.details and report.details.retried) == (["new.txt"], ())
    read, report = index(retry_failed=True)
    assert (read, report.details and report.details.retried) == (["empty.md"], ("empty.md",))
    shelf.write("empty.md", b" \n")
    assert index()[0] == ["empty.md"]


def test_the_report_says_what_became_of_every_file(shelf: Shelf) -> None:
    shelf.index()
    (shelf.settings.corpus / "water.txt").unlink()
    shelf.write("bread.md", "אחר")
    shelf.write("empty.pdf", b"")
    text = "\n\n".join(f"הקיבוץ דן בשאלה מספר {number} והחליט עליה באסיפה" for number in range(40))
    shelf.write("one.txt", text)
    shelf.write("copy/two.txt", text)
    shelf.write("three.md", f"# כותרת אחרת לגמרי\n\n{text}\n\nועוד משפט אחד שלא נאמר קודם.")
    shelf.index()
    report = read_report(shelf.settings.index)
    assert report is not None
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        ("copy/two.txt", "empty.pdf", "one.txt", "three.md"),
        ("bread.md",),
        ("water.txt",),
        1,
    )
    assert [failure.id for failure in report.failed] == ["empty.pdf"]
    assert [(each.kind, each.main, each.other) for each in report.related] == [
        ("same bytes", "copy/two.txt", "one.txt"),
        ("near duplicate", "copy/two.txt", "three.md"),
    ]
    assert (report.documents, report.slow, report.low_quality) == (5, (), ())
    assert shelf.index().published is False
    assert read_report(shelf.settings.index) == report, "a run that finds nothing changed has nothing to report"


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b"\xff", b'{"generation": 1}'])
def test_a_report_that_is_none_is_no_report(written: bytes, shelf: Shelf) -> None:
    assert read_report(shelf.settings.index) is None
    shelf.settings.index.mkdir()
    (shelf.settings.index / "report.json").write_bytes(written)
    assert read_report(shelf.settings.index) is None


def test_of_copies_one_is_found_and_the_others_are_listed_under_it(shelf: Shelf) -> None:
    text = "\n\n".join(f"הכלב של הקיבוץ רץ בשדה מספר {number} אל הבית" for number in range(40))
    shelf.write("a.txt", text)
    shelf.write("b.txt", text)
    shelf.index()
    results = Library.open(shelf.settings, shelf.encoder).search(Query("כלב"))
    assert {hit.document for hit in results.hits if hit.document in ("a.txt", "b.txt")} == {"a.txt"}
    assert {hit.others for hit in results.hits if hit.document == "a.txt"} == {
        (Other("b.txt", "הכלב של הקיבוץ רץ בשדה מספר 0 אל הבית", "same bytes", is_main=False),)
    }


def test_a_linked_folder_is_listed(shelf: Shelf, tmp_path: Path) -> None:
    (shelf.settings.corpus / "circle").symlink_to(shelf.settings.corpus, target_is_directory=True)
    (failure,) = shelf.index().manifest.failures
    assert (failure.id, failure.reason_en) == ("circle", "this kind of file is not supported (a link to a folder)")


def test_another_model_means_that_every_file_is_to_be_indexed(shelf: Shelf) -> None:
    shelf.index()  # by the predictable encoder; the settings name the embedded model
    assert compare(shelf.settings).changed == ("bread.md", "notes/work.md", "water.txt")


def test_hidden_files_and_lock_files_are_no_documents(shelf: Shelf) -> None:
    for name in (".hidden.md", "~$draft.docx", ".git/config.txt", "Thumbs.db", "desktop.ini"):
        shelf.write(name, "text")
    assert shelf.index().manifest.documents == 3


def test_no_folder_and_no_documents_leave_the_old_index(shelf: Shelf) -> None:
    serving = shelf.index().manifest.generation
    for name in CORPUS:
        (shelf.settings.corpus / name).unlink()
    with pytest.raises(CorpusEmpty):
        shelf.index()
    shelf.write("empty.pdf", b"")
    with pytest.raises(CorpusEmpty):
        shelf.index()
    missing = shelf.settings.model_copy(update={"corpus": shelf.settings.corpus / "none"})
    with pytest.raises(CorpusMissing):
        index_corpus(missing, encoder=shelf.encoder)
    assert generations.current(shelf.settings.index) == serving
    assert shelf.found("לחם") == ["bread.md"]
    assert names(shelf.settings.index) == [serving]


def test_two_runs_at_once_are_refused(shelf: Shelf) -> None:
    shelf.index()
    shelf.write("new.txt", "חדש")
    with FileLock(shelf.settings.index / ".lock"), pytest.raises(IndexBusy):
        shelf.index()
    assert shelf.index().changes.added == ("new.txt",)


def test_interrupting_leaves_the_old_index_and_no_litter(shelf: Shelf) -> None:
    serving = shelf.index().manifest.generation
    shelf.write("new.txt", "חדש")

    def interrupt(done: int, _total: int, _name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_corpus(shelf.settings, watcher=Watcher(reading=interrupt), encoder=shelf.encoder)
    assert generations.current(shelf.settings.index) == serving
    assert names(shelf.settings.index) == [serving]
    assert shelf.index().changes.added == ("new.txt",)


def test_what_a_killed_run_left_is_removed(shelf: Shelf) -> None:
    litter = shelf.settings.index / "generations" / ".building-1"
    litter.mkdir(parents=True)
    (litter / "catalogue.db").write_bytes(b"half")
    report = shelf.index()
    assert names(shelf.settings.index) == [report.manifest.generation]


def test_earlier_generations_are_kept_to_the_number_asked_for(shelf: Shelf) -> None:
    made = []
    for number in range(5):
        shelf.write("new.txt", f"חדש {number}")
        made.append(shelf.index().manifest.generation)
    kept = names(shelf.settings.index)
    assert len(kept) == shelf.settings.generations_kept + 1
    assert made[-1] in kept


def test_a_reader_in_flight_keeps_its_generation(shelf: Shelf) -> None:
    shelf.index()
    library = Library.open(shelf.settings, shelf.encoder)
    for number in range(4):
        shelf.write("new.txt", f"חדש {number}")
        shelf.index()
    document = library.document("bread.md")
    assert document is not None
    assert document.sections[0].text == "הלחם נאפה בבוקר. הכלב ישן."


def test_a_damaged_cache_is_started_anew(shelf: Shelf) -> None:
    shelf.index()
    for name in ("documents.db", "vectors.db"):
        (shelf.settings.index / "cache" / name).write_bytes(b"not a database" * 1000)
    shelf.write("new.txt", "חדש")
    report = shelf.index()
    assert (report.manifest.documents, report.embedded) == (4, 4)


def test_progress_counts_files(shelf: Shelf) -> None:
    seen: list[tuple[int, int, str]] = []
    index_corpus(shelf.settings, watcher=Watcher(reading=lambda *step: seen.append(step)), encoder=shelf.encoder)
    assert seen == [(0, 3, "bread.md"), (1, 3, "notes/work.md"), (2, 3, "water.txt"), (3, 3, "")]


def test_threads_search_while_a_new_generation_is_published(shelf: Shelf) -> None:
    shelf.index()
    found: list[list[str]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            found.append(shelf.found("לחם"))

    thread = threading.Thread(target=look)
    thread.start()
    for number in range(3):
        shelf.write("new.txt", f"חדש {number}")
        index_corpus(shelf.settings, encoder=shelf.encoder)
    stop.set()
    thread.join()
    assert found
    assert all(names == ["bread.md"] for names in found)


def test_an_index_folder_that_may_not_be_written(shelf: Shelf) -> None:
    unwritable = Shelf(shelf.settings.model_copy(update={"index": Path("/proc/index")}), shelf.encoder)
    with pytest.raises(IndexNotWritten) as failure:
        unwritable.index()
    assert "/proc/index" in str(failure.value)


def test_an_index_path_that_is_a_file(shelf: Shelf) -> None:
    shelf.settings.index.write_text("a file")
    with pytest.raises(IndexNotWritten) as failure:
        shelf.index()
    assert str(shelf.settings.index) in str(failure.value)


def test_a_full_disk_is_said_and_the_old_index_serves(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    serving = shelf.index().manifest.generation
    shelf.write("new.txt", "חדש")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("knowledge.build.VectorIndexWriter.write", full)
    with pytest.raises(DiskFull):
        shelf.index()
    assert generations.current(shelf.settings.index) == serving
    assert names(shelf.settings.index) == [serving]
