"""The basket: nothing that a person gathered or wrote is lost, whatever other tabs and the library do meanwhile."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from knowledge import basket
from knowledge.basket import (
    Basket,
    BasketFull,
    Item,
    ItemGone,
    PassageTooLong,
    PassageUnknown,
    TextTooLong,
    TitleChanged,
    add,
    annotate,
    move,
    quoted,
    read,
    remove,
    remove_place,
    rename,
    restore,
)
from knowledge.citing.excerpt import Excerpt
from knowledge.errors import DocumentUnknown
from knowledge.library import Library
from knowledge.people import FILE
from knowledge.types import CardField, Document, Metadata, PageNote, Section

TEXT = "שורה ראשונה.\n\n  A second one, \u200fעם רווחים.\tסוף  "
DOCUMENT = Document(
    "briefs/א ב.pdf",
    Metadata("ערבות הדדית", "he", ("דנה כהן",), "2005-09", card=(CardField("outcome", "failed", ""),)),
    (Section(TEXT, "מבוא", 1, page=1, page_breaks=((14, 2),)), Section("x" * 30_000)),
    (PageNote(1, label="iv"), PageNote(2)),
)
OWNER = "דנה"


class Shelf:
    """Stands for the library."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.id: document for document in documents}

    def document(self, name: str) -> Document | None:
        return self.documents.get(name)


def shelf(*documents: Document) -> Library:
    return cast(Library, Shelf(*(documents or (DOCUMENT,))))


def put(folder: Path, start: int, end: int, *, owner: str = OWNER) -> Item:
    return add(folder, owner, shelf(), DOCUMENT.id, 0, start, end)


@pytest.fixture
def three(tmp_path: Path) -> list[int]:
    return [put(tmp_path, start, start + 3).id for start in (0, 4, 8)]


def order(folder: Path) -> list[int]:
    return [item.id for item in read(folder, OWNER).items]


def test_a_newcomer_has_an_empty_basket(tmp_path: Path) -> None:
    assert read(tmp_path, OWNER) == Basket("", 0, (), ())


def test_a_passage_is_kept_as_it_stands(tmp_path: Path) -> None:
    item = put(tmp_path, 14, len(TEXT))
    assert item.quote == "  A second one, \u200fעם רווחים.\tסוף  "
    assert (item.document, item.section, item.start, item.end) == (DOCUMENT.id, 0, 14, len(TEXT))
    assert (item.heading, item.page, item.language) == ("מבוא", "2", "he")
    assert (item.metadata, item.note, item.rival, item.version, item.removed) == (DOCUMENT.metadata, "", "", 0, None)
    assert read(tmp_path, OWNER) == Basket("", 0, (item,), ())


def test_the_page_is_the_one_that_the_file_names_and_the_language_that_of_the_words(tmp_path: Path) -> None:
    assert put(tmp_path, 0, 12).page == "iv"
    assert put(tmp_path, 16, 28).language == "en"
    assert add(tmp_path, OWNER, shelf(), DOCUMENT.id, 1, 0, 5).page == ""


def test_the_same_passage_twice_is_one(tmp_path: Path, three: list[int]) -> None:
    again = put(tmp_path, 0, 3)
    assert again.id == three[0]
    assert order(tmp_path) == three


def test_everybody_has_a_basket_of_their_own(tmp_path: Path, three: list[int]) -> None:
    other = put(tmp_path, 0, 3, owner="")
    assert other.id not in three
    for change in (
        lambda: move(tmp_path, OWNER, three[0], other.id, after=True),
        lambda: annotate(tmp_path, OWNER, other.id, "x", 0),
        lambda: restore(tmp_path, OWNER, [other.id]),
    ):
        with pytest.raises(ItemGone):
            change()
    remove(tmp_path, OWNER, [other.id])
    rename(tmp_path, OWNER, "x", 0)
    assert read(tmp_path, "") == Basket("", 0, (other,), ())


