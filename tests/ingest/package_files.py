"""Small OpenDocument, PowerPoint, EPUB and RTF files made for a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sample_files import zipped

XML = '<?xml version="1.0"?>'
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_NAMES = (
    f'xmlns:office="{_ODF}office:1.0" xmlns:text="{_ODF}text:1.0" xmlns:table="{_ODF}table:1.0"'
    f' xmlns:style="{_ODF}style:1.0" xmlns:draw="{_ODF}drawing:1.0" xmlns:meta="{_ODF}meta:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SLIDE_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    f' xmlns:r="{_RELATION}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)

Parts = Mapping[str, str]


def _packed(members: Mapping[str, str], parts: Parts | None) -> bytes:
    return zipped({name: text.encode() for name, text in {**members, **(parts or {})}.items()})


def odt(body: str, styles: str = "", parts: Parts | None = None, prolog: str = XML) -> bytes:
    """An OpenDocument text with this body and these automatic styles; `parts` adds or replaces members."""
    content = (
        f"{prolog}<office:document-content {_ODF_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return _packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}, parts)


def odt_meta(fields: str) -> str:
    return f"{XML}<office:document-meta {_ODF_NAMES}><office:meta>{fields}</office:meta></office:document-meta>"


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    """The relationships r1, r2, ... to (type, target)."""
    listed = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="r">{listed}</Relationships>'


def _slide(kind: str, shapes: str, prolog: str, attributes: str = "") -> str:
    return (
        f"{prolog}<p:{kind} {_SLIDE_NAMES}{attributes}><p:cSld><p:spTree><p:nvGrpSpPr/>{shapes}</p:spTree></p:cSld>"
        f"</p:{kind}>"
    )


def pptx(
    slides: Sequence[str], notes: Mapping[int, str] | None = None, parts: Parts | None = None, prolog: str = XML
) -> bytes:
    """A presentation whose slides hold these shapes; `notes` are those of a slide, by its number."""
    ids = "".join(f'<p:sldId id="{255 + i}" r:id="r{i}"/>' for i in range(1, len(slides) + 1))
    members = {
        "[Content_Types].xml": f"{XML}<Types/>",
        "_rels/.rels": _relations([("officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f"{XML}<p:presentation {_SLIDE_NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(
            [("slide", f"slides/slide{i}.xml") for i in range(1, len(slides) + 1)]
        ),
    }
    for i, shapes in enumerate(slides, 1):
        members[f"ppt/slides/slide{i}.xml"] = _slide("sld", shapes, prolog)
    for i, shapes in (notes or {}).items():
        members[f"ppt/slides/_rels/slide{i}.xml.rels"] = _relations([("notesSlide", f"../notesSlides/n{i}.xml")])
        members[f"ppt/notesSlides/n{i}.xml"] = _slide("notes", shapes, XML)
    return _packed(members, parts)


def shape(text: str, place: str | None = None, properties: str = "") -> str:
    """A shape with one paragraph; `place` is the type of its placeholder."""
    placeholder = "" if place is None else f'<p:ph type="{place}"/>' if place else "<p:ph/>"
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/>"
        f"<a:p><a:pPr>{properties}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def epub(
    chapters: Mapping[str, str], metadata: str = "", guide: str = "", parts: Parts | None = None, prolog: str = XML
) -> bytes:
    """A book whose pages, by the name of their parts, have these bodies; a part "nav..." is its table of contents."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"'
        + (' properties="nav"/>' if name.startswith("nav") else "/>")
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        f'{prolog}<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f'{XML}<container><rootfile full-path="OPS/book.opf"/></container>',
        "OPS/book.opf": package,
    }
    for name, body in chapters.items():
        members[f"OPS/{name}"] = (
            f'{XML}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/>'
            f"</head><body>{body}</body></html>"
        )
    return _packed(members, parts)


def rtf(body: str, head: str = r"\ansi\ansicpg1252") -> str:
    """An RTF file with this body; characters beyond ASCII stand in it as bytes of Latin-1."""
    return rf"{{\rtf1{head} {body}}}"
