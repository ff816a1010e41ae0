"""The page that adds documents, run without a browser."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from ingest import adding
from ingest.draft_reader import read_drafts
from ingest.drafts import Draft, Upload, UploadTwice, drafts, file_of, keep, visitor_folder
from ingest.findings import Finding, Kin, findings_of
from ingest.front_matter import Description
from ingest.jobs import Job, Progress, Status
from ingest.sidecar import description_of
from knowledge.browser import add_page, add_review, frame
from knowledge.browser.add_address import AddAddress, parse
from knowledge.browser.add_cards import (
    Outcome,
    added_html,
    draft_html,
    kin_html,
    left_text,
    progress_html,
    refused_html,
)
from knowledge.browser.add_review import changes, correctable
from knowledge.browser.uploads import EditorsUpload
from knowledge.browser.visitor import Visitor
from knowledge.generations import Failure
from knowledge.settings import Settings, load
from knowledge.types import Metadata

from .app_test import body, run
from .corpus import HOSTILE
from .double import Double
from .loops import completed

TEXT = (
    "הקואופרטיב הוא ארגון שחבריו הם בעליו, והם מנהלים אותו יחד באסיפה שבה לכל חבר קול אחד. האסיפה בוחרת את הוועד, "
    "מאשרת את התקציב ומחליטה על קבלת חברים חדשים. כל חבר תורם לקרן המשותפת, והקרן עוזרת למי שנקלע לקושי."
)
PAPER = f"קרן ערבות הדדית\n\nמאת: דנה כהן\n\n28.9.2005\n\n{TEXT}\n"
DRAFT = Draft("d1", "<b>שם</b>.txt", "שם.txt", 10, "", "2026-11-28")
METADATA = Metadata(
    "<i>כותרת</i>", "he", ("דנה <b>",), "2005", topics=("education",), type="brief",
    origins={"topics": "suggested", "type": "suggested"},
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Folders of their own."""
    for name in ("corpus", "index", "people", "cache"):
        monkeypatch.setenv(f"KNOWLEDGE_{name.upper()}", str(tmp_path / name))
    (tmp_path / "corpus").mkdir()
    return load()


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> list[Visitor]:
    """Who looks: an editor, until a test says otherwise."""
    found = [Visitor("דנה", "editor")]
    for module in (add_page, add_review, frame):
        monkeypatch.setattr(module, "visitor", lambda: found[0])
    monkeypatch.setattr(add_page, "open_library", lambda _: Double())
    monkeypatch.setattr(Double, "documents", lambda _: [], raising=False)
    return found


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Jobs that would have been started, by name."""
    names: list[str] = []
    monkeypatch.setattr(Job, "start", lambda job, _: names.append(job.name))
    return names


@pytest.fixture
def folder(settings: Settings, person: list[Visitor], started: list[str]) -> Path:
    return visitor_folder(settings.people, "דנה")


def kept(settings: Settings, folder: Path, **texts: str | bytes) -> dict[str, Draft]:
    """Uploads that were read, by the beginning of their names."""
    uploads = [
        Upload(name.replace("_", "."), text.encode() if isinstance(text, str) else text) for name, text in texts.items()
    ]
    found, refused = keep(folder, uploads)
    assert refused == []
    read_drafts(settings, folder, Progress(adding.reading_job(folder)))
    adding.reading_job(folder).say(Status("done", 0.0, 0.0))
    return {draft.name.split(".")[0]: draft for draft in found}


def page(**params: str) -> AppTest:
    return run("add_page", **params)


def plain(html: str) -> str:
    """The text of HTML, in one line."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html)).strip()


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# The address and the pieces ------------------------------------------------------------------------------------------


def test_the_address_names_one_upload() -> None:
    address = parse({"draft": ["a", "b"], "ui": ["en"], "x": ["1"]})
    assert address == AddAddress("en", page="add", draft="b")
    assert address.href() == "/add?ui=en&draft=b"
    assert replace(address, language="he").href() == "/add?draft=b"
    assert parse({}).href() == "/add"


