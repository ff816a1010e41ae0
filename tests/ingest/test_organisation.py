"""The organisation in a document's first lines, and the lines that only look like one."""

import pytest

from ingest.organisation import find_organisation, is_organisation

TITLE, BYLINE = "דרכים לשותפות", "מאת דנה כהן, 5.3.2004"


@pytest.mark.parametrize(
    ("line", "organisation"),
    [
        ("המכון לחקר הקיבוץ", "המכון לחקר הקיבוץ"),
        ("מכון שיטים", "מכון שיטים"),
        ("התנועה הקיבוצית", "התנועה הקיבוצית"),
        ("התנועה הקיבוצית – אגף החינוך", "התנועה הקיבוצית – אגף החינוך"),
        ("התנועה הקיבוצית, המטה השיתופי, מרץ 2004", "התנועה הקיבוצית, המטה השיתופי"),
        ("אגף משאבי אנוש", "אגף משאבי אנוש"),
        ("המחלקה לצמיחה דמוגרפית", "המחלקה לצמיחה דמוגרפית"),
        ("אוניברסיטת חיפה | 2004", "אוניברסיטת חיפה"),
        ("המכון לחקר הקיבוץ, אוניברסיטת חיפה", "המכון לחקר הקיבוץ, אוניברסיטת חיפה"),
        ("אוניברסיטת בן-גוריון בנגב", "אוניברסיטת בן-גוריון בנגב"),
        ("האוניברסיטה העברית בירושלים", "האוניברסיטה העברית בירושלים"),
        ("משרד החקלאות ופיתוח הכפר", "משרד החקלאות ופיתוח הכפר"),
        ("המועצה האזורית עמק יזרעאל", "המועצה האזורית עמק יזרעאל"),
        ("יד טבנקין", "יד טבנקין"),
        ("תק\"ם", None),
        ("הוועדה הציבורית לעניין הקיבוצים", "הוועדה הציבורית לעניין הקיבוצים"),
        ("הוצאת הקיבוץ המאוחד, 2004", "הוצאת הקיבוץ המאוחד"),
        ("בהוצאת יד יערי", "הוצאת יד יערי"),
        ("הוצאת ספרים מאגנס", "הוצאת מאגנס"),
        ("יצא לאור בהוצאת עם עובד", "הוצאת עם עובד"),
        ("The Kibbutz Institute", "The Kibbutz Institute"),
        ("Institute for Research of the Kibbutz", "Institute for Research of the Kibbutz"),
        ("University of Haifa, March 2004", "University of Haifa"),
        ("Ministry of Agriculture", "Ministry of Agriculture"),
        ("International Cooperative Alliance", "International Cooperative Alliance"),
        ("Published by Yad Tabenkin.", "Yad Tabenkin"),
        ("המכון הוקם בשנת 1970", None),
        ("מכון חדש הוקם", None),
        ("מכון מחקר", None),
        ("מה עושה אגף החינוך?", None),
        ("אגף החינוך ממליץ", None),
        ("המכון ותפקידו", None),
        ("מרכז המשק", None),
        ("קרן כהן", None),
        ("הוצאת כספים", None),
        ("בהוצאת כספים", None),
        ("הוצאות המשק", None),
        ("רשת ביטחון", None),
        ("אגודת אשראי", None),
        ("איגוד מקצועי", None),
        ("התנועה הקיבוצית: עשור לשינוי", None),
        ("התנועה הקיבוצית, לאן", None),
        ("אוניברסיטה", None),
        ("The Institute", None),
        ("Department", None),
        ("University of", None),
        ("the cooperative movement grew", None),
        ("The Institute was founded in 1970", None),
        ("Association of all who work, and more besides", None),
        ("המכון " + "א" * 100_000 + "!", None),
        ("", None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_line_above_the_title(line: str, organisation: str | None) -> None:
    assert find_organisation([line, TITLE, BYLINE], TITLE) == organisation
    assert find_organisation([line, TITLE], TITLE) == organisation


@pytest.mark.parametrize(
    ("lines", "organisation"),
    [
        ([TITLE, BYLINE, "המכון לחקר הקיבוץ"], "המכון לחקר הקיבוץ"),
        ([TITLE, "המכון לחקר הקיבוץ", BYLINE], "המכון לחקר הקיבוץ"),
        ([TITLE, "מאת דנה כהן, המכון לחקר הקיבוץ, 2004"], "המכון לחקר הקיבוץ"),
        ([TITLE, "By Jane Doe, University of Haifa, 2004"], "University of Haifa"),
        (["יד יערי", TITLE, "מאת דנה כהן, המכון לחקר הקיבוץ, 2004"], "המכון לחקר הקיבוץ"),
        ([TITLE, BYLINE, "מבוא", "פסקה", "ועוד", "המכון לחקר הקיבוץ"], None),
        ([TITLE, "המכון לחקר הקיבוץ"], None),
        ([TITLE, "פסקה", "הוצאת הקיבוץ המאוחד"], "הוצאת הקיבוץ המאוחד"),
        ([TITLE, *["פסקה"] * 20, "הוצאת הקיבוץ המאוחד"], None),
        ([TITLE], None),
        ([], None),
    ],
)
def test_where_it_stands(lines: list[str], organisation: str | None) -> None:
    assert find_organisation(lines, TITLE) == organisation


def test_the_title_and_headings_are_none() -> None:
    assert find_organisation(["התנועה הקיבוצית", BYLINE], "התנועה הקיבוצית") is None
    assert find_organisation([TITLE, BYLINE, "אגף החינוך"], TITLE, ["אגף החינוך"]) is None


@pytest.mark.parametrize(
    ("line", "is_one"), [("יד  טבנקין", True), ("אגף החינוך, 2004", True), ("קליטת צעירים", False)]
)
def test_is_organisation(line: str, is_one: bool) -> None:
    assert is_organisation(line) is is_one
