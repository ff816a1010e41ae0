"""What every published generation changed, whatever was killed whenever."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import index_corpus
from knowledge import generations, history
from knowledge.build import Counts
from knowledge.generations import Manifest
from knowledge.history import FILE, Entry, Record, difference, entry_of, record, records, state
from knowledge.settings import load
from knowledge.types import Document, Metadata, Section
from tests.encoder import ConceptEncoder

from .shelf import build_shelf, document, manifest_of


def entry(id: str, digest: str = "", title: str = "") -> Entry:
    return Entry(id, digest or id, title or id, "he")


def manifest(name: str, created: str = "2026-01-01T00:00:00+00:00") -> Manifest:
    return replace(manifest_of(Counts(0, 0, 0, 0)), generation=name, created=created)


def publish(index: Path, name: str, *documents: Document) -> Manifest:
    """A generation that serves, as a run publishes it, without its line of history."""
    (index / "generations").mkdir(parents=True, exist_ok=True)
    aside = index / "generations" / f".building-{name}"
    counts = build_shelf(aside, documents)
    number = len(list((index / "generations").iterdir()))
    told = replace(
        manifest_of(counts),
        generation=name,
        created=f"2026-01-{number:02}T10:00:00+00:00",
        files=generations.file_records(aside),
    )
    generations.publish(index, aside, told, keep=5)
    return told


def ids(told: Record) -> tuple[list[str], list[str], list[str]]:
    return (
        [each.id for each in told.added],
        [each.id for each in told.changed],
        [each.id for each in told.removed],
    )


A = document("a.txt", "הכלב נבח", metadata=Metadata("על הכלב", "he", ("דוד",), "2005", topics=("education",)))
A_CHANGED = document("a.txt", "הכלב נבח פעמיים", metadata=A.metadata)
B = document("b.txt", "the cat sleeps", metadata=Metadata("On the cat", "en", type="brief", summary="Short."))


# What is in the library ----------------------------------------------------------------------------------------------


def test_a_document_is_written_down_as_it_is_described() -> None:
    told = entry_of(A)
    assert told == Entry("a.txt", told.digest, "על הכלב", "he", None, ("education",), "2005", None, ("דוד",))
    assert entry_of(B).summary == "Short."


def test_a_document_changes_with_its_text_and_what_is_known_of_it_only() -> None:
    same = entry_of(A).digest
    assert entry_of(replace(A, id="elsewhere.txt")).digest == same
    assert entry_of(replace(A, sections=(Section("הכלב נבח", page=4),))).digest == same
    assert entry_of(A_CHANGED).digest != same
    assert entry_of(replace(A, metadata=replace(A.metadata, date="2006"))).digest != same
    assert entry_of(replace(A, sections=(Section("הכלב נבח", "כותרת"),))).digest != same


def test_what_is_suggested_after_other_documents_changes_nothing() -> None:
    suggested = replace(
        A.metadata, type="brief", topics=("advocacy",), origins={"type": "suggested", "topics": "suggested"},
        confidence={"brief": 0.7},
    )  # fmt: skip
    other = replace(suggested, type="guide", topics=("education",), confidence={"guide": 0.6})
    assert entry_of(replace(A, metadata=suggested)).digest == entry_of(replace(A, metadata=other)).digest


def test_the_difference_of_two_libraries() -> None:
    before = {each.id: each for each in (entry("same"), entry("changed"), entry("gone"), entry("old place", "moved"))}
    now = {
        each.id: each
        for each in (entry("same"), entry("changed", "new text"), entry("new"), entry("new place", "moved"))
    }
    told = difference(manifest("g"), before, now)
    assert ids(told) == (["new"], ["changed"], ["gone"])
    assert told.moved == (("old place", now["new place"]),)
    assert state([difference(manifest("f"), {}, before), told]) == now
    assert difference(manifest("g"), now, now) == Record("g", "2026-01-01T00:00:00+00:00")


def test_of_two_copies_one_moves_and_one_enters() -> None:
    now = {"b": entry("b", "x"), "c": entry("c", "x")}
    told = difference(manifest("g"), {"a": entry("a", "x")}, now)
    assert told.moved == (("a", now["b"]),)
    assert ids(told) == (["c"], [], [])
    assert state([Record("f", "2026-01-01", (entry("a", "x"),)), told]) == now


# The file ------------------------------------------------------------------------------------------------------------


def test_every_generation_has_its_line(tmp_path: Path) -> None:
    first = publish(tmp_path, "g1", A)
    record(tmp_path, None)
    second = publish(tmp_path, "g2", A_CHANGED, B)
    record(tmp_path, first)
    publish(tmp_path, "g3", B)
    record(tmp_path, second)
    told = records(tmp_path)
    assert [each.generation for each in told] == ["g1", "g2", "g3"]
    assert [ids(each) for each in told] == [
        (["a.txt"], [], []),
        (["b.txt"], ["a.txt"], []),
        ([], [], ["a.txt"]),
    ]
    assert told[2].removed == (entry_of(A_CHANGED),), "as it was"
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    assert [json.loads(line)["generation"] for line in lines] == ["g1", "g2", "g3"]
    assert "על הכלב" in lines[0]


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    before = publish(tmp_path, "g1", A, B)
    record(tmp_path, None)
    publish(tmp_path, "g2", A, B)
    record(tmp_path, before)
    record(tmp_path, before)
    assert [ids(each) for each in records(tmp_path)] == [(["a.txt", "b.txt"], [], []), ([], [], [])]


def test_a_line_that_was_never_written_is_known_and_made_up_for(tmp_path: Path) -> None:
    first = publish(tmp_path, "g1", A)
    record(tmp_path, None)
    second = publish(tmp_path, "g2", A, B)  # and killed
    assert [ids(each) for each in records(tmp_path)] == [(["a.txt"], [], []), (["b.txt"], [], [])]
    assert len((tmp_path / FILE).read_text("utf-8").splitlines()) == 1, "reading writes nothing"
    publish(tmp_path, "g3", A_CHANGED, B)
    record(tmp_path, second)
    assert [each.generation for each in records(tmp_path)] == ["g1", "g3"]
    assert ids(records(tmp_path)[1]) == (["b.txt"], ["a.txt"], [])
    assert first.generation == "g1"


def test_a_library_that_has_no_history_yet_begins_with_what_it_held(tmp_path: Path) -> None:
    before = publish(tmp_path, "g1", A)
    assert [(each.generation, ids(each)) for each in records(tmp_path)] == [("g1", (["a.txt"], [], []))]
    publish(tmp_path, "g2", A, B)
    record(tmp_path, before)
    assert [(each.generation, ids(each)) for each in records(tmp_path)] == [
        ("g1", (["a.txt"], [], [])),
        ("g2", (["b.txt"], [], [])),
    ]


def test_where_the_earlier_generation_is_gone_the_history_begins_now(tmp_path: Path) -> None:
    before = publish(tmp_path, "g1", A)
    publish(tmp_path, "g2", A, B)
    shutil.rmtree(tmp_path / "generations" / "g1")
    record(tmp_path, before)
    assert [ids(each) for each in records(tmp_path)] == [(["a.txt", "b.txt"], [], [])]


@pytest.mark.parametrize("cut", [1, 5, 100, -1])
def test_a_torn_last_line_is_passed_over_and_made_up_for(tmp_path: Path, cut: int) -> None:
    before = publish(tmp_path, "g1", A)
    record(tmp_path, None)
    whole = (tmp_path / FILE).read_bytes()
    before = publish(tmp_path, "g2", A, B)
    record(tmp_path, before)
    line = (tmp_path / FILE).read_bytes()[len(whole) :]
    (tmp_path / FILE).write_bytes(whole + line[:cut])
    assert [ids(each) for each in records(tmp_path)] == [(["a.txt"], [], []), (["b.txt"], [], [])]
    record(tmp_path, before)
    assert (tmp_path / FILE).read_bytes() == whole + line


NO_TIME = '{"generation": "x", "created": "?", "added": [], "changed": [], "removed": [], "moved": []}'


@pytest.mark.parametrize("line", ["", "{}", "[]", "1", '{"generation": "x"}', "\x00", NO_TIME])
def test_a_line_that_is_none_is_passed_over(tmp_path: Path, line: str) -> None:
    publish(tmp_path, "g1", A)
    (tmp_path / FILE).write_text(line + "\n", "utf-8")
    assert [ids(each) for each in records(tmp_path)] == [(["a.txt"], [], [])]
    record(tmp_path, None)
    assert (tmp_path / FILE).read_text("utf-8").startswith(line + "\n"), "nothing that was written is removed"
    assert [each.generation for each in records(tmp_path)] == ["g1"]


def test_an_earlier_generation_that_serves_again_comes_last(tmp_path: Path) -> None:
    publish(tmp_path, "g1", A)
    record(tmp_path, None)
    publish(tmp_path, "g2", A, B)
    record(tmp_path, None)
    (tmp_path / "CURRENT").write_text("g1\n", "utf-8")
    told = records(tmp_path)
    assert (told[2].generation, ids(told[2])) == ("g1", ([], [], ["b.txt"]))
    assert told[2].moment == told[1].moment


def test_a_run_writes_its_line_and_one_by_force_counts_nothing_as_new(tmp_path: Path) -> None:
    settings = load(corpus=tmp_path / "corpus", index=tmp_path / "index")
    settings.corpus.mkdir()
    (settings.corpus / "a.txt").write_text("הכלב נבח כל הלילה בחצר", "utf-8")
    index_corpus(settings, encoder=ConceptEncoder())
    index_corpus(settings, force=True, encoder=ConceptEncoder())
    (settings.corpus / "b.txt").write_text("החתול ישן כל היום בחצר", "utf-8")
    (settings.corpus / "a.txt").rename(settings.corpus / "c.txt")
    index_corpus(settings, encoder=ConceptEncoder())
    index_corpus(settings, encoder=ConceptEncoder())
    assert len((settings.index / FILE).read_text("utf-8").splitlines()) == 3
    told = records(settings.index)
    assert [ids(each) for each in told] == [(["a.txt"], [], []), ([], [], []), (["b.txt"], [], [])]
    assert [(old, new.id) for old, new in told[2].moved] == [("a.txt", "c.txt")]


def test_a_later_version_may_say_more(tmp_path: Path) -> None:
    publish(tmp_path, "g1", A)
    record(tmp_path, None)
    fields = json.loads((tmp_path / FILE).read_text("utf-8"))
    fields["more"] = 1
    fields["added"][0]["more"] = [1]
    fields["added"][0]["language"] = "xx"
    (tmp_path / FILE).write_text(json.dumps(fields) + "\n", "utf-8")
    ((added,),) = (each.added for each in records(tmp_path))
    assert (added.title, added.language, added.topics) == ("על הכלב", "he", ("education",))


def test_a_moment_without_a_zone_is_in_utc() -> None:
    assert Record("g", "2026-01-01T10:00:00").moment == Record("g", "2026-01-01T12:00:00+02:00").moment


def test_a_line_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "g1", A)
    record(tmp_path, None)
    before = (tmp_path / FILE).read_bytes()
    second = publish(tmp_path, "g2", A, B)

    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(history.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        record(tmp_path, second)
    monkeypatch.undo()
    assert (tmp_path / FILE).read_bytes().startswith(before)
    assert [ids(each)[0] for each in records(tmp_path)] == [["a.txt"], ["b.txt"]]
