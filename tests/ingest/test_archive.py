"""Archives as folders of documents: what is in them is found, and what is hostile costs only itself."""

import hashlib
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_files import SAMPLES, docx, paragraph, zipped

from ingest import archive, read
from ingest.archive import as_file, members, unpacked
from ingest.discover import discover
from ingest.errors import (
    FileDamaged,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FormatMismatch,
    FormatUnsupported,
    MemberRefused,
    PasswordNeeded,
    ReadError,
)
from ingest.member_names import decoded_name, printable, problem
from ingest.read import SUFFIXES, read_document

MB = 2**20
Entry = tuple[str | zipfile.ZipInfo, bytes]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where members are unpacked, which is empty again after every test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def packed(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members, in this order, whatever their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name, data in entries:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo("x")
            if not isinstance(name, zipfile.ZipInfo):
                info.filename = name  # the constructor would change it
            info.compress_type = method
            target.writestr(info, data)
    return file.getvalue()


def stored_as(name: bytes, data: bytes = b"text", extra: bytes = b"") -> bytes:
    """An archive of one member whose name stands there in these bytes, without the flag of Unicode."""
    placeholder = "x" * len(name)
    info = zipfile.ZipInfo(placeholder)
    info.extra = extra
    return packed((info, data)).replace(placeholder.encode(), name)


def found(corpus: Path, data: bytes, name: str = "papers.zip") -> dict[str, ReadError | None]:
    """The sources in the archive, with what keeps them out."""
    (corpus / name).write_bytes(data)
    return {source.id: source.failure for source in discover(corpus)}


def failure(corpus: Path, data: bytes, id: str) -> tuple[type[ReadError], tuple[str, str] | None]:
    """What keeps the only source out."""
    ((name, error),) = found(corpus, data).items()
    assert name == id
    assert error is not None
    assert "\n" not in str(error)
    return type(error), error.detail


def test_members_are_documents(corpus: Path) -> None:
    pdf = (SAMPLES / "pdf" / "fpdf2_logical_noshaping.pdf").read_bytes()
    data = zipped({"top.txt": b"the top", "inner/name.pdf": pdf, "inner/deep/letter.docx": docx(paragraph("שלום"))})
    (corpus / "papers.zip").write_bytes(data)
    sources = discover(corpus)
    ids = ["papers.zip/inner/deep/letter.docx", "papers.zip/inner/name.pdf", "papers.zip/top.txt"]
    assert [(source.id, source.failure) for source in sources] == [(id, None) for id in ids]
    documents = [read_document(source.path, source.id) for source in sources]
    alone = corpus / "name.pdf"
    alone.write_bytes(pdf)
    assert [document.id for document in documents] == ids
    assert documents[0].sections[0].text == "שלום"
    assert documents[1].sections == read_document(alone, "name.pdf").sections
    assert (documents[2].metadata.title, documents[2].sections[0].text) == ("the top", "the top")


def test_a_member_has_the_digest_of_the_file_that_it_is(corpus: Path) -> None:
    (corpus / "a.txt").write_bytes(b"text")
    (corpus / "a.txt.yaml").write_bytes(b"title: x")
    (corpus / "papers.zip").write_bytes(zipped({"in/a.txt": b"text", "in/a.txt.yaml": b"title: x", "b.txt": b"text"}))
    digests = {source.id: source.digest for source in discover(corpus)}
    assert digests["papers.zip/in/a.txt"] == digests["a.txt"] != digests["papers.zip/b.txt"]


def test_a_member_changes_by_its_bytes(corpus: Path) -> None:
    def digests(text: bytes) -> list[str]:
        (corpus / "papers.zip").write_bytes(zipped({"a.txt": text, "b.txt": b"the same"}))
        return [source.digest for source in discover(corpus)]

    # the same size and the same CRC: four bytes make up for any change
    forged = b"the new text" + bytes(4)
    wanted, state = zlib.crc32(b"the old text" + bytes(4)), zlib.crc32(b"the new text")
    forged = b"the new text" + _bytes_to_reach(wanted, state)
    assert zlib.crc32(forged) == wanted
    before, after = digests(b"the old text" + bytes(4)), digests(forged)
    assert before[0] != after[0]
    assert before[1] == after[1]


def _bytes_to_reach(wanted: int, state: int) -> bytes:
    """The four bytes that take a CRC-32 from `state` to `wanted`."""
    table = [_shifted(number) for number in range(256)]
    by_top = {entry >> 24: index for index, entry in enumerate(table)}
    register, indices = wanted ^ 0xFFFFFFFF, []
    for _ in range(4):
        index = by_top[register >> 24]
        register = ((register ^ table[index]) << 8) & 0xFFFFFFFF
        indices.append(index)
    current, result = state ^ 0xFFFFFFFF, []
    for index in reversed(indices):
        result.append((current ^ index) & 0xFF)
        current = (current >> 8) ^ table[index]
    return bytes(result)


def _shifted(number: int) -> int:
    for _ in range(8):
        number = (number >> 1) ^ (0xEDB88320 if number & 1 else 0)
    return number


def test_sidecars_describe_members(corpus: Path) -> None:
    data = zipped({"a.txt": b"text", "a.txt.yaml": "title: כותרת\ndate: 1999".encode(), "b.txt.yaml": b"title: x"})
    assert {name: type(error) for name, error in found(corpus, data).items()} == {
        "papers.zip/a.txt": type(None),
        "papers.zip/b.txt.yaml": FormatUnsupported,
    }
    metadata = read_document(corpus / "papers.zip" / "a.txt", "a").metadata
    assert (metadata.title, metadata.date) == ("כותרת", "1999")


def test_an_archive_itself_cannot_be_described(corpus: Path) -> None:
    (corpus / "papers.zip.yaml").write_text("title: x")
    assert list(found(corpus, zipped({"a.txt": b"text", "b.zip.yaml": b"", "b.zip": zipped({"c.txt": b"c"})}))) == [
        "papers.zip.yaml",
        "papers.zip/a.txt",
        "papers.zip/b.zip.yaml",
        "papers.zip/b.zip/c.txt",
    ]


def test_hidden_members_are_no_documents(corpus: Path) -> None:
    hidden = ("__MACOSX/a.txt", "in/__MACOSX/._a.txt", ".hidden.txt", ".git/a.txt", "in/~$a.docx", "in/Thumbs.db")
    data = zipped(dict.fromkeys((*hidden, "a.txt", "folder/"), b"text"))
    assert found(corpus, data) == {"papers.zip/a.txt": None}


def test_members_that_nobody_can_read_are_listed_as_in_a_folder(corpus: Path) -> None:
    errors = found(corpus, zipped({"a.txt": b"text", "b.xyz": b"text", "README": b"text", "c.TXT": b"text"}))
    assert [(name, error and error.why[0]) for name, error in errors.items()] == [
        ("papers.zip/README", "this kind of file is not supported"),
        ("papers.zip/a.txt", None),
        ("papers.zip/b.xyz", "this kind of file is not supported (.xyz)"),
        ("papers.zip/c.TXT", None),
    ]


def test_a_failure_names_the_member_and_not_the_temporary_file(corpus: Path) -> None:
    found(corpus, zipped({"in/empty.txt": b"", "in/a.txt.yaml": b"nonsense: 1", "in/a.txt": b"text"}))
    path = corpus / "papers.zip" / "in" / "empty.txt"
    with pytest.raises(FileEmpty) as caught:
        read_document(path, "a")
    assert caught.value.path == str(path)
    with pytest.raises(ReadError, match=r"papers\.zip/in/a\.txt: its description is not valid \(a\.txt\.yaml, line 1"):
        read_document(path.with_name("a.txt"), "a")


@pytest.mark.parametrize("name", ["b.txt", "in", "../papers.zip", "a.txt/b.txt", "/etc/passwd", "a.txt.yaml"])
def test_members_that_are_not_there(corpus: Path, name: str) -> None:
    found(corpus, packed(("a.txt", b"text"), ("../papers.zip", b"x"), ("/etc/passwd", b"x")))
    with pytest.raises(FileMissing), unpacked(corpus / "papers.zip", name):
        pass


def test_files_outside_archives_are_themselves(corpus: Path) -> None:
    path = corpus / "a.txt"
    for exists in (False, True):
        if exists:
            path.write_bytes(b"text")
        with as_file(path) as file:
            assert file is path
    (corpus / "folder.zip").mkdir()
    (corpus / "folder.zip" / "a.txt").write_bytes(b"text")
    assert [source.id for source in discover(corpus)] == ["a.txt", "folder.zip/a.txt"]


def test_an_unpacked_member_lasts_as_long_as_its_context(corpus: Path, temporary: Path) -> None:
    found(corpus, zipped({"in/a.txt": b"text", "in/a.txt.yaml": b"title: x", "in/b.txt": b"other"}))
    for _ in range(2):
        with unpacked(corpus / "papers.zip", "in/a.txt") as file:
            assert file.read_bytes() == b"text"
            assert file.stat().st_mtime == (corpus / "papers.zip").stat().st_mtime
            assert sorted(each.name for each in temporary.rglob("*.*")) == ["a.txt", "a.txt.yaml"]
        assert list(temporary.iterdir()) == []


# Archives in archives ------------------------------------------------------------------------------------------------


def test_an_archive_in_an_archive_is_opened_once(corpus: Path) -> None:
    third = zipped({"too deep.txt": b"text"})
    second = zipped({"b.txt": b"in the second", "b.txt.yaml": b"title: described", "third.zip": third})
    errors = found(corpus, zipped({"a.txt": b"text", "in/Second.ZIP": second}))
    assert [(name, error and error.why[0]) for name, error in errors.items()] == [
        ("papers.zip/a.txt", None),
        ("papers.zip/in/Second.ZIP/b.txt", None),
        (
            "papers.zip/in/Second.ZIP/third.zip",
            "it is not taken out of its archive (an archive in an archive in an archive)",
        ),
    ]
    document = read_document(corpus / "papers.zip/in/Second.ZIP/b.txt", "b")
    assert (document.metadata.title, document.sections[0].text) == ("described", "in the second")
    with pytest.raises(MemberRefused):
        read_document(corpus / "papers.zip/in/Second.ZIP/third.zip/too deep.txt", "c")


def test_a_broken_inner_archive_is_a_failure_of_its_own(corpus: Path) -> None:
    inner = {"cut.zip": zipped({"a.txt": b"text"})[:-9], "none.zip": b"text", "empty.zip": b"", "void.zip": zipped({})}
    errors = found(corpus, zipped({"a.txt": b"text", **inner}))
    assert {name.rpartition("/")[2]: error and (type(error), error.detail and error.detail[0]) for name, error in
            errors.items()} == {
        "a.txt": None,
        "cut.zip": (FileDamaged, None),
        "none.zip": (FormatMismatch, "not a ZIP archive"),
        "empty.zip": (FileEmpty, None),
        "void.zip": (FileEmpty, "no document in it"),
    }  # fmt: skip


def test_a_member_may_not_pass_for_one_of_an_inner_archive(corpus: Path) -> None:
    data = packed(("b.zip", zipped({"a.txt": b"inner"})), ("b.zip/a.txt", b"outer"), ("c.txt", b"text"))
    errors = found(corpus, data)
    assert errors["papers.zip/c.txt"] is None
    assert str(errors["papers.zip/b.zip/a.txt"]).count("its name stands there twice") == 1


# Whole archives ------------------------------------------------------------------------------------------------------

WHOLE = zipped({"a.txt": b"text" * 99, "b.txt": b"more"})
BROKEN = {
    "cut off": (WHOLE[:-10], FileDamaged, None),
    "cut in the middle": (WHOLE[: len(WHOLE) // 2], FileDamaged, None),
    "only its start": (b"PK\3\4", FileDamaged, None),
    "text": (b"this is no archive", FormatMismatch, ("not a ZIP archive", "אינו ארכיון ZIP")),
    "empty": (b"", FileEmpty, None),
    "of nothing": (zipped({}), FileEmpty, ("no document in it", "אין בו מסמך")),
    "of hidden files": (zipped({".a.txt": b"a"}), FileEmpty, ("no document in it", "אין בו מסמך")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_one_failure(corpus: Path, name: str) -> None:
    data, kind, detail = BROKEN[name]
    assert failure(corpus, data, "papers.zip") == (kind, detail)


def test_too_many_members(corpus: Path) -> None:
    many_files = {f"{number}.txt": b"" for number in range(1000)}
    assert len(found(corpus, zipped(many_files))) == 1000
    expected = (FileTooLarge, ("over 1,000 files in an archive", "יותר מ־1,000 קבצים בארכיון"))
    assert failure(corpus, zipped({**many_files, "one more.txt": b""}), "papers.zip") == expected


def test_too_many_members_of_inner_archives(corpus: Path) -> None:
    inner = zipped({f"{number}.txt": b"" for number in range(400)})
    errors = found(corpus, zipped({"a.zip": inner, "b.zip": inner, "c.zip": inner, "d.txt": b""}))
    assert len(errors) == 400 + 400 + 1 + 1
    assert [name for name, error in errors.items() if error] == ["papers.zip/c.zip"]


def test_a_table_of_contents_that_is_too_large(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 100)
    assert failure(corpus, zipped({f"{number}.txt": b"" for number in range(3)}), "papers.zip") == (FileDamaged, None)


# Sizes ---------------------------------------------------------------------------------------------------------------


def test_the_limits() -> None:
    assert read.MAX_BYTES == archive.MAX_MEMBER == 200 * MB
    assert archive.MAX_TOTAL == 2048 * MB


def test_a_bomb_costs_only_itself(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    count = archive._check_size
    monkeypatch.setattr(archive, "_check_size", lambda *seen: (taken.append(archive._CHUNK), count(*seen)))
    bomb = bytes(64 * MB)
    errors = found(
        corpus, zipped({"bomb.txt": bomb, "inner.zip": zipped({"bomb.txt": bomb, "c.txt": b"c"}), "z.txt": b"z"})
    )
    detail = ("it unpacks to over 200 times its size", "נפרס ליותר מפי 200 מגודלו")
    assert {name: error and (type(error), error.detail) for name, error in errors.items()} == {
        "papers.zip/bomb.txt": (FileTooLarge, detail),
        "papers.zip/inner.zip/bomb.txt": (FileTooLarge, detail),
        "papers.zip/inner.zip/c.txt": None,
        "papers.zip/z.txt": None,
    }
    assert sum(taken) < 2 * 200 * (len(bomb) // 1000) + 2 * MB  # a fifth of each
    with pytest.raises(FileTooLarge):
        read_document(corpus / "papers.zip" / "bomb.txt", "b")


def noise(size: int) -> bytes:
    """Bytes that do not pack, with a byte that is no text."""
    return b"".join(hashlib.sha256(struct.pack("<I", number)).digest() for number in range(size // 32))


def test_a_large_member_and_a_large_archive(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", 2 * MB)
    monkeypatch.setattr(archive, "MAX_TOTAL", 4 * MB)
    data = zipped({"a.txt": noise(2 * MB), "b.txt": noise(3 * MB), "c.txt": noise(MB), "d.txt": b"d"})
    errors = found(corpus, data)
    assert [(name, error and error.why[0]) for name, error in errors.items()] == [
        ("papers.zip/a.txt", None),
        ("papers.zip/b.txt", "it is larger than the limit (it unpacks to over 2 MB)"),
        ("papers.zip/c.txt", "it is larger than the limit (the archive unpacks to over 0.00390625 GB)"),
        ("papers.zip/d.txt", "it is larger than the limit (the archive unpacks to over 0.00390625 GB)"),
    ]


def test_sizes_that_an_archive_claims_are_not_believed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", MB)
    data = bytearray(packed(("a.txt", noise(2 * MB))))
    entry = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, entry + 24, 10)  # it says that it unpacks to ten bytes
    assert failure(corpus, bytes(data), "papers.zip/a.txt") == (FileDamaged, None)
    struct.pack_into("<I", data, entry + 24, 0xFFFFFFF0)
    assert failure(corpus, bytes(data), "papers.zip/a.txt")[0] is FileTooLarge


def test_members_that_nobody_can_read_are_not_unpacked(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", MB)
    errors = found(corpus, zipped({"a.mp4": noise(2 * MB), "b.txt": b"text"}))
    assert errors["papers.zip/b.txt"] is None


# Members that are refused --------------------------------------------------------------------------------------------

LEADS_OUT = ("its name leads out of the archive", "שמו מוביל אל מחוץ לארכיון")
CONTROLS = ("its name holds control characters", "בשמו תווי בקרה")
INCOMPLETE = ("its name is incomplete", "שמו חסר")
TOO_LONG = ("its name is too long", "שמו ארוך מדי")
NAMES = {
    "../a.txt": LEADS_OUT,
    "in/../../a.txt": LEADS_OUT,
    "in/..": LEADS_OUT,
    "/etc/a.txt": LEADS_OUT,
    "//host/a.txt": LEADS_OUT,
    "C:/a.txt": LEADS_OUT,
    "in/c:a.txt": LEADS_OUT,
    "..\\a.txt": LEADS_OUT,
    "in\\a.txt": LEADS_OUT,
    "a\nb.txt": CONTROLS,
    "a\x7f.txt": CONTROLS,
    "a\u202etxt.exe.txt": CONTROLS,
    "a\u2066.txt": CONTROLS,
    "a\u200f.txt": CONTROLS,
    "in//a.txt": INCOMPLETE,
    "in/./a.txt": INCOMPLETE,
    "in/ ./a.txt": INCOMPLETE,
    "a" * 237 + ".txt": TOO_LONG,
    "א" * 119 + ".txt": TOO_LONG,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_refused(corpus: Path, name: str) -> None:
    errors = found(corpus, packed((name, b"text"), ("b.txt", b"text"), ("c/d.txt", b"text")))
    assert errors.pop("papers.zip/b.txt") is None
    assert errors.pop("papers.zip/c/d.txt") is None
    ((id, error),) = errors.items()
    assert isinstance(error, MemberRefused)
    assert error.detail == NAMES[name]
    assert id == f"papers.zip/{printable(name)}"
    assert "\n" not in id + str(error)


@pytest.mark.parametrize("name", ["a.txt", "א ב/ג.ד.txt", "a..b.txt", "...a/b.txt", "12:30 a.txt", "c/d e/f-g_h.txt"])
def test_names_that_are_none_of_these(name: str) -> None:
    assert problem(name) is None


def test_a_name_that_stands_there_twice(corpus: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(("a.txt", b"one"), ("a.txt", b"two"), ("./b.txt", b"b"), ("c.txt", b"c"))
    errors = found(corpus, data)
    assert str(errors.pop("papers.zip/a.txt")).endswith(
        "papers.zip/a.txt: it is not taken out of its archive (its name stands there twice); "
        "put the file itself into the folder of documents."
    )
    assert errors == {"papers.zip/b.txt": None, "papers.zip/c.txt": None}


@pytest.mark.parametrize("kind", [0o120000, 0o010000, 0o020000])
def test_links_and_devices(corpus: Path, kind: int) -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (kind | 0o777) << 16
    assert failure(corpus, packed((info, b"/etc/passwd")), "papers.zip/link.txt") == (
        MemberRefused,
        ("a link", "קישור"),
    )
    with pytest.raises(MemberRefused), unpacked(corpus / "papers.zip", "link.txt"):
        pass


def flagged(data: bytes, flag: int) -> bytes:
    """The archive with a flag of its first member set."""
    result = bytearray(data)
    for start, offset in ((result.index(b"PK\3\4"), 6), (result.index(b"PK\1\2"), 8)):
        (flags,) = struct.unpack_from("<H", result, start + offset)
        struct.pack_into("<H", result, start + offset, flags | flag)
    return bytes(result)


def test_encrypted_members(corpus: Path) -> None:
    errors = found(corpus, flagged(packed(("a.txt", b"text"), ("b.txt", b"text")), 1))
    assert [type(error) for error in errors.values()] == [PasswordNeeded, type(None)]


def test_an_encrypted_sidecar_keeps_its_document_out(corpus: Path) -> None:
    data = flagged(packed(("a.txt.yaml", b"title: x"), ("a.txt", b"text")), 1)
    assert failure(corpus, data, "papers.zip/a.txt")[0] is PasswordNeeded


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_cannot_be_bounded(corpus: Path, method: int) -> None:
    expected = (MemberRefused, ("packed in an unusual way", "דחוס בשיטה לא מקובלת"))
    assert failure(corpus, packed(("a.txt", b"text"), method=method), "papers.zip/a.txt") == expected


def test_members_that_are_stored(corpus: Path) -> None:
    assert found(corpus, packed(("a.txt", b"text"), method=zipfile.ZIP_STORED)) == {"papers.zip/a.txt": None}


def test_a_damaged_member(corpus: Path) -> None:
    data = packed(("a.txt", b"the text"), ("b.txt", b"other"), method=zipfile.ZIP_STORED).replace(
        b"the text", b"the test"
    )
    errors = found(corpus, data)
    assert [type(error) for error in errors.values()] == [FileDamaged, type(None)]


def test_an_inner_archive_that_is_encrypted(corpus: Path) -> None:
    data = flagged(packed(("in.zip", zipped({"a.txt": b"text"}))), 1)
    assert failure(corpus, data, "papers.zip/in.zip")[0] is PasswordNeeded


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("דוח שנתי/נספח א.txt", "cp862"),
        ("א.txt", "cp862"),
        ("סיכום CEO 2005.txt", "cp862"),
        ("דוח שנתי.txt", "cp1255"),
        ("דוח שנתי.txt", "utf-8"),
        ("Müller/Übung.txt", "utf-8"),
        ("Müller/Übung.txt", "cp437"),
        ("Crédit Agricole.txt", "cp437"),
        ("report.txt", "ascii"),
    ],
)
def test_names_without_the_flag_of_unicode(corpus: Path, name: str, encoding: str) -> None:
    assert found(corpus, stored_as(name.encode(encoding))) == {f"papers.zip/{name}": None}
    document = read_document(corpus / "papers.zip" / name, "a")
    assert document.sections[0].text == "text"


def test_a_name_in_the_extra_field(corpus: Path) -> None:
    short = b"_____.txt"
    field = b"\1" + zlib.crc32(short).to_bytes(4, "little") + "דוח 1.txt".encode()
    extra = struct.pack("<HHI", 1, 4, 0) + struct.pack("<HH", 0x7075, len(field)) + field
    assert found(corpus, stored_as(short, extra=extra)) == {"papers.zip/דוח 1.txt": None}
    assert decoded_name("other.txt", False, extra) == "other.txt"  # of another name
    assert decoded_name("_____.txt", True, extra) == "_____.txt"
    assert decoded_name("_____.txt", False, extra[:-20]) == "_____.txt"


many = settings(derandomize=True, deadline=None, max_examples=300)
some = settings(derandomize=True, deadline=None, max_examples=150)
pieces = st.sampled_from(
    ["..", ".", "", "a", "א", "C:", "\\", "/", "\0", "\n", "\u202e", " ", "~", ":", "a.txt", "con"]
)
any_name = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.lists(pieces, min_size=1, max_size=6).map("/".join),
    st.lists(pieces, min_size=1, max_size=6).map("".join),
)


@many
@given(any_name)
def test_a_name_that_is_let_through_leads_nowhere_else(name: str) -> None:
    if problem(name) is not None:
        return
    for flavour, root in ((PurePosixPath, "/tmp/x"), (PureWindowsPath, "T:/tmp/x")):
        assert (flavour(root) / PurePosixPath(name).name).parent == flavour(root)
        whole = flavour(root) / name
        assert flavour(root) in whole.parents
        assert ".." not in whole.parts
    assert Path("/corpus/a.zip", name).relative_to("/corpus/a.zip").as_posix() == name


@some
@given(st.lists(any_name, min_size=1, max_size=4), st.binary(max_size=20))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_member_is_written_outside_the_temporary_folder(names: list[str], data: bytes) -> None:
    with tempfile.TemporaryDirectory() as root:
        path, aside = Path(root, "papers.zip"), Path(root, "in", "aside")
        aside.mkdir(parents=True)
        path.write_bytes(packed(*((f"{name}.txt", data) for name in names), ("z.txt", data)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(aside))
            for member in members(path, SUFFIXES):
                assert (member.failure is None) == (member.hashes == (hashlib.sha256(data).digest(),))
            for name in names:
                try:
                    with unpacked(path, f"{name}.txt") as file:
                        assert file.parent.parent == aside
                        assert file.read_bytes() == data
                        assert [each for each in aside.rglob("*") if each.is_file()] == [file]
                except ReadError:
                    continue
        assert sorted(each for each in Path(root).rglob("*") if each != aside.parent) == sorted((path, aside))


@many
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8))
def test_changed_bytes_are_failures_or_documents(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(WHOLE)
    for at, piece in changes:
        data[at : at + len(piece)] = piece
    with tempfile.TemporaryDirectory() as root:
        path = Path(root, "papers.zip")
        path.write_bytes(data)
        try:
            found_members = members(path, SUFFIXES)
        except ReadError:
            return
        for member in found_members:
            if member.failure is None:
                with unpacked(path, member.name) as file:
                    assert hashlib.sha256(file.read_bytes()).digest() == member.hashes[0]