def test_a_card_says_what_was_read_and_nothing_in_it_acts() -> None:
    finding = Finding(
        metadata=METADATA, quality=0.914, first_lines="<u>שורה</u>", words=1234, pages=3, recognised=1, unread=2,
        kin=(Kin("same bytes", "a/<b>.pdf", "<u>אחר</u>", 1.0), Kin("near duplicate", "", "טיוטה", 0.614, draft="d2")),
    )  # fmt: skip
    html = draft_html(DRAFT, [finding], 2, "he")
    assert plain(html) == (
        "2. &lt;i&gt;כותרת&lt;/i&gt; דנה &lt;b&gt; 2005 עברית סוג ונושאים: סקירת רקע חינוך שיתופי (הצעת התוכנה) "
        "קובץ: &lt;b&gt;שם&lt;/b&gt;.txt · 1,234 מילים · 3 עמודים · איכות קריאה 91% · עמוד אחד נקרא ב־OCR "
        "2 עמודים לא נקראו: הם סרוקים ודורשים זיהוי תווים (OCR) "
        "אולי כבר קיים: &lt;u&gt;אחר&lt;/u&gt; (אותו קובץ; a/&lt;b&gt;.pdf ) "
        "טיוטה (כמעט זהה, 61% מן הטקסט משותף; בין הקבצים שהעליתם) "
        "תחילת הטקסט &lt;u&gt;שורה&lt;/u&gt; תיקון התיאור"
    )
    assert 'href="/add?draft=d1"' in html
    hostile = draft_html(replace(DRAFT, original=HOSTILE), [replace(finding, first_lines=HOSTILE)], 2, "he")
    assert "<script" not in hostile
    assert "<img" not in hostile
    assert "\u202e" not in hostile
    assert 'href="/add' not in draft_html(DRAFT, [finding], 2, "he", linked=False)
    english = plain(draft_html(DRAFT, [finding], 2, "en"))
    assert "1,234 words · 3 pages · reading quality 91% · one page read by OCR" in english


def test_a_failure_says_why_and_what_to_do() -> None:
    failure = Failure("x", "it is <b>", "הוא <b>", "mend it", "תקנו אותו")
    html = draft_html(DRAFT, [Finding(failure=failure)], 1, "he")
    assert plain(html) == "1. &lt;b&gt;שם&lt;/b&gt;.txt לא נקרא, ולא יתווסף. הוא &lt;b&gt; ; תקנו אותו ."
    assert "תיקון התיאור" in draft_html(DRAFT, [Finding(failure=failure, correctable=True)], 1, "he")
    assert plain(draft_html(DRAFT, None, 1, "en")) == "1. &lt;b&gt;שם&lt;/b&gt;.txt The file waits to be read"


def test_an_archive_lists_what_is_in_it() -> None:
    archive = replace(DRAFT, name="a.zip", original="a.zip")
    read = Finding("in/<1>.txt", METADATA, kin=(Kin("same text", "x", "x"),))
    failed = Finding("2.exe", failure=Failure("2.exe", "no", "לא", "mend", "תקנו"))
    html = plain(draft_html(archive, [read, failed, *[read] * 20], 1, "he"))
    assert html.startswith(
        "1. a.zip ארכיון: 21 מתוך 22 קבצים נקראו 22 מסמכים in/&lt;1&gt;.txt : &lt;i&gt;כותרת&lt;/i&gt;"
    )
    assert "אותו טקסט" in html
    assert "2.exe : לא ; תקנו" in html
    assert "ועוד 2 מסמכים" in html
    assert plain(draft_html(archive, [replace(failed, member="")], 1, "he")).startswith("1. a.zip לא נקרא")


def test_nothing_is_said_of_what_repeats_nothing() -> None:
    assert kin_html((), "he") == ""


@pytest.mark.parametrize(
    ("seconds", "he", "en"),
    [
        (0, "נותרו כמה שניות", "a few seconds left"),
        (5, "נותרו כמה שניות", "a few seconds left"),
        (22, "נותרו כ־20 שניות", "about 20 seconds left"),
        (89.9, "נותרו כ־90 שניות", "about 90 seconds left"),
        (90, "נותרו כ־2 דקות", "about 2 minutes left"),
        (600, "נותרו כ־10 דקות", "about 10 minutes left"),
    ],
)
def test_the_time_left(seconds: float, he: str, en: str) -> None:
    assert (left_text(seconds, "he"), left_text(seconds, "en")) == (he, en)


