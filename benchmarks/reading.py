"""How much of the text the readers recover: `python -m benchmarks.reading [SAMPLES]`.

For every PDF of the sample folder it prints how alike the characters are, the share of words and of neighbouring word
pairs that were found and how many probe strings stand in the text as they are, next to the same of pypdf's own text
extraction; then pages a second on one core of a PDF that it prints itself; then words and pairs of the other formats,
how many of the text encodings came out whole, and of how many files title, author and date were found. A line without
a truth file, or a file that holds no text, is left out. Last the reading quality of the truth texts as they are,
backwards and with exchanged letters, of the sample PDFs that are scans or garbage, and of the shipped library.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time

from pypdf import PdfReader
from rapidfuzz import fuzz

from benchmarks.hundred_pages import PAGES, print_pages
from ingest.errors import ReadError
from ingest.quality import quality
from ingest.read import SUFFIXES, read_document
from knowledge.types import Document

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
DEFAULT_SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"

_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_ASCII = str.maketrans(
    {
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u05f4": '"', "\u2033": '"', "\u2018": "'", "\u2019": "'",
        "\u05f3": "'", "\u05be": "-", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "|": " ",
    }
)  # fmt: skip
_LINE_END_HYPHEN = re.compile(r"(?<=\S)-[ \t]*\n[ \t]*(?=\S)")
_PUNCTUATION = ".,;:!?\"'()[]•–-·"

# The two encoding samples that have no truth file of their own.
_EXPECTED: Mapping[str, str] = {
    "cp1255_short.txt": "שלום לכולם, הישיבה ביום שני.",
    "cp1255_mixed_en.txt": "Worker co-operatives in Israel and abroad. " * 6 + "קואופרטיבים של עובדים בישראל",
}


# Every letter becomes another of its alphabet: what a font without a right map gives.
_EXCHANGED = str.maketrans(
    "אבגדהוזחטיכלמנסעפצקרשתabcdefghijklmnopqrstuvwxyz", "קטבתגנזלרדשאהצפוחסעמיכnopqrstuvwxyzabcdefghijklm"
)


BYLINE = ("שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית", "נועה ברקאי", "2005-09-28")
"""Title, author and date of the paper that nearly all samples hold."""
NOT_PAINTED = {"pdf/lo_docx_2col.pdf": "חברים שנת ייסוד 23 1998 61 1974 9 2002".split()}
"""Words of the truth that a file does not hold: its producer cut two columns of a table off."""


@dataclass(frozen=True, slots=True)
class Score:
    """Percent of the truth's words and word pairs that were found, and of the found words that are in the truth; how
    alike both texts are, in percent of their characters."""

    words: float
    pairs: float
    precision: float
    missing: tuple[str, ...]
    ratio: float


def normalised(text: str) -> str:
    """`text` as an index sees it: without points and controls, with plain quotation marks and hyphens."""
    text = _POINTS.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text))).translate(_ASCII)
    return " ".join(_LINE_END_HYPHEN.sub("-", text).split())


def score(truth: str, found: str, probes: Iterable[str] = ()) -> Score:
    """Multiset recall of words and of pairs of neighbouring words, punctuation at a word's ends aside."""
    whole = normalised(found)
    wanted, got = _tokens(normalised(truth)), _tokens(whole)
    common = Counter(wanted) & Counter(got)
    wanted_pairs, got_pairs = Counter(pairwise(wanted)), Counter(pairwise(got))
    return Score(
        100 * common.total() / max(1, len(wanted)),
        100 * (wanted_pairs & got_pairs).total() / max(1, wanted_pairs.total()),
        100 * common.total() / max(1, len(got)),
        tuple(probe for probe in probes if normalised(probe) not in whole),
        fuzz.ratio(normalised(truth), whole),
    )


def _tokens(text: str) -> list[str]:
    return [word for word in (piece.strip(_PUNCTUATION) for piece in text.split()) if word]


def read_text(path: Path) -> str:
    """Everything that the project's reader finds in the file, its title first."""
    return text_of(read_document(path, path.name))


