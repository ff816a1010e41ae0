"""Pages that are read by text recognition: which, what comes of it, and what is said where it cannot be done."""

import io
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from sample_files import SAMPLES, Ink, Write, pdf

from ingest import ocr
from ingest.errors import OcrNeeded, ReadError, TextMissing
from ingest.read import read_document
from knowledge.types import Document

SCAN = SAMPLES / "pdf" / "scan_200dpi.pdf"
GARBAGE = SAMPLES / "pdf" / "no_tounicode.pdf"
EDGES = ".,;:!?\"'()[]•–-·|"

installed = pytest.mark.skipif(ocr.engine() is None, reason=f"{(ocr.lack() or ('',))[0]}: make ocr")

SOUND = "members of the cooperative decide together about work and money because every member has the same vote"
MORE = "and the assembly elects the people who manage the common purse of the whole village"
NOISE = "zxqv kjhw pqzz wvxk jjqx vvkz xxqj kkzw qqpv zzxj wwvq hhkx ppqz vvjx kkqw zzvp xxwj qqkz jjvw hhqx wwpz"


def words(text: str) -> Counter[str]:
    plain = re.sub("[\u0591-\u05bd\u05bf-\u05c7]", "", text.replace("־", "-").replace("“", '"').replace("”", '"'))
    return Counter(word for word in (piece.strip(EDGES) for piece in plain.split()) if word)


def body(document: Document) -> list[str]:
    """The words of the text, without the title."""
    return " ".join(f"{section.heading} {section.text}" for section in document.sections).split()


def whole(document: Document) -> str:
    return " ".join([document.metadata.title, *body(document)])


def recovered(document: Document) -> float:
    truth = words((SAMPLES / "truth_pandoc_titleblock.txt").read_text(encoding="utf-8"))
    return (truth & words(whole(document))).total() / truth.total()


def marks(document: Document) -> list[tuple[int, bool, bool]]:
    return [(note.page, note.ocr, note.needs_ocr) for note in document.pages]


@dataclass(frozen=True)
class Sheet:
    """A page of 600 by 800 with a picture of a share of its width and height, and lines of text over it."""

    lines: tuple[str, ...] = ()
    picture: float = 0.0
    size: tuple[int, int] = (600, 800)


def text_page(*lines: str) -> Sheet:
    return Sheet(lines)


def picture_page(share: float = 1.0, *lines: str) -> Sheet:
    return Sheet(lines, share)


def bound(*sheets: Sheet) -> bytes:
    writer = PdfWriter()
    for sheet in sheets:
        page = writer.add_blank_page(600, 800)
        if sheet.picture:
            file = io.BytesIO()
            Image.new("L", (60, 80), 200).save(file, "PDF", resolution=7.2)
            page.merge_transformed_page(PdfReader(file).pages[0], Transformation().scale(sheet.picture))
        if sheet.lines:
            inks = [Ink(30, 760 - 20 * i, line, 8) for i, line in enumerate(sheet.lines)]
            page.merge_page(PdfReader(io.BytesIO(pdf([inks]))).pages[0])
        page.scale_to(*sheet.size)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def table(*lines: str, confidence: int = 90) -> str:
    """Words as tesseract lists them, each line 100 pixels below the one before it."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    rows.append("1\t1\t0\t0\t0\t0\t0\t0\t2500\t3300\t-1\t")
    for number, line in enumerate(lines, 1):
        rows.append(f"4\t1\t1\t1\t{number}\t0\t100\t{100 * number}\t2300\t40\t-1\t")
        for place, word in enumerate(line.split(), 1):
            left = 100 + 100 * place
            rows.append(f"5\t1\t1\t1\t{number}\t{place}\t{left}\t{100 * number}\t90\t40\t{confidence}\t{word}")
    return "\n".join(rows) + "\n"


class Fake:
    """A tesseract that does what a test wants, and logs its runs."""

    def __init__(self, folder: Path, finds: str = "", languages: str = "heb eng", does: str = "") -> None:
        folder.mkdir()
        self.log = folder / "log"
        (folder / "finds").write_text(finds, encoding="utf-8")
        program = folder / "tesseract"
        run = f'echo "$$ $OMP_THREAD_LIMIT $*" >> "{self.log}"; {does} wc -c >> "{self.log}"; cat "{folder / "finds"}"'
        program.write_text(
            '#!/bin/sh\ncase "$1" in\n--version) echo "tesseract 9.0" ;;\n'
            f'--list-langs) printf "%s\\n" {languages} ;;\n*) {run} ;;\nesac\n'
        )
        program.chmod(0o755)

    @property
    def runs(self) -> list[str]:
        """The process and the arguments of each run."""
        return [line for line in self._logged() if " " in line]

    @property
    def pictures(self) -> list[int]:
        """The bytes of each picture."""
        return [int(line) for line in self._logged() if " " not in line]

    def _logged(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No tesseract on the path."""
    monkeypatch.setenv("PATH", str(tmp_path))


