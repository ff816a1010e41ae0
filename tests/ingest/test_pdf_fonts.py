"""Glyphs whose text only the embedded font knows."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from sample_files import SAMPLES

from ingest.readers import pdf_fonts
from ingest.readers.pdf_fonts import EmbeddedFonts
from ingest.readers.pdf_glyphs import em, read_glyphs

SHIN_WITH_ITS_DOT = 0xFB2A


def page(name: str) -> pdfium.PdfTextPage:
    return pdfium.PdfDocument(SAMPLES / "pdf" / f"{name}.pdf")[0].get_textpage()


def without_text(text: pdfium.PdfTextPage) -> list[int]:
    return [i for i in range(text.count_chars()) if raw.FPDFText_HasUnicodeMapError(text, i) == 1]


def font_of(text: pdfium.PdfTextPage, index: int) -> raw.FPDF_FONT:
    return raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index))


def test_a_letter_with_its_point_that_the_producer_left_out() -> None:
    text = page("weasyprint_headerfooter")
    (index,) = without_text(text)
    assert raw.FPDFText_GetUnicode(text, index) == 196  # the glyph's number in the font
    assert EmbeddedFonts().code_point(text, index, em(text, index)) == SHIN_WITH_ITS_DOT
    read = read_glyphs(text)
    assert read.unmapped == 0
    (shin,) = [glyph for part in read.parts for glyph in part.glyphs if glyph.index == index]
    assert (shin.char, shin.points) == ("שׁ", "ָ")


def test_a_font_without_a_unicode_table_tells_nothing() -> None:
    text = page("no_tounicode")
    lost = without_text(text)
    assert len(lost) == 1258
    fonts = EmbeddedFonts()
    assert {fonts.code_point(text, index, em(text, index)) for index in lost} == {None}


@pytest.mark.parametrize("damaged", [lambda data: data[:200], lambda data: data[::-1], lambda _: b"", bytes.upper])
def test_a_damaged_font_tells_nothing(damaged: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pdf_fonts._data
    monkeypatch.setattr(pdf_fonts, "_data", lambda font: damaged(whole(font)))
    text = page("weasyprint_headerfooter")
    (index,) = without_text(text)
    assert EmbeddedFonts().code_point(text, index, em(text, index)) is None
    assert 0 < read_glyphs(text).unmapped < 0.001  # one of the page


def test_a_font_too_large_to_be_one_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_fonts, "_MOST_BYTES", 16_000)
    text = page("weasyprint_headerfooter")
    (index,) = without_text(text)
    assert EmbeddedFonts().code_point(text, index, em(text, index)) is None


def test_a_glyph_that_is_not_as_large_as_the_one_painted_is_another_one() -> None:
    text = page("weasyprint_headerfooter")
    (index,) = without_text(text)
    size = em(text, index)
    assert EmbeddedFonts().code_point(text, index, size * 1.01) == SHIN_WITH_ITS_DOT
    assert EmbeddedFonts().code_point(text, index, size * 1.2) is None
    assert EmbeddedFonts().code_point(text, index, 0) is None


def test_glyphs_that_the_file_renumbers_are_not_taken_for_others() -> None:
    text = page("fpdf2_shaping")
    (index,) = without_text(text)
    glyphs = pdf_fonts._glyphs(pdf_fonts._data(font_of(text, index)))
    assert chr(glyphs[raw.FPDFText_GetUnicode(text, index)][0]) == "ן"  # what is painted is the dot of a shin
    assert EmbeddedFonts().code_point(text, index, em(text, index)) is None
