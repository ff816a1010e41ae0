"""The Word document: what stands in it, in which direction, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from ingest.read import read_document
from ingest.readers.doc import libreoffice
from knowledge.citing.excerpt import Excerpt
from knowledge.citing.paper import by_direction, paper
from knowledge.types import Language, Metadata

from .samples import DAIRY, EXCERPTS, FUNDS, HOSTILE


def opened(content: bytes) -> Document:
    document: Document = docx.Document(io.BytesIO(content))
    return document


@pytest.fixture(scope="module")
def hebrew() -> Document:
    return opened(paper(EXCERPTS, "אוסף ציטוטים", "he", "israeli"))


@pytest.fixture(scope="module")
def english() -> Document:
    return opened(paper(EXCERPTS, "Quotations", "en", "apa"))


def direction(paragraph: Paragraph) -> str:
    bidi = paragraph._p.pPr.find(qn("w:bidi"))
    return "ltr" if bidi is None or bidi.get(qn("w:val")) == "0" else "rtl"


def lines(document: Document) -> list[tuple[str, str, str]]:
    return [(each.style.name, direction(each), each.text) for each in document.paragraphs]  # type: ignore[union-attr]


def test_the_hebrew_paper_is_exact(hebrew: Document) -> None:
    source = "Quotation Source"
    assert lines(hebrew) == [
        ("Title", "rtl", "אוסף ציטוטים"),
        ("Heading 1", "rtl", "קרנות ואיזון"),
        ("Quote", "rtl", 'הקרן מעבירה 14% לפי "מפתח".'),
        ("Quote", "rtl", "האסיפה מחליטה."),
        (
            source,
            "rtl",
            "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 7.\nמנגנון האיזון · לקטע במאגר",
        ),
        ("Annotation", "rtl", "הערה: לבדוק מול GDP."),
        ("Heading 1", "ltr", "Who owns the dairy?"),
        ("Quote", "ltr", "One member, one vote."),
        (
            source,
            "ltr",
            "John Restakis and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, March 5, 2010.\nIn short",
        ),
        ("Heading 1", "rtl", "קרנות ואיזון"),
        ("Quote", "rtl", "סיכום הקרן."),
        (source, "rtl", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 3."),
        ("Quote", "rtl", "עוד משפט."),
        (source, "rtl", "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 4."),
        ("Heading 1", "rtl", "רשימת המקורות"),
        (
            "Bibliography Entry",
            "rtl",
            "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, https://kb.example.org/document?doc=briefs%2Ffunds.pdf",
        ),
        (
            "Bibliography Entry",
            "ltr",
            "Restakis, John, and Maria van der Berg, “Who owns the dairy?,” Bluefin Trust, March 5, 2010.",
        ),
    ]


def test_the_english_paper_runs_from_left_to_right(english: Document) -> None:
    shown = lines(english)
    assert shown[0] == ("Title", "ltr", "Quotations")
    assert shown[2] == ("Quote", "rtl", 'הקרן מעבירה 14% לפי "מפתח".')
    assert shown[4][1:] == (
        "ltr",
        "(צוות המאגר\u200e, 2026, p. 7)\nמנגנון האיזון\u200e · The passage in the library",
    )
    assert english.sections[0]._sectPr.find(qn("w:bidi")) is None
    assert shown[-2][2].startswith(
        "Restakis, J., & van der Berg, M. (2010, March 5). Who owns the dairy? [Case study]."
    )


def test_section_styles_and_language_are_hebrew(hebrew: Document) -> None:
    tags = [child.tag for child in hebrew.sections[0]._sectPr]
    assert tags.index(qn("w:bidi")) == tags.index(qn("w:docGrid")) - 1
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Quote", "Quotation Source", "Bibliography Entry"):
        style = hebrew.styles[name]
        assert style.element.pPr.find(qn("w:bidi")) is not None, name
        assert style.font.rtl is True, name  # type: ignore[attr-defined]
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert dict(fonts.attrib) == {qn(f"w:{each}"): "Arial" for each in ("ascii", "hAnsi", "cs", "eastAsia")}, name
        assert style.element.rPr.find(qn("w:szCs")).get(qn("w:val")) == style.element.rPr.find(qn("w:sz")).get(
            qn("w:val")
        )
    defaults = hebrew.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert (defaults.get(qn("w:bidi")), defaults.get(qn("w:val"))) == ("he-IL", "en-US")
    assert hebrew.sections[0].page_width.cm == pytest.approx(21, abs=0.01)  # type: ignore[union-attr]


def test_runs_of_one_script_each(hebrew: Document) -> None:
    note = next(each for each in hebrew.paragraphs if each.style.name == "Annotation")  # type: ignore[union-attr]
    runs = [(run.text, run.font.rtl, run.bold, run._r.rPr.find(qn("w:lang")).attrib) for run in note.runs]
    he, en = {qn("w:bidi"): "he-IL"}, {qn("w:val"): "en-US"}
    assert runs == [
        ("הערה: ", True, True, he),
        ("לבדוק מול ", True, None, he),
        ("GDP", None, None, en),
        (".", True, None, he),
    ]


@pytest.mark.parametrize(
    ("text", "around", "parts"),
    [
        ("אב GDP 14% גד", "he", [("אב ", "he"), ("GDP", "en"), (" 14% גד", "he")]),
        ("ב־World Bank (2010): כן", "he", [("ב־", "he"), ("World Bank", "en"), (" (2010): כן", "he")]),
        ("see אב גד, 5", "en", [("see ", "en"), ("אב גד", "he"), (", 5", "en")]),
        ("14%", "he", [("14%", "he")]),
        ("", "he", []),
    ],
)
def test_parts_by_direction(text: str, around: Language, parts: list[tuple[str, Language]]) -> None:
    assert list(by_direction(text, around)) == parts


def test_titles_of_works_are_bold_in_hebrew_and_italic_in_english() -> None:
    document = opened(paper(EXCERPTS, "", "he", "chicago"))
    runs = {
        run.text: run for each in document.paragraphs if each.style.name == "Bibliography Entry" for run in each.runs
    }  # type: ignore[union-attr]
    title, other = runs["קרנות ואיזון"], runs["Who owns the dairy?"]
    assert (title.bold, title.font.cs_bold, title.italic) == (True, True, None)
    assert (other.bold, other.italic, other.font.cs_italic) == (None, True, True)


def test_links_lead_to_the_passage_and_the_document(hebrew: Document) -> None:
    links = [(link.text, link.address) for each in hebrew.paragraphs for link in each.hyperlinks]
    whole = "https://kb.example.org/document?doc=briefs%2Ffunds.pdf"
    assert links == [("לקטע במאגר", f"{whole}&at=1-0-40&q=x"), (whole, whole)]


def test_who_wrote_it_is_not_told(hebrew: Document) -> None:
    properties = hebrew.core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("אוסף ציטוטים", "", "")
    assert (properties.comments, properties.language) == ("", "he-IL")


def test_what_xml_forbids_is_left_out_and_markup_is_text() -> None:
    quote = f"{HOSTILE}\x00\x0b\ud800\ufffe\u202e end\nsecond line\n\n</w:t></w:r>&amp;"
    metadata = Metadata("T\x07 <b>", "en", ("A\x1f & B",), "2001")
    excerpt = Excerpt("a", metadata, quote, "en", "H\x01", "1\x02", "N\x03\n\n<w:p/>", "javascript:harm()")
    content = paper([excerpt], "C\x04 & D", "en", "israeli")
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))
    texts = [text for _, _, text in lines(opened(content))]
    assert texts[0] == "C & D"
    assert texts[2] == f"{HOSTILE} end\nsecond line"
    assert texts[3] == "</w:t></w:r>&amp;"
    assert texts[4] == "A & B, “T <b>,” 2001, p. 1.\nH"
    assert texts[5:7] == ["Note: N", "<w:p/>"]
    assert not [link for each in opened(content).paragraphs for link in each.hyperlinks]


def test_every_element_of_a_paragraph_stands_in_its_order(hebrew: Document) -> None:
    # Word refuses a file whose properties stand in another order than the schema's (ECMA-376, CT_PPrBase, CT_RPr).
    order = [
        qn(f"w:{tag}")
        for tag in (
            "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
            "contextualSpacing jc outlineLvl rPr"
        ).split()
    ]
    runs = [
        qn(f"w:{tag}")
        for tag in "rFonts b bCs i iCs caps smallCaps color spacing kern sz szCs u shd vertAlign rtl cs lang".split()
    ]
    for root in (hebrew.element, hebrew.styles.element):
        for properties, known in ((root.iter(qn("w:pPr")), order), (root.iter(qn("w:rPr")), runs)):
            for element in properties:
                places = [known.index(child.tag) for child in element]
                assert places == sorted(places), etree.tostring(element)


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ui", ["he", "en"])
def test_libreoffice_prints_the_quotations_word_for_word(ui: Language, tmp_path: Path) -> None:
    quotes = (
        'אלפונס דז\'רדן (Alphonse Desjardins) עבד כקצרן בקנדה, ובשנת 1897 הפקידו בקופה 26.40 דולר, כלומר "מעט".',
        "In 1946 small milk producers in Gujarat formed a union of their own: 12 members, one vote each.",
    )
    excerpts = [
        Excerpt("a.pdf", FUNDS, quotes[0], "he", "", "7", "הערה קצרה."),
        Excerpt("b.pdf", DAIRY, quotes[1], "en", "", "3"),
    ]
    source = tmp_path / "paper.docx"
    source.write_bytes(paper(excerpts, "אוסף" if ui == "he" else "Quotations", ui, "israeli"))
    subprocess.run(
        [str(libreoffice()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    for file in (source, tmp_path / "paper.pdf"):
        document = read_document(file, file.name)
        text = re.sub(r"\s+", " ", " ".join(section.text for section in document.sections))
        assert all(quote in text for quote in quotes), file.name
        cited = "צוות המאגר, ״קרנות ואיזון״, יד טבנקין, נובמבר 2026, עמ׳ 7."
        assert (cited in text) == (ui == "he")


def test_an_excerpt_without_words_still_has_its_citation() -> None:
    empty = replace(EXCERPTS[1], quote=" \n", heading="")
    assert [text for _, _, text in lines(opened(paper([empty], "T", "en", "apa")))][2] == (
        "(Restakis & van der Berg, 2010)"
    )
