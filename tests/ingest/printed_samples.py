"""Pages that Chromium printed, and what they say: `python tests/ingest/printed_samples.py` prints them anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "samples" / "printed"

MANY = (
    "בשנים האחרונות גדל מספר הקואופרטיבים בישראל, ורבים מהם פועלים בתחומי המזון, התחבורה והחינוך. החברים מחליטים יחד"
    " על השכר, על שעות העבודה ועל חלוקת הרווחים, וכל חבר מחזיק קול אחד."
)
NUMBERS = (
    "האגודה הוקמה בשנת 1998 בידי 23 חברים, ומאז גדלה ב-57% בכל עשור. לפי הדוח (סעיף 7(ב)) ההון העצמי הגיע ל-80,000"
    ' ש"ח, והיתרה חולקה בין החברים בשנים 2003-2004.'
)
LATIN = (
    "הרשת Evergreen Cooperatives פועלת בעיר קליבלנד ומעסיקה 320 עובדים במכבסה, בחממה ובחברת אנרגיה סולרית. היא למדה מן"
    " הניסיון של Mondragón Corporation שבחבל הבסקים."
)
LAST = (
    "אין די בחוק טוב כדי שקואופרטיב יצליח. דרושים גם ליווי, הכשרה ואשראי סבלני, וגם קהילה שקונה ממנו דרך קבע. כל אלה"
    " נבנים לאט, ובדרך כלל בעזרת ארגון גג אזורי."
)
ENGLISH = (
    "The kibbutz (קיבוץ) is a collective community. In 2005 the law on cooperative societies (פקודת האגודות) was"
    " amended, and the movement grew to 270 villages. Members of the moshav (מושב עובדים, 1921) own their farms."
)
SHORT = "See Chapter 7: “Ownership” (pp. 12–19)."
HYPHENATED = "The cooperatives of cooperative workers find efficient offices, fluffy waffles and office difficulties."

_STYLE = "body{font:12px 'DejaVu Sans';margin:0} @page{size:A4;margin:20mm} .en{direction:ltr;text-align:left}"
_ROWS = [
    ("ארגון", "חברים", 'הון (ש"ח)', "שינוי"),
    ("מאפיית השחר", "23", "80,000", "-3.5%"),
    ("דפוס הגליל", "61", "120,500", "57%"),
    ("Green Wheels", "9", "7,250", "12.5%"),
]
TABLE = "\n".join(" | ".join(row) for row in _ROWS)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _page(body: str, style: str = "", direction: str = "rtl") -> str:
    return f"<html dir={direction} lang=he><style>{_STYLE}{style}</style>{body}</html>"


PAGES = {
    "english_paragraphs": _page(
        f"<h1>כותרת המסמך</h1><p>{MANY}</p><p class=en>{ENGLISH}</p><p>{NUMBERS}</p>"
        f"<p class=en>{SHORT}</p><p>{LATIN}</p>"
    ),
    "hebrew_from_the_left": _page(f"<h1>כותרת המסמך</h1>{_paragraphs(MANY, NUMBERS, LATIN, LAST)}", direction="ltr"),
    "three_columns": _page(
        f"<h1>שלוש עמודות בעמוד אחד</h1><div>{_paragraphs(MANY, NUMBERS, LATIN, LAST, MANY, NUMBERS)}</div>",
        "div{columns:3;column-gap:18px;text-align:justify}",
    ),
    "two_columns_and_headings": _page(
        f"<h1>כותרת ברוחב העמוד</h1>{_paragraphs(LAST)}<div>{_paragraphs(MANY, NUMBERS)}</div>"
        f"<h2>כותרת שנייה ברוחב העמוד כולו</h2><div>{_paragraphs(LATIN, LAST)}</div>",
        "div{columns:2;column-gap:24px}",
    ),
    "table": _page(
        f"<h1>טבלה</h1><p>{MANY}</p><table border=1>"
        + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in _ROWS)
        + f"</table><p>{NUMBERS}</p>",
        "td{padding:3px 14px} table{border-collapse:collapse}",
    ),
    "spaced_and_stretched": _page(
        f"<h1>הקדמה והסבר</h1>{_paragraphs(MANY, LATIN)}", "h1{letter-spacing:.35em} p{text-align:justify;width:180px}"
    ),
    "soft_hyphens_and_ligatures": _page(
        f"<h1>כות&#8203;רת</h1><p>{MANY}</p><p class=en style='width:150px'>"
        f"{HYPHENATED.replace('cooper', 'co&shy;oper').replace('coopera', 'coopera&shy;')}</p>"
    ),
    "writing_beside_the_text": _page(
        f"<h1>כותרת</h1><div>שוליים בכתב צדי</div>{_paragraphs(MANY, NUMBERS, LATIN)}",
        "div{position:fixed;left:-8mm;top:90mm;transform:rotate(-90deg);font-size:9px}",
    ),
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        for name, html in PAGES.items():
            page.set_content(html)
            page.pdf(path=FOLDER / f"{name}.pdf", prefer_css_page_size=True)
        browser.close()


if __name__ == "__main__":
    main()