MakeFake = Callable[..., Fake]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MakeFake:
    """Makes a tesseract that is found first."""

    def make(name: str = "fake", **parts: str) -> Fake:
        made = Fake(tmp_path / name, **parts)
        monkeypatch.setenv("PATH", f"{tmp_path / name}{os.pathsep}/usr/bin{os.pathsep}/bin")
        return made

    return make


# The real tesseract --------------------------------------------------------------------------------------------------


@installed
@pytest.mark.parametrize("path", [SCAN, GARBAGE], ids=["scan", "garbage layer"])
def test_a_page_that_is_a_picture_or_garbage_is_recognised(path: Path) -> None:
    document = read_document(path, "a.pdf")
    assert recovered(document) >= 0.95
    assert marks(document) == [(1, True, False), (2, True, False)]
    assert document.quality is not None and document.quality > 0.9
    assert not re.search("[\u200e\u200f\u202a-\u202e]", whole(document))
    metadata = document.metadata
    assert (metadata.date, metadata.authors) == ("2005-09-28", ("נועה ברקאי",))
    assert metadata.origins == {"title": "ocr", "authors": "ocr", "date": "ocr", "language": "text"}


def test_a_text_layer_is_marked_as_recognised() -> None:
    document = read_document(SAMPLES / "pdf" / "scan_200dpi_ocrmypdf.pdf", "a.pdf")
    assert marks(document) == [(1, True, False), (2, True, False)]
    assert (document.metadata.date, document.metadata.origins["date"]) == ("2005-09-28", "ocr")


# Without it ----------------------------------------------------------------------------------------------------------


