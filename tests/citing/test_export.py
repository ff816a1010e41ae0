"""Files: their names, their kinds, and what cannot be exported."""

from __future__ import annotations

import pytest

from knowledge.citing.export import FORMATS, FormatUnknown, NothingToExport, StyleUnknown, export

from .samples import EXCERPTS


@pytest.mark.parametrize(
    ("title", "ascii_name", "name", "encoded"),
    [
        ("Capital and people", "Capital-and-people.ris", "Capital and people.ris", "Capital%20and%20people.ris"),
        ("קרנות 2026", "citations.ris", "קרנות 2026.ris", "%D7%A7%D7%A8%D7%A0%D7%95%D7%AA%202026.ris"),
        ("SEWA: הודו", "SEWA.ris", "SEWA הודו.ris", "SEWA%20%D7%94%D7%95%D7%93%D7%95.ris"),
        ('../a"\r\nb\\c', "a-b-c.ris", "a b c.ris", "a%20b%20c.ris"),
        ("", "citations.ris", "citations.ris", "citations.ris"),
        ("...", "citations.ris", "citations.ris", "citations.ris"),
        ("NUL", "NUL.ris", "citations.ris", "citations.ris"),
        ("\u202egpj", "gpj.ris", "gpj.ris", "gpj.ris"),
    ],
)
def test_names(title: str, ascii_name: str, name: str, encoded: str) -> None:
    file = export(EXCERPTS, "ris", title, "he")
    assert (file.filename, file.title) == (ascii_name, name)
    assert file.disposition == f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{encoded}"


def test_a_long_title_is_cut_between_words() -> None:
    file = export(EXCERPTS, "bib", "word " * 40, "en")
    assert file.filename == "-".join(["word"] * 16) + ".bib"
    assert file.title == " ".join(["word"] * 16) + ".bib"


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("ui", ["he", "en"])
@pytest.mark.parametrize("style", ["israeli", "apa", "chicago"])
def test_every_format_in_every_style(fmt: str, ui: str, style: str) -> None:
    file = export(EXCERPTS, fmt, "Title", ui, style)  # type: ignore[arg-type]
    assert file.filename == f"Title.{fmt}"
    assert file.media_type == FORMATS[fmt].media_type
    assert len(file.content) > 500


def test_the_same_list_gives_the_same_file() -> None:
    for fmt in set(FORMATS) - {"docx"}:
        assert export(EXCERPTS, fmt, "T", "he") == export(EXCERPTS, fmt, "T", "he")


def test_what_cannot_be_exported() -> None:
    with pytest.raises(NothingToExport) as nothing:
        export((), "docx", "T", "he")
    assert nothing.value.message("he").startswith("אין ברשימה אף ציטוט")
    with pytest.raises(FormatUnknown) as fmt:
        export(EXCERPTS, "exe", "T", "he")
    assert "docx, md, bib, ris, csl.json, csv" in fmt.value.message("he")
    with pytest.raises(StyleUnknown, match="israeli, apa, chicago"):
        export(EXCERPTS, "md", "T", "he", "mla")  # type: ignore[arg-type]
