"""Adding documents in a real Chromium, with the real run of the index: upload, correct, confirm, find, undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from ingest.pipeline import index_corpus
from knowledge.settings import load

from .corpus import HOSTILE, write_corpus
from .servers import running

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.xdist_group("adding")]

Open = Callable[..., Page]
LONG = 240_000
"""Milliseconds that a run of the index is given on a busy machine."""
TEXT = (
    "הקואופרטיב הוא ארגון שחבריו הם בעליו, והם מנהלים אותו יחד באסיפה שבה לכל חבר קול אחד. האסיפה בוחרת את הוועד, "
    "מאשרת את התקציב ומחליטה על קבלת חברים חדשים. כל חבר תורם לקרן המשותפת, והקרן עוזרת למי שנקלע לקושי."
)
PAPER = f"קרן פנחסית לעזרה\n\nמאת: דנה כהן\n\n28.9.2005\n\n{TEXT} הקרן נקראת קרקפדית.\n"
HOSTILE_NAME = '<img src=x onerror="window.harm=1"> $x^2$ \u202egpj.txt'


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the app of this module."""
    folder = tmp_path_factory.mktemp("adding")
    write_corpus(folder / "corpus")
    return folder / "corpus"


@pytest.fixture(scope="module")
def app_url(corpus: Path, prepared_model: Path) -> Iterator[str]:
    """The address of an app of its own, whose library other tests do not see changing."""
    folder = corpus.parent
    index_corpus(load(corpus=corpus, index=folder / "index"))
    folders = {"corpus": corpus, "index": folder / "index", "people": folder / "people"}
    environment = {f"KNOWLEDGE_{name.upper()}": str(path) for name, path in folders.items()}
    with running(environment, folder / "log") as url:
        yield url


@pytest.fixture(autouse=True)
def no_drafts(corpus: Path) -> Iterator[None]:
    """Each test begins without uploads of an earlier one."""
    yield
    people = corpus.parent / "people"
    if people.exists():
        people.rename(people.with_name(f"people-{len(list(people.parent.iterdir()))}"))


def upload(page: Page, files: dict[str, str | bytes]) -> None:
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        [
            {"name": name, "mimeType": "", "buffer": text.encode() if isinstance(text, str) else text}
            for name, text in files.items()
        ]
    )


def cards(page: Page) -> Locator:
    return page.locator(".kb-draft")


def confirm(page: Page) -> None:
    page.locator(".st-key-add-confirm button").click()


def done(page: Page) -> Locator:
    return page.locator(".kb-done")


def search(text: str) -> str:
    return "/?" + urlencode({"q": text, "mode": "words"})


def test_upload_correct_confirm_find_and_undo(open_page: Open, page: Page, corpus: Path) -> None:
    open_page("/add")
    upload(
        page,
        {
            "קרן.txt": PAPER,
            "שוב.txt": PAPER,
            HOSTILE_NAME: f"{HOSTILE}\n\n{TEXT[:120]}",
            "setup.exe": b"MZ",
            "broken.pdf": b"%PDF-1.7 nothing",
            "minutes.txt": (corpus / "minutes.txt").read_bytes(),
        },
    )
    expect(cards(page)).to_have_count(5)
    expect(page.locator(".kb-notice li")).to_have_text(re.compile("^שוב.txt: אותו קובץ כבר נמצא"))
    expect(page.get_by_text("הקובץ ממתין לקריאה")).to_have_count(0, timeout=LONG)

    card = {name: cards(page).filter(has_text=name) for name in ("קרן פנחסית", "onerror", "setup.exe", "broken.pdf")}
    expect(card["קרן פנחסית"]).to_contain_text("דנה כהן28 בספטמבר 2005")
    expect(card["setup.exe"]).to_contain_text("סוג קובץ זה אינו נתמך")
    expect(card["broken.pdf"]).to_contain_text("הקובץ פגום")
    same = cards(page).filter(has_text="minutes.txt")
    expect(same).to_contain_text("אותו קובץ")
    expect(page.locator("[data-testid=stCheckbox] input:checked")).to_have_count(2)
    expect(page.locator(".kb-draft :is(script, img)")).to_have_count(0)
    assert page.evaluate("window.harm") is None

    card["קרן פנחסית"].get_by_role("link", name="תיקון התיאור").click()
    page.get_by_label("כותרת", exact=True).fill("קרן העזרה")
    page.get_by_role("button", name="שמירה", exact=True).click()
    expect(page.locator(".kb-said")).to_have_text("התיאור נשמר.")
    expect(cards(page).filter(has_text="קרן העזרה")).to_have_count(1)

    confirm(page)
    expect(page.locator(".kb-work progress")).to_be_visible()
    expect(cards(page)).to_have_count(3)
    expect(done(page)).to_be_visible(timeout=LONG)
    expect(done(page).locator("li")).to_have_count(2)
    (folder,) = (corpus / "uploads").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["קרן.txt", "קרן.txt.yaml", "img src=x onerror= window.harm=1 x^2 gpj.txt"]
    )
    assert "title: קרן העזרה" in (folder / "קרן.txt.yaml").read_text("utf-8")

    done(page).get_by_role("link", name="קרן העזרה").click()
    expect(page.locator("h1")).to_have_text("קרן העזרה")
    page.go_back()
    expect(done(page)).to_be_visible()
    open_page(search("קרקפדית"))
    expect(page.locator("#kb-results article")).to_have_count(1)
    assert page.evaluate("window.harm") is None

    open_page("/add")
    page.get_by_role("button", name="ביטול ההוספה").click()
    expect(cards(page)).to_have_count(5)
    assert not folder.exists()
    expect(done(page)).to_be_visible(timeout=LONG)
    expect(done(page)).to_contain_text("ההוספה בוטלה")
    page.get_by_role("button", name="סיימתי").click()
    expect(done(page)).to_have_count(0)
    open_page(search("קרקפדית"))
    expect(page.locator(".kb-nothing")).to_be_visible()


