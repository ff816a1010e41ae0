"""Where a quotation stands: word for word, nearly, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from knowledge import quote_texts, quotes
from knowledge.build import build
from knowledge.editions import Relation
from knowledge.library import Library
from knowledge.quote_words import readings, words
from knowledge.quotes import LONGEST, MOST, Edit, QuoteEmpty, QuoteMatch, QuoteTooLong, check
from knowledge.types import Document, Metadata, Other, PageNote, Section
from tests.encoder import ConceptEncoder

from .shelf import document, library, opened, passages

GUARANTEE = 'ערבות הדדית היא התחייבות של קהילה לחבריה, ושל החברים לקהילה. כך קבע מפא"י בשנת 1951.'
BALANCE = "מנגנון האיזון מעביר אמצעים מקהילה חזקה לקהילה חלשה, לפי הכנסתה – ובשיעור קבוע."
ENGLISH = "The members own the enterprise.\n\nThey elect its board, and each of them has one vote."


def forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


def spans(matches: Iterable[QuoteMatch]) -> list[tuple[str, int, tuple[int, int], bool]]:
    return [(match.document, match.section, match.span, match.exact) for match in matches]


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    paged = Section(BALANCE, "האיזון", 1, page=4)
    described = Metadata("ערבות", "he", date="2005")
    first = Document("guarantee.pdf", described, (Section(GUARANTEE, "הערבות"), paged), (PageNote(4, label="iv"),))
    return library(tmp_path / "g", first, document("english.md", Section(ENGLISH, "Democracy")))


# The words of a text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שלום  עולם", "שלום\n\tעולם"),
        ("שָׁלוֹם עוֹלָם", "שלום עולם"),
        ('מפא"י', "מפא״י"),
        ("מפא''י", "מפא”י"),
        ("צ'ק", "צ׳ק"),
        ("בין־לאומי", "בין-לאומי"),
        ("כך – וכך", "כך—וכך"),
        ("כך -- וכך", "כך ― וכך"),
        ('הוא "אמר" כך', "הוא „אמר” כך"),
        ("הוא “אמר” כך", "הוא ‘אמר’ כך"),
        ("של\u200fום \u202bעולם\u202c", "שלום עולם"),
        ("קואופר\u00adטיב", "קואופרטיב"),
        ("שלום\u0007 עולם", "שלום עולם"),
        ("ﬁrm café", "firm cafe\u0301"),
        ("\ufb2aלום", "שׁלום"),
        ("כך קבע¹ החוק[12]", "כך קבע החוק"),
        ("תא | תא", "תא תא"),
        ("כך… ואז", "כך ... ואז"),
        ("**מודגש** ו_נטוי_", "מודגש ונטוי"),
    ],
)
def test_what_is_no_difference(one: str, other: str) -> None:
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שלומ", "שלום"),
        ("קבוץ", "קיבוץ"),
        ("The", "the"),
        ("כך, וכך", "כך וכך"),
        ("בין־לאומי", "בין לאומי"),
        ("בין־לאומי", "בינלאומי"),
        ("1,000", "1000"),
        ('מפא"י', "מפאי"),
    ],
)
def test_what_is_a_difference(one: str, other: str) -> None:
    assert forms(one) != forms(other)


def test_words_know_their_places() -> None:
    text = "\u200fהוא, מפא״י [3] — כן"
    assert [(word.form, text[word.start : word.end]) for word in words(text)] == [
        ("הוא", "\u200fהוא"),
        (",", ","),
        ('מפא"י', "מפא״י"),
        ("-", "—"),
        ("כן", "כן"),
    ]


@pytest.mark.parametrize("text", ["", "  ", "…", '"."', "\u200f\u05b0", "[...]", "* | _", "[5]"])
def test_a_text_without_words_asks_for_nothing(text: str) -> None:
    assert readings(text) == []


def test_a_quotation_as_it_may_be_meant() -> None:
    literal, meant = readings('"הוא אמר [היושב ראש] … כי [ה]חברים."')
    assert [word.form for part in literal for word in part.words] == [
        *("הוא", "אמר", "[", "היושב", "ראש", "]", "...", "כי", "[", "ה", "]", "חברים")
    ]
    assert [[(word.form, word.others) for word in part.words] for part in meant] == [
        [("הוא", ()), ("אמר", ())],
        [("כי", ()), ("החברים", ("חברים",))],
    ]
    assert [part.added for part in meant] == [frozenset(), frozenset()], "at the edges nothing is added"
    (_, (one,)) = readings("הוא [היושב ראש] אמר")
    assert one.added == {1}
    assert len(readings("הוא אמר")) == 1


# Word for word -------------------------------------------------------------------------------------------------------


def test_a_quotation_word_for_word(shelf: Library) -> None:
    found = check(shelf, '"התחייבות  של קהילה\nלחבריה, ושל החברים לקהילה"')
    (match,) = found.matches
    assert GUARANTEE[slice(*match.span)] == "התחייבות של קהילה לחבריה, ושל החברים לקהילה"
    assert (match.document, match.metadata.title, match.section) == ("guarantee.pdf", "ערבות", 0)
    assert (match.exact, match.similarity, match.differences, match.heading) == (True, 1.0, (), "הערבות")
    assert match.pieces == ((0, match.span),)
    assert (found.places, found.words) == (1, 7)
    assert found.exact == (match,)
    assert found.near == ()


def test_the_page_is_the_one_that_is_printed(shelf: Library) -> None:
    (match,) = check(shelf, "מעביר אמצעים מקהילה").matches
    assert (match.section, match.heading, match.page_label) == (1, "האיזון", "iv")


def test_pointed_words_other_marks_and_controls_are_no_difference(shelf: Library) -> None:
    (match,) = check(shelf, "כָּךְ קבע מפא״י בשנת\u200f 1951").matches
    assert match.exact
    assert GUARANTEE[slice(*match.span)] == 'כך קבע מפא"י בשנת 1951'
    assert check(shelf, "לפי הכנסתה - ובשיעור קבוע").matches[0].exact


def test_a_quotation_over_two_paragraphs(shelf: Library) -> None:
    (match,) = check(shelf, "own the enterprise. They elect its board").matches
    assert match.exact
    assert ENGLISH[slice(*match.span)] == "own the enterprise.\n\nThey elect its board"


def test_a_quotation_over_two_sections(shelf: Library) -> None:
    (match,) = check(shelf, "בשנת 1951. מנגנון האיזון").matches
    assert match.exact
    start = GUARANTEE.index("בשנת")
    # The full stop belongs to what was quoted, for it stands inside.
    assert match.pieces == ((0, (start, len(GUARANTEE))), (1, (0, len("מנגנון האיזון"))))
    assert (match.section, match.span) == (0, (start, len(GUARANTEE)))


def test_a_heading_can_be_quoted_alone_and_with_what_follows(shelf: Library) -> None:
    (match,) = check(shelf, "Democracy").matches
    assert (match.section, match.span, match.pieces, match.exact) == (0, (0, 0), ((0, (0, 0)),), True)
    (match,) = check(shelf, "Democracy: the members").matches or [None]
    assert match is None
    (match,) = check(shelf, "Democracy The members own").matches
    assert (match.span, match.exact) == ((0, len("The members own")), True)


def test_an_ellipsis_leaves_words_out_in_order(shelf: Library) -> None:
    for dots in ("…", "...", "[...]", "(…)"):
        (match,) = check(shelf, f"ערבות הדדית היא {dots} החברים לקהילה").matches
        assert match.exact
        told = [GUARANTEE[slice(*span)] for _, span in match.pieces]
        assert told == ["ערבות הדדית היא", "החברים לקהילה"]
        assert GUARANTEE[slice(*match.span)] == "ערבות הדדית היא התחייבות של קהילה לחבריה, ושל החברים לקהילה"
    assert check(shelf, "החברים לקהילה … ערבות הדדית היא").exact == ()
    assert check(shelf, "ערבות הדדית היא … מעביר אמצעים").exact == (), "the second part stands in another section"


def test_brackets_are_words_of_whoever_quotes(shelf: Library) -> None:
    (match,) = check(shelf, "מנגנון האיזון [בין הקהילות] מעביר אמצעים").matches
    assert BALANCE[slice(*match.span)] == "מנגנון האיזון מעביר אמצעים"
    (match,) = check(shelf, "מנגנון האיזון [מעביר] אמצעים").matches
    assert match.exact, "what is in brackets may stand for words of the original"
    assert check(shelf, "[T]hey elect its board").matches[0].exact
    assert check(shelf, "[t]hey elect its board").matches[0].exact
    assert check(shelf, "[the ]members own the enterprise").matches[0].exact
    assert check(shelf, "[ו]מנגנון האיזון מעביר").matches[0].exact


def test_an_original_may_hold_brackets_and_dots_itself(tmp_path: Path) -> None:
    held = library(tmp_path / "g", document("a.txt", "הוא אמר [בשקט] כי לא ... ואז הלך הביתה"))
    (match,) = check(held, "אמר [בשקט] כי לא ... ואז הלך").matches
    assert match.exact
    assert len(match.pieces) == 1


# Nearly --------------------------------------------------------------------------------------------------------------


def test_a_quotation_with_other_words(shelf: Library) -> None:
    (match,) = check(shelf, "מנגנון האיזון מעביר כספים מקהילה חזקה מאוד לקהילה").matches
    assert BALANCE[slice(*match.span)] == "מנגנון האיזון מעביר אמצעים מקהילה חזקה לקהילה"
    assert (match.exact, match.similarity) == (False, 1 - 2 / 8)
    assert match.differences == (
        Edit("equal", "מנגנון האיזון מעביר ", "מנגנון האיזון מעביר "),
        Edit("replace", "כספים ", "אמצעים "),
        Edit("equal", "מקהילה חזקה ", "מקהילה חזקה "),
        Edit("delete", "מאוד ", ""),
        Edit("equal", "לקהילה", "לקהילה"),
    )
    assert match.page_label == "iv"


def test_a_quotation_that_leaves_words_out_without_saying_so(shelf: Library) -> None:
    (match,) = check(shelf, "מנגנון האיזון מעביר אמצעים לקהילה חלשה").matches
    assert [(edit.tag, edit.source) for edit in match.differences] == [
        ("equal", "מנגנון האיזון מעביר אמצעים "),
        ("insert", "מקהילה חזקה "),
        ("equal", "לקהילה חלשה"),
    ]
    assert match.similarity == 1 - 2 / 8


@pytest.mark.parametrize(
    ("quotation", "replaced"),
    [
        ("the members own the enterprise", [("the ", "The ")]),
        ("They elect its board and each of them", []),
    ],
)
def test_capitals_and_punctuation_are_told_but_no_words(
    shelf: Library, quotation: str, replaced: list[tuple[str, str]]
) -> None:
    (match,) = check(shelf, quotation).matches
    assert (match.exact, match.similarity) == (False, 1.0)
    assert [(edit.quoted, edit.source) for edit in match.differences if edit.tag == "replace"] == replaced
    assert any(edit.tag != "equal" for edit in match.differences)


def test_the_first_and_the_last_word_may_be_what_differs(shelf: Library) -> None:
    (match,) = check(shelf, "הסדר האיזון מעביר אמצעים מקהילה גדולה").matches
    assert BALANCE[slice(*match.span)] == "מנגנון האיזון מעביר אמצעים מקהילה חזקה"
    assert [(edit.tag, edit.quoted, edit.source) for edit in match.differences] == [
        ("replace", "הסדר ", "מנגנון "),
        ("equal", "האיזון מעביר אמצעים מקהילה ", "האיזון מעביר אמצעים מקהילה "),
        ("replace", "גדולה", "חזקה"),
    ]


def test_parts_around_an_ellipsis_may_differ_too(shelf: Library) -> None:
    (match,) = check(shelf, "ערבות הדדית היא הבטחה של קהילה … כך החליט מפא״י בשנת 1951").matches
    assert not match.exact
    assert [(edit.tag, edit.quoted, edit.source) for edit in match.differences if edit.tag != "equal"] == [
        ("replace", "הבטחה ", "התחייבות "),
        ("gap", "", ""),
        ("replace", "החליט ", "קבע "),
    ]
    assert match.similarity == 1 - 2 / 11


def test_a_part_that_stands_nowhere_counts_as_changed(shelf: Library) -> None:
    (match,) = check(shelf, "התחייבות של קהילה לחבריה, ושל החברים לקהילה … אבל איננו בטוחים").matches
    assert match.differences[-2:] == (Edit("gap", "", ""), Edit("delete", "אבל איננו בטוחים", ""))
    assert match.similarity == 1 - 3 / 10


def test_what_differs_is_told_across_sections(shelf: Library) -> None:
    (match,) = check(shelf, "בשנת 1951 שוב. מנגנון האיזון מעביר אמצעים").matches
    assert "".join(edit.source for edit in match.differences) == "בשנת 1951.\n\nמנגנון האיזון מעביר אמצעים"
    assert [section for section, _ in match.pieces] == [0, 1]


@pytest.mark.parametrize(
    "quotation",
    [
        "היא של לפי כך ושל",
        "לקהילה קהילה של התחייבות ההדדית חברים 1951",
        "הפרה רועה באחו ושמחה בחלקה עד הערב",
        "board vote one its enterprise each elect own",
        "xyzzy",
        "קהילה של",
    ],
)
def test_what_stands_nowhere(shelf: Library, quotation: str) -> None:
    found = check(shelf, quotation)
    assert (found.matches, found.places) == ((), 0)


def test_a_short_quotation_is_looked_for_only_as_it_stands(shelf: Library) -> None:
    assert spans(check(shelf, "קהילה").matches) == [("guarantee.pdf", 0, (28, 33), True)]
    assert GUARANTEE[28:33] == "קהילה"
    assert check(shelf, "מנגנון הסחר מעביר").matches == ()


@pytest.mark.parametrize("quotation", ["", " \n", "…", "?!", "\u200f", '""'])
def test_a_quotation_without_words_is_refused(shelf: Library, quotation: str) -> None:
    with pytest.raises(QuoteEmpty):
        check(shelf, quotation)


def test_a_quotation_above_the_limit_is_refused(shelf: Library) -> None:
    check(shelf, "מילה " * (LONGEST // 5))
    with pytest.raises(QuoteTooLong) as raised:
        check(shelf, "א" * (LONGEST + 1))
    assert f"{LONGEST + 1:,}" in raised.value.message("he")


@pytest.mark.parametrize("quotation", ["[" * 5000, "…" * 5000, "[א] " * 1000, "א[ב]" * 1000, "[[א]ב] כך " * 500])
def test_hostile_quotations_are_checked_in_time(shelf: Library, quotation: str) -> None:
    try:
        check(shelf, quotation)
    except QuoteEmpty:
        assert "א" not in quotation


# Several documents ---------------------------------------------------------------------------------------------------


def related(folder: Path, documents: list[Document], *relations: Relation) -> Library:
    folder.mkdir()
    return opened(
        folder, build(((each, passages(each)) for each in documents), ConceptEncoder(), None, folder, lambda: relations)
    )


def test_of_editions_the_best_is_shown_and_the_others_are_named(tmp_path: Path) -> None:
    new = document("new.txt", BALANCE.replace("אמצעים", "כספים"), metadata=Metadata("החדש", "he"))
    old = document("old.txt", BALANCE, metadata=Metadata("הישן", "he"))
    held = related(tmp_path / "g", [new, old], Relation("edition", "new.txt", "old.txt", 0.8))
    found = check(held, "מעביר אמצעים מקהילה חזקה לקהילה חלשה")
    assert spans(found.matches) == [("old.txt", 0, (14, 50), True)]
    assert found.matches[0].others == (Other("new.txt", "החדש", "edition", is_main=True),)
    both = check(held, "מקהילה חזקה לקהילה חלשה")
    assert [match.document for match in both.matches] == ["new.txt"]
    assert both.matches[0].others == (Other("old.txt", "הישן", "edition", is_main=False),)
    assert both.places == 2


def test_documents_that_are_not_related_are_all_listed_word_for_word_first(tmp_path: Path) -> None:
    near = document("a.txt", BALANCE.replace("אמצעים", "כספים"))
    exact = document("b.txt", BALANCE)
    found = check(library(tmp_path / "g", near, exact), "מנגנון האיזון מעביר אמצעים מקהילה חזקה")
    assert [(match.document, match.exact, match.others) for match in found.matches] == [
        ("b.txt", True, ()),
        ("a.txt", False, ()),
    ]


def test_of_one_document_a_few_places_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    held = library(tmp_path / "g", document("a.txt", *[f"הכלב נבח {number}" for number in range(5)]))
    found = check(held, "הכלב נבח")
    assert [(match.section, match.again) for match in found.matches] == [(0, 2), (1, 0), (2, 0)]
    assert found.places == 5


def test_no_more_matches_than_asked_for(tmp_path: Path) -> None:
    held = library(tmp_path / "g", *(document(f"{number:02}.txt", "הכלב נבח") for number in range(MOST + 5)))
    assert len(check(held, "הכלב נבח").matches) == MOST
    assert check(held, "הכלב נבח").places == MOST + 5
    assert len(check(held, "הכלב נבח", most=2).matches) == 2


def test_a_large_library_is_searched_where_the_word_leg_points(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("התחייבות של קהילה לחבריה", "מנגנון האיזון מעביר כספים מקהילה חזקה", "קהילה", "פרה רועה באחו לבדה")
    everything = [check(shelf, quotation).matches for quotation in asked]
    monkeypatch.setattr(quote_texts, "WHOLE", 1)
    assert [check(shelf, quotation).matches for quotation in asked] == everything
    assert [len(matches) for matches in everything] == [1, 1, 1, 0]


def test_thresholds_are_in_order() -> None:
    assert 0 < quotes.HELD < quotes.NEAR < quotes.NEAR_SHORT < 1


def test_where_the_whole_stands_nowhere_its_sentences_are_looked_for(shelf: Library) -> None:
    text = 'הפרה רועה באחו עד הערב. מנגנון האיזון מעביר אמצעים מקהילה חזקה! "אין כמו בבית של סבתא". כן?'
    found = check(shelf, text + " וזהו סוף הסיפור של הפרה\nושל האחו הירוק והגדול")
    assert found.matches == ()
    assert [(each.quotation, len(each.matches)) for each in found.sentences] == [
        ("הפרה רועה באחו עד הערב.", 0),
        ("מנגנון האיזון מעביר אמצעים מקהילה חזקה!", 1),
        ('"אין כמו בבית של סבתא".', 0),
        ("וזהו סוף הסיפור של הפרה", 0),
        ("ושל האחו הירוק והגדול", 0),
    ]
    assert check(shelf, "הפרה רועה באחו עד הערב. אין כמו בבית של סבתא.").sentences == ()
    assert check(shelf, GUARANTEE).sentences == ()
