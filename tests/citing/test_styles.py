"""References and citations, exact to the last mark, in three styles and two languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.citing.pieces import Piece
from knowledge.citing.styles import STYLES, Style, citation, in_list_order, letters, reference
from knowledge.types import Language, Metadata

from .samples import DAIRY, FUNDS

LINK = "https://kb.example.org/document?doc=a"


def entry(metadata: Metadata, style: Style, ui: Language = "he", **more: str) -> str:
    return str(reference("a.pdf", metadata, style, ui, **more))


def cite(metadata: Metadata, style: Style, ui: Language = "he", **more: str) -> str:
    return str(citation("a.pdf", metadata, style, ui, **more))


BARE = Metadata("Bare", "en")
ARTICLE = Metadata("Who “owns” it?", "en", ("Jane Roe",), "2010", "Common Press", type="article")
מאמר = Metadata("מי ״מחליט״ בצה״ל?", "he", ("כהן, משה", "לוי, דוד"), "2005-09-28", "יד טבנקין", type="article")
MANY = replace(
    BARE,
    authors=tuple(f"Ann {name}" for name in ("Adams", "Brown", "Clark", "Davis", "Evans", "Frank", "Green")),
    date="2001",
)
רבים = Metadata("שם", "he", ("אדם, א", "ברק, ב", "גל, ג", "דן, ד"), "2001")


@pytest.mark.parametrize(
    ("metadata", "style", "ui", "expected"),
    [
        # A Hebrew work of a body
        (FUNDS, "israeli", "he", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026."),
        (FUNDS, "apa", "he", "צוות המאגר (2026, נובמבר). קרנות ואיזון [סקירת רקע]. יד טבנקין."),
        (FUNDS, "chicago", "he", "צוות המאגר. קרנות ואיזון. יד טבנקין, נובמבר 2026."),
        (FUNDS, "israeli", "en", "צוות המאגר, “קרנות ואיזון” [in Hebrew], יד טבנקין, November 2026."),
        (FUNDS, "apa", "en", "צוות המאגר. (2026, November). קרנות ואיזון [Brief, in Hebrew]. יד טבנקין."),
        (FUNDS, "chicago", "en", "צוות המאגר. קרנות ואיזון [in Hebrew]. יד טבנקין, November 2026."),
        # An English work of two people, with a question for a title
        (
            DAIRY, "israeli", "he",
            "Restakis, John, and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, March 5, 2010.",
        ),
        (
            DAIRY, "apa", "he",
            "Restakis, J., & van der Berg, M. (2010, March 5). Who owns the dairy? [Case study]. Bluefin Trust.",
        ),
        (
            DAIRY, "chicago", "he",
            "Restakis, John, and Maria van der Berg. Who owns the dairy? Bluefin Trust, March 5, 2010.",
        ),
        # An article with marks in its title
        (ARTICLE, "israeli", "en", "Roe, Jane, “Who ‘owns’ it?,” Common Press, 2010."),
        (ARTICLE, "apa", "en", "Roe, J. (2010). Who “owns” it? Common Press."),
        (ARTICLE, "chicago", "en", "Roe, Jane. “Who ‘owns’ it?” Common Press, 2010."),
        (מאמר, "israeli", "he", "כהן, משה ודוד לוי, ״מי ׳מחליט׳ בצה״ל?״, יד טבנקין, 28 בספטמבר 2005."),
        (מאמר, "apa", "he", "כהן, מ׳ ולוי, ד׳ (2005, 28 בספטמבר). מי ״מחליט״ בצה״ל? יד טבנקין."),
        (מאמר, "chicago", "he", "כהן, משה ודוד לוי. ״מי ׳מחליט׳ בצה״ל?״ יד טבנקין, 28 בספטמבר 2005."),
        # What is missing
        (BARE, "israeli", "en", "“Bare,” n.d."),
        (BARE, "apa", "en", "Bare. (n.d.)."),
        (BARE, "chicago", "en", "Bare. n.d."),
        (Metadata("חסר", "he"), "israeli", "he", "״חסר״, חש״ד."),
        (Metadata("חסר", "he"), "apa", "he", "חסר. (חש״ד)."),
        (Metadata("חסר", "he"), "chicago", "he", "חסר. חש״ד."),
        (replace(BARE, title="Why?"), "apa", "en", "Why? (n.d.)."),
        (replace(BARE, title="Now!"), "chicago", "en", "Now! n.d."),
        (replace(BARE, title=" "), "chicago", "en", "a. n.d."),
        (replace(BARE, date="ca. 1900"), "apa", "en", "Bare. (ca. 1900)."),
        # A body without authors is the author, and no publisher a second time
        (replace(BARE, organisation="Bluefin Inc.", date="2001"), "apa", "en", "Bluefin Inc. (2001). Bare."),
        (replace(BARE, organisation="Bluefin Inc.", date="2001"), "chicago", "en", "Bluefin Inc. Bare. 2001."),
        (replace(BARE, organisation="Bluefin", date="2001"), "israeli", "en", "“Bare,” Bluefin, 2001."),
        (
            replace(BARE, organisation="Bluefin", authors=("Bluefin",), date="2001"), "apa", "en",
            "Bluefin. (2001). Bare.",
        ),
        (
            replace(BARE, organisation="Bluefin Inc.", authors=("Jane Roe",), date="2001"), "apa", "en",
            "Roe, J. (2001). Bare. Bluefin Inc.",
        ),
        # Many authors
        (MANY, "israeli", "en", "Adams, Ann et al., “Bare,” 2001."),
        (
            MANY, "apa", "en",
            "Adams, A., Brown, A., Clark, A., Davis, A., Evans, A., Frank, A., & Green, A. (2001). Bare.",
        ),
        (MANY, "chicago", "en", "Adams, Ann, Ann Brown, Ann Clark, et al. Bare. 2001."),
        (
            replace(MANY, authors=MANY.authors[:6]), "chicago", "en",
            "Adams, Ann, Ann Brown, Ann Clark, Ann Davis, Ann Evans, and Ann Frank. Bare. 2001.",
        ),
        (רבים, "israeli", "he", "אדם, א ואח׳, ״שם״, 2001."),
        (replace(רבים, authors=רבים.authors[:3]), "israeli", "he", "אדם, א, ב ברק וג גל, ״שם״, 2001."),
        (רבים, "apa", "he", "אדם, א׳, ברק, ב׳, גל, ג׳ ודן, ד׳ (2001). שם."),
        (
            replace(רבים, authors=("משה כהן", "Jane Roe")), "israeli", "he",
            "משה כהן ו־Jane Roe, ״שם״, 2001.",
        ),
    ],
)  # fmt: skip
def test_the_entry_in_the_list(metadata: Metadata, style: Style, ui: Language, expected: str) -> None:
    assert entry(metadata, style, ui) == expected


@pytest.mark.parametrize(
    ("metadata", "style", "ui", "page", "expected"),
    [
        (FUNDS, "israeli", "he", "7", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 7."),
        (FUNDS, "israeli", "he", "7–8", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 7–8."),
        (FUNDS, "israeli", "he", "", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026."),
        (FUNDS, "apa", "he", "7", "(צוות המאגר, 2026, עמ׳ 7)"),
        (FUNDS, "chicago", "he", "7", "צוות המאגר, קרנות ואיזון (יד טבנקין, נובמבר 2026), 7."),
        (FUNDS, "israeli", "en", "7", "צוות המאגר, “קרנות ואיזון” [in Hebrew], יד טבנקין, November 2026, p. 7."),
        (FUNDS, "apa", "en", "7", "(צוות המאגר, 2026, p. 7)"),
        (FUNDS, "chicago", "en", "7", "צוות המאגר, קרנות ואיזון [in Hebrew] (יד טבנקין, November 2026), 7."),
        (
            DAIRY, "israeli", "he", "iv",
            "John Restakis and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, March 5, 2010, p. iv.",
        ),
        (DAIRY, "apa", "he", "4–5", "(Restakis & van der Berg, 2010, pp. 4–5)"),
        (DAIRY, "apa", "he", "", "(Restakis & van der Berg, 2010)"),
        (
            DAIRY, "chicago", "he", "4",
            "John Restakis and Maria van der Berg, Who owns the dairy? (Bluefin Trust, March 5, 2010), 4.",
        ),
        (ARTICLE, "chicago", "en", "4", "Jane Roe, “Who ‘owns’ it?,” Common Press, 2010, 4."),
        (replace(ARTICLE, title="It"), "chicago", "en", "", "Jane Roe, “It,” Common Press, 2010."),
        (מאמר, "israeli", "he", "4", "משה כהן ודוד לוי, ״מי ׳מחליט׳ בצה״ל?״, יד טבנקין, 28 בספטמבר 2005, עמ׳ 4."),
        (מאמר, "apa", "he", "4", "(כהן ולוי, 2005, עמ׳ 4)"),
        (מאמר, "chicago", "he", "4", "משה כהן ודוד לוי, ״מי ׳מחליט׳ בצה״ל?״, יד טבנקין, 28 בספטמבר 2005, 4."),
        (
            מאמר, "chicago", "en", "4",
            "משה כהן and דוד לוי, “מי ‘מחליט’ בצה״ל?” [in Hebrew], יד טבנקין, September 28, 2005, 4.",
        ),
        (BARE, "israeli", "en", "", "“Bare,” n.d."),
        (BARE, "apa", "en", "2", "(Bare, n.d., p. 2)"),
        (BARE, "chicago", "en", "2", "Bare (n.d.), 2."),
        (replace(BARE, title="Amul: three levels"), "apa", "en", "", "(Amul, n.d.)"),
        (replace(BARE, title="On “it”", type="article"), "apa", "en", "", "(“On ‘it’,” n.d.)"),
        (replace(BARE, organisation="Bluefin"), "apa", "en", "", "(Bluefin, n.d.)"),
        (replace(BARE, organisation="Bluefin"), "chicago", "en", "", "Bluefin, Bare (n.d.)."),
        (MANY, "israeli", "en", "", "Ann Adams et al., “Bare,” 2001."),
        (MANY, "apa", "en", "", "(Adams et al., 2001)"),
        (MANY, "chicago", "en", "", "Ann Adams et al., Bare (2001)."),
        (replace(MANY, authors=MANY.authors[:3]), "israeli", "en", "",
         "Ann Adams, Ann Brown, and Ann Clark, “Bare,” 2001."),
        (רבים, "israeli", "he", "", "א אדם ואח׳, ״שם״, 2001."),
        (רבים, "apa", "he", "", "(אדם ואחרים, 2001)"),
        (Metadata("חסר", "he"), "israeli", "he", "3", "״חסר״, חש״ד, עמ׳ 3."),
        (Metadata("חסר", "he", type="article"), "apa", "he", "3", "(״חסר״, חש״ד, עמ׳ 3)"),
    ],
)  # fmt: skip
def test_what_stands_with_a_quotation(metadata: Metadata, style: Style, ui: Language, page: str, expected: str) -> None:
    assert cite(metadata, style, ui, page=page) == expected


@pytest.mark.parametrize(
    ("style", "listed", "cited"),
    [
        (
            "israeli",
            "Roe, Jane, “Who ‘owns’ it?,” Common Press, 2010, {}",
            "Jane Roe, “Who ‘owns’ it?,” Common Press, 2010, p. 4, {}",
        ),
        ("apa", "Roe, J. (2010). Who “owns” it? Common Press. {}", "(Roe, 2010, p. 4)"),
        (
            "chicago",
            "Roe, Jane. “Who ‘owns’ it?” Common Press, 2010. {}.",
            "Jane Roe, “Who ‘owns’ it?,” Common Press, 2010, 4, {}.",
        ),
    ],
)  # fmt: skip
def test_the_address(style: Style, listed: str, cited: str) -> None:
    assert entry(ARTICLE, style, "en", link=LINK) == listed.format(LINK)
    assert cite(ARTICLE, style, "en", page="4", link=LINK) == cited.format(LINK)


@pytest.mark.parametrize("link", ["javascript:harm()", "file:///etc/passwd", "//evil", "http://", "http://[", "x"])
def test_what_is_no_address_of_the_web_is_left_out(link: str) -> None:
    assert entry(ARTICLE, "chicago", "en", link=link) == "Roe, Jane. “Who ‘owns’ it?” Common Press, 2010."


def test_from_21_authors_apa_names_19_and_the_last() -> None:
    authors = tuple(f"Ann {letter}ones" for letter in "ABCDEFGHIJKLMNOPQRSTUV")
    listed = entry(replace(BARE, authors=authors, date="2001"), "apa", "en")
    assert listed.startswith("Aones, A., Bones, A., ")
    assert listed.endswith("Sones, A., . . . Vones, A. (2001). Bare.")
    assert ", & Tones, A. (" in entry(replace(BARE, authors=authors[:20], date="2001"), "apa", "en")


def test_the_letters_decide_the_form_in_a_hebrew_text() -> None:
    latin = replace(FUNDS, title="FUCVAM", authors=(), organisation=None)
    assert entry(latin, "israeli", "he") == "“FUCVAM,” November 2026."
    mixed = replace(latin, title="FUCVAM: קואופרטיבי דיור")
    assert entry(mixed, "israeli", "he") == "״FUCVAM: קואופרטיבי דיור״, נובמבר 2026."
    digits = replace(latin, title="1948")
    assert entry(digits, "israeli", "he") == "״1948״, נובמבר 2026."


def test_a_kind_that_the_program_only_suggests_is_not_named() -> None:
    suggested = replace(FUNDS, origins={"type": "suggested"})
    assert entry(suggested, "apa") == "צוות המאגר (2026, נובמבר). קרנות ואיזון. יד טבנקין."


def test_lines_and_signs_of_direction_in_a_title_are_no_part_of_it() -> None:
    metadata = replace(BARE, title="Two\nlines\u202e\x00 here", date="2001")
    assert entry(metadata, "chicago", "en") == "Two lines here. 2001."


def test_titles_and_addresses_are_pieces_of_their_own() -> None:
    pieces = reference("a", FUNDS, "chicago", "he", link=LINK).pieces
    assert Piece("קרנות ואיזון", title=True) in pieces
    assert Piece(LINK, link=True) in pieces
    assert not any(piece.title for piece in reference("a", מאמר, "chicago", "he").pieces)


def test_a_hebrew_name_does_not_turn_the_year_after_it() -> None:
    cited = citation("a", FUNDS, "apa", "en", page="7")
    assert cited.language == "en"
    assert cited.marked() == "(צוות המאגר\u200e, 2026, p. 7)"
    assert reference("a", DAIRY, "apa", "he").marked() == str(reference("a", DAIRY, "apa", "he"))
    mixed = replace(FUNDS, authors=("קבוצת SEWA בהודו",))
    assert citation("a", mixed, "apa", "en").marked() == "(\u202bקבוצת SEWA בהודו\u202c\u200e, 2026)"


def test_works_of_one_author_and_year_are_told_apart_by_letters() -> None:
    documents = [
        ("1", FUNDS), ("2", replace(FUNDS, title="אגודות")), ("3", DAIRY), ("4", replace(FUNDS, date="2020")),
        ("5", replace(BARE, authors=("library team",))), ("6", replace(BARE, title="A", authors=("library team",))),
    ]  # fmt: skip
    told = letters(documents, "apa", "he")
    assert told == {"2": "א", "1": "ב", "6": "a", "5": "b"}
    assert letters(documents, "apa", "en") == {"2": "a", "1": "b", "6": "a", "5": "b"}
    assert letters(documents, "israeli", "he") == letters(documents, "chicago", "he") == {}
    assert cite(FUNDS, "apa", letter="ב") == "(צוות המאגר, 2026ב)"
    assert entry(FUNDS, "apa", letter="ב") == "צוות המאגר (2026ב, נובמבר). קרנות ואיזון [סקירת רקע]. יד טבנקין."
    assert cite(documents[4][1], "apa", "en", letter="b") == "(library team, n.d.-b)"


def test_letters_go_on_after_the_last() -> None:
    documents = [(f"{at:02}", replace(DAIRY, title=f"{at:02}")) for at in range(28)]
    told = letters(documents, "apa", "en")
    assert (told["00"], told["25"], told["26"], told["27"]) == ("a", "z", "aa", "ab")


@pytest.mark.parametrize(
    ("ui", "expected"), [("he", ["״אב", "תמר", "Adam", "“Zeta"]), ("en", ["Adam", "“Zeta", "״אב", "תמר"])]
)
def test_the_order_of_the_list(ui: Language, expected: list[str]) -> None:
    entries = [
        reference("1", Metadata("Zeta", "en"), "israeli", "he"),
        reference("2", Metadata("שם", "he", ("תמר",)), "israeli", "he"),
        reference("3", Metadata("The", "en", ("Adam",)), "israeli", "he"),
        reference("4", Metadata("אב", "he"), "israeli", "he"),
    ]
    assert [str(each).split(",")[0].rstrip("״") for each in in_list_order(entries, ui)] == expected


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ui", ["he", "en"])
def test_no_mark_stands_twice(style: Style, ui: Language) -> None:
    for title in ("End.", "Why?", "Now!", "סוף.", "מדוע?", "And …"):
        for kind in ("article", "brief", None):
            metadata = Metadata(title, "he", ("Bluefin Inc.",), "2001", "Press Ltd.", type=kind)
            for text in (entry(metadata, style, ui), cite(metadata, style, ui)):
                assert ".." not in text and "?." not in text and "!." not in text and "….״" not in text
