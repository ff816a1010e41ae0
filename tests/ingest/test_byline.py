import pytest

from ingest.byline import Byline, find_byline, is_byline


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["כותרת", "מאת דגי חבויניק, 28.9.2005"], Byline("כותרת", ("דגי חבויניק",), "2005-09-28")),
        (["מאת: רות לוי-כהן | 3 במרץ 2011"], Byline(None, ("רות לוי-כהן",), "2011-03-03")),
        (["כתבה: נעמה גל", "ספטמבר 2019"], Byline(None, ("נעמה גל",), "2019-09")),
        (["נכתב על ידי צוות המכון, 1/2/98"], Byline(None, ("צוות המכון",), "1998-02-01")),
        (["By Jane Doe, 2004-05-06"], Byline(None, ("Jane Doe",), "2004-05-06")),
        (["Title", "By Jane van der Berg and A. B. O’Neil"], Byline("Title", ("Jane van der Berg", "A. B. O’Neil"))),
        (["מאת נועה ברקאי ודן לוי"], Byline(None, ("נועה ברקאי", "דן לוי"))),
        (["מאת דנה ורד, 2001"], Byline(None, ("דנה ורד",), "2001")),
        (["מאת דגי חבויניק, רכז המעגל, 28.9.2005"], Byline(None, ("דגי חבויניק",), "2005-09-28")),
        (["כותרת", "נועה ברקאי", "2005-09-28", "מאת נועה ברקאי, 28/9/2005"],
         Byline("כותרת", ("נועה ברקאי",), "2005-09-28")),
        (["28.9.2005"], Byline(date="2005-09-28")),
        (["כותרת", "שורה ארוכה מאוד שבה נזכר כבדרך אגב התאריך 1.1.2001 ועוד הרבה מילים"], Byline()),
        ([], Byline()),
    ],
)  # fmt: skip
def test_find_byline(lines: list[str], found: Byline) -> None:
    assert find_byline(lines) == found


@pytest.mark.parametrize(
    "line",
    [
        "מאת האסיפה הכללית התקבלה החלטה חשובה מאוד בשנה שעברה",
        "By contrast, the second case failed.",
        "By the end of the year, all members had joined.",
        "By March 2004",
        "כתב ההגנה הוגש",
        "מאתיים חברים",
        "מאת",
        "By " + "A" * 76 + "!",
        "By " + " " * 380 + "x",
        "מאת " + "א " * 190,
        "By " + "x" * 100_000,
    ],
    ids=lambda line: line[:20],
)
def test_what_is_no_byline(line: str) -> None:
    assert not is_byline(line)
