"""Excerpts as a Word document that opens from right to left in Word and LibreOffice.

Direction stands in four places, each of which decides something of its own (ECMA-376, part 1): the section
(``w:bidi`` of ``w:sectPr``: columns and page furniture), the paragraph (``w:bidi`` of ``w:pPr``: where lines start),
the run (``w:rtl``: the order of signs without a direction, and the use of the fonts and sizes for complex scripts),
and the language (``w:lang w:bidi``: hyphenation and spelling). Styles carry them too, so that what is written later
is right as well.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.pieces import Cited, embedded
from knowledge.citing.styles import Style, citation, in_list_order, letters, reference
from knowledge.citing.text import cleaned, one_line, paragraphs, script
from knowledge.citing.words import word
from knowledge.citing.work import safe_link, title_of, works
from knowledge.types import Language

FONT = "Arial"
"""A font that has Hebrew wherever Word runs."""
INK, QUIET, LINK = RGBColor(0x23, 0x27, 0x2B), RGBColor(0x59, 0x5E, 0x64), RGBColor(0x1F, 0x5C, 0x4A)
SOURCE, NOTE, ENTRY = "Quotation Source", "Annotation", "Bibliography Entry"
LANGUAGES = {"he": "he-IL", "en": "en-US"}
_AFTER_BIDI = tuple(
    f"w:{tag}"
    for tag in (
        "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
        "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ).split()
)
_LETTERS = {"he": "\u05d0-\u05ea\ufb1d-\ufb4f", "en": "A-Za-z\u00c0-\u024f"}


def docx_file(document: Document) -> bytes:
    """The bytes of a Word document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def paper(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """The excerpts in their order under the titles of their documents, then the list of sources.

    Quotations are verbatim, in paragraphs of their own direction, each followed by its citation with the page and a
    link to the passage, and by the note to it.
    """
    title = one_line(title) or word("quotes", ui)
    document = _blank(title, ui)
    gathered = works(excerpts)
    told = letters(((work.document, work.metadata) for work in gathered), style, ui)
    _heading(document, title, "Title", ui)
    before = ""
    for excerpt in excerpts:
        if excerpt.document != before:
            name = title_of(excerpt.document, excerpt.metadata)
            _heading(document, name, "Heading 1", script(name, excerpt.metadata.language))
        before = excerpt.document
        _excerpt(document, excerpt, told.get(excerpt.document, ""), ui, style)
    _heading(document, word("references", ui), "Heading 1", ui)
    entries = [
        reference(work.document, work.metadata, style, ui, link=work.link, letter=told.get(work.document, ""))
        for work in gathered
    ]
    for entry in in_list_order(entries, ui):
        _cited(_paragraph(document, ENTRY, entry.language), entry)
    return docx_file(document)


def _excerpt(document: Document, excerpt: Excerpt, letter: str, ui: Language, style: Style) -> None:
    for text in paragraphs(excerpt.quote):
        side = script(text, excerpt.language)
        paragraph = _paragraph(document, "Quote", side)
        paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, text, side)
    cited = citation(excerpt.document, excerpt.metadata, style, ui, page=excerpt.page, letter=letter)
    paragraph = _paragraph(document, SOURCE, cited.language)
    _cited(paragraph, cited)
    _place(paragraph, excerpt, cited.language)
    for number, text in enumerate(paragraphs(excerpt.note)):
        side = script(text, ui)
        paragraph = _paragraph(document, NOTE, side)
        if number == 0:
            _write(paragraph, f"{word('note', side)}: ", side, bold=True)
        _write(paragraph, text, side)


def _place(paragraph: Paragraph, excerpt: Excerpt, language: Language) -> None:
    """Where the quotation stands, on a line of its own: under which heading, and the way to it."""
    heading, link = one_line(excerpt.heading), safe_link(excerpt.link)
    if heading or link:
        paragraph.add_run().add_break()
    if heading:
        _write(paragraph, heading, language, script(heading, language))
    if heading and link:
        _write(paragraph, " · ", language)
    if link:
        _link(paragraph, word("to-passage", language), link, language)


# Text -----------------------------------------------------------------------------------------------------------------


def _heading(document: Document, text: str, style: str, language: Language) -> None:
    _write(_paragraph(document, style, language), text, language)


def _paragraph(document: Document, style: str, language: Language) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph(style=style)
    _set_bidi(paragraph._p.get_or_add_pPr(), language)
    return paragraph


def _cited(paragraph: Paragraph, cited: Cited) -> None:
    """A reference; the title of a work that stands alone is italic in Latin letters, and bold in Hebrew ones, which
    have no italics."""
    for piece, language in cited.directed():
        if piece.link:
            _link(paragraph, piece.text, piece.text, "en")
        else:
            bold, italic = piece.title and language == "he", piece.title and language == "en"
            _write(paragraph, piece.text, cited.language, language, bold=bold, italic=italic)


def _write(
    paragraph: Paragraph,
    text: str,
    around: Language,
    own: Language | None = None,
    *,
    bold: bool = False,
    italic: bool = False,
) -> list[Run]:
    """Add `text` to a paragraph in the direction of `around`, in runs of one direction each; `own` is the direction
    of a text that is set into a sentence of ours, such as a title."""
    runs = []
    for part, language in by_direction(embedded(cleaned(text), own or around, around), around):
        run = paragraph.add_run(part)
        _direct(run, language)
        if bold:
            run.bold = run.font.cs_bold = True
        if italic:
            run.italic = run.font.cs_italic = True
        runs.append(run)
    return runs


