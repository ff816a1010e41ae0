"""The query syntax: what is an operator, what is text, and that nothing anybody types breaks it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.analysis import tokens
from knowledge.syntax import FIELDS, FieldFilter, Parsed, Phrase, parse, years


def p(words: str) -> Phrase:
    """``"coop law*"`` -> the phrase of these words, the star for a prefix."""
    return Phrase(tuple(words.rstrip("*").split()), words.endswith("*"))


def parsed(
    text: str,
    *required: str,
    excluded: tuple[str, ...] = (),
    fields: tuple[tuple[str, str] | tuple[str, str, bool], ...] = (),
) -> Parsed:
    """``"a|b c"`` in `required` is a group of two phrases."""
    groups = tuple(tuple(p(words) for words in group.split("|")) for group in required)
    return Parsed(text, groups, tuple(p(words) for words in excluded), tuple(FieldFilter(*pair) for pair in fields))


CASES = [
    # text
    ("", parsed("")),
    ("   \t\n ", parsed("")),
    ("איך קולטים צעירים?", parsed("איך קולטים צעירים?")),
    ("  two \n words\u00a0here ", parsed("two words here")),
    ("קיבוץ או מושב", parsed("קיבוץ או מושב")),
    ("kibbutz or moshav", parsed("kibbutz or moshav")),
    ("(חבר, משק) & קהילה!", parsed("(חבר, משק) & קהילה!")),
    # exact phrases
    ('"worker owned" firms', parsed("worker owned firms", "worker owned")),
    ('"ניהול משתף" בקיבוץ', parsed("ניהול משתף בקיבוץ", "ניהול משתף")),
    ("“worker owned”", parsed("worker owned", "worker owned")),
    ("„ניהול משתף“", parsed("ניהול משתף", "ניהול משתף")),
    ("״ניהול משתף״", parsed("ניהול משתף", "ניהול משתף")),
    ('“ניהול משתף" עכשיו', parsed("ניהול משתף עכשיו", "ניהול משתף")),
    ('"קיבוץ"', parsed("קיבוץ", "קיבוץ")),
    ('"Kibbutz"', parsed("Kibbutz", "kibbutz")),
    ('"a b" "c d"', parsed("a b c d", "a b", "c d")),
    ('"a b""c d"', parsed("a b c d", "a b", "c d")),
    ('"a b"c', parsed("a b c", "a b")),
    ('"coop law", housing', parsed("coop law, housing", "coop law")),
    ('("coop law")', parsed("(coop law)", "coop law")),
    ('"  coop   law "', parsed("coop law", "coop law")),
    ('ב-"בית ספר"', parsed("ב-בית ספר", "בית ספר")),
    ('"קִבּוּץ שִׁתּוּפִי"', parsed("קִבּוּץ שִׁתּוּפִי", "קבוץ שתופי")),
    ('"in 1990-2005"', parsed("in 1990-2005", "in 1990 2005")),
    # operators inside a phrase are words
    ('"trial OR error"', parsed("trial or error", "trial or error")),
    ('"a -b | c"', parsed("a b c", "a b c")),
    ('"topic:x y"', parsed("topic x y", "topic x y")),
    # gershayim
    ('מו"פ בחקלאות', parsed('מו"פ בחקלאות')),
    ("מו״פ בחקלאות", parsed("מו״פ בחקלאות")),
    ('הקיבוץ ה"שיתופי" והמתחדש', parsed('הקיבוץ ה"שיתופי והמתחדש')),
    ('"מו"פ בחקלאות"', parsed('מו"פ בחקלאות', "מופ בחקלאות")),
    ('מו"פ "בית ספר" תנ״ך', parsed('מו"פ בית ספר תנ״ך', "בית ספר")),
    ('"תנ"ך"', parsed('תנ"ך', "תנך")),
    # marks that form no pair
    ('"worker owned', parsed("worker owned")),
    ('worker owned"', parsed("worker owned")),
    ('"a b" "c', parsed("a b c", "a b")),
    ('15" pipe', parsed("15 pipe")),
    ('foo"bar', parsed("foo bar")),
    ('"', parsed("")),
    ('""', parsed("")),
    ('"?!" word', parsed("?! word")),
    ('""hello""', parsed("hello")),
    # exclusion
    ("קיבוץ -מושב", parsed("קיבוץ", excluded=("מושב",))),
    ("-moshav kibbutz", parsed("kibbutz", excluded=("moshav",))),
    ("kibbutz −moshav –town", parsed("kibbutz", excluded=("moshav", "town"))),
    ('law -"income tax" reform', parsed("law reform", excluded=("income tax",))),
    ('law -"income reform', parsed("law reform", excluded=("income",))),
    ("law -income-tax", parsed("law", excluded=("income tax",))),
    ('קיבוץ -מו"פ', parsed("קיבוץ", excluded=("מופ",))),
    ("law -tax*", parsed("law", excluded=("tax*",))),
    ("law -tax, reform", parsed("law reform", excluded=("tax",))),
    ("-a", parsed("", excluded=("a",))),
    ("בן-רפאל co-op בית־ספר", parsed("בן-רפאל co-op בית־ספר")),
    ("קיבוץ - עבר והווה", parsed("קיבוץ עבר והווה")),
    ("קיבוץ – עבר והווה", parsed("קיבוץ עבר והווה")),
    ("law --tax", parsed("law tax")),
    ("law (-tax)", parsed("law (-tax)")),
    ("בשנים 1990-2005", parsed("בשנים 1990-2005")),
    ('"a b"-c', parsed("a b c", "a b")),
    ('"a b"-"c d"', parsed("a b-c d", "a b", "c d")),
    ("-", parsed("")),
    ('-"" word', parsed("word")),
    # alternatives
    ("kibbutz OR moshav", parsed("kibbutz moshav", "kibbutz|moshav")),
    ("a OR b OR c", parsed("a b c", "a|b|c")),
    ("קיבוץ | מושב", parsed("קיבוץ מושב", "קיבוץ|מושב")),
    ("קיבוץ|מושב", parsed("קיבוץ מושב", "קיבוץ|מושב")),
    ("a OR b c OR d", parsed("a b c d", "a|b", "c|d")),
    ("x a OR b y", parsed("x a b y", "a|b")),
    ('"work place" OR shop', parsed("work place shop", "work place|shop")),
    ('"a b"|"c d"', parsed("a b c d", "a b|c d")),
    ("בן-רפאל OR co-op", parsed("בן-רפאל co-op", "בן רפאל|co op")),
    ("coop* OR kibbutz", parsed("coop kibbutz", "coop*|kibbutz")),
    ("OR a", parsed("a")),
    ("a OR", parsed("a")),
    ("OR", parsed("")),
    ("a OR OR b", parsed("a b", "a|b")),
    ("a || b", parsed("a b", "a|b")),
    ('"a b" OR', parsed("a b", "a b")),
    ("a OR -b c", parsed("a c", excluded=("b",))),
    ("a OR topic:x b", parsed("a b", fields=(("topic", "x"),))),
    ('a OR "" OR b', parsed("a b", "a|b")),
    ("a Or b oR c", parsed("a Or b oR c")),
    ("ORDER OR ORGAN", parsed("ORDER ORGAN", "order|organ")),
    # beginnings of words
    ("קואופ*", parsed("קואופ", "קואופ*")),
    ("coop* law", parsed("coop law", "coop*")),
    ("coop*, law", parsed("coop , law", "coop*")),
    ("co-op*", parsed("co-op", "co op*")),
    ('מו"פ*', parsed('מו"פ', "מופ*")),
    ('"worker coop*"', parsed("worker coop", "worker coop*")),
    ('"worker* coop"', parsed("worker coop", "worker coop")),
    ("a* law", parsed("a law")),
    ("19* law", parsed("19 law")),
    ("* law", parsed("law")),
    ("coop** law", parsed("coop law")),
    ("2*3", parsed("2 3")),
    ("co*op", parsed("co op")),
    # filters
    ("topic:education school", parsed("school", fields=(("topic", "education"),))),
    ("נושא:חינוך בית ספר", parsed("בית ספר", fields=(("topic", "חינוך"),))),
    ('topic:"young people" work', parsed("work", fields=(("topic", "young people"),))),
    ("סוג:״נייר עמדה״", parsed("", fields=(("type", "נייר עמדה"),))),
    ("country:IL מדינה:ES", parsed("", fields=(("country", "IL"), ("country", "ES")))),
    (
        "lang:he language:en שפה:עברית",
        parsed("", fields=(("language", "he"), ("language", "en"), ("language", "עברית"))),
    ),
    (
        'author:Cohen מחבר:בן-רפאל מאת:"א. כהן"',
        parsed("", fields=(("author", "Cohen"), ("author", "בן-רפאל"), ("author", "א. כהן"))),
    ),
    ('title:law כותרת:מו"פ', parsed("", fields=(("title", "law"), ("title", 'מו"פ')))),
    (
        "year:1990–2005 שנה:-2000 year:2001-",
        parsed("", fields=(("year", "1990–2005"), ("year", "-2000"), ("year", "2001-"))),
    ),
    ("TOPIC:Education", parsed("", fields=(("topic", "Education"),))),
    ("topic: education", parsed("education")),
    ("topic:", parsed("")),
    ('topic:"" law', parsed("law")),
    ('topic:"law', parsed("", fields=(("topic", "law"),))),
    ('topic:"a b"c', parsed("c", fields=(("topic", "a b"),))),
    ("-topic:law tax", parsed("tax", fields=(("topic", "law", True),))),
    ('tax -נושא:"young people" topic:law', parsed("tax", fields=(("topic", "young people", True), ("topic", "law")))),
    ("law|topic:x", parsed("law", fields=(("topic", "x"),))),
    ("topic:a:b", parsed("", fields=(("topic", "a:b"),))),
    ("http://x.org", parsed("http://x.org")),
    ("10:30", parsed("10:30")),
    ("מסקנה:טקסט", parsed("מסקנה:טקסט")),
    ("הנושא:חינוך", parsed("הנושא:חינוך")),
    ("subtopic:law", parsed("subtopic:law")),
    ("(topic:law)", parsed("(topic:law)")),
    ("topıc:x countrſy:y", parsed("topıc:x countrſy:y")),
    # what cannot be seen
    ('\u200f"בית\u200e ספר"\u202c', parsed("בית ספר", "בית ספר")),
    ("\u2067-מושב\u2069 קיבוץ", parsed("קיבוץ", excluded=("מושב",))),
    ("נו\u200bשא:חינוך", parsed("", fields=(("topic", "חינוך"),))),
    ("a\x00b\x02c\x03 \ud800d\ufeff", parsed("abc d")),
    # together
    (
        'קליטת צעירים "דור המשך" דירות OR קרקעות -מיסוי שנה:2000- קואופ*',
        parsed(
            "קליטת צעירים דור המשך דירות קרקעות קואופ",
            "דור המשך",
            "דירות|קרקעות",
            "קואופ*",
            excluded=("מיסוי",),
            fields=(("year", "2000-"),),
        ),
    ),
]


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[ascii(query) for query, _ in CASES])
def test_parse(query: str, expected: Parsed) -> None:
    assert parse(query) == expected


def test_every_name_of_a_field_is_a_filter() -> None:
    for name, field in FIELDS.items():
        assert parse(f"{name}:x {name.upper()}:y") == parsed("", fields=((field, "x"), (field, "y")))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2005", (2005, 2005)),
        (" 2005 ", (2005, 2005)),
        ("1990-2005", (1990, 2005)),
        ("1990–2005", (1990, 2005)),
        ("1990−2005", (1990, 2005)),
        ("2005-1990", (2005, 1990)),
        ("2000-", (2000, None)),
        ("-2000", (None, 2000)),
        ("", None),
        ("-", None),
        ("205", None),
        ("20055", None),
        ("20052006", None),
        ("1990-05", None),
        ("1990--2005", None),
        ("1990-2005-", None),
        ("٢٠٠٥", None),
        ("תש״ס", None),
    ],
)
def test_years(value: str, expected: tuple[int | None, int | None] | None) -> None:
    assert years(value) == expected


PIECES = (
    '" “ ” „ ״ - − – -- * ** : | || OR או or topic: נושא: year: http: a ab coop קיבוץ ה מו"פ תנ״ך ל ְ '
    "\u200f \u202b \u2069 \u200b \x00 \x02 \x03 ( ) , . ? ־ ' 5 2005 漢 topıc:"
).split(" ")
HOSTILE = st.lists(st.sampled_from([*PIECES, " ", " ", " ", "\n", "\u00a0", "\ud800"]), max_size=24).map("".join)
QUERIES = st.one_of(HOSTILE, st.text(max_size=40), st.text('"״-*:| \u200fאבab', max_size=30))


@given(QUERIES)
@example('"')
@example('a"-b')
@example('"*OR*"')
@example('"-topic:-topic:-*|OR"')
def test_anything_is_a_query(query: str) -> None:
    result = parse(query)
    assert result.text == " ".join(result.text.split())
    assert all(group and all(phrase.words for phrase in group) for group in result.required)
    assert all(phrase.words for phrase in result.excluded)
    assert all(filter_.field in FIELDS.values() and filter_.value for filter_ in result.fields)


@given(QUERIES)
@example('"-topic:-topic:-*|OR"')
@example('"topic"topic:x')
@example('("-a")-"b"')
def test_text_holds_no_operator(query: str) -> None:
    text = parse(query).text
    assert parse(text) == Parsed(text, (), (), ())


@given(QUERIES)
@example('"a"\'b')
@example('"1",000')
def test_words_that_must_be_found_are_searched(query: str) -> None:
    result = parse(query)
    searched = {token.word for token in tokens(result.text)}
    assert {word for group in result.required for phrase in group for word in phrase.words} <= searched


@given(QUERIES)
def test_an_excluded_part_adds_nothing_else(query: str) -> None:
    before, after = parse(query), parse(query + ' -zyzzyva -"xylyl זזזז"')
    excluded = (*before.excluded, p("zyzzyva"), p("xylyl זזזז"))
    if '"' not in query and not set(query) & set("“”„״"):  # an open quotation would reach into the addition
        assert after == Parsed(before.text, before.required, excluded, before.fields)
    assert parse(query + " -zyzzyva") == Parsed(before.text, before.required, excluded[:-1], before.fields)


@given(QUERIES)
def test_years_of_anything(value: str) -> None:
    found = years(value)
    assert found is None or found != (None, None)


@pytest.mark.parametrize(
    "part",
    ['"', "-", "*", "|", ":", "״", '" ', "- ", ' -"', '"-', "OR ", "topic:", "-topic:", "a*", 'א"', "א", "a", "\u200f"],
)
def test_long_queries_finish(part: str) -> None:
    for query in ((part * 10_000)[:10_000], '"' + (part * 10_000)[:9_998] + '"'):
        found = parse(query)
        assert parse(found.text) == Parsed(found.text, (), (), ())
