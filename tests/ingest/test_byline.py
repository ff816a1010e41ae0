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
        (["מאת א' כהן, ב' לוי וג' מזרחי"], Byline(None, ("א' כהן", "ב' לוי", "ג' מזרחי"))),
        (["מאת א׳ כהן, ב׳ לוי, וג׳ מזרחי, 1.2.2003"],
         Byline(None, ("א׳ כהן", "ב׳ לוי", "ג׳ מזרחי"), "2003-02-01")),
        (["כותרת", "מאת א' כהן, ב' לוי וג' מזרחי, ט\"ו באייר תשס\"ד"],
         Byline("כותרת", ("א' כהן", "ב' לוי", "ג' מזרחי"), "2004-05-06")),
        (["מאת א' כהן וב' לוי, תשס\"ד"], Byline(None, ("א' כהן", "ב' לוי"), "2004")),
        (["מאת א' כהן, ב' לוי וג' מזרחי | אוניברסיטת חיפה, 2001"],
         Byline(None, ("א' כהן", "ב' לוי", "ג' מזרחי"), "2001")),
        (["מאת ד\"ר דנה ורד ויואב כהן"], Byline(None, ("ד\"ר דנה ורד", "יואב כהן"))),
        (["מאת פרופ' אליעזר בן-רפאל ופרופ' מנחם טופל"], Byline(None, ("פרופ' אליעזר בן-רפאל", "פרופ' מנחם טופל"))),
        (["מאת: רות לוי־כהן – 28/9/2005"], Byline(None, ("רות לוי־כהן",), "2005-09-28")),
        (["מאת יעל לוי-כהן ונעמי בר-און, 2002"], Byline(None, ("יעל לוי-כהן", "נעמי בר-און"), "2002")),
        (["מאת נועה ברקאי ודן ורד"], Byline(None, ("נועה ברקאי", "דן ורד"))),
        (["מאת נועה בר ודנה"], Byline(None, ("נועה בר ודנה",))),
        (["מאת דן לוי, ורד כהן, 2001"], Byline(None, ("דן לוי",), "2001")),
        (["מחברים: דנה ורד, יואב כהן; רות לוי"], Byline(None, ("דנה ורד", "יואב כהן", "רות לוי"))),
        (["הכותבות: דנה לוי ורות כהן"], Byline(None, ("דנה לוי", "רות כהן"))),
        (["כותבת המאמר: דנה לוי"], Byline(None, ("דנה לוי",))),
        (["נכתב בידי דנה לוי, אוגוסט 2003"], Byline(None, ("דנה לוי",), "2003-08")),
        (["מאת דגי חבויניק, רכז המעגל ומזכיר הקיבוץ, 2004"], Byline(None, ("דגי חבויניק",), "2004")),
        (["מחברת: דנה לוי, מנהלת המכון"], Byline(None, ("דנה לוי",))),
        (["כותרת", "מאת:", "נועה ברקאי", "28.9.2005"], Byline("כותרת", ("נועה ברקאי",), "2005-09-28")),
        (["כותרת", "מאת:", "המסמך נכתב בעקבות החלטת המזכירות"], Byline()),
        (["By A. Cohen and B. Levi, 2004"], Byline(None, ("A. Cohen", "B. Levi"), "2004")),
        (["By Jane Doe, John Roe, and Mary Lee, 5 March 2004"],
         Byline(None, ("Jane Doe", "John Roe", "Mary Lee"), "2004-03-05")),
        (["By Jane Doe, John Roe & Mary Lee"], Byline(None, ("Jane Doe", "John Roe", "Mary Lee"))),
        (["Author: Jane Doe"], Byline(None, ("Jane Doe",))),
        (["Authors: Jane Doe, John Roe; Mary Lee"], Byline(None, ("Jane Doe", "John Roe", "Mary Lee"))),
        (["Written by Dr. Jane Doe-Roe | Spring 2004"], Byline(None, ("Dr. Jane Doe-Roe",), "2004")),
        (["By Jane Doe, Director of Research and Planning, 2004"], Byline(None, ("Jane Doe",), "2004")),
        (["By Jane Doe, Institute for Research of the Kibbutz, University of Haifa, 2004"],
         Byline(None, ("Jane Doe",), "2004")),
        (["Title", "By", "Jane Doe and John Roe"], Byline("Title", ("Jane Doe", "John Roe"))),
        (["28.9.2005"], Byline(date="2005-09-28")),
        (["כותרת", "אייר תשס\"ד"], Byline(date="2004-05")),
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