def test_a_page_that_is_closed_loses_nothing_and_others_search_meanwhile(
    open_page: Open, page: Page, corpus: Path
) -> None:
    open_page("/add")
    upload(page, {"סגור.txt": f"מסמך שנסגר באמצע\n\n{TEXT} גרגמלית."})
    expect(page.locator(".kb-draft h3")).to_contain_text("סגור.txt")
    open_page(search("סנפירית"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    open_page("/add")
    expect(page.locator(".kb-draft h3")).to_contain_text("מסמך שנסגר באמצע", timeout=LONG)
    confirm(page)
    expect(page.locator(".kb-work")).to_be_visible()
    open_page(search("סנפירית"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    open_page("/add")
    expect(done(page).get_by_role("link", name="מסמך שנסגר באמצע")).to_be_visible(timeout=LONG)
    done(page).get_by_role("link", name="בחיפוש").click()
    expect(page.locator("#kb-results article").first).to_contain_text("מסמך שנסגר באמצע")


def test_a_file_that_is_too_large_is_refused_in_hebrew_before_it_is_sent(
    open_page: Open, page: Page, tmp_path: Path
) -> None:
    large = tmp_path / "ענק.pdf"
    with large.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    open_page("/add")
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(large)
    chip = page.get_by_test_id("stFileChip")
    expect(chip).to_contain_text("הקובץ גדול מ־50")
    expect(chip.get_by_role("button")).to_have_attribute("aria-label", "הסרת ענק.pdf")
    expect(cards(page)).to_have_count(0)


def test_back_forward_reload_and_a_pasted_link(open_page: Open, page: Page) -> None:
    open_page("/add")
    upload(page, {"א.txt": PAPER})
    page.get_by_role("link", name="תיקון התיאור").click(timeout=LONG)
    expect(page.get_by_label("כותרת", exact=True)).to_have_value("קרן פנחסית לעזרה")
    address = page.url
    page.go_back()
    expect(page.locator(".st-key-add-confirm button")).to_be_visible()
    page.go_forward()
    expect(page.get_by_label("כותרת", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("כותרת", exact=True)).to_have_value("קרן פנחסית לעזרה")
    page.locator(".kb-switch").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("קרן פנחסית לעזרה")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.goto(address)
    expect(page.get_by_label("כותרת", exact=True)).to_have_value("קרן פנחסית לעזרה")
    open_page("/add?draft=nobody")
    expect(page.locator(".kb-notice")).to_contain_text("קובץ זה אינו ממתין עוד להוספה")


def test_the_uploader_speaks_the_language_of_the_page(open_page: Open, page: Page) -> None:
    open_page("/add")
    zone = page.get_by_test_id("stFileUploaderDropzone")
    expect(zone).to_contain_text("בחירת קבצים")
    expect(zone).to_contain_text("אפשר גם לגרור לכאן, עד 50MB לקובץ")
    button, words = zone.locator("button").bounding_box(), zone.locator("[data-testid*=Instructions]").bounding_box()
    assert button is not None
    assert words is not None
    assert button["x"] > words["x"]
    open_page("/add?ui=en")
    expect(zone).to_contain_text("Choose files")
    expect(zone).to_contain_text("or drag them here, up to 50MB a file")


def test_it_works_by_keyboard_alone_and_on_a_telephone(open_page: Open, page: Page) -> None:
    open_page("/add", width=360)
    upload(page, {f"{'ארוך' * 30}.txt": f"במקלדת לבדה\n\n{TEXT[60:]}"})
    expect(page.locator("[data-testid=stCheckbox] input")).to_be_checked(timeout=LONG)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360
    confirmed = page.locator(".st-key-add-confirm button")
    expect(confirmed).to_have_text("הוספת קובץ אחד למאגר")
    page.get_by_role("link", name="תיקון התיאור").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(confirmed).to_have_text("לא נבחר קובץ שאפשר להוסיף")
    page.locator("[data-testid=stCheckbox] input").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(0)
