"""Result cards: what they say, where they lead, and that a document's text stays text."""

import re
from dataclasses import replace

import pytest

from knowledge.browser.address import Address
from knowledge.browser.results import byline, ordered, results_html
from knowledge.browser.why import matched, terms_in, why_html
from knowledge.types import Expansion, Filters, Hit, Language, Metadata, Query, Results

HOSTILE = "<script>x</script> $x$ ![](http://evil.example/a.png) \"onmouseover='x' \u202e</bdi></p>"
METADATA = Metadata(
    title="ערבות הדדית",
    authors=("צוות המאגר",),
    date="2005-09-28",
    type="brief",
    topics=("education",),
    countries=("IL",),
)
HIT = Hit(
    rank=1,
    score=0.834,
    words=0.7,
    meaning=0.9,
    document="תיק/א.pdf",
    metadata=METADATA,
    heading="מבוא",
    page=3,
    section=1,
    start=10,
    end=50,
    language="he",
    text="הקואופרטיב הוא ארגון שחבריו הם בעליו.",
    highlights=((1, 10),),
    best=(15, 38),
    page_label="iii",
)
SEARCH = Address(text="קואופרטיב", filters=Filters(topics=("education",)))


def shown(*hits: Hit, address: Address = SEARCH, quality: float | None = 0.97) -> str:
    results = Results(Query(address.text, limit=address.limit), hits, 5, 12.3)
    return results_html(results, address, {HIT.document: quality})


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", markup)).strip()


def test_a_card_says_it_all_in_hebrew() -> None:
    assert plain(shown(HIT)) == (
        "קטע אחד במסמך אחד · 0.01 שניות ערבות הדדית צוות המאגר 28 בספטמבר 2005 סקירת רקע 🇮🇱 ישראל חינוך שיתופי "
        "מבוא · עמ׳ iii ה קואופרטיב הוא ארגון שחבריו הם בעליו. הוספה לסל ציון 0.83 · למה נמצא? מילים שנמצאו: קואופרטיב "
        "המשמעות קרובה מאוד לשאלה מילים 0.70 · משמעות 0.90"
    )


@pytest.mark.parametrize(
    ("quality", "badge"), [(None, ""), (0.6, ""), (0.594, "איכות קריאה 59% "), (0.0, "איכות קריאה 0% ")]
)
def test_a_card_says_that_its_document_was_read_badly(quality: float | None, badge: str) -> None:
    assert f"חינוך שיתופי {badge}מבוא · עמ׳ iii" in plain(shown(HIT, quality=quality))


def test_a_recognised_date_is_flagged() -> None:
    hit = replace(HIT, metadata=replace(METADATA, origins={"date": "ocr"}))
    assert "28 בספטמבר 2005 OCR סקירת רקע" in plain(shown(hit))
    assert 'title="נקרא ב־OCR, כדאי לבדוק במקור"' in shown(hit)


def test_a_card_says_it_all_in_english() -> None:
    text = plain(shown(HIT, address=replace(SEARCH, language="en")))
    assert "one passage in one document · 0.01 seconds" in text
    assert "September 28, 2005 Brief 🇮🇱 Israel Cooperative education in Hebrew" in text
    assert "p. iii" in text
    assert text.endswith(
        "Score 0.83 · why was it found? Words that matched: קואופרטיב Very near to the query in meaning "
        "words 0.70 · meaning 0.90"
    )


def test_the_words_that_matched_and_the_best_part_are_marked() -> None:
    assert 'ה<mark>קואופרטיב</mark> הוא <span class="kb-best">ארגון שחבריו הם בעליו.</span>' in shown(HIT)


def test_a_passage_leads_to_its_place_and_remembers_the_search() -> None:
    links = re.findall(r'<a data-inside="1"[^>]* href="([^"]*)"', shown(HIT))
    expected = replace(SEARCH, document="תיק/א.pdf").href().replace("&", "&amp;") + "&amp;at=1-10-50"
    assert links == [expected, expected]


def test_one_card_a_document_with_its_further_passages_one_click_away() -> None:
    hits = [replace(HIT, rank=number, section=number) for number in range(1, 6)]
    page = shown(*hits, replace(HIT, rank=6, document="b.md"))
    assert page.count("<article") == 2
    assert page.count('class="kb-passage"') == 6
    assert page.count('<details class="kb-rest">') == 1
    assert "עוד 3 קטעים במסמך זה" in page
    assert page.index('class="kb-rest"') > [at.start() for at in re.finditer("kb-passage", page)][1]
    assert "6 קטעים ב־2 מסמכים" in page


@pytest.mark.parametrize(
    ("limit", "hits", "further"), [(20, 20, "n=40"), (20, 19, None), (100, 100, None), (90, 90, "n=100")]
)
def test_more_is_offered_where_there_is_more(limit: int, hits: int, further: str | None) -> None:
    page = shown(*[HIT] * hits, address=replace(SEARCH, limit=limit))
    assert ("kb-more" in page) == (further is not None)
    if further:
        assert further in page


def test_a_card_stands_in_the_direction_of_its_text() -> None:
    english = replace(HIT, language="en", text="A cooperative, קואופרטיב", highlights=(), best=None)
    page = shown(english)
    assert '<article class="kb-card" dir="ltr" lang="en">' in page
    assert '<p class="kb-meta" dir="rtl" lang="he">' in page
    assert '<p class="kb-text" dir="ltr" lang="en">' in page