def by_direction(text: str, around: Language) -> Iterator[tuple[str, Language]]:
    """The parts of `text` that run against `around`, from a letter to a letter of the other script, and what lies
    between them. Digits and marks belong to the text around, as the bidirectional algorithm has them."""
    other: Language = "en" if around == "he" else "he"
    ours, theirs = _LETTERS[around], _LETTERS[other]
    at = 0
    for found in re.finditer(f"[{theirs}](?:[^{ours}\n]*[{theirs}])?", text):
        if found.start() > at:
            yield text[at : found.start()], around
        yield found[0], other
        at = found.end()
    if at < len(text):
        yield text[at:], around


def _direct(run: Run, language: Language) -> None:
    if language == "he":
        run.font.rtl = True
    properties = run._r.get_or_add_rPr()
    lang = OxmlElement("w:lang")
    lang.set(qn("w:bidi" if language == "he" else "w:val"), LANGUAGES[language])
    properties.append(lang)  # the last that a run's properties may hold here


def _link(paragraph: Paragraph, text: str, address: str, language: Language) -> None:
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    for run in _write(paragraph, text, language):
        run.font.color.rgb = LINK
        run.font.underline = True
        element.append(run._r)
    paragraph._p.append(element)


# The blank document ---------------------------------------------------------------------------------------------------


def _blank(title: str, ui: Language) -> Document:
    document: Document = docx.Document()
    properties = document.core_properties
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)
    properties.title, properties.author, properties.last_modified_by, properties.comments = title[:255], "", "", ""
    properties.language, properties.created, properties.modified = LANGUAGES[ui], now, now
    _page(document, ui)
    _defaults(document)
    _styles(document, ui)
    _footer(document)
    return document


def _page(document: Document, ui: Language) -> None:
    """A4, the section in the direction of `ui`."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    if ui == "he":
        properties = section._sectPr
        bidi = OxmlElement("w:bidi")
        grid = properties.find(qn("w:docGrid"))
        properties.append(bidi) if grid is None else grid.addprevious(bidi)


def _defaults(document: Document) -> None:
    """The languages and fonts of all text that says nothing else."""
    properties = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts, lang = properties.find(qn("w:rFonts")), properties.find(qn("w:lang"))
    _set_fonts(fonts)
    lang.set(qn("w:val"), LANGUAGES["en"])
    lang.set(qn("w:bidi"), LANGUAGES["he"])
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:bidi"), LANGUAGES["he"])


def _styles(document: Document, ui: Language) -> None:
    _style(document, "Normal", ui, 11, after=6, line=1.25)
    title = _style(document, "Title", ui, 20, bold=True, after=14)
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    for level, size in ((1, 14), (2, 12)):
        _style(document, f"Heading {level}", ui, size, bold=True, before=18, after=6)
    _style(document, "Quote", ui, 11, before=10, after=4, line=1.35, indent=0.9)
    for name, colour in ((SOURCE, QUIET), (NOTE, INK), (ENTRY, INK)):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _style(document, name, ui, 9.5 if name == SOURCE else 10.5, colour=colour, after=6, indent=0.9)
    note = document.styles[NOTE]
    note.element.get_or_add_pPr().insert_element_before(_shade("F3F1EC"), "w:tabs", "w:bidi", *_AFTER_BIDI)
    entry = document.styles[ENTRY].paragraph_format
    entry.right_indent, entry.left_indent, entry.first_line_indent = Cm(0), Cm(0.9), Cm(-0.9)


def _style(
    document: Document, name: str, ui: Language, size: float, *, bold: bool = False, colour: RGBColor = INK,
    before: float = 0, after: float = 0, line: float = 1.15, indent: float = 0,
) -> ParagraphStyle:  # fmt: skip
    style: ParagraphStyle = document.styles[name]
    font, form = style.font, style.paragraph_format
    _set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts())
    font.size, font.color.rgb = Pt(size), colour
    font.bold = font.cs_bold = bold
    font.italic = font.cs_italic = False
    font.rtl = ui == "he"
    _set_complex_size(style, size)
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.left_indent = form.right_indent = Cm(indent)
    _set_bidi(style.element.get_or_add_pPr(), ui)
    return style


def _footer(document: Document) -> None:
    """The number of the page, in the middle."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(9), QUIET
    field.append(run._r)
    paragraph._p.append(field)


def _set_bidi(properties: docx.oxml.text.parfmt.CT_PPr, language: Language) -> None:
    for old in properties.findall(qn("w:bidi")):
        properties.remove(old)
    bidi = OxmlElement("w:bidi")
    if language == "en":
        bidi.set(qn("w:val"), "0")
    properties.insert_element_before(bidi, *_AFTER_BIDI)


def _set_fonts(fonts: docx.oxml.text.font.CT_Fonts) -> None:
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script_of in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script_of}"), FONT)


def _set_complex_size(style: ParagraphStyle, size: float) -> None:
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    element = OxmlElement("w:szCs")
    element.set(qn("w:val"), str(round(size * 2)))
    properties.find(qn("w:sz")).addnext(element)


def _shade(colour: str) -> docx.oxml.xmlchemy.BaseOxmlElement:
    element = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        element.set(qn(f"w:{attribute}"), value)
    return element
