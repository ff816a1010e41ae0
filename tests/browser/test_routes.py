"""The routes beside Streamlit's: nothing but a document of the library, and nothing but our own assets, gets out."""

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from knowledge.browser import assets, routes
from knowledge.errors import KnowledgeError

PDF = b"%PDF-1.4 " + bytes(range(256)) * 8
FILES = {
    "a.pdf": PDF,
    "UPPER.PDF": PDF,
    "תיק/ערבות הדדית #1 50%.pdf": PDF,
    "utf8.txt": "שלום".encode(),
    "old.txt": "שלום".encode("cp1255"),
    "page.html": b"<script>alert(1)</script>",
    "page.svg": b"<svg onload='alert(1)'/>",
    "notes.md": b"# notes",
    "report.docx": b"PK",
}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    corpus = tmp_path / "corpus"
    for name, content in FILES.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text("secret")
    (corpus / "linked.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "a.pdf.yaml").write_text("title: x")
    # What the catalogue claims to hold: the files, one that is gone, a folder, and ids that lead outside.
    ids = {*FILES, "gone.pdf", "תיק", "linked.txt", "../secret.txt", str(tmp_path / "secret.txt"), "nul\x00.txt"}
    library = SimpleNamespace(document=lambda id: SimpleNamespace(id=id) if id in ids else None)
    monkeypatch.setenv("KNOWLEDGE_CORPUS", str(corpus))
    monkeypatch.setattr(routes, "open_library", lambda _: library)
    return TestClient(Starlette(routes=routes.ROUTES))


@pytest.mark.parametrize(
    ("name", "media_type", "disposition"),
    [
        ("a.pdf", "application/pdf", "inline"),
        ("UPPER.PDF", "application/pdf", "inline"),
        ("תיק/ערבות הדדית #1 50%.pdf", "application/pdf", "inline"),
        ("utf8.txt", "text/plain; charset=utf-8", "inline"),
        ("old.txt", "text/plain; charset=windows-1255", "inline"),
        ("page.html", "application/octet-stream", "attachment"),
        ("page.svg", "application/octet-stream", "attachment"),
        ("notes.md", "application/octet-stream", "attachment"),
        ("report.docx", "application/octet-stream", "attachment"),
    ],
)
def test_an_original_is_shown_only_if_it_cannot_act(
    client: TestClient, name: str, media_type: str, disposition: str
) -> None:
    answer = client.get(f"/files/{quote(name)}")
    assert answer.status_code == 200
    assert answer.content == FILES[name]
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].split(";")[0] == disposition
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_download_is_asked_for(client: TestClient) -> None:
    answer = client.get(f"/files/{quote('תיק/ערבות הדדית #1 50%.pdf')}?download=1")
    assert answer.headers["content-disposition"] == (f"attachment; filename*=utf-8''{quote('ערבות הדדית #1 50%.pdf')}")


def test_a_range_of_a_file(client: TestClient) -> None:
    answer = client.get("/files/a.pdf", headers={"range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == PDF[10:20]
    assert answer.headers["content-range"] == f"bytes 10-19/{len(PDF)}"
    assert client.get("/files/a.pdf", headers={"range": "bytes=99999-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "unknown.pdf",
        "gone.pdf",
        "תיק",
        "a.pdf.yaml",
        "linked.txt",
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "..%5csecret.txt",
        "/etc/passwd",
        "%2fetc/passwd",
        "nul%00.txt",
        "",
        "x" * 5000,
    ],
)
def test_nothing_else_gets_out(client: TestClient, path: str) -> None:
    answer = client.get(f"/files/{path}")
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_an_absolute_id_of_the_catalogue_leads_nowhere(client: TestClient, tmp_path: Path) -> None:
    assert client.get(f"/files/{quote(str(tmp_path / 'secret.txt'), safe='')}").status_code == 404


def test_without_a_library_the_answer_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise KnowledgeError("There is no index.", "אין אינדקס.")

    monkeypatch.setattr(routes, "open_library", fail)
    answer = client.get("/files/a.pdf")
    assert (answer.status_code, answer.text) == (503, "There is no index.")


def test_only_reading_is_allowed(client: TestClient) -> None:
    assert client.post("/files/a.pdf").status_code == 405
    assert client.delete("/files/a.pdf").status_code == 405


@pytest.mark.parametrize("name", assets.TYPES)
def test_assets(client: TestClient, name: str) -> None:
    answer = client.get(assets.url(name))
    assert answer.status_code == 200
    assert answer.content == (assets.FOLDER / name).read_bytes()
    assert answer.headers["content-type"].split(";")[0] == assets.TYPES[name]
    assert ("immutable" in answer.headers["cache-control"]) == ("?v=" in assets.url(name))


@pytest.mark.parametrize("name", ["__init__.py", "..%2fmain.py", "../main.py", "nothing.css"])
def test_no_other_file_is_an_asset(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_text_is_told_apart_by_its_start_even_where_a_letter_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" + "ש".encode() * routes.SNIFFED)
    assert routes.encoding(path) == "utf-8"