def test_a_document_in_the_other_language_is_marked() -> None:
    english = replace(METADATA, language="en")
    assert '<span class="kb-other">באנגלית</span>' in byline(english, "he")
    assert "kb-other" not in byline(english, "en")
    assert '<span class="kb-other">in Hebrew</span>' in byline(METADATA, "en")


def test_what_is_not_known_leaves_no_trace() -> None:
    assert byline(Metadata("x"), "he") == ""
    page = shown(replace(HIT, metadata=Metadata("x"), heading="", page_label="", words=None, meaning=0.5, best=None))
    assert "None" not in page
    assert "מילים אין · משמעות 0.50" in page
    assert "פתיחת המסמך בקטע זה</a>" in page


def test_hostile_text_stays_text() -> None:
    metadata = Metadata(HOSTILE, authors=(HOSTILE,), organisation=HOSTILE, date=HOSTILE, type=HOSTILE)
    metadata = replace(metadata, topics=(HOSTILE,), countries=(HOSTILE,))
    page = shown(replace(HIT, document=HOSTILE, metadata=metadata, heading=HOSTILE, text=HOSTILE, highlights=((3, 9),)))
    tags = set(re.findall(r"</?([a-z0-9]+)", page))
    structure = {"p", "section", "article", "h2", "a", "bdi", "span", "div", "mark", "details", "summary", "ul", "li"}
    assert tags == structure | {"button"}
    assert not re.search(r"<[^<>]*\son\w+=", page)
    assert "\u202e" not in page
    assert all(href.startswith("/document?") for href in re.findall(r'href="([^"]*)"', page))


def dated(*dates: str | None) -> list[list[Hit]]:
    return [[replace(HIT, document=str(at), metadata=replace(METADATA, date=date))] for at, date in enumerate(dates)]


def test_the_latest_stand_first_where_that_is_asked_and_the_undated_last() -> None:
    groups = dated("2005", None, "2010-03", "2005", "2010-03-01", None)
    assert [group[0].document for group in ordered(groups, "date")] == ["4", "2", "0", "3", "1", "5"]
    assert ordered(groups, "relevance") is groups


def test_a_new_document_is_marked() -> None:
    results = Results(Query("x"), (HIT, replace(HIT, document="b.md")), 5, 1.0)
    page = results_html(results, SEARCH, {}, {"b.md"})
    first, second = page.split("<article")[1:]
    assert 'class="kb-new">חדש</strong>' in second
    assert "kb-new" not in first


def why(hit: Hit, query: str = "קואופרטיב", ui: Language = "he", expansions: tuple[Expansion, ...] = ()) -> list[str]:
    markup = why_html(hit, Results(Query(query), (hit,), 1, 1.0, query, expansions=expansions), ui)
    return [plain(item) for item in re.findall("<li>(.*?)</li>", markup)]


@pytest.mark.parametrize(
    ("meaning", "said"),
    [
        (0.47, ["המשמעות קרובה מאוד לשאלה"]),
        (0.469, ["המשמעות קרובה לשאלה"]),
        (0.33, ["המשמעות קרובה לשאלה"]),
        (0.329, ["המשמעות קשורה לשאלה באופן רופף"]),
        (None, []),
    ],
)
def test_the_nearness_in_meaning_is_told_in_words(meaning: float | None, said: list[str]) -> None:
    assert why(replace(HIT, meaning=meaning))[1:-1] == said


def test_what_was_found_by_its_meaning_in_the_other_language_says_so() -> None:
    foreign = replace(HIT, language="en", text="A cooperative", words=None, highlights=())
    assert why(foreign) == [
        "המילים שחיפשתם אינן כתובות בקטע",
        "המשמעות קרובה מאוד לשאלה",
        "הקטע באנגלית, ונמצא לפי משמעותו",
        "מילים אין · משמעות 0.90",
    ]
    assert why(foreign, "cooperative")[2:] == ["מילים אין · משמעות 0.90"]
    assert why(replace(foreign, meaning=None), ui="en")[1:] == [
        "The passage is in English",
        "words none · meaning none",
    ]


TERM = Expansion("קואופרטיב עובדים", (0, 16), ("worker cooperative", "worker co-op", "wages"))


def test_the_glossary_is_named_where_it_brought_the_passage() -> None:
    foreign = replace(HIT, language="en", text="Two worker cooperatives of labourers.", highlights=((4, 23),))
    assert terms_in((TERM,), foreign.text) == {"קואופרטיב עובדים": ("worker cooperative",)}
    assert terms_in((TERM,), "A worker in a cooperative") == {}
    assert terms_in((), foreign.text) == {}
    assert why(foreign, expansions=(TERM,)) == [
        "מילים שנמצאו: worker cooperatives",
        "המשמעות קרובה מאוד לשאלה",
        "לפי המילון: קואופרטיב עובדים = worker cooperative",
        "הקטע באנגלית",
        "מילים 0.70 · משמעות 0.90",
    ]


def test_the_words_that_matched_are_named_once() -> None:
    text = "Coop and  coop, a new\nthing and COOP; new thing"
    spans = tuple(found.span() for found in re.finditer(r"(?i)coop|new\s+thing", text))
    assert matched(replace(HIT, text=text, highlights=spans)) == ("Coop", "new thing")
    assert matched(replace(HIT, highlights=())) == ()
