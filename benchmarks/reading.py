"""How much of the text the readers recover: `python -m benchmarks.reading [SAMPLES]`.

For every Hebrew PDF of the sample folder it prints the share of words and of neighbouring word pairs that were found,
next to pypdf's own text extraction, and the probe strings that are missing; then the same for the other formats, and
how many of the text encodings came out whole. A line without a truth file, or a file that holds no text, is left out.
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
from time import perf_counter

from pypdf import PdfReader

from ingest.read import SUFFIXES, read_document
from knowledge.errors import ReadError

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


@dataclass(frozen=True, slots=True)
class Score:
    """Percent of the truth's words and word pairs that were found, and of the found words that are in the truth."""

    words: float
    pairs: float
    precision: float
    missing: tuple[str, ...]


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
    )


def _tokens(text: str) -> list[str]:
    return [word for word in (piece.strip(_PUNCTUATION) for piece in text.split()) if word]


def read_text(path: Path) -> str:
    """Everything that the project's reader finds in the file, its title first."""
    document = read_document(path, path.name)
    parts = [document.metadata.title]
    for section in document.sections:
        parts += [section.heading, section.text]
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
    _others(samples, {name: truth for name, truth in truths.items() if not name.startswith("pdf/")})
    _encodings(samples, [entry["file"] for entry in entries], truths)
    return 0


def _pdfs(samples: Path, truths: Mapping[str, Path], probes: Sequence[str]) -> None:
    print(f"{'PDF: words / pairs':40} {'this':>11} {'pypdf':>11}  missing probes")
    ours: list[Score] = []
    theirs: list[Score] = []
    took = pages = 0.0
    for name, truth_path in sorted(truths.items()):
        truth = truth_path.read_text(encoding="utf-8")
        wanted = [probe for probe in probes if normalised(probe) in normalised(truth)]
        start = perf_counter()
        try:
            text = read_text(samples / name)
        except ReadError as error:
            print(f"{name:40} {type(error).__name__}")
            continue
        took += perf_counter() - start
        pages += len(PdfReader(samples / name).pages)
        ours.append(score(truth, text, wanted))
        theirs.append(score(truth, pypdf_text(samples / name)))
        print(f"{name:40} {_pair(ours[-1])} {_pair(theirs[-1])}  {', '.join(ours[-1].missing)}")
    if ours:
        print(f"{f'mean of {len(ours)}':40} {_pair(_mean(ours))} {_pair(_mean(theirs))}  {pages / took:.0f} pages/s\n")


def _pair(result: Score) -> str:
    return f"{result.words:5.1f}/{result.pairs:5.1f}"


def _mean(results: Sequence[Score]) -> Score:
    return Score(
        mean(result.words for result in results),
        mean(result.pairs for result in results),
        mean(result.precision for result in results),
        (),
    )


def _others(samples: Path, truths: Mapping[str, Path]) -> None:
    print(f"{'other formats: words / pairs':40} {'this':>11}  of the found words, right")
    for name, truth in sorted(truths.items()):
        if Path(name).suffix in SUFFIXES - {".txt"}:
            result = score(truth.read_text(encoding="utf-8"), read_text(samples / name))
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
