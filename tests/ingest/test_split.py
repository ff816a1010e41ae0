"""Sections -> passages -> windows, to the character."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.split import LARGEST_TOKENS, split
from knowledge.types import Document, Language, Metadata, Passage, Section

LONGEST_ENGLISH = int(LARGEST_TOKENS * 3.66)
LONGEST_HEBREW = int(LARGEST_TOKENS * 2.96)


def passages_of(*sections: Section | str, language: Language = "he") -> list[Passage]:
    made = tuple(Section(section) if isinstance(section, str) else section for section in sections)
    return list(split(Document("a.txt", Metadata("A", language), made)))


def sentence(letter: str, length: int) -> str:
    """A sentence of exactly `length` characters."""
    return letter * (length - 1) + "."


def test_one_short_section() -> None:
    text = "הקיבוץ הוא קהילה. חבריו שווים. הם מחליטים יחד."
    assert passages_of(text) == [Passage(0, 0, 46, None, "he", ((0, 30), (18, 46)))]
    assert (text[0:30], text[18:46]) == ("הקיבוץ הוא קהילה. חבריו שווים.", "חבריו שווים. הם מחליטים יחד.")


def test_one_sentence_is_its_only_window() -> None:
    assert passages_of("A cooperative.", language="en") == [Passage(0, 0, 14, None, "en", ((0, 14),))]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\n "])
def test_nothing_in_a_section_is_no_passage(text: str) -> None:
    assert passages_of(text) == []


def test_sections_are_not_joined() -> None:
    found = passages_of("First.", "", "  Third. And more.  ")
    assert found == [
        Passage(0, 0, 6, None, "en", ((0, 6),)),
        Passage(2, 2, 18, None, "en", ((2, 18),)),
    ]


def test_language_is_the_passages_own_and_else_the_documents() -> None:
    found = passages_of("A cooperative.", "קואופרטיב.", "1936 - 2005", language="en")
    assert [passage.language for passage in found] == ["en", "he", "en"]
    assert [passage.language for passage in passages_of("1936 - 2005", language="he")] == ["he"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("אחת. שתיים! שלוש? ארבע… חמש", ["אחת.", "שתיים!", "שלוש?", "ארבע…", "חמש"]),
        ("One... two?! Three", ["One...", "two?!", "Three"]),
        ('אמר: "די." והלך. ואז', ['אמר: "די."', "והלך.", "ואז"]),
        ("He left (in May.) She stayed.", ["He left (in May.)", "She stayed."]),
        ("“Quoted.” Next.", ["“Quoted.”", "Next."]),
        ("version 2.5 is out. Good", ["version 2.5 is out.", "Good"]),
        ("a.b www.example.org x", ["a.b www.example.org x"]),
        ("ד\"ר כהן הגיע. פרופ' לוי לא.", ['ד"ר כהן הגיע.', "פרופ' לוי לא."]),
        ('עסקנו במו"פ. המשפט הבא.', ['עסקנו במו"פ.', "המשפט הבא."]),
        ("עסקנו במו״פ. המשפט הבא.", ["עסקנו במו״פ.", "המשפט הבא."]),
        ("Fruit, e.g. apples, i.e. food. Next.", ["Fruit, e.g. apples, i.e. food.", "Next."]),
        ("Dr. Cohen met Mrs. Levi vs. St. Paul. Next.", ["Dr. Cohen met Mrs. Levi vs. St. Paul.", "Next."]),
        ("See No. 5, pp. 7 and p. 9. Next", ["See No. 5, pp. 7 and p. 9. Next"]),  # a page number ends none
        ("J. R. Levi came. B. Cohen left.", ["J. R. Levi came.", "B. Cohen left."]),
        ('He said "A. Levi" (B. Cohen) came. Next', ['He said "A. Levi" (B. Cohen) came.', "Next"]),
        ("1. ראשון\n2. שני\nג. שלישי", ["1. ראשון", "2. שני", "ג. שלישי"]),
        ("- ראשון\n- שני. ועוד\n• שלישי", ["- ראשון", "- שני.", "ועוד", "• שלישי"]),
        ("Apples, etc.\n\nNext paragraph.", ["Apples, etc.", "Next paragraph."]),
        ("a | b\nc | d", ["a | b", "c | d"]),
        ("  אחת.  \n\n   שתיים.  ", ["אחת.", "שתיים."]),
        ("no end", ["no end"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    # With one more sentence after them, as many windows of two stand in the passage as there are sentences.
    whole = f"{text}\n\nסוף הפסקה."
    (passage,) = passages_of(whole)
    starts = [start for start, _ in passage.windows]
    ends = [*starts[1:], whole.index("סוף הפסקה.")]
    assert [whole[start:end].strip() for start, end in zip(starts, ends, strict=True)] == sentences
    assert [whole[start:end] for start, end in passage.windows[:-1]] == [
        whole[start : whole.index(after, start + len(before)) + len(after)]
        for start, before, after in zip(starts, sentences, sentences[1:], strict=False)
    ]


def test_passage_ends_where_it_reaches_the_target() -> None:
    # 622 characters of English are 169.9 tokens, 623 are 170.2: the target is 170.
    rest = f"{sentence('c', 100)} {sentence('d', 300)}"
    text = f"{sentence('a', 311)} {sentence('b', 311)} {rest}"
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 724), (725, 1025)]
    text = f"{sentence('a', 311)} {sentence('b', 312)} {rest}"
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 624), (625, 1026)]


def test_sentence_that_would_pass_the_largest_starts_a_new_passage() -> None:
    # 400 + 406 characters are 220.2 tokens, and 220 are the most.
    text = f"{sentence('a', 400)} {sentence('b', 406)}"
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 400), (401, 807)]
    text = f"{sentence('a', 400)} {sentence('b', 405)}"
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 806)]


def test_passage_ends_with_a_paragraph_near_the_target() -> None:
    # 0.7 * 170 tokens are 435.54 characters of English.
    assert [(each.start, each.end) for each in passages_of(f"{sentence('a', 436)}\n\n{sentence('b', 300)}")] == [
        (0, 436),
        (438, 738),
    ]
    assert [(each.start, each.end) for each in passages_of(f"{sentence('a', 435)}\n\n{sentence('b', 300)}")] == [
        (0, 737)
    ]
    # a line of the same paragraph is no place to end
    assert [(each.start, each.end) for each in passages_of(f"{sentence('a', 436)}\n{sentence('b', 300)}")] == [(0, 737)]


def test_crumb_joins_the_passage_before_it() -> None:
    # below 60 tokens (219.6 characters of English), and no more than 264 together
    text = f"{sentence('a', 700)} {sentence('b', 219)}"
    assert passages_of(text) == [Passage(0, 0, 920, None, "en", ((0, 920),))]
    text = f"{sentence('a', 700)} {sentence('b', 220)}"
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 700), (701, 921)]
    text = f"{sentence('a', 750)} {sentence('b', 217)}"  # 264.2 tokens together
    assert [(each.start, each.end) for each in passages_of(text)] == [(0, 750), (751, 968)]


def test_a_sentence_longer_than_a_passage_is_cut_at_spaces() -> None:
    text = "abcdefghi " * 200  # 2,000 characters; the cuts are at the last space before 805
    pieces = passages_of(text)
    assert [(each.start, each.end) for each in pieces] == [(0, 799), (800, 1599), (1600, 1999)]
    assert LONGEST_ENGLISH == 805
    assert [each.windows for each in pieces] == [((0, 799),), ((800, 1599),), ((1600, 1999),)]


def test_a_word_longer_than_a_passage_is_cut_anywhere() -> None:
    pieces = passages_of("ש" * 1500)
    assert LONGEST_HEBREW == 651
    assert [(each.start, each.end) for each in pieces] == [(0, 651), (651, 1302), (1302, 1500)]


def test_page_is_that_of_the_first_character() -> None:
    text = f"{sentence('a', 700)} {sentence('b', 700)} {sentence('c', 700)} {sentence('d', 700)}"
    section = Section(text, page=4, page_breaks=((701, 5), (1403, 6), (2102, 8)))
    assert [(each.start, each.page) for each in passages_of(section)] == [(0, 4), (701, 5), (1402, 5), (2103, 8)]


def test_no_pages() -> None:
    assert [each.page for each in passages_of("One.", Section("Two.", page=2))] == [None, 2]


PIECE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(st.sampled_from("  \n\n.!?…\"'”)אבגabc1\u05b0\u00a0"), max_size=30),
    st.sampled_from(["קהילה שיתופית. ", "cooperative ", "etc. ", "\n\n", "ש" * 300, "a b " * 100, "משפט. " * 40]),
)
TEXT = st.lists(PIECE, max_size=12).map("".join)


@given(st.lists(TEXT, max_size=3))
@example(["a" + " " * 3000 + "b"])
@example(["." * 2000])
def test_every_text(texts: list[str]) -> None:
    found = passages_of(*texts)
    for number, text in enumerate(texts):
        mine = [passage for passage in found if passage.section == number]
        covered = 0
        for passage in mine:
            assert covered <= passage.start < passage.end <= len(text)
            assert not text[covered : passage.start].strip()
            covered = passage.end
            check_windows(passage, text)
        assert not text[covered:].strip()


def check_windows(passage: Passage, text: str) -> None:
    assert passage.windows[0][0] == passage.start
    assert passage.windows[-1][1] == passage.end
    starts = [start for start, _ in passage.windows]
    assert starts == sorted(set(starts))
    for (_, end), (start, _) in zip(passage.windows, passage.windows[1:], strict=False):
        assert start <= end or not text[end:start].strip()
    assert all(passage.start <= start < end <= passage.end for start, end in passage.windows)


@given(TEXT)
def test_order_of_sections_is_kept(text: str) -> None:
    sections = [passage.section for passage in passages_of(text, "אחרון.", text)]
    assert sections == sorted(sections)
    assert sections.count(1) == 1


def test_clauses_of_a_long_sentence_are_compared_apart() -> None:
    """A list of aims in one sentence: the passage stays whole, each pair of neighbouring aims is a window."""
    aims = ["לצרף את כל הקיבוצים השיתופיים למעגל אחד", "להרחיב את פעולות ההסברה בכל הארץ", "לסייע לקיבוצים החלשים"]
    text = "; ".join(aims) + "; לקיים סדנאות אזוריות וארציות לבעלי תפקידים בקיבוצים."
    (passage,) = split(Document("a.txt", Metadata("t"), (Section(text),)))
    assert text[passage.start : passage.end] == text
    assert [text[start:end] for start, end in passage.windows] == [
        f"{aims[0]}; {aims[1]};",
        f"{aims[1]}; {aims[2]};",
        f"{aims[2]}; לקיים סדנאות אזוריות וארציות לבעלי תפקידים בקיבוצים.",
    ]


def test_a_short_sentence_keeps_its_semicolon() -> None:
    (passage,) = split(Document("a.txt", Metadata("t"), (Section("הלחם נאפה; המים זורמים."),)))
    assert passage.windows == ((0, 23),)