def failure(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_document(path, "a.pdf")
    return caught.value


@pytest.mark.parametrize("path", [SCAN, GARBAGE], ids=["scan", "garbage layer"])
def test_without_tesseract_a_scan_says_what_it_needs(without: None, path: Path) -> None:
    error = failure(path)
    assert type(error) is OcrNeeded
    assert error.why == (
        "its text can only be read by text recognition (OCR) (tesseract is not installed)",
        "את הטקסט שבו אפשר לקרוא רק בזיהוי תווים (OCR) (tesseract אינו מותקן)",
    )


def test_a_tesseract_without_hebrew_is_none(fake: MakeFake) -> None:
    made = fake(languages="eng osd")
    assert ocr.engine() is None
    assert failure(SCAN).detail == ("tesseract is installed without heb", "tesseract מותקן בלי heb")
    assert made.runs == []


def test_pages_are_listed_as_needing_recognition(without: None, write: Write) -> None:
    document = read_document(write("a.pdf", bound(text_page(SOUND), picture_page(), Sheet())), "a.pdf")
    assert marks(document) == [(1, False, False), (2, False, True), (3, False, False)]
    assert body(document) == SOUND.split()
    assert document.metadata.origins["title"] == "text"


def test_a_blank_page_needs_nothing(without: None) -> None:
    assert type(failure(SAMPLES / "pdf" / "blank_page.pdf")) is TextMissing


# Which pages are recognised ------------------------------------------------------------------------------------------

FIGURES = [" ".join(str(1000 + 7 * i + j) for j in range(12)) for i in range(20)]
SIGNS = ["#$%& *+<> =?@ ^_~ #$%& *+<> =?@"] * 4
STAMP = "Scanned with a telephone"


@pytest.mark.parametrize(
    ("page", "needs"),
    [
        (text_page(SOUND, MORE), False),
        (text_page(*FIGURES), False),
        (text_page(*SIGNS), True),
        (text_page(NOISE, MORE), True),
        (text_page("7"), False),
        (picture_page(1.0, "7"), True),
        (picture_page(1.0, STAMP), True),
        (picture_page(1.0, SOUND, MORE), False),
        (picture_page(0.1, "7"), False),
        (picture_page(0.4, "7"), True),
        (picture_page(0.4, STAMP), False),
    ],
    ids=["text", "figures", "signs", "doubt", "number", "scan", "stamp", "background", "logo", "plate", "caption"],
)
def test_routing(without: None, write: Write, page: Sheet, needs: bool) -> None:
    document = read_document(write("a.pdf", bound(text_page(SOUND), page)), "a.pdf")
    assert marks(document) == [(1, False, False), (2, False, needs)]


def test_garbage_is_not_searched_and_doubtful_text_is(without: None, write: Write) -> None:
    doubtful = " ".join(reversed(MORE.split()))
    pages = text_page(SOUND, MORE), text_page(NOISE), text_page(NOISE, doubtful)
    document = read_document(write("a.pdf", bound(*pages)), "a.pdf")
    assert marks(document) == [(1, False, False), (2, False, True), (3, False, True)]
    assert [(note.known, note.words) for note in document.pages] == [(30, 30), (0, 21), (14, 35)]
    assert body(document) == " ".join([SOUND, MORE, NOISE, doubtful]).split()


# With a tesseract that finds what a test wants -----------------------------------------------------------------------


def test_how_it_is_run_and_what_is_taken(fake: MakeFake, write: Write) -> None:
    made = fake(finds=table('\u200fדו"ח שנתי\u200e', "מאת נועה ברקאי, 28/9/2005") + table("רעש", confidence=19))
    document = read_document(write("a.pdf", bound(picture_page())), "a.pdf")
    assert body(document) == 'דו"ח שנתי מאת נועה ברקאי, 28/9/2005'.split()
    metadata = document.metadata
    assert (metadata.title, metadata.authors, metadata.date) == ('דו"ח שנתי', ("נועה ברקאי",), "2005-09-28")
    (run,) = made.runs
    assert run.split(" ", 1)[1] == "1 stdin stdout -l heb+eng --psm 3 --dpi 300 -c tessedit_create_tsv=1"


@pytest.mark.parametrize(
    ("own", "finds", "kept", "note"),
    [
        (SIGNS, [SOUND, MORE], [SOUND, MORE], (30, 30, True)),
        ([NOISE, MORE], [SOUND, MORE], [SOUND, MORE], (30, 30, True)),
        ([NOISE, MORE], [NOISE], [NOISE, MORE], (14, 35, False)),
        ([NOISE], [NOISE], [], (0, 21, False)),
        ([], [NOISE], [], (0, 21, True)),
        ([], [], [], (0, 0, True)),
    ],
    ids=["better", "better than doubtful", "worse", "both garbage", "noise of a picture", "nothing on it"],
)
def test_the_better_text_is_kept(
    fake: MakeFake, write: Write, own: list[str], finds: list[str], kept: list[str], note: tuple[int, int, bool]
) -> None:
    made = fake(finds=table(*finds))
    page = picture_page(1.0, *own) if own else picture_page()
    document = read_document(write("a.pdf", bound(text_page("first page of it"), page)), "a.pdf")
    assert body(document) == " ".join(["first page of it", *kept]).split()
    (_, second) = document.pages
    assert (second.known, second.words, second.ocr, second.needs_ocr) == (*note, False)
    assert len(made.runs) == 1


def test_no_page_is_recognised_twice(fake: MakeFake, tmp_path: Path, write: Write) -> None:
    path = write("a.pdf", bound(picture_page()))
    first = fake("first", finds=table(SOUND))
    with ocr.kept_in(tmp_path / "cache" / "recognised.db"):
        document = read_document(path, "a.pdf")
    assert (body(document), len(first.runs)) == (SOUND.split(), 1)
    second = fake("second", finds=table("something else"))
    with ocr.kept_in(tmp_path / "cache" / "recognised.db", processes=1):
        assert read_document(path.rename(tmp_path / "b.pdf"), "a.pdf") == document
    assert second.runs == []
    assert read_document(tmp_path / "b.pdf", "a.pdf") != document  # outside the context nothing is kept
    assert len(second.runs) == 1


def test_a_tesseract_that_hangs_is_stopped(
    fake: MakeFake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, write: Write
) -> None:
    made = fake(does="exec sleep 600;")
    assert ocr.engine() is not None
    monkeypatch.setattr(ocr, "SECONDS", 0.5)
    with ocr.kept_in(tmp_path / "recognised.db"):
        document = read_document(write("a.pdf", bound(text_page(SOUND), picture_page())), "a.pdf")
        error = failure(write("b.pdf", bound(picture_page())))
    assert marks(document) == [(1, False, False), (2, False, True)]
    assert type(error) is OcrNeeded
    assert error.detail is not None
    assert error.detail[0] == "recognition failed or took too long on 1 pages"
    for run in made.runs:
        with pytest.raises(ProcessLookupError):
            os.kill(int(run.split()[0]), 0)
    assert len(made.runs) == 2


def test_a_tesseract_that_fails_is_not_kept(fake: MakeFake, tmp_path: Path, write: Write) -> None:
    path = write("a.pdf", bound(picture_page()))
    with ocr.kept_in(tmp_path / "recognised.db"):
        fake("broken", does="exit 1;")
        assert type(failure(path)) is OcrNeeded
        fake("mended", finds=table(SOUND))
        assert body(read_document(path, "a.pdf")) == SOUND.split()


@pytest.mark.parametrize("size", [(14_400, 14_400), (1, 14_400), (1, 1)])
def test_a_huge_page_is_drawn_smaller(size: tuple[int, int], fake: MakeFake, write: Write) -> None:
    made = fake(finds=table(SOUND))
    page = Sheet(picture=1.0, size=size)
    assert marks(read_document(write("a.pdf", bound(page)), "a.pdf")) == [(1, True, False)]
    assert made.pictures[0] < 51_000_000
