"""Duplicates and editions: which document is found, and what the others are to it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.duplicates import TextPrint, fingerprint, problems, relations
from ingest.fingerprint import plain_title, work_title
from ingest.shingles import overlap, pairs, shingles, sketch, text_digest, words
from knowledge.editions import Relation
from knowledge.types import Document, Metadata, Origin, Section

WORDS = [f"word{number}" for number in range(1000)]
"""No run of five of them comes twice."""
OTHER = [f"other{number}" for number in range(1000)]
TEXT = " ".join(WORDS[:100])
SENTENCE = "הקיבוץ הוא קהילה של חברים שווים."


def printed(
    id: str,
    text: str = TEXT,
    title: str | None = None,
    date: str | None = None,
    supersedes: str | None = None,
    by_person: Sequence[str] = (),
    digest: str | None = None,
    page: int | None = None,
    type: str | None = None,
) -> TextPrint:
    origins: dict[str, Origin] = {"language": "text", **dict.fromkeys(by_person, "person")}
    metadata = Metadata(title or id, date=date, supersedes=supersedes, type=type, origins=origins)
    return fingerprint(Document(id, metadata, (Section(text, page=page),)), id if digest is None else digest)


def part(start: int, end: int) -> str:
    return " ".join(WORDS[start:end])


# Texts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שָׁלוֹם, עוֹלָם!", ["שלום", "עולם"]),
        ("\ufb2aלום", ["שלום"]),
        ('מו"פ מו״פ צה״ל', ["מופ", "מופ", "צהל"]),
        ("ד״ר כהן־לוי", ["דר", "כהן", "לוי"]),
        ("The Co-op’s RULES_2", ["the", "co", "ops", "rules", "2"]),
        ("70,000 members, 1,2", ["70000", "members", "1", "2"]),
        ("Кооператив  №5", ["кооператив", "no5"]),
        ("co\u00adoperative \u200fשלום\u200e", ["cooperative", "שלום"]),
        ("\ud800", []),
        ("… | —", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_digest_ignores_spaces_and_case_and_points() -> None:
    assert text_digest(words("שָׁלוֹם לכם | Rules")) == text_digest(words("שלו ם-לכם\n\nrules."))
    assert text_digest(words("שלום לכם")) != text_digest(words("לכם שלום"))
    assert text_digest([]) == ""


def test_shingles_are_the_same_everywhere() -> None:
    assert shingles(["a", "b", "c", "d", "e", "f"]).tolist() == [2153355754532338301, 14319576646477748199]
    assert shingles(["a"]).tolist() != shingles(["b"]).tolist()
    assert shingles([]).tolist() == []


@pytest.mark.parametrize(
    ("text", "count"), [([], 0), (["a"], 1), (WORDS[:5], 1), (WORDS[:6], 2), (WORDS[:100], 96), (["a"] * 50, 1)]
)
def test_counts_of_shingles(text: list[str], count: int) -> None:
    assert len(shingles(text)) == count


def test_the_order_of_words_counts() -> None:
    assert shingles(["a", "b", "c", "d", "e"]).tolist() != shingles(["b", "a", "c", "d", "e"]).tolist()


def test_overlap_of_short_texts_is_exact() -> None:
    one, other = shingles(WORDS[:100]), shingles(WORDS[50:200])
    found = overlap(sketch(one), len(one), sketch(other), len(other))
    assert found is not None
    assert (found.both, found.inside, found.sampled) == (46 / (96 + 146 - 46), 46 / 96, 96)
    assert overlap(sketch(other), len(other), sketch(one), len(one)) == found


def test_overlap_with_nothing() -> None:
    one = shingles(WORDS)
    assert overlap(sketch(one), len(one), b"", 0) is None
    assert overlap(b"", 0, b"", 0) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 6000), (0, 6000)), ((0, 6000), (3000, 9000)), ((0, 500), (0, 40_000)), ((0, 100), (500, 9000))],
)
def test_overlap_of_long_texts_is_near_the_truth(first: tuple[int, int], second: tuple[int, int]) -> None:
    text = [f"w{number}" for number in range(50_000)]
    one, other = shingles(text[slice(*first)]), shingles(text[slice(*second)])
    common = len(set(one.tolist()) & set(other.tolist()))
    found = overlap(sketch(one), len(one), sketch(other), len(other))
    assert found is not None
    assert found.both == pytest.approx(common / (len(one) + len(other) - common), abs=0.05)
    assert found.inside == pytest.approx(common / len(one), abs=0.05)


def test_length_of_sketches() -> None:
    text = [f"w{number}" for number in range(20_004)]
    assert [len(sketch(shingles(text[:count]))) // 8 for count in (4, 104, 516, 1004, 20_004)] == [
        1, 100, 512, 512, 1250,
    ]  # fmt: skip


def test_pairs() -> None:
    sketches = [sketch(shingles(text)) for text in (WORDS[:100], [], OTHER[:50], WORDS[60:200], OTHER[40:45])]
    assert list(pairs(sketches)) == [(0, 3), (2, 4)]
    assert list(pairs([])) == []
    assert list(pairs([b"", b""])) == []


def test_a_line_in_common_pairs_a_text_with_few_others() -> None:
    texts = [["this", "line", "stands", "in", "all"] + [f"w{text}"] * 9 for text in range(100)]
    assert len(list(pairs([sketch(shingles(text)) for text in texts]))) == 100 * 16 - sum(range(1, 17))


# Titles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ערבות הדדית", "ערבות הדדית"),
        ("ערבות הדדית, מהדורה שנייה", "ערבות הדדית"),
        ("ערבות הדדית – מהדורה שניה ומעודכנת", "ערבות הדדית"),
        ("ערבות הדדית (מהד' ב')", "ערבות הדדית"),
        ("ערבות הדדית: מהדורה מעודכנת, 2005", "ערבות הדדית"),
        ("טיוטה: ערבות הדדית", "ערבות הדדית"),
        ("ערבות הדדית טיוטה 3", "ערבות הדדית"),
        ("ערבות הדדית נוסח סופי", "ערבות הדדית"),
        ("ערבות הדדית גרסה 2.1", "ערבות הדדית"),
        ("ערבות הדדית גירסה 4", "ערבות הדדית"),
        ("עֲרֵבוּת הדדית, מתוקנת ומורחבת", "ערבות הדדית"),
        ("Mutual Guarantee", "mutual guarantee"),
        ("Mutual Guarantee, 2nd ed.", "mutual guarantee"),
        ("Mutual Guarantee. Second Edition, Revised", "mutual guarantee"),
        ("Mutual Guarantee v1.2", "mutual guarantee"),
        ("Mutual Guarantee (version 12)", "mutual guarantee"),
        ("DRAFT - Mutual Guarantee 1998", "mutual guarantee"),
        ("mutual_guarantee_final", "mutual guarantee"),
        ("רשימת הנהלים לשנת 1998", "רשימת הנהלים לשנת"),
        ("סעיף 12 בתקנון", "סעיף 12 בתקנון"),
        ("נוסחים של תקנון", "נוסחים של תקנון"),
        ("Finality and drafting", "finality and drafting"),
        ("טיוטה", "טיוטה"),
        ("2005", "2005"),
        ("…", ""),
    ],
)
def test_titles_of_works(title: str, expected: str) -> None:
    assert work_title(title) == expected


def test_a_plain_title_keeps_its_edition() -> None:
    assert plain_title('מו"פ, מהדורה 2') == "מופ מהדורה 2"


# Kinds ---------------------------------------------------------------------------------------------------------------


def test_nothing_to_say() -> None:
    assert relations([]) == ()
    assert relations([printed("a")]) == ()
    assert relations([printed("a"), printed("b", part(200, 300))]) == ()


def test_same_bytes() -> None:
    assert relations([printed("b", digest="1"), printed("a", digest="1")]) == (Relation("same bytes", "a", "b", 1.0),)


def test_same_bytes_without_text() -> None:
    scans = [printed("b", "", digest="1"), printed("a", "", digest="1")]
    assert relations(scans) == (Relation("same bytes", "a", "b", None),)


def test_same_text_in_another_format() -> None:
    prints = [
        printed("a.html", SENTENCE),
        printed("b.docx", f"<{SENTENCE}>"),
        printed("c.pdf", "הַ" + SENTENCE[1:], page=1),
    ]
    assert relations(prints) == (
        Relation("same text", "c.pdf", "a.html", 1.0),
        Relation("same text", "c.pdf", "b.docx", 1.0),
    )


@pytest.mark.parametrize("text", ["", " \n", "…", "שלום", "Scanned with CamScanner\n\n" * 9])
def test_too_little_text_is_no_duplicate(text: str) -> None:
    assert relations([printed("a", text), printed("b", text)]) == ()


def test_unknown_bytes_are_no_duplicates() -> None:
    assert relations([printed("a", "", digest=""), printed("b", "", digest="")]) == ()


def test_one_sentence() -> None:
    longer = printed("c", SENTENCE + " " + TEXT)
    assert relations([printed("a", SENTENCE), printed("b", SENTENCE), longer]) == (
        Relation("same text", "a", "b", 1.0),
    )


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (100, (Relation("same text", "a", "b", 1.0),)),
        (99, (Relation("near duplicate", "a", "b", 0.9896),)),
        (48, (Relation("near duplicate", "a", "b", 0.4583),)),
        (47, (Relation("contained", "a", "b", 1.0),)),
        (12, (Relation("contained", "a", "b", 1.0),)),
        (11, ()),  # seven shingles say too little
    ],
)
def test_beginnings(end: int, expected: tuple[Relation, ...]) -> None:
    assert relations([printed("a"), printed("b", part(0, end))]) == expected


def test_near_duplicate_by_another_number() -> None:
    text = part(0, 50) + " 1998 " + part(50, 100)
    other = part(0, 50) + " 1999 " + part(50, 100)
    assert relations([printed("a", text), printed("b", other)]) == (Relation("near duplicate", "a", "b", 0.9020),)


@pytest.mark.parametrize(("added", "found"), [(0, 1.0), (5, 46 / 51), (7, 46 / 53), (11, 46 / 57), (12, None)])
def test_contained_in_part(added: int, found: float | None) -> None:
    short = part(100, 150) + "".join(f" {word}" for word in OTHER[:added])
    expected = () if found is None else (Relation("contained", "a", "b", round(found, 4)),)
    assert relations([printed("a", part(0, 300)), printed("b", short)]) == expected


def test_what_a_volume_contains_is_no_group() -> None:
    volume = printed("volume", part(0, 300))
    articles = [printed("article 1", part(0, 100)), printed("article 2", part(200, 300))]
    assert relations([volume, *articles, printed("article 1.txt", part(0, 100))]) == (
        Relation("same text", "article 1", "article 1.txt", 1.0),
        Relation("contained", "volume", "article 1", 1.0),
        Relation("contained", "volume", "article 2", 1.0),
    )


def test_groups_are_transitive() -> None:
    prints = [printed("a", part(0, 100)), printed("b", part(30, 130)), printed("c", part(60, 160))]
    assert relations(prints) == (
        Relation("near duplicate", "a", "b", 0.5238),
        Relation("near duplicate", "a", "c", 0.2308),
    )


def test_a_group_of_many() -> None:
    prints = [printed(f"{number:02}", f"{TEXT} {OTHER[number]}") for number in range(60)]
    expected = tuple(Relation("near duplicate", "00", f"{number:02}", 0.9796) for number in range(1, 60))
    assert relations(prints) == relations(prints[::-1]) == expected


def test_the_way_to_the_main_document_decides_the_kind() -> None:
    prints = [
        printed("a", part(0, 100), "Report", "2005"),
        printed("b", part(50, 150), "Report", "1998"),
        printed("c", part(70, 170), "Notes"),  # near to b, and too far from a
        printed("d", part(0, 90), "Letter"),
        printed("e", part(90, 190), "Essay", supersedes="d"),
    ]
    assert relations(prints[:3]) == (
        Relation("edition", "a", "b", 0.3151),
        Relation("edition", "a", "c", 0.1566),
    )
    assert relations([prints[0], *prints[3:]]) == (
        Relation("edition", "e", "a", 0.0323, True),
        Relation("edition", "e", "d", 0.0, True),
    )


# Editions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("ערבות הדדית, מהדורה שנייה", "ערבות הדדית"),
        ("Mutual guarantee", "Mutual guarantee (draft)"),
        ("דוח 2005", "דוח 1998"),
    ],
)
def test_edition_by_title_and_date(newer: str, older: str) -> None:
    prints = [printed("a", part(0, 100), older, "1998-05"), printed("b", part(50, 150), newer, "2005")]
    assert relations(prints) == (Relation("edition", "b", "a", 0.3151),)


@pytest.mark.parametrize(
    ("text", "title", "date", "type", "expected"),
    [
        (part(50, 150), "Report", "1998", None, ()),  # no other date
        (part(50, 150), "Report", "1998-05-01", None, ()),
        (part(50, 150), "Report", None, None, ()),
        (part(50, 150), "Reports", "2005", None, ()),
        (part(50, 150), "Report", "2005", "minutes", ()),
        (part(70, 170), "Report", "2005", None, ()),  # too little in common
        (part(0, 99), "Report", "2005", "minutes", (Relation("near duplicate", "a", "b", 0.9896),)),
        (part(0, 99), "Report", "1998", None, (Relation("near duplicate", "a", "b", 0.9896),)),
        (part(0, 99), "Report", "2005", None, (Relation("edition", "b", "a", 0.9896),)),
        (part(0, 20), "Report", "2005", None, (Relation("edition", "b", "a", 0.1667),)),
        (part(0, 100), "Report", "2005", None, (Relation("same text", "a", "b", 1.0),)),
    ],
)
def test_what_is_no_edition(
    text: str, title: str, date: str | None, type: str | None, expected: tuple[Relation, ...]
) -> None:
    assert relations([printed("a", TEXT, "Report", "1998-05"), printed("b", text, title, date, type=type)]) == expected


@pytest.mark.parametrize(
    ("older", "title", "named"),
    [
        ("old/a.pdf", "מהדורה ראשונה", "old/a.pdf"),
        ("old/a.pdf", "מהדורה ראשונה", "old\\a.pdf"),
        ("new/a.pdf", "מהדורה ראשונה", "a.pdf"),
        ("a.pdf", "מהדורה ראשונה", "../a.pdf"),
        ("new/e\u0301.pdf", "x", "\u00e9.pdf"),
        ("old/a.pdf", 'מו"פ שיתופי: נייר עמדה', "מו״פ שיתופי – נייר עמדה"),
        ("old/a.pdf", "The Rules", "the rules"),
    ],
)
def test_declared_edition(older: str, title: str, named: str) -> None:
    prints = [printed(older, TEXT, title), printed("new/b.pdf", part(200, 300), "B", supersedes=named)]
    assert relations(prints) == (Relation("edition", "new/b.pdf", older, 0.0, True),)
    assert problems(prints) == ()


def test_a_title_names_all_its_documents_but_the_newer_ones() -> None:
    prints = [
        printed("new.docx", part(0, 100), "חוק", supersedes="חוק"),
        printed("new.pdf", part(0, 99), "חוק", supersedes="חוק", page=1),
        printed("new.txt", part(0, 100), "חוק"),
        printed("old.docx", part(200, 300), "חוק"),
        printed("old.pdf", part(200, 299), "חוק", page=1),
    ]
    assert relations(prints) == (
        Relation("near duplicate", "new.pdf", "new.docx", 0.9896),
        Relation("near duplicate", "new.pdf", "new.txt", 0.9896),
        Relation("edition", "new.pdf", "old.docx", 0.0, True),
        Relation("edition", "new.pdf", "old.pdf", 0.0, True),
    )
    assert problems(prints) == ()


def test_declared_edition_without_text() -> None:
    assert relations([printed("a", ""), printed("b", "", supersedes="a")]) == (
        Relation("edition", "b", "a", None, True),
    )


def test_what_a_person_declared_wins_over_the_text() -> None:
    assert relations([printed("a", digest="1"), printed("b", digest="1", supersedes="a")]) == (
        Relation("edition", "b", "a", 1.0, True),
    )


def test_a_chain_has_one_main_document() -> None:
    texts = (part(0, 100), part(200, 300), part(400, 500))
    prints = [
        printed("c", texts[0]),
        printed("c copy", texts[0], by_person=("title", "authors", "date"), page=1),
        printed("b", texts[1], supersedes="c"),
        printed("a", texts[2], supersedes="b"),
        printed("a copy", texts[2], by_person=("title", "authors", "date"), page=1),
    ]
    assert relations(prints) == (
        Relation("same text", "a", "a copy", 1.0),
        Relation("edition", "a", "b", 0.0, True),
        Relation("edition", "a", "c", 0.0, True),
        Relation("edition", "a", "c copy", 0.0, True),
    )


def test_a_newer_date_goes_before_a_declared_edition() -> None:
    prints = [
        printed("2000", part(0, 100), "Report", "2000"),
        printed("2005", part(0, 90), "Report", "2005", supersedes="2000"),
        printed("2010", part(10, 100), "Report", "2010"),
    ]
    assert [(each.main, each.other) for each in relations(prints)] == [("2010", "2000"), ("2010", "2005")]


def test_what_is_declared_earlier_is_no_newer_edition_by_its_date() -> None:
    prints = [
        printed("a", part(0, 100), "Report", "2010"),
        printed("b", part(0, 90), "Report", "2005", supersedes="a"),
    ]
    assert relations(prints) == (Relation("edition", "b", "a", 0.8958, True),)


@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_circle_is_reported_and_broken(size: int) -> None:
    prints = [
        printed(str(place), part(100 * place, 100 * place + 50), supersedes=str((place + 1) % size))
        for place in range(size)
    ]
    assert relations(prints) == tuple(Relation("edition", "0", str(place), 0.0, True) for place in range(1, size))
    assert [(problem.id, problem.en) for problem in problems(prints)] == [
        (
            str(place),
            f"supersedes leads back to the document itself, so it does not say which is newer: {(place + 1) % size}",
        )
        for place in range(size)
    ]


def test_who_supersedes_a_circle_is_the_main_document() -> None:
    prints = [
        printed("a", part(0, 100), supersedes="b"),
        printed("b", part(200, 300), supersedes="a"),
        printed("c", part(400, 500), supersedes="b"),
    ]
    assert [(each.main, each.other) for each in relations(prints)] == [("c", "a"), ("c", "b")]
    assert [problem.id for problem in problems(prints)] == ["a", "b"]


def test_the_date_breaks_a_circle() -> None:
    prints = [
        printed("a", part(0, 100), "Report", "1998", supersedes="b"),
        printed("b", part(0, 90), "Report", "2005", supersedes="a"),
    ]
    assert [(each.main, each.other) for each in relations(prints)] == [("b", "a")]


@pytest.mark.parametrize("named", ["nothing.pdf", "b", "./b", "B", "../../b", "\ud800"])
def test_a_name_that_no_other_document_has_is_reported(named: str) -> None:
    prints = [printed("a"), printed("b", part(200, 300), "B", supersedes=named)]
    assert relations(prints) == ()
    assert [(problem.id, problem.en, problem.he) for problem in problems(prints)] == [
        (
            "b",
            f"supersedes names no other document of the library: {named}",
            f"השדה supersedes אינו מציין מסמך אחר בספרייה: {named}",
        )
    ]


# Which one is found --------------------------------------------------------------------------------------------------

COPIES = [
    printed("a.txt"),
    printed("b.docx"),
    printed("c.pdf", page=1),
    printed("d.txt", by_person=("title",)),
    printed("e.txt", by_person=("title", "date")),
    printed("f.pdf", by_person=("title", "date"), page=1),
    printed("g.txt", supersedes="h.txt"),
]
EARLIER = printed("h.txt", part(200, 300), by_person=("title", "date", "authors"), page=1)


@pytest.mark.parametrize("count", range(2, len(COPIES)))
def test_the_later_of_these_copies_is_better(count: int) -> None:
    found = relations([*COPIES[:count], EARLIER])
    assert [(each.main, each.other) for each in found] == [
        (COPIES[count - 1].id, copy.id) for copy in COPIES[: count - 1]
    ]


def test_the_declared_newer_edition_is_best() -> None:
    found = relations([*COPIES, EARLIER])
    assert [(each.main, each.other) for each in found] == [
        ("g.txt", other) for other in ("a.txt", "b.docx", "c.pdf", "d.txt", "e.txt", "f.pdf", "h.txt")
    ]


# Any library ---------------------------------------------------------------------------------------------------------

PRINT = st.builds(
    printed,
    id=st.sampled_from("abcdefghij"),
    text=st.sampled_from(["", SENTENCE, part(0, 100), part(0, 90), part(40, 140), part(0, 300), part(250, 300)]),
    title=st.sampled_from(["Report", "Report 2", "דוח, מהדורה שנייה", "דוח"]),
    date=st.sampled_from([None, "1998", "1998-05", "2005", "2005-01-31"]),
    supersedes=st.none() | st.sampled_from([*"abcdefghij", "Report", "דוח", "nothing"]),
    by_person=st.sampled_from([(), ("title",), ("title", "date")]),
    digest=st.sampled_from([None, None, None, "1", "2"]),
    page=st.sampled_from([None, 1]),
)
LIBRARY = st.lists(PRINT, max_size=10, unique_by=lambda each: each.id)


@given(LIBRARY, st.randoms())
def test_order_does_not_matter(library: list[TextPrint], chance: random.Random) -> None:
    shuffled = chance.sample(library, len(library))
    assert relations(shuffled) == relations(library)
    assert problems(shuffled) == problems(library)


@given(LIBRARY)
def test_every_document_is_a_main_one_or_stands_under_one(library: list[TextPrint]) -> None:
    found = [each for each in relations(library) if each.kind != "contained"]
    under = [each.other for each in found]
    assert len(set(under)) == len(under)
    assert not {each.main for each in found} & set(under)
    assert {each.main for each in found} | set(under) <= {each.id for each in library}
    assert all(each.share is None or 0 <= each.share <= 1 for each in found)
    assert all(each.kind == "edition" for each in found if each.declared)