def test_progress_shows_stage_count_rate_and_time_left() -> None:
    status = Status("reading", 0, 0, 3, 8, "uploads/<b>.txt", rate=0.2, left=25.0)
    html = progress_html("x", status, "he")
    assert plain(html) == "x קורא ומנתח · 3 מתוך 8 · 12 בדקה · נותרו כ־25 שניות &lt;b&gt;.txt"
    assert '<progress aria-label="x" value="3" max="8">' in html
    assert plain(progress_html("x", Status("writing", 0, 0, left=4.0), "en")) == (
        "x writing the new index · a few seconds left"
    )
    assert "value=" not in progress_html("x", Status("waiting", 0, 0), "he")


def test_what_was_added_is_linked_and_what_stayed_out_is_said() -> None:
    failure = Failure("uploads/x/<b>.pdf", "no", "לא", "mend", "תקנו")
    html = added_html(Outcome((("uploads/x/a.txt", "<i>א</i>"),), (failure,)), "he")
    assert plain(html) == "נוספו למאגר &lt;i&gt;א&lt;/i&gt; ( בחיפוש ) נשארו מחוץ לחיפוש: &lt;b&gt;.pdf : לא ; תקנו"
    assert 'href="/document?doc=uploads%2Fx%2Fa.txt"' in html
    assert 'href="/?q=%3Ci%3E%D7%90%3C%2Fi%3E"' in html
    many = Outcome(tuple((str(n), str(n)) for n in range(21)), ())
    assert "and one more document" in added_html(many, "en")
    assert plain(added_html(Outcome((), ()), "en")) == "The files are there but cannot be searched"


def test_refused_files_are_named() -> None:
    html = refused_html([UploadTwice("<b>.txt", "א.txt")], "he")
    assert plain(html) == (
        "קבצים שלא התקבלו &lt;b&gt;.txt : אותו קובץ כבר נמצא בין הקבצים שהעליתם, בשם ”א.txt“. נשמר עותק אחד."
    )


def test_only_what_changed_is_written_but_type_and_topics_as_they_stand() -> None:
    written = {
        "title": METADATA.title,
        "authors": (),
        "type": "brief",
        "topics": ("education",),
        "date": "",
        "rights": "",
    }
    assert changes(METADATA, written) == {"authors": (), "type": "brief", "topics": ("education",), "date": None}


def test_a_quotation_mark_in_a_name_comes_as_browsers_send_it() -> None:
    assert add_page.sent_name("תנ%22ך 100%.pdf") == 'תנ"ך 100%.pdf'
    assert add_page.sent_name("a%0D%0Ab.pdf") == "a\r\nb.pdf"


def test_what_can_be_corrected() -> None:
    failure = Failure("x", "", "", "", "")
    assert correctable(DRAFT, None) is None
    assert correctable(DRAFT, [Finding(metadata=METADATA)]) == METADATA
    assert correctable(DRAFT, [Finding(failure=failure)]) is None
    assert correctable(DRAFT, [Finding(failure=failure, correctable=True)]) == Metadata("")
    assert correctable(replace(DRAFT, name="a.zip"), [Finding(metadata=METADATA)]) is None


# The page ------------------------------------------------------------------------------------------------------------


def test_readers_are_refused_and_see_nothing(settings: Settings, folder: Path, person: list[Visitor]) -> None:
    kept(settings, folder, a_txt=PAPER)
    person[0] = Visitor("דנה", "reader")
    for params in ({}, {"draft": drafts(folder)[0].id}):
        app = page(**params)
        assert "הדף מיועד לעורכים" in body(app)
        assert "קרן ערבות" not in body(app)
        assert buttons(app) == []
        assert app.get("file_uploader") == []
    add_page._do(lambda _, __: pytest.fail("a reader's act"))


def test_before_anything_was_uploaded(folder: Path, started: list[str]) -> None:
    app = page()
    assert "אין קבצים שממתינים" in body(app)
    assert len(app.get("file_uploader")) == 1
    assert buttons(app) == []
    assert started == []
    assert "No files are waiting" in body(page(ui="en"))


def test_the_uploads_of_others_are_not_shown(settings: Settings, folder: Path, person: list[Visitor]) -> None:
    kept(settings, folder, a_txt=PAPER)
    person[0] = Visitor("אורי", "editor")
    assert "אין קבצים שממתינים" in body(page())
    other = page(draft=drafts(folder)[0].id)
    assert "קובץ זה אינו ממתין עוד להוספה" in body(other)
    assert "קרן ערבות" not in body(other)