@pytest.mark.parametrize(
    ("section", "start", "end"), [(2, 0, 1), (-1, 0, 1), (0, 5, 5), (0, 9, 5), (0, -1, 5), (0, 0, len(TEXT) + 1)]
)
def test_a_place_that_the_document_does_not_have(tmp_path: Path, section: int, start: int, end: int) -> None:
    assert quoted(DOCUMENT, section, start, end) is None
    with pytest.raises(PassageUnknown, match="Reload the page"):
        add(tmp_path, OWNER, shelf(), DOCUMENT.id, section, start, end)
    assert read(tmp_path, OWNER).items == ()


def test_a_place_without_words_a_quote_too_long_and_a_document_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PassageUnknown):
        put(tmp_path, 12, 14)
    with pytest.raises(PassageTooLong, match="20,001"):
        add(tmp_path, OWNER, shelf(), DOCUMENT.id, 1, 0, 20_001)
    assert len(add(tmp_path, OWNER, shelf(), DOCUMENT.id, 1, 0, 20_000).quote) == 20_000
    with pytest.raises(DocumentUnknown):
        add(tmp_path, OWNER, shelf(), "none.pdf", 0, 0, 5)


def test_a_quote_outlives_its_document_and_a_changed_text_is_another_quote(tmp_path: Path) -> None:
    first = put(tmp_path, 0, 12)
    changed = replace(DOCUMENT, metadata=Metadata("שם חדש"), sections=(Section("מילים אחרות לגמרי."),))
    second = add(tmp_path, OWNER, shelf(changed), DOCUMENT.id, 0, 0, 12)
    items = read(tmp_path, OWNER).items
    assert [(item.quote, item.metadata.title) for item in items] == [
        ("שורה ראשונה.", "ערבות הדדית"),
        ("מילים אחרות ", "שם חדש"),
    ]
    assert (first.id, second.id) == (items[0].id, items[1].id)
    remove_place(tmp_path, OWNER, DOCUMENT.id, 0, 0, 12)
    assert order(tmp_path) == []


def test_a_full_basket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three: list[int]) -> None:
    monkeypatch.setattr(basket, "MOST", 3)
    assert put(tmp_path, 0, 3).id == three[0]
    with pytest.raises(BasketFull):
        put(tmp_path, 1, 4)
    remove(tmp_path, OWNER, [three[0]])
    fourth = put(tmp_path, 1, 4)
    with pytest.raises(BasketFull):
        restore(tmp_path, OWNER, [three[0]])
    assert order(tmp_path) == [three[1], three[2], fourth.id]


def test_what_was_removed_comes_back_where_it_was_with_its_note(tmp_path: Path, three: list[int]) -> None:
    annotate(tmp_path, OWNER, three[1], "חשוב", 0)
    remove(tmp_path, OWNER, three[1:])
    now = read(tmp_path, OWNER)
    assert [item.id for item in now.items] == three[:1]
    assert [item.id for item in now.removed] == three[1:]
    restore(tmp_path, OWNER, three)
    assert order(tmp_path) == three
    assert read(tmp_path, OWNER).items[1].note == "חשוב"


def test_adding_a_removed_passage_puts_it_at_the_end_with_its_note(tmp_path: Path, three: list[int]) -> None:
    annotate(tmp_path, OWNER, three[0], "חשוב", 0)
    remove(tmp_path, OWNER, [three[0]])
    again = put(tmp_path, 0, 3)
    assert (again.id, again.note, again.removed) == (three[0], "חשוב", None)
    assert order(tmp_path) == [three[1], three[2], three[0]]


def test_the_oldest_removed_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three: list[int]) -> None:
    monkeypatch.setattr(basket, "KEPT_REMOVED", 2)
    for item in three:
        remove(tmp_path, OWNER, [item])
    assert [item.id for item in read(tmp_path, OWNER).removed] == [three[2], three[1]]
    with pytest.raises(ItemGone):
        restore(tmp_path, OWNER, three)
    assert order(tmp_path) == []


