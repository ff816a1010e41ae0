"""The Markdown text: exact for a plain list, and nothing but words for a hostile one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.markdown import markdown
from knowledge.types import Language, Metadata

from .samples import EXCERPTS, HOSTILE

SIGNS = re.compile("[\u200e\u200f\u2066-\u2069]")


def test_a_hebrew_list_is_exact() -> None:
    text = markdown(EXCERPTS, "קרנות", "he", "israeli").decode("utf-8")
    assert text == (
        "# קרנות\n\n"
        "## קרנות ואיזון\n\n"
        '> הקרן מעבירה 14% לפי "מפתח".\n>\n> האסיפה מחליטה.\n\n'
        "\u200fצוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 7. \\[1\\]\\\n"
        "\u200fמנגנון האיזון · "
        "[לקטע במאגר](<https://kb.example.org/document?doc=briefs%2Ffunds.pdf&at=1-0-40&q=x>)\n\n"
        "\u200f**הערה:** \u200fלבדוק מול GDP.\n\n"
        "## Who owns the dairy?\n\n"
        "> One member, one vote.\n\n"
        "\u200f\u2066John Restakis and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, March 5, 2010.\u2069 "
        "\\[2\\]\\\n\u200f\u2066In short\u2069\n\n"
        "## קרנות ואיזון\n\n"
        "> סיכום הקרן.\n\n"
        "\u200fצוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 3. \\[1\\]\n\n"
        "> עוד משפט.\n\n"
        "\u200fצוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 4. \\[1\\]\n\n"
        "## רשימת המקורות\n\n"
        "1. \u200fצוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, "
        "\u2066<https://kb.example.org/document?doc=briefs%2Ffunds.pdf>\u2069\n"
        "2. \u200f\u2066Restakis, John, and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, "
        "March 5, 2010.\u2069\n"
    )


def test_titles_are_set_off_in_english_and_hebrew() -> None:
    text = markdown(EXCERPTS, "", "he", "chicago").decode("utf-8")
    assert "צוות המאגר, **קרנות ואיזון** (יד טבנקין, נובמבר 2026), 7." in text
    assert "*Who owns the dairy?*" in text
    english = markdown(EXCERPTS[:1], "", "en", "apa").decode("utf-8")
    assert english.startswith("# Quotations\n")
    assert "\u200e(\u2067צוות המאגר\u2069, 2026, p. 7) \\[1\\]" in english


def test_a_line_whose_first_letter_would_turn_it_begins_with_a_mark() -> None:
    excerpt = Excerpt("a", Metadata("Mondragon: קואופרטיב של עובדים", "he"), "SEWA היא איגוד נשים.\nעוד", "he")
    text = markdown([excerpt], "", "he", "israeli").decode("utf-8")
    assert "## \u200fMondragon: קואופרטיב של עובדים\n" in text
    assert "> \u200fSEWA היא איגוד נשים.\\\n> עוד\n" in text


def parsed(text: str) -> list[Token]:
    """All tokens under GitHub's dialect, inner ones after their block."""
    return [
        inner
        for block in MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        for inner in [block, *(block.children or [])]
    ]


@pytest.mark.parametrize("ui", ["he", "en"])
def test_hostile_text_is_nothing_but_words(ui: Language) -> None:
    metadata = Metadata(HOSTILE, "en", (HOSTILE,), HOSTILE, HOSTILE)
    lines = "\n".join(
        ["# h", "- i", "1. n", "2) n", "> q", "---", "===", "    code", "```", "<div>", "[a]: http://x", ": d"]
    )
    excerpt = Excerpt(HOSTILE, metadata, f"{HOSTILE}\n{lines}", "en", HOSTILE, HOSTILE, lines, "javascript:harm()")
    tokens = parsed(markdown([excerpt], HOSTILE, ui, "apa").decode("utf-8"))
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "code_block", "fence", "code_inline", "hr"}
    assert not kinds & {"table_open", "s_open", "bullet_list_open"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2"]
    assert sum(token.type == "ordered_list_open" for token in tokens) == 1
    assert sum(token.type == "blockquote_open" for token in tokens) == 1


def test_bare_addresses_are_broken_for_dialects_that_link_them() -> None:
    excerpt = Excerpt("a", Metadata("T", "en"), "see http://evil.example or www.evil.example or a@evil.example", "en")
    text = markdown([excerpt], "", "en", "apa").decode("utf-8")
    assert r"http\://evil.example or www\.evil.example or a\@evil.example" in text


def shown(tokens: list[Token]) -> str:
    """What a reader sees in the first block quote."""
    words: list[str] = []
    inside = False
    for token in tokens:
        inside = (inside or token.type == "blockquote_open") and token.type != "blockquote_close"
        if inside and token.type in ("text", "text_special"):
            words.append(token.content)
        if inside and token.type in ("softbreak", "hardbreak", "paragraph_close"):
            words.append("\n")
    return SIGNS.sub("", "".join(words))


@given(some.text("aא1 .-+*_`#>[]()!<>&;:/\\|~=\"'\n\t@$^{}wWhtps", min_size=1, max_size=60))
def test_whatever_is_quoted_is_read_back_word_for_word(quote: str) -> None:
    text = markdown([Excerpt("a", Metadata("T", "en"), quote, "en")], "", "en", "apa").decode("utf-8")
    tokens = parsed(text)
    assert shown(tokens).split() == quote.split()
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "fence", "code_block", "hr", "strong_open"}
