"""The sample files, and small files made for a test: Word packages and PDFs of positioned text."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.types import Document

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

Write = Callable[[str, str | bytes], Path]
Read = Callable[[str, str | bytes], Document]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def docx(body: str, parts: Mapping[str, str] | None = None, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A Word package whose body is the given markup; `parts` adds or replaces members."""
    document = (
        f'{prolog}<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>"
    )
    members = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}
    members.update(parts or {})
    return zipped({name: text.encode() for name, text in members.items()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive with these members; the same bytes whenever it is made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph with one run."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{named}{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


@dataclass(frozen=True)
class Ink:
    """Text painted from (x, y), glyph by glyph to the right; `mirrored` paints to the left, `hidden` not at all, `turn`
    is counter-clockwise in degrees. A `rule` is a line of that length in place of the text."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    hidden: bool = False
    mirrored: bool = False
    turn: float = 0
    rule: float = 0


GLYPH = 0.6
"""Width of every glyph, in em."""


def right_aligned(right: float, y: float, visual: str, size: float = 10, bold: bool = False) -> Ink:
    """A line in visual order that ends at `right`."""
    return Ink(right - len(visual) * GLYPH * size, y, visual, size, bold)


def pdf(
    pages: Sequence[Sequence[Ink]], info: Mapping[str, str] | None = None, mapped: bool = True, rotate: int = 0
) -> bytes:
    """A PDF with these pages, shown turned by `rotate` degrees; without a map from glyphs to characters if not
    `mapped`."""
    chars = sorted({char for page in pages for ink in page for char in ink.text})
    # codes that have an outline: pdfium takes glyphs without one for repetitions of each other
    codes = dict(zip(chars, (*range(0x21, 0x7F), *range(0xA1, 0x100)) if mapped else range(1, 0x20), strict=False))
    lines = "\n".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{lines}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    widths = " ".join(str(int(1000 * GLYPH)) for _ in range(256))
    font = "<</Type/Font/Subtype/Type1/BaseFont/{}/FirstChar 0/LastChar 255/Widths[" + widths + "]{}>>"
    unicode_map = "/ToUnicode 5 0 R" if mapped else ""
    kids = " ".join(f"{7 + 2 * i} 0 R" for i in range(len(pages)))
    described = "".join(f"/{key}<feff{value.encode('utf-16-be').hex()}>" for key, value in (info or {}).items())
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        font.format("Courier", unicode_map),
        font.format("Courier-Bold", unicode_map),
        _stream(to_unicode),
        f"<<{described}>>",
    ]
    for i, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Rotate {rotate}/Contents {8 + 2 * i} 0 R"
            "/Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>"
        )
        objects.append(_stream("\n".join(_painted(ink, codes) for ink in page)))
    return _file(objects)


def _painted(ink: Ink, codes: Mapping[str, int]) -> str:
    if ink.rule:
        return f"{ink.x} {ink.y} {ink.rule} 0.5 re f"
    sine, cosine = math.sin(math.radians(ink.turn)), math.cos(math.radians(ink.turn))
    a, b = (-1, 0) if ink.mirrored else (cosine, sine)
    text = "".join(f"{codes[char]:02x}" for char in ink.text)
    return (
        f"BT /{'B' if ink.bold else 'R'} {ink.size} Tf {3 if ink.hidden else 0} Tr"
        f" {a:.6f} {b:.6f} {-sine:.6f} {cosine:.6f} {ink.x} {ink.y} Tm <{text}> Tj ET"
    )


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer<</Size {size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{data.rindex(b'xref')}\n%%EOF".encode()