def test_what_waits_is_chosen_removed_and_added(settings: Settings, folder: Path, started: list[str]) -> None:
    every = kept(settings, folder, a_txt=PAPER, b_txt=f"אחר. {TEXT[:150]}", c_exe="MZ")
    app = page()
    assert [box.label for box in app.checkbox] == ["להוסיף את קובץ 1", "להוסיף את קובץ 2"]
    assert buttons(app) == ["הסרת קובץ 1", "הסרת קובץ 2", "הסרת קובץ 3", "הוספת 2 קבצים למאגר"]
    app.checkbox[1].uncheck().run()
    assert buttons(app)[-1] == "הוספת קובץ אחד למאגר"
    assert [draft.chosen for draft in drafts(folder)] == [True, False, True]
    app.button(key=f"add-discard-{every['c'].id}").click().run()
    assert [draft.name for draft in drafts(folder)] == ["a.txt", "b.txt"]
    app.button(key="add-confirm").click().run()
    (addition,) = adding.additions(folder)
    assert [entry.name for entry in addition.entries] == ["a.txt"]
    assert addition.id in started
    assert [draft.name for draft in drafts(folder)] == ["b.txt"]
    app.checkbox[0].uncheck().run()
    assert buttons(app)[-1] == "לא נבחר קובץ שאפשר להוסיף"
    assert app.button(key="add-confirm").disabled


def test_uploads_that_nobody_reads_are_read_again(folder: Path, started: list[str]) -> None:
    keep(folder, [Upload("a.txt", PAPER.encode())])
    assert "הקובץ ממתין לקריאה" in body(page())
    assert started == ["reading"]
    adding.reading_job(folder).say(Status("failed", 0, 0, error_en="broken <b>", error_he="שבור <b>"))
    app = page()
    assert "שבור &lt;b&gt;" in body(app)
    assert started == ["reading"]
    app.button(key="add-read-again").click().run()
    assert started == ["reading", "reading"]


def test_an_addition_is_followed_undone_and_closed(settings: Settings, folder: Path, started: list[str]) -> None:
    every = kept(settings, folder, a_txt=PAPER)
    addition = adding.add(settings, folder, [every["a"].id])
    job = adding.job_of(folder, addition)
    lock = job.lock
    with lock:
        job.say(Status("reading", 0, 0, 1, 3, "uploads/a.txt", rate=0.5, left=10.0))
        app = page()
        assert "המסמכים נוספים למאגר קורא ומנתח · 1 מתוך 3 · 30 בדקה · נותרו כ־10 שניות a.txt" in plain(body(app))
        assert buttons(app) == ["עצירה והחזרת הקבצים לרשימה"]
    app = page()
    assert "העבודה נקטעה באמצע" in body(app)
    assert buttons(app) == ["להמשיך", "ביטול ההוספה"]
    app.button(key=f"add-continue-{addition.id}").click().run()
    assert started[-1] == addition.id
    job.say(Status("failed", 0, 0, error_en="full", error_he="מלא"))
    assert "מלא" in body(page())
    job.say(Status("done", 0, 0))
    app = page()
    assert buttons(app) == ["סיימתי", "ביטול ההוספה"]
    app.button(key=f"add-undo-{addition.id}").click().run()
    assert "ההוספה בוטלה" in body(app)
    assert [draft.name for draft in drafts(folder)] == ["a.txt"]
    app.button(key=f"add-close-{addition.id}").click().run()
    assert "ההוספה בוטלה" not in body(app)


def test_a_run_that_the_server_could_not_start_is_started_later(
    settings: Settings, folder: Path, started: list[str]
) -> None:
    every = kept(settings, folder, a_txt=PAPER)
    addition = adding.add(settings, folder, [every["a"].id])
    started.clear()
    page()
    assert started == [addition.id]


def test_what_cannot_be_done_is_said_in_words(settings: Settings, folder: Path) -> None:
    kept(settings, folder, a_txt=PAPER)
    app = page()
    settings.corpus.rmdir()
    app.button(key="add-confirm").click().run()
    assert "הפעולה לא הושלמה" in body(app)
    assert "תיקיית המסמכים" in body(app)
    assert len(drafts(folder)) == 1
    assert "הפעולה לא הושלמה" not in body(app.run())


