"""The document page: what is known and from where, the whole text, the passage that was found."""

import re
from dataclasses import replace

import pytest

from knowledge.browser.address import Address, Place
from knowledge.browser.reading import document_html, found_place, locate
from knowledge.types import CardField, Document, Metadata, Origin, PageNote, Section, Span

TEXT = "הקואופרטיב הוסד בשנת 1990.\n\nחבריו בחרו הנהלה.\n\nשנה | חברים\n1990 | 120"
DOCUMENT = Document(
    "briefs/א ב.pdf",
    Metadata(
        title="ערבות הדדית",
        authors=("צוות המאגר",),
        date="2005-09",
        type="brief",
        topics=("education",),
        countries=("IL",),
        summary="תקציר.",
        sources=("ישראל ישראלי, ספר (1990)", "Smith, Book"),
        supersedes="briefs/old.pdf",
        card=(
            CardField("organisation", "המשביר", "הקואופרטיב הוסד  בשנת 1990."),
            CardField("outcome", "failed", ""),
            CardField("country", "IL", "מילים שאינן בטקסט"),
        ),
        origins={"title": "person", "authors": "person", "date": "file", "topics": "text"},
    ),
    (
        Section(TEXT, "מבוא", 1, page=1, page_breaks=((28, 2),)),
        Section("פרטים.", "פרטים", 2, page=2),
        Section("סוף.", "סיכום", 1, page=4),
        Section("נספח בלי כותרת.", page=4),
    ),
)


class Marks:
    """Stands for the library: marks one word."""

    def highlights(self, query: str, text: str) -> tuple[Span, ...]:
        return tuple(found.span() for found in re.finditer(re.escape(query), text))


def shown(document: Document = DOCUMENT, **parts: object) -> str:
    address = replace(Address(document=document.id), **parts)  # type: ignore[arg-type]
    return document_html(document, address, Marks())  # type: ignore[arg-type]


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", markup)).strip()


def test_every_field_says_where_it_came_from() -> None:
    text = plain(shown())
    assert "מחברים צוות המאגר נכתב בידי אדם" in text
    assert "תאריך ספטמבר 2005 ממאפייני הקובץ" in text
    assert "נושאים חינוך שיתופי זוהה בטקסט" in text
    assert "מדינות 🇮🇱 ישראל שפה עברית" in text
    assert "קובץ briefs/א ב.pdf" in text
    assert "ארגון " not in text.split("כרטיס תקדים")[0]


SOUND, DOUBTFUL, POOR = PageNote(1, 97, 100), PageNote(2, 30, 40), PageNote(2, 20, 40)


@pytest.mark.parametrize(
    ("pages", "badges"),
    [
        ((), []),
        ((SOUND,), []),
        ((PageNote(0, 4, 5),), []),
        ((PageNote(0, 124, 200),), ["איכות קריאה 62%"]),
        ((replace(SOUND, ocr=True),), ["נקרא ב־OCR", "נקרא ב־OCR"]),
        ((PageNote(1, 0, 0), DOUBTFUL), ["איכות קריאה 75%"]),
        ((PageNote(1, 0, 0), POOR), ["איכות קריאה 50%", "איכות קריאה 50%"]),  # of the document and of its page
        (
            (SOUND, PageNote(3, needs_ocr=True), PageNote(5, 3, 40, needs_ocr=True)),
            ["איכות קריאה 71%", "לא נקרא, דרוש OCR: עמ׳ 3, עמ׳ 5"],
        ),
    ],
)
def test_how_it_was_read(pages: tuple[PageNote, ...], badges: list[str]) -> None:
    markup = shown(replace(DOCUMENT, pages=pages))
    assert re.findall('<span class="kb-badge">(.*?)</span>', markup) == badges
    assert ("kb-reading" in markup) == bool(badges)


def test_the_quality_stands_among_the_fields() -> None:
    assert "איכות קריאה 97% קובץ briefs/א ב.pdf" in plain(shown(replace(DOCUMENT, pages=(SOUND,))))
    assert "Reading quality 97%" in plain(shown(replace(DOCUMENT, pages=(SOUND,)), language="en"))
    assert "איכות קריאה" not in plain(shown())


def test_a_page_says_how_it_was_read() -> None:
    markup = shown(replace(DOCUMENT, pages=(SOUND, replace(POOR, ocr=True))))
    assert "עמ׳ 1 הקואופרטיב" in plain(markup)
    assert "עמ׳ 2 איכות קריאה 50% נקרא ב־OCR חבריו" in plain(markup)


def test_a_recognised_date_is_flagged() -> None:
    document = replace(DOCUMENT, metadata=replace(DOCUMENT.metadata, origins={"date": "ocr"}))
    assert "תאריך ספטמבר 2005 נקרא ב־OCR, כדאי לבדוק במקור" in plain(shown(document))


@pytest.mark.parametrize(("where", "shown_again"), [("person", False), ("file", True), ("text", True), ("ocr", True)])
def test_a_title_that_was_guessed_says_so(where: Origin, shown_again: bool) -> None:
    document = replace(DOCUMENT, metadata=replace(DOCUMENT.metadata, origins={"title": where, "sources": "person"}))
    assert ("כותרת ערבות הדדית" in plain(shown(document))) == shown_again
    assert "מקורות נכתב בידי אדם" in plain(shown(document))


