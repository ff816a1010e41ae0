"""Text from documents is shown and does nothing else."""

import html
import re

import pytest

from knowledge.browser.markup import (
    Layer,
    block,
    escape,
    excerpt,
    flag,
    layered,
    paragraphs,
    script_direction,
    shown_excerpt,
)

HOSTILE = (
    '<script>alert(1)</script> $x^2$ ![](http://evil.example/a.png) <img src=x onerror="alert(1)"> '
    "[a](javascript:alert(1)) <a href='javascript:alert(1)'>b</a> & \u202egpj.exe"
)


def text_of(markup: str) -> str:
    """What a reader sees of a piece of HTML."""
    return html.unescape(re.sub(r"<[^<>]*>", "", markup))


def test_escaping_leaves_no_tag_and_no_way_out_of_an_attribute() -> None:
    assert not re.search(r"[<>\"']", escape(HOSTILE))
    assert text_of(escape(HOSTILE)) == HOSTILE.replace("\u202e", "")


@pytest.mark.parametrize("character", ["\u202d", "\u202e", "\x00", "\x1b", "\x7f", "\ud800"])
def test_characters_that_mislead_or_cannot_be_sent_are_left_out(character: str) -> None:
    assert escape(f"a{character}b") == "ab"


def test_marks_of_direction_that_hebrew_needs_stay() -> None:
    assert escape("א\u200f\u200e\u2067ב\u2069") == "א\u200f\u200e\u2067ב\u2069"


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("abc", (), "abc"),
        ("abc", ((0, 3),), "<mark>abc</mark>"),
        ("a<b>c", ((1, 2),), "a<mark>&lt;</mark>b&gt;c"),
        ("a&b", ((1, 3),), "a<mark>&amp;b</mark>"),
        ("הקואופרטיב", ((1, 10),), "ה<mark>קואופרטיב</mark>"),
        ("one two", ((0, 3), (4, 7)), "<mark>one</mark> <mark>two</mark>"),
        ("abc", ((2, 99),), "ab<mark>c</mark>"),
    ],
)
def test_spans_are_found_on_the_raw_text(text: str, spans: tuple[tuple[int, int], ...], expected: str) -> None:
    assert layered(text, [Layer(spans)]) == expected


def test_layers_that_cross_are_nested_piece_by_piece() -> None:
    layers = [Layer(((0, 4),)), Layer(((2, 6),), "span", "kb-hit")]
    assert layered("abcdef", layers) == (
        '<mark>ab</mark><span class="kb-hit"><mark>cd</mark></span><span class="kb-hit">ef</span>'
    )


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 3))
def test_no_place_of_a_mark_lets_hostile_text_out(start: int) -> None:
    shown = layered(HOSTILE, [Layer(((start, start + 7),)), Layer(((start + 2, start + 20),), "span", "kb-best")])
    assert set(re.findall(r"<[^<>]*>", shown)) <= {"<mark>", "</mark>", '<span class="kb-best">', "</span>"}
    assert text_of(shown) == HOSTILE.replace("\u202e", "")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("GPS הוא ראשי תיבות של מערכת", "en", "rtl"),
        ("The word שלום means peace", "he", "ltr"),
        ("1990–2005", "he", "rtl"),
        ("1990–2005", "en", "ltr"),
        ("", "he", "rtl"),
        ("אבג abc", "en", "ltr"),
    ],
)
def test_direction_is_that_of_most_letters(text: str, language: str, expected: str) -> None:
    assert script_direction(text, language) == expected  # type: ignore[arg-type]


def test_a_short_passage_is_shown_whole() -> None:
    assert shown_excerpt("קצר מאוד", [], None) == "קצר מאוד"


def test_a_long_passage_is_cut_between_words_around_its_best_part() -> None:
    words = [f"w{number:03d}" for number in range(300)]
    text = " ".join(words)
    at = text.index("w200")
    start, end = excerpt(text, (at, at + 4), 100)
    assert start <= at < at + 4 <= end
    assert end - start <= 100
    assert text[start:end].split() == words[words.index(text[start:end].split()[0]) :][: len(text[start:end].split())]
    assert shown_excerpt(text, [], (at, at + 4)).startswith("… w")
    assert shown_excerpt(text, [], (0, 4)).startswith("w000")
    assert shown_excerpt(text, [], (0, 4)).endswith(" …")
    assert shown_excerpt(text, [], (len(text) - 4, len(text))).endswith("w299")


def test_an_excerpt_starts_with_a_sentence_if_one_starts_soon() -> None:
    text = "word " * 40 + "end. Begin here" + " word" * 40
    at = text.index("Begin")
    assert text[slice(*excerpt(text, (at + 20, at + 60), 120))].startswith("Begin here")


def test_an_excerpt_has_no_empty_lines() -> None:
    assert shown_excerpt("א\n\nב\n \nג", [Layer(((0, 1),))], None) == "<mark>א</mark>\nב\nג"


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert excerpt("x" * 1000, (500, 510), 100) == (455, 555)


def test_paragraphs_keep_their_places() -> None:
    text = "\nראשון\nהמשך  \n\n \n שני\n\n\nשלישי\n"
    assert [text[a:b] for a, b in paragraphs(text)] == ["ראשון\nהמשך", "שני", "שלישי"]


def test_rows_of_cells_become_a_table() -> None:
    text = "שנה | חברים\n1990 | <b>"
    assert block(text, [Layer(((6, 11),))], (0, len(text)), "he") == (
        '<div class="kb-table"><table dir="rtl"><tbody>'
        '<tr><td dir="rtl">שנה</td><td dir="rtl"><mark>חברים</mark></td></tr>'
        '<tr><td dir="rtl">1990</td><td dir="ltr">&lt;b&gt;</td></tr></tbody></table></div>'
    )


def test_empty_cells_stay_in_their_columns() -> None:
    text = "a |  | c"
    assert block(text, [], (0, len(text)), "en").count("<td") == 3


def test_a_paragraph_stands_in_its_own_direction() -> None:
    assert block("Hello", [], (0, 5), "he") == '<p dir="ltr">Hello</p>'


def test_lines_that_were_kept_apart_stay_apart() -> None:
    assert block("א\nב", [Layer(((2, 3),))], (0, 3), "he") == (
        '<p dir="rtl"><span class=kb-line>א</span><span class=kb-line><mark>ב</mark></span></p>'
    )


def test_flags() -> None:
    assert flag("IL") == "🇮🇱"