def text_of(document: Document) -> str:
    """A document as one text. Its title stands first, unless the text says it."""
    parts = [part for section in document.sections for part in (section.heading, section.text)]
    title = document.metadata.title
    if normalised(title) not in normalised("\n".join(parts)):
        parts.insert(0, title)
    return "\n".join(part for part in dict.fromkeys(parts) if part)


def pypdf_text(path: Path) -> str:
    """The text that pypdf's own extraction gives."""
    reader = PdfReader(path)
    if reader.is_encrypted:
        reader.decrypt("")
    return "\n".join(page.extract_text() for page in reader.pages)


def main(arguments: Sequence[str]) -> int:
    samples = Path(arguments[0]) if arguments else DEFAULT_SAMPLES
    manifest = samples / "manifest.json"
    if not manifest.is_file():
        print(f"no samples in {samples}", file=sys.stderr)
        return 1
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    entries = json.loads(manifest.read_text(encoding="utf-8"))["samples"]
    probes = json.loads((samples / "probes.json").read_text(encoding="utf-8")).values()
    truths = {entry["file"]: samples / entry["truth"] for entry in entries if entry["truth"]}
    _pdfs(samples, {name: truth for name, truth in truths.items() if name.startswith("pdf/")}, tuple(probes))
    _speed((samples / "truth_full.txt").read_text(encoding="utf-8"))
    _others(samples, {name: truth for name, truth in truths.items() if not name.startswith("pdf/")})
    _encodings(samples, [entry["file"] for entry in entries], truths)
    _bylines(samples, truths)
    _qualities(samples)
    return 0


def _pdfs(samples: Path, truths: Mapping[str, Path], probes: Sequence[str]) -> None:
    print(f"{'PDF: ratio / words / pairs / probes':40} {'this':>23} {'pypdf':>23}  missing probes")
    own: list[tuple[Score, Score]] = []
    every: list[tuple[Score, Score]] = []
    held: list[float] = []
    for name, truth_path in sorted(truths.items()):
        truth = truth_path.read_text(encoding="utf-8")
        wanted = [probe for probe in probes if normalised(probe) in normalised(truth)]
        try:
            document = read_document(samples / name, name)
        except ReadError as error:
            print(f"{name:40} {type(error).__name__}")
            continue
        both = score(truth, text_of(document), wanted), score(truth, pypdf_text(samples / name), wanted)
        every.append(both)
        if document.metadata.language == "he" and not any(page.ocr for page in document.pages):
            own.append(both)
            held.append(score(_painted(truth, name), text_of(document)).words)
        figures = " ".join(f"{_ratio_pair(each)} {len(wanted) - len(each.missing):2}/{len(wanted):2}" for each in both)
        print(f"{name:40} {figures}  {', '.join(both[0].missing)}")
    for what, results in (("Hebrew with text of their own", own), ("all", every)):
        if results:
            figures = " ".join(f"{_ratio_pair(_mean(each)):17}      " for each in zip(*results, strict=True))
            print(f"{f'mean of {len(results)}, {what}':40} {figures}")
    if held:
        print(f"{'words of the first that the files hold':40} {sum(held) / len(held):12.2f}")


def _painted(truth: str, name: str) -> str:
    """The truth without the words that the file does not hold; their places among the others are lost."""
    wanted = Counter(_tokens(normalised(truth))) - Counter(NOT_PAINTED.get(name, ()))
    return " ".join(wanted.elements())