@pytest.mark.parametrize(
    ("item", "beside", "after", "expected"),
    [
        (0, 1, True, [1, 0, 2]),
        (2, 1, False, [0, 2, 1]),
        (0, 2, True, [1, 2, 0]),
        (2, 0, False, [2, 0, 1]),
        (0, 1, False, [0, 1, 2]),
        (1, 1, True, [0, 1, 2]),
    ],
)
def test_moving(tmp_path: Path, three: list[int], item: int, beside: int, after: bool, expected: list[int]) -> None:
    move(tmp_path, OWNER, three[item], three[beside], after=after)
    assert order(tmp_path) == [three[each] for each in expected]


def test_a_move_beside_what_another_tab_removed_or_moved(tmp_path: Path, three: list[int]) -> None:
    remove(tmp_path, OWNER, [three[1]])
    move(tmp_path, OWNER, three[2], three[1], after=False)
    assert order(tmp_path) == [three[0], three[2]]
    move(tmp_path, OWNER, three[2], three[0], after=False)
    move(tmp_path, OWNER, three[0], three[1], after=True)
    restore(tmp_path, OWNER, [three[1]])
    assert order(tmp_path) == [three[2], three[1], three[0]]


def test_a_note(tmp_path: Path, three: list[int]) -> None:
    item = annotate(tmp_path, OWNER, three[0], "  שורה\n**b** <b>", 0)
    assert (item.note, item.rival, item.version) == ("  שורה\n**b** <b>", "", 1)
    assert annotate(tmp_path, OWNER, three[0], item.note, 1) == item
    assert annotate(tmp_path, OWNER, three[0], "", 1).note == ""
    with pytest.raises(TextTooLong, match="5,001") as raised:
        annotate(tmp_path, OWNER, three[0], "x" * 5001, 2)
    assert raised.value.text == "x" * 5001
    with pytest.raises(ItemGone) as gone:
        annotate(tmp_path, OWNER, 999, "שלי", 0)
    assert gone.value.text == "שלי"


def test_two_texts_for_one_note_are_both_kept_until_one_is_chosen(tmp_path: Path, three: list[int]) -> None:
    annotate(tmp_path, OWNER, three[0], "ראשון", 0)
    item = annotate(tmp_path, OWNER, three[0], "שני", 0)
    assert (item.note, item.rival, item.both, item.version) == ("ראשון", "שני", "ראשון\n\nשני", 2)
    assert annotate(tmp_path, OWNER, three[0], "שני", 0) == item
    third = annotate(tmp_path, OWNER, three[0], "שלישי", 0)
    assert third.both == "ראשון\n\nשני\n\nשלישי"
    late = annotate(tmp_path, OWNER, three[0], "ראשון", 2, settled=True)
    assert late == third
    settled = annotate(tmp_path, OWNER, three[0], "שני", 3, settled=True)
    assert (settled.note, settled.rival, settled.version) == ("שני", "", 4)


def test_the_same_text_from_two_tabs_is_no_conflict(tmp_path: Path, three: list[int]) -> None:
    annotate(tmp_path, OWNER, three[0], "אותו דבר", 0)
    item = annotate(tmp_path, OWNER, three[0], "אותו דבר", 0)
    assert (item.note, item.rival, item.version) == ("אותו דבר", "", 1)


def test_writing_the_rival_as_the_note_settles_it(tmp_path: Path, three: list[int]) -> None:
    annotate(tmp_path, OWNER, three[0], "ראשון", 0)
    annotate(tmp_path, OWNER, three[0], "שני", 0)
    item = annotate(tmp_path, OWNER, three[0], "שני", 2)
    assert (item.note, item.rival) == ("שני", "")


