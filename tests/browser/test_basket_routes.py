"""The basket's routes: our own pages alone change it, for the person that the guard names; it leaves as files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from knowledge import basket
from knowledge.basket import annotate, read, rename
from knowledge.browser import basket_routes
from knowledge.browser.address import Place
from knowledge.browser.gathered import standing
from knowledge.browser.keep import keep_button, named_passage, passage_name
from knowledge.errors import IndexMissing
from knowledge.people import FILE
from knowledge.types import Document, Metadata, Section

HOST = "http://kb.example"
OURS = {"origin": HOST}
BRIEF = Document(
    "briefs/א|1-2-3 ב.pdf",
    Metadata("ערבות הדדית", "he", ("דנה כהן",), "2005"),
    (Section("מבוא. הקואופרטיב הוא ארגון שחבריו הם בעליו.", "מבוא", 1, page=3), Section("סוף. סוף.", page=7)),
)
WHALES = Document("cases/b.md", Metadata("Bluefin", "en"), (Section("One worker, one vote."),))


class Shelf:
    def __init__(self) -> None:
        self.documents = {each.id: each for each in (BRIEF, WHALES)}

    def document(self, name: str) -> Document | None:
        return self.documents.get(name)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(basket_routes, "open_library", lambda _: shelf)
    return shelf


@pytest.fixture
def client(tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(basket_routes.settings, "load", lambda: SimpleNamespace(people=tmp_path))
    with TestClient(Starlette(routes=basket_routes.ROUTES), base_url=HOST, raise_server_exceptions=True) as client:
        yield client


def name(section: int, start: int, end: int, document: str = BRIEF.id) -> str:
    return passage_name(document, Place(section, start, end))


def press(client: TestClient, passage: str, kept: bool = True, **headers: str) -> tuple[int, dict[str, object]]:
    answer = client.post("/basket/items", json={"passage": passage, "kept": kept}, headers={**OURS, **headers})
    return answer.status_code, answer.json()


def test_the_name_of_a_passage_says_its_document_and_place() -> None:
    assert name(0, 7, 20) == "briefs/א|1-2-3 ב.pdf|0-7-20"
    assert named_passage(name(0, 7, 20)) == (BRIEF.id, Place(0, 7, 20))
    for bad in ("", "a.pdf", "|0-1-2", "a.pdf|0-1", "a.pdf|0-1-2x", "a.pdf|-1-1-2", "a.pdf|0-1-9999999999", "a|٠-1-2"):
        assert named_passage(bad) is None


def test_a_button_is_inert_html() -> None:
    button = keep_button('"><img src=x>|\u202e', Place(0, 1, 2), "en")
    assert 'data-basket="&quot;&gt;&lt;img src=x&gt;||0-1-2"' in button
    assert 'aria-pressed="false"' in button
    assert button.endswith(">Add to basket</button>")
    assert 'dir="rtl" lang="he"' in keep_button("a", Place(0, 1, 2), "he")


def test_a_passage_goes_in_and_out(client: TestClient, tmp_path: Path) -> None:
    said = {"kept": True, "count": 1, "said": "הקטע נוסף לסל."}
    assert press(client, name(0, 0, 5)) == (200, said)
    assert press(client, name(0, 0, 5)) == (200, said)
    assert press(client, name(0, 6, 20))[1]["count"] == 2
    assert [item.quote for item in read(tmp_path, "").items] == ["מבוא.", "הקואופרטיב הוא"]
    shown = client.get("/basket/items").json()
    assert (shown["count"], shown["places"]) == (2, [name(0, 0, 5), name(0, 6, 20)])
    assert shown["words"]["add"] == "הוספה לסל"
    assert press(client, name(0, 0, 5), False) == (200, {"kept": False, "count": 1, "said": "הקטע הוסר מן הסל."})
    assert client.get("/basket/items").json()["places"] == [name(0, 6, 20)]


def test_a_form_does_the_same(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/basket/items?ui=en", data={"passage": name(0, 0, 5)}, headers=OURS)
    assert answer.json() == {"kept": True, "count": 1, "said": "The passage was added to the basket."}
    answer = client.post("/basket/items?ui=en", data={"passage": name(0, 0, 5), "kept": "0"}, headers=OURS)
    assert answer.json()["count"] == 0


def test_the_basket_is_that_of_the_person_whom_the_guard_names(client: TestClient, tmp_path: Path) -> None:
    press(client, name(0, 0, 5), **{"x-kb-user": quote("דנה")})
    assert [item.quote for item in read(tmp_path, "דנה").items] == ["מבוא."]
    assert client.get("/basket/items").json()["count"] == 0
    assert client.get("/basket/items", headers={"x-kb-user": quote("דנה")}).json()["count"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://kb.example.evil.example"},
        {"origin": "http://kb.example:81"},
        {"origin": "http://[bad"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_no_other_site_changes_it(client: TestClient, tmp_path: Path, headers: dict[str, str]) -> None:
    answer = client.post("/basket/items", json={"passage": name(0, 0, 5)}, headers=headers)
    assert (answer.status_code, list(answer.json())) == (403, ["said"])
    assert read(tmp_path, "").items == ()


def test_a_browser_that_sends_no_origin_vouches_otherwise(client: TestClient) -> None:
    answer = client.post("/basket/items", json={"passage": name(0, 0, 5)}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b"\xff",
        b"[" * 9000,
        json.dumps({"passage": 5}).encode(),
        json.dumps({"passage": "a.pdf"}).encode(),
        json.dumps({"passage": "a.pdf|0-1-2", "kept": "yes"}).encode(),
        json.dumps({"passage": "\ud800|0-1-2"}).encode(),
    ],
)
@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_body_that_names_no_passage(client: TestClient, body: bytes, media_type: str) -> None:
    answer = client.post("/basket/items", content=body, headers={**OURS, "content-type": media_type})
    assert (answer.status_code, answer.json()) == (400, {"said": "הבקשה אינה מציינת קטע. רעננו את הדף ונסו שוב."})


def test_a_body_without_end(client: TestClient) -> None:
    read_of_it = []

    def endless() -> Iterator[bytes]:
        while len(read_of_it) < 1000:
            read_of_it.append(1)
            yield b"x" * 1024

    answer = client.post("/basket/items", content=endless(), headers={**OURS, "content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("passage", "status", "words"),
    [
        ("none.pdf|0-0-5", 404, "אין במאגר מסמך"),
        (f"{BRIEF.id}|5-0-5", 404, "אין עכשיו קטע כזה"),
        (f"{BRIEF.id}|0-0-500", 404, "אין עכשיו קטע כזה"),
        (f"{BRIEF.id}|0-5-6", 404, "אין עכשיו קטע כזה"),
    ],
)
def test_a_passage_that_is_not_there(client: TestClient, passage: str, status: int, words: str) -> None:
    answer = press(client, passage)
    assert answer[0] == status
    assert words in str(answer[1]["said"])


def test_a_full_basket_a_damaged_file_and_no_library(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(basket, "MOST", 0)
    assert press(client, name(0, 0, 5))[0] == 409
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    for status, said in (press(client, name(0, 0, 5)), (client.get("/basket/items").status_code, {"said": "לא נקרא"})):
        assert status == 503
        assert "לא נקרא" in str(said["said"])

    def missing(_: object) -> None:
        raise IndexMissing(tmp_path)

    monkeypatch.setattr(basket_routes, "open_library", missing)
    assert press(client, name(0, 0, 5))[0] == 503
    assert client.get("/basket/export/md").status_code == 503


def test_where_a_quotation_stands_by_now(client: TestClient, tmp_path: Path, shelf: Shelf) -> None:
    press(client, name(1, 0, 4))
    item = read(tmp_path, "").items[0]
    kinds = [standing(item, shelf)]  # type: ignore[arg-type]
    shelf.documents[BRIEF.id] = Document(BRIEF.id, BRIEF.metadata, (Section("פתיחה.\n\nסוף. ועוד"),))
    kinds.append(standing(item, shelf))  # type: ignore[arg-type]
    assert client.get("/basket/items").json()["places"] == [name(0, 8, 12)]
    shelf.documents[BRIEF.id] = Document(BRIEF.id, BRIEF.metadata, (Section("אחר."), Section("לא כאן")))
    kinds.append(standing(item, shelf))  # type: ignore[arg-type]
    assert client.get("/basket/items").json() | {"words": {}} == {"count": 1, "places": [], "words": {}}
    del shelf.documents[BRIEF.id]
    kinds.append(standing(item, shelf))  # type: ignore[arg-type]
    assert [(each.kind, each.place) for each in kinds] == [
        ("same", Place(1, 0, 4)),
        ("elsewhere", Place(0, 8, 12)),
        ("changed", None),
        ("gone", None),
    ]
    hrefs = [address.href() if (address := each.address("a.pdf", "he")) else "" for each in kinds]
    assert hrefs == ["/document?doc=a.pdf&at=1-0-4", "/document?doc=a.pdf&at=0-8-12", "/document?doc=a.pdf", ""]


@pytest.fixture
def filled(client: TestClient, tmp_path: Path) -> TestClient:
    press(client, name(0, 6, 43))
    press(client, name(0, 0, 21, WHALES.id))
    annotate(tmp_path, "", read(tmp_path, "").items[0].id, "להשוות", 0)
    rename(tmp_path, "", "ערבות: נייר", 0)
    return client


QUOTES = ("הקואופרטיב הוא ארגון שחבריו הם בעליו.", "One worker, one vote.")


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("md", "text/markdown"),
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
        ("csv", "text/csv"),
    ],
)
def test_every_file(filled: TestClient, ending: str, media_type: str) -> None:
    answer = filled.get(f"/basket/export/{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    title = quote(f"ערבות נייר.{ending}", safe="")
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"citations.{ending}\"; filename*=UTF-8''{title}"
    )
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    content = answer.content
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read("word/document.xml")
    text = content.decode("utf-8-sig")
    assert "Bluefin" in text
    assert "ערבות הדדית" in text
    if ending in ("docx", "md", "csv"):
        assert text.index(QUOTES[0]) < text.index(QUOTES[1])
        assert "להשוות" in text


def test_links_lead_to_the_address_under_which_the_page_was_seen(filled: TestClient) -> None:
    text = filled.get("/basket/export/csv", headers={"host": "other.example:8501"}).content.decode("utf-8-sig")
    assert "http://other.example:8501/document?doc=cases%2Fb.md&at=0-0-21" in text
    assert HOST not in text
    english = filled.get("/basket/export/csv?ui=en").content.decode("utf-8-sig")
    assert f"{HOST}/document?doc=cases%2Fb.md&at=0-0-21&ui=en" in english


def test_the_style_is_the_one_asked_for(filled: TestClient) -> None:
    assert "ערבות הדדית" in filled.get("/basket/export/md").text
    texts = {filled.get(f"/basket/export/md?style={style}").text for style in ("israeli", "apa", "chicago")}
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("exe", 404, "אין ייצוא בתבנית"),
        ("md?style=mla", 400, "אין סגנון ציטוט"),
        ("md?style=mla&ui=en", 400, "There is no citation style"),
    ],
)
def test_what_is_not_exported(filled: TestClient, path: str, status: int, words: str) -> None:
    answer = filled.get(f"/basket/export/{path}")
    assert answer.status_code == status
    assert words in answer.text
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_an_empty_basket_says_so(client: TestClient) -> None:
    answer = client.get("/basket/export/md")
    assert answer.status_code == 404
    assert "אין מה לייצא" in answer.text


def test_a_file_is_of_its_owner_alone(filled: TestClient) -> None:
    assert filled.get("/basket/export/md", headers={"x-kb-user": "other"}).status_code == 404