def test_the_precedent_card_leads_to_the_words_that_support_it() -> None:
    page = shown()
    card = page[page.index("kb-precedent") : page.index("kb-contents")]
    assert "הארגון המשביר הקטע התומך" in plain(card)
    assert "תוצאה נכשל" in plain(card)
    assert "מדינה ישראל" in plain(card)
    assert re.findall(r"at=([0-9-]+)", card) == ["0-0-26"]


def test_no_precedent_card_where_there_is_none() -> None:
    assert "kb-precedent" not in shown(replace(DOCUMENT, metadata=Metadata("x")))


def test_an_older_edition_is_one_click_away() -> None:
    assert 'href="/document?doc=briefs%2Fold.pdf"' in shown()


@pytest.mark.parametrize(
    ("place", "href"),
    [
        (None, "/files/briefs/%D7%90%20%D7%91.pdf"),
        (Place(0, 0, 5), "/files/briefs/%D7%90%20%D7%91.pdf#page=1"),
        (Place(0, 28, 35), "/files/briefs/%D7%90%20%D7%91.pdf#page=2"),
        (Place(2, 0, 2), "/files/briefs/%D7%90%20%D7%91.pdf#page=4"),
    ],
)
def test_the_original_opens_at_the_page_of_the_passage(place: Place | None, href: str) -> None:
    page = shown(place=place)
    assert f'id="kb-original" class="kb-button" href="{href}" target="_blank" rel="noopener"' in page
    assert 'href="/files/briefs/%D7%90%20%D7%91.pdf?download=1" download>' in page


@pytest.mark.parametrize(("name", "opens"), [("a.pdf", True), ("a.PDF", True), ("a.txt", True), ("a.html", False)])
def test_only_what_a_browser_may_show_is_offered_to_open(name: str, opens: bool) -> None:
    page = shown(replace(DOCUMENT, id=name), place=None)
    assert ("kb-original" in page.split("kb-originals")[1].split("</p>")[0]) == opens


def test_contents_lead_to_the_sections_by_level() -> None:
    page = shown()
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'<li class="kb-level-(\d)"><a href="#kb-section-(\d)">', nav) == [
        ("0", "0"),
        ("1", "1"),
        ("0", "2"),
    ]
    assert re.findall(r"<(h\d) [^>]*>([^<]*)</h\d>", page[page.index("kb-body") :]) == [
        ("h2", "מבוא"),
        ("h3", "פרטים"),
        ("h2", "סיכום"),
    ]


def test_two_headings_need_no_contents() -> None:
    assert "<nav" not in shown(replace(DOCUMENT, sections=DOCUMENT.sections[:2]))


def test_the_passage_is_set_off_across_paragraphs_with_the_words_of_the_query_in_it() -> None:
    page = shown(place=Place(0, 1, 33), text="קואופרטיב")
    assert page.count('id="kb-at"') == 1
    assert 'ה<span class="kb-hit"><mark>קואופרטיב</mark></span><span class="kb-hit"> הוסד בשנת 1990.</span></p>' in page
    assert '<span class="kb-hit">חבריו</span> בחרו הנהלה.' in page


def test_pages_are_marked_where_they_begin() -> None:
    assert re.findall(r'class="kb-page"[^>]*>([^<]*)<', shown()) == ["עמ׳ 1", "עמ׳ 2", "עמ׳ 4"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place(1, 0, 6), Place(1, 0, 6)),
        (Place(1, 2, 999), Place(1, 2, 6)),
        (Place(1, 6, 9), None),
        (Place(9, 0, 1), None),
        (None, None),
    ],
)
def test_a_place_that_is_gone_is_told(place: Place | None, found: Place | None) -> None:
    assert found_place(DOCUMENT, place) == found
    assert ("kb-note" in shown(place=place)) == (place is not None and found is None)


def test_words_are_located_whatever_the_white_space() -> None:
    assert locate(DOCUMENT, "1990. חבריו\nבחרו") == Place(0, 21, 38)
    assert locate(DOCUMENT, "(.*)") is None
    assert locate(DOCUMENT, " ") is None


def test_the_way_back_is_to_the_results_or_to_the_search_page() -> None:
    assert "חזרה לתוצאות" in shown(text="שאלה")
    assert 'href="/?q=%D7%A9' in shown(text="שאלה")
    assert "לדף החיפוש" in shown()


def test_sources_stand_in_their_own_direction() -> None:
    page = shown()
    assert '<li dir="rtl">ישראל ישראלי, ספר (1990)</li><li dir="ltr">Smith, Book</li>' in page


def test_hostile_text_stays_text() -> None:
    bad = "<script>x</script> $x$ \"onmouseover='x' [a](javascript:x) </bdi></p> | \u202eb"
    metadata = Metadata(
        bad, "he", (bad,), bad, bad, bad, (bad,), (bad,), bad, (bad,), bad, bad, (CardField(bad, bad, bad),)
    )
    sections = tuple(Section(f"{bad}\n\n{bad}\n{bad}", bad, level) for level in (1, 2, 9))
    page = shown(Document(bad, metadata, sections), text="script", place=Place(0, 2, 30))
    assert "script" not in set(re.findall(r"</?([a-z0-9]+)", page))
    assert not re.search(r"<[^<>]*\son\w+=", page)
    assert "\u202e" not in page
    hrefs = re.findall(r'href="([^"]*)"', page)
    assert all(href.startswith(("/document?", "/?", "/files/", "#kb-section-")) for href in hrefs)
    assert not re.search(r"<[^<>]*javascript[^<>]*>", re.sub(r'(?:href|data-basket)="[^"]*"', "", page))