def test_a_note_for_what_another_tab_removed_brings_it_back(tmp_path: Path, three: list[int]) -> None:
    remove(tmp_path, OWNER, [three[1]])
    item = annotate(tmp_path, OWNER, three[1], "עדיין חשוב", 0)
    assert (item.note, item.removed) == ("עדיין חשוב", None)
    assert order(tmp_path) == three


def test_the_title(tmp_path: Path) -> None:
    rename(tmp_path, OWNER, " נייר  עמדה\n", 0)
    assert read(tmp_path, OWNER).title == "נייר עמדה"
    rename(tmp_path, OWNER, "נייר עמדה", 0)
    with pytest.raises(TitleChanged) as raised:
        rename(tmp_path, OWNER, "שלי", 0)
    assert (raised.value.theirs, raised.value.text) == ("נייר עמדה", "שלי")
    assert "נייר עמדה" in raised.value.message("he")
    assert "שלי" in raised.value.message("he")
    rename(tmp_path, OWNER, "שלי", 1)
    assert (read(tmp_path, OWNER).title, read(tmp_path, OWNER).version) == ("שלי", 2)
    with pytest.raises(TextTooLong):
        rename(tmp_path, OWNER, "x" * 201, 2)


def at_once(*changes: Callable[[], object]) -> None:
    """Do all the changes at the same moment, each in a thread and a connection of its own."""
    start = threading.Barrier(len(changes))

    def run(change: Callable[[], object]) -> None:
        start.wait()
        change()

    with ThreadPoolExecutor(len(changes)) as pool:
        for done in [pool.submit(run, change) for change in changes]:
            done.result()


def test_two_tabs_that_add_at_once(tmp_path: Path) -> None:
    at_once(*[lambda start=start: put(tmp_path, start, start + 3) for start in (0, 4, 0, 4, 8, 0)])  # type: ignore[misc]
    assert sorted(item.start for item in read(tmp_path, OWNER).items) == [0, 4, 8]


def test_two_tabs_that_add_remove_and_move_at_once(tmp_path: Path, three: list[int]) -> None:
    at_once(
        lambda: put(tmp_path, 1, 4),
        lambda: remove(tmp_path, OWNER, [three[1]]),
        lambda: move(tmp_path, OWNER, three[2], three[0], after=False),
        lambda: annotate(tmp_path, OWNER, three[0], "הערה", 0),
    )
    items = read(tmp_path, OWNER).items
    assert [(item.start, item.note) for item in items] == [(8, ""), (0, "הערה"), (1, "")]


def test_two_tabs_that_write_one_note_at_once(tmp_path: Path, three: list[int]) -> None:
    at_once(
        lambda: annotate(tmp_path, OWNER, three[0], "מכאן", 0),
        lambda: annotate(tmp_path, OWNER, three[0], "ומכאן", 0),
    )
    item = read(tmp_path, OWNER).items[0]
    assert {item.note, item.rival} == {"מכאן", "ומכאן"}


def test_an_excerpt_has_the_words_and_every_text_of_the_note(tmp_path: Path) -> None:
    item = put(tmp_path, 0, 12)
    annotate(tmp_path, OWNER, item.id, "ראשון", 0)
    item = annotate(tmp_path, OWNER, item.id, "שני", 0)
    assert item.excerpt("http://kb/document") == Excerpt(
        DOCUMENT.id, DOCUMENT.metadata, "שורה ראשונה.", "he", "מבוא", "iv", "ראשון\n\nשני", "http://kb/document"
    )


def test_a_description_of_another_version_of_the_program(tmp_path: Path) -> None:
    put(tmp_path, 0, 12)
    with sqlite3.connect(tmp_path / FILE) as connection:
        written = {"title": "ישן", "language": "he", "authors": ["א"], "colour": "blue"}
        connection.execute("update basket_items set metadata = ?", (json.dumps(written),))
    connection.close()
    assert read(tmp_path, OWNER).items[0].metadata == Metadata("ישן", "he", ("א",))