def test_a_description_is_corrected_in_the_form(settings: Settings, folder: Path) -> None:
    draft = kept(settings, folder, a_txt=PAPER)["a"]
    app = page(draft=draft.id, ui="en")
    fields = {field.label: field for field in [*app.text_input, *app.text_area, *app.selectbox, *app.multiselect]}
    assert fields["Title"].value == "קרן ערבות הדדית"
    assert fields["Authors (one a line)"].value == "דנה כהן"
    assert fields["Date"].value == "2005-09-28"
    assert fields["Topics"].value == ["personal-security"]
    fields["Title"].set_value("כותרת אחרת")
    fields["Authors (one a line)"].set_value("דנה כהן\n\nאורי לוי")
    fields["Date"].set_value("1.10.2006")
    fields["Countries"].set_value(["IL", "ES"])
    fields["Type"].set_value("brief")
    fields["Replaces the document (its path in the library)"].set_value("b.md")
    app.button[0].click().run()
    assert dict(app.query_params) == {"ui": "en"}
    assert "The description was saved." in body(app)
    assert description_of(file_of(folder, draft)) == Description(
        title="כותרת אחרת",
        authors=("דנה כהן", "אורי לוי"),
        date="2006-10-01",
        type="brief",
        topics=("personal-security",),
        countries=("IL", "ES"),
        supersedes="b.md",
    )
    (finding,) = findings_of(folder, draft) or ()
    assert finding.metadata is not None
    assert finding.metadata.title == "כותרת אחרת"


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("תאריך", "מחר", "date: “מחר” אינו תאריך"),
        ("מחליף את המסמך (הנתיב שלו במאגר)", "no.pdf", "אין במאגר מסמך שזה הנתיב שלו"),
    ],
)
def test_a_bad_value_is_said_and_what_was_written_stays(
    settings: Settings, folder: Path, label: str, value: str, said: str
) -> None:
    draft = kept(settings, folder, a_txt=PAPER)["a"]
    app = page(draft=draft.id)
    next(field for field in app.text_input if field.label == label).set_value(value)
    app.button[0].click().run()
    assert said in body(app)
    assert next(field for field in app.text_input if field.label == label).value == value
    assert description_of(file_of(folder, draft)) == Description()


def test_a_bad_sidecar_is_replaced_and_the_file_read_again(
    settings: Settings, folder: Path, started: list[str]
) -> None:
    keep(folder, [Upload("a.txt", PAPER.encode()), Upload("a.txt.yaml", b"colour: red")])
    read_drafts(settings, folder, Progress(adding.reading_job(folder)))
    (draft,) = drafts(folder)
    app = page(draft=draft.id)
    assert "תיאור המסמך אינו תקין" in body(app)
    next(field for field in app.text_input if field.label == "כותרת").set_value("שם")
    app.button[0].click().run()
    assert description_of(file_of(folder, draft)).title == "שם"
    assert findings_of(folder, draft) is None
    assert started[-1] == "reading"


def test_an_archive_has_no_form(settings: Settings, folder: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", PAPER)
    draft = kept(settings, folder, a_zip=packed.getvalue())["a"]
    app = page(draft=draft.id)
    assert "קרן ערבות הדדית" in body(app)
    assert buttons(app) == []


@pytest.mark.parametrize("id", ["nobody", "../x", "<script>"])
def test_an_upload_that_is_not_there_is_told_kindly(folder: Path, id: str) -> None:
    shown = body(page(draft=id))
    assert "קובץ זה אינו ממתין עוד להוספה" in shown
    assert 'href="/add"' in shown


# The route -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method", "role", "status"),
    [
        ("/_stcore/upload_file/s/f", "PUT", b"editor", 200),
        ("/_stcore/upload_file/s/f", "PUT", b"reader", 403),
        ("/_stcore/upload_file/s/f", "DELETE", b"", 403),
        ("/_stcore/upload_file/s/f", "OPTIONS", b"reader", 200),
        ("/basket", "POST", b"reader", 200),
    ],
)
def test_only_editors_send_files(path: str, method: str, role: bytes, status: int) -> None:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "path": path, "method": method, "headers": [(b"x-kb-role", role)]}
    completed(EditorsUpload(app)(scope, receive, send))
    assert sent[0]["status"] == status
