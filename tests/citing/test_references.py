"""Bibliographic files, read back by the libraries that others read them with."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import bibtexparser
import jsonschema
import pytest
import rispy

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.references import bibtex, csl_json, ris
from knowledge.citing.styles import Style
from knowledge.types import Metadata

from .samples import DAIRY, EXCERPTS, FUNDS, HOSTILE

STYLE: Style = "israeli"

STRING = {"type": "string"}
NAME = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"family": STRING, "given": STRING, "suffix": STRING, "literal": STRING},
            "additionalProperties": False,
        }
    ]
}
NUMBER = {"type": ["string", "number"]}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 2,
        }
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": ["article", "document", "legislation", "report"]},
            "id": NUMBER,
            "language": STRING,
            "author": {"type": "array", "items": NAME},
            "issued": DATE,
            "genre": STRING,
            "note": STRING,
            "page": NUMBER,
            "publisher": STRING,
            "title": STRING,
            "URL": STRING,
        },
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}
"""The fields that we use, as citation-style-language/schema has them in csl-data.json (1.0.2)."""


def excerpt(metadata: Metadata, document: str = "a.pdf", **more: str) -> Excerpt:
    return Excerpt(document, metadata, **{"quote": "q", "language": "en", **more})  # type: ignore[arg-type]


def bib(*excerpts: Excerpt) -> bibtexparser.Library:
    library = bibtexparser.parse_string(bibtex(excerpts, "", "he", STYLE).decode("utf-8"))
    assert not library.failed_blocks
    return library


def test_bibtex_is_exact() -> None:
    text = bibtex(EXCERPTS[1:2], "", "he", STYLE).decode("utf-8")
    assert text == (
        "@techreport{dairy-2010-5e96f5db,\n"
        "  author = {Restakis, John and van der Berg, Maria},\n"
        "  title = {{Who owns the dairy?}},\n"
        "  institution = {Bluefin Trust},\n"
        "  type = {Case study},\n"
        "  year = {2010},\n"
        "  month = mar,\n"
        "  day = {5},\n"
        "  language = {english},\n"
        "  langid = {english},\n"
        "  annote = {“One member, one vote.”},\n"
        "}\n"
    )


def test_bibtex_has_one_entry_a_document_with_its_pages() -> None:
    entries = bib(*EXCERPTS).entries
    assert [entry.entry_type for entry in entries] == ["techreport", "techreport"]
    fields = {name: field.value for name, field in entries[0].fields_dict.items()}
    assert fields == {
        "author": "{צוות המאגר}",
        "title": "{קרנות ואיזון}",
        "institution": "יד טבנקין",
        "type": "סקירת רקע",
        "year": "2026",
        "month": "nov",
        "pages": "3--4, 7",
        "language": "hebrew",
        "langid": "hebrew",
        "url": "https://kb.example.org/document?doc=briefs%2Ffunds.pdf",
        "annote": '״הקרן מעבירה 14\\% לפי "מפתח". האסיפה מחליטה.״ (עמ׳ 7) הערה: לבדוק מול GDP. '
        "״סיכום הקרן.״ (עמ׳ 3) ״עוד משפט.״ (עמ׳ 4)",
    }


def test_keys_are_the_document_s_own_in_every_file() -> None:
    keys = [entry.key for entry in bib(*EXCERPTS).entries]
    assert keys == ["funds-2026-ac7b4a89", "dairy-2010-5e96f5db"]
    assert [entry.key for entry in bib(*EXCERPTS[1:2]).entries] == keys[1:]
    same = replace(FUNDS, date=None)
    others = bib(excerpt(same, "a/דוח.pdf"), excerpt(same, "b/דוח.pdf"), excerpt(same, "b/דוח.docx"))
    found = [entry.key for entry in others.entries]
    assert len(set(found)) == 3
    assert all(key.startswith("doc-nd-") and key.isascii() for key in found)


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("50% of A & B_C #1 $2", r"50\% of A \& B\_C \#1 \$2"),
        ("a {b} c}", r"a \textbraceleft{}b\textbraceright{} c\textbraceright{}"),
        ("~ ^ \\", r"\textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("two\nlines\x00 @misc{x,", r"two lines @misc\textbraceleft{}x,"),
        ('צה״ל "ש\'"', 'צה״ל "ש\'"'),
    ],
)
def test_bibtex_escapes_what_means_something(written: str, escaped: str) -> None:
    entry = bib(excerpt(replace(DAIRY, title=written))).entries[0]
    assert entry.fields_dict["title"].value == f"{{{escaped}}}"


def test_nothing_in_a_document_ends_a_bibtex_entry() -> None:
    hostile = replace(DAIRY, title=HOSTILE + "}", authors=(HOSTILE, "a } and {b"), organisation="}} @misc{x,")
    library = bib(excerpt(hostile, quote="}}}", note="{{{"), excerpt(FUNDS, "b.pdf"))
    assert len(library.entries) == 2
    assert not library.comments


@pytest.mark.parametrize(
    ("metadata", "kind", "fields"),
    [
        (Metadata("T", "en", type="minutes", organisation="Board", date="2001"), "misc", {"howpublished": "Board"}),
        (Metadata("T", "en", type="brief"), "misc", {}),
        (Metadata("T", "en", ("library team",), type="guide"), "techreport", {"institution": "library team"}),
        (Metadata("T", "en", ("Jane Roe",), type="guide"), "misc", {"author": "Roe, Jane"}),
        (Metadata("T", "en", ("Jane Roe Jr.",)), "misc", {"author": "Roe, Jr., Jane"}),
        (Metadata("T", "en", ("Sand and Sea", "Jane Roe")), "misc", {"author": "{Sand and Sea} and Roe, Jane"}),
        (Metadata("T", "en", organisation="Board"), "misc", {"author": "{Board}", "howpublished": "Board"}),
    ],
)
def test_bibtex_types_and_names(metadata: Metadata, kind: str, fields: dict[str, str]) -> None:
    entry = bib(excerpt(metadata)).entries[0]
    assert entry.entry_type == kind
    found = {name: field.value for name, field in entry.fields_dict.items()}
    assert {name: found.get(name) for name in fields} == fields


def test_ris_is_read_back() -> None:
    content = ris(EXCERPTS, "", "he", STYLE)
    assert content.startswith(b"TY  - RPRT\r\n")
    assert content.endswith(b"ER  - \r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    first, second = rispy.load(StringIO(content.decode("utf-8").replace("\r\n", "\n")))
    assert (first["type_of_reference"], first["title"], first["authors"]) == ("RPRT", "קרנות ואיזון", ["צוות המאגר"])
    assert (first["year"], first["date"], first["publisher"]) == ("2026", "2026/11//", "יד טבנקין")
    assert (first["start_page"], first["language"]) == ("3-4, 7", "he")
    assert first["urls"] == ["https://kb.example.org/document?doc=briefs%2Ffunds.pdf"]
    assert first["notes"] == [
        '״הקרן מעבירה 14% לפי "מפתח". האסיפה מחליטה.״ (עמ׳ 7) הערה: לבדוק מול GDP.',
        "״סיכום הקרן.״ (עמ׳ 3)",
        "״עוד משפט.״ (עמ׳ 4)",
    ]
    assert (second["authors"], second["date"]) == (["Restakis, John", "van der Berg, Maria"], "2010/03/05/")


def test_nothing_in_a_document_makes_a_ris_line() -> None:
    hostile = Metadata("A\r\nER  - \nTY  - JOUR", "en", ("B\nAU  - C",), "2001", "D\u2028PB  - E", type="law-bylaws")
    text = ris([excerpt(hostile, quote="q\nER  - ", note="n\rTI  - x")], "", "en", STYLE).decode("utf-8")
    assert [line[:2] for line in text.split("\r\n")] == [
        "TY",
        "ID",
        "AU",
        "TI",
        "PY",
        "DA",
        "PB",
        "M3",
        "LA",
        "N1",
        "ER",
        "",
    ]
    assert "TI  - A ER - TY - JOUR\r\n" in text
    assert text.startswith("TY  - STAT\r\n")


def test_csl_json_is_valid_and_exact() -> None:
    items = json.loads(csl_json(EXCERPTS, "", "he", STYLE))
    jsonschema.validate(items, SCHEMA)
    assert items[1] == {
        "id": "dairy-2010-5e96f5db",
        "type": "report",
        "title": "Who owns the dairy?",
        "author": [{"family": "Restakis", "given": "John"}, {"family": "van der Berg", "given": "Maria"}],
        "issued": {"date-parts": [[2010, 3, 5]]},
        "publisher": "Bluefin Trust",
        "genre": "Case study",
        "language": "en",
        "note": "“One member, one vote.”",
    }
    first = items[0]
    assert (first["author"], first["issued"]) == ([{"literal": "צוות המאגר"}], {"date-parts": [[2026, 11]]})
    assert (first["page"], first["language"]) == ("3-4, 7", "he")
    assert first["URL"] == "https://kb.example.org/document?doc=briefs%2Ffunds.pdf"
    assert first["note"].split("\n")[1] == "״סיכום הקרן.״ (עמ׳ 3)"


def test_csl_json_of_a_bare_document() -> None:
    content = csl_json([excerpt(Metadata("\ud800ש\x00", "he", ("כהן, משה",), "no date"))], "", "he", STYLE)
    items = json.loads(content)
    jsonschema.validate(items, SCHEMA)
    assert items[0]["title"] == "ש"
    assert items[0]["author"] == [{"family": "כהן", "given": "משה"}]
    assert "issued" not in items[0]
    assert items[0]["type"] == "document"
    assert "כהן" in content.decode("utf-8")