def _speed(text: str) -> None:
    """Pages a second on one core of a PDF made here, beside pypdf's."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hundred.pdf"
        try:
            print_pages(text, path)
        except ImportError as error:
            print(f"no speed: {error}\n")
            return
        rates = []
        for read in (lambda: read_document(path, path.name), lambda: pypdf_text(path)):
            start = process_time()
            read()
            rates.append(PAGES / (process_time() - start))
    ours, theirs = rates
    print(f"\n{PAGES} pages of Hebrew: {ours:.0f} pages/s, pypdf {theirs:.0f}: {ours / theirs:.2f} of its speed\n")


def _ratio_pair(result: Score) -> str:
    return f"{result.ratio:5.1f}/{_pair(result)}"


def _pair(result: Score) -> str:
    return f"{result.words:5.1f}/{result.pairs:5.1f}"


def _mean(results: Sequence[Score]) -> Score:
    return Score(
        mean(result.words for result in results),
        mean(result.pairs for result in results),
        mean(result.precision for result in results),
        (),
        mean(result.ratio for result in results),
    )


def _others(samples: Path, truths: Mapping[str, Path]) -> None:
    print(f"{'other formats: words / pairs':40} {'this':>11}  of the found words, right")
    for name, truth in sorted(truths.items()):
        if Path(name).suffix in SUFFIXES - {".txt"}:
            try:
                result = score(truth.read_text(encoding="utf-8"), read_text(samples / name))
            except ReadError as error:  # DOC, where LibreOffice is not installed
                print(f"{name:40} {type(error).__name__}")
                continue
            print(f"{name:40} {_pair(result)}  {result.precision:.1f}")
    print()


def _encodings(samples: Path, names: Sequence[str], truths: Mapping[str, Path]) -> None:
    """A file is right when every word and every pair of its truth was found."""
    wrong: list[str] = []
    files = [name for name in names if name.startswith("text/") and "noisy" not in name]
    for name in files:
        truth = truths[name].read_text(encoding="utf-8") if name in truths else _EXPECTED[Path(name).name]
        result = score(truth, read_text(samples / name))
        if min(result.words, result.pairs) < 100:
            wrong.append(f"{name} {_pair(result)}")
    print(f"encodings right: {len(files) - len(wrong)}/{len(files)}", *wrong, sep="\n  ")


def _bylines(samples: Path, truths: Mapping[str, Path]) -> None:
    """Of the files that say who wrote them, how many were described rightly: title, author and date."""
    right: list[str] = []
    wrong: dict[bool, list[str]] = {True: [], False: []}
    for name, truth in sorted(truths.items()):
        if BYLINE[1] not in truth.read_text(encoding="utf-8"):
            continue
        try:
            document = read_document(samples / name, name)
        except ReadError:
            continue
        metadata = document.metadata
        found = (normalised(metadata.title), *map(normalised, metadata.authors), metadata.date)
        (right if found == BYLINE else wrong[any(page.ocr for page in document.pages)]).append(name)
    print(f"\nbylines right: {len(right)} of {len(right) + len(wrong[False])} with a text of their own", *wrong[False])
    print("read by OCR and described wrongly:", *(wrong[True] or ["none"]))


def _qualities(samples: Path) -> None:
    """Reading quality of good and of bad text: what tells them apart."""
    print(f"\n{'reading quality: truth texts':40} {'as is':>8} {'backwards':>10} {'exchanged':>10}")
    for path in sorted(samples.glob("truth_*.txt")):
        text = path.read_text(encoding="utf-8")
        backwards = " ".join(word[::-1] for word in text.split())
        exchanged = text.translate(_EXCHANGED)
        shown = [f"{quality(each) or 0:10.2f}" for each in (text, backwards, exchanged)]
        print(f"{path.name:38} {''.join(shown)}")
    print(f"\n{'reading quality: files':40} {'document':>8}  pages (o: by OCR, !: needs OCR)")
    files = [*samples.glob("pdf/scan_*"), *samples.glob("pdf/no_tounicode*"), *CORPUS.rglob("*")]
    for path in sorted(path for path in files if path.suffix in SUFFIXES and not path.name.startswith(".")):
        try:
            document = read_document(path, path.name)
        except ReadError as error:
            print(f"{path.name:40} {type(error).__name__}")
            continue
        pages = [f"{note.quality or 0:.2f}{'o' * note.ocr}{'!' * note.needs_ocr}" for note in document.pages]
        print(f"{path.name:40} {document.quality or 0:8.2f}  {' '.join(pages)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
