"""The routes beside Streamlit's: nothing but a document of the library, and nothing but our own assets, gets out."""

import asyncio
import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from knowledge.browser import assets, routes
from knowledge.errors import KnowledgeError

from .loops import completed

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
MEMBERS = {name: content for name, content in FILES.items() if "." in name}


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


PAPERS = zipped({**MEMBERS, "inner.zip": zipped(MEMBERS), "bomb.txt": bytes(4 * 2**20)})


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    corpus = tmp_path / "corpus"
    for name, content in FILES.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text("secret")
    (corpus / "linked.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "a.pdf.yaml").write_text("title: x")
    (corpus / "papers.zip").write_bytes(PAPERS)
    (tmp_path / "secrets.zip").write_bytes(zipped({"a.txt": b"secret"}))
    (corpus / "linked.zip").symlink_to(tmp_path / "secrets.zip")
    # What the catalogue claims to hold: the files, one that is gone, a folder, and ids that lead outside.
    ids = {*FILES, "gone.pdf", "תיק", "linked.txt", "../secret.txt", str(tmp_path / "secret.txt"), "nul\x00.txt"}
    ids |= {f"papers.zip/{name}" for name in (*MEMBERS, "gone.pdf", "bomb.txt", "../../secret.txt", "nul\x00.txt")}
    ids |= {f"papers.zip/inner.zip/{name}" for name in (*MEMBERS, "gone.pdf")}
    ids |= {"linked.zip/a.txt", "../secrets.zip/a.txt", str(tmp_path / "secrets.zip/a.txt"), "x" * 5000 + ".zip/a.txt"}
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


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where members of archives are unpacked, which is empty again after the answer."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("archive", ["papers.zip", "papers.zip/inner.zip"])
@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("query", ["", "?download=1"])
def test_a_member_of_an_archive_is_sent_as_the_file_that_it_is(
    client: TestClient, temporary: Path, archive: str, name: str, query: str
) -> None:
    alone = client.get(f"/files/{quote(name)}{query}")
    answer = client.get(f"/files/{archive}/{quote(name)}{query}")
    assert (answer.status_code, answer.content) == (200, MEMBERS[name])
    varying = {"last-modified", "etag", "date"}
    headers = [{key: value for key, value in each.headers.items() if key not in varying} for each in (alone, answer)]
    assert headers[0] == headers[1]


def test_a_range_of_a_member(client: TestClient, temporary: Path) -> None:
    whole = client.get("/files/papers.zip/a.pdf")
    again = {"range": "bytes=10-19", "if-range": whole.headers["etag"]}
    answer = client.get("/files/papers.zip/a.pdf", headers=again)
    assert (answer.status_code, answer.content) == (206, PDF[10:20])
    assert client.get("/files/papers.zip/a.pdf", headers={"range": "bytes=99999-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "papers.zip",
        "papers.zip/",
        "papers.zip/gone.pdf",
        "papers.zip/inner.zip",
        "papers.zip/inner.zip/gone.pdf",
        "papers.zip/bomb.txt",
        "papers.zip/a.pdf.yaml",
        "papers.zip/nul%00.txt",
        "papers.zip/%2e%2e/%2e%2e/secret.txt",
        "linked.zip/a.txt",
        "%2e%2e/secrets.zip/a.txt",
        "x" * 5000 + ".zip/a.txt",
    ],
)
def test_nothing_else_gets_out_of_an_archive(client: TestClient, temporary: Path, path: str) -> None:
    answer = client.get(f"/files/{path}")
    assert (answer.status_code, answer.text) == (404, "not found")


def test_a_reader_who_leaves_leaves_nothing_behind(client: TestClient, temporary: Path) -> None:
    async def wait() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    async def leave(_: object) -> None:
        assert len(list(temporary.rglob("a.pdf"))) == 1
        raise OSError("the connection is gone")

    request = Request({"type": "http", "method": "GET", "headers": [], "query_string": b"", "path_params":
                       {"document": "papers.zip/a.pdf"}})  # fmt: skip

    with pytest.raises(OSError, match="the connection is gone"):
        completed(routes.original(request)(request.scope, wait, leave))


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
    assert answer.content == assets.content(name)
    assert answer.headers["content-type"].split(";")[0] == assets.TYPES[name]
    assert ("immutable" in answer.headers["cache-control"]) == ("?v=" in assets.url(name))


@pytest.mark.parametrize("name", ["__init__.py", "..%2fmain.py", "../main.py", "nothing.css"])
def test_no_other_file_is_an_asset(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_text_is_told_apart_by_its_start_even_where_a_letter_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" + "ש".encode() * routes.SNIFFED)
    assert routes.encoding(path) == "utf-8"
