import pytest
from sample_files import Read, Write

from ingest.errors import DescriptionInvalid
from ingest.front_matter import FIELDS, Description, parse_description
from ingest.read import read_document, sidecar_of
from ingest.yaml_fields import Invalid
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, TOPICS, TYPES
from knowledge.types import CardField, Metadata, Section

PROBLEMS = [
    ("colour: blue", (1, f"description: “colour” is not a field; the fields are {', '.join(FIELDS)}")),
    ("title: a\ndate: 2005\ntitle: b", (3, "description: “title” is written twice")),
    ("date: 28.9.2005", (1, "date: “28.9.2005” is not a date (YYYY, YYYY-MM, YYYY-MM-DD)")),
    ("date: 2005-02-30", (1, "date: “2005-02-30” is not a date (YYYY, YYYY-MM, YYYY-MM-DD)")),
    ("date: [2005]", (1, "date: one value is expected")),
    ("\n\ntype: letter", (3, f"type: “letter” is not one of {', '.join(TYPES)}")),
    ("topics:\n  - education\n  - sports", (3, f"topics: “sports” is not one of {', '.join(TOPICS)}")),
    ("countries: [IL, UK]", (1, "countries: “UK” is not an ISO 3166 code (IL, ES)")),
    ("countries: EU", (1, "countries: “EU” is not an ISO 3166 code (IL, ES)")),
    ("language: fr", (1, "language: “fr” is not one of he, en")),
    ("summary:\n  a: b", (2, "summary: one value is expected")),
    ("title: [a, b]", (1, "title: one value is expected")),
    ("authors:\n  - {name: x}", (2, "authors: one value is expected")),
    ("just words", (1, "description: “just words” is not a list of fields (field: value)")),
    ("- a", (1, "description: is not a list of fields (field: value)")),
    ("[a]: b", (1, "description: a field's name must be a word")),
    ("card: yes", (1, "card: “yes” is not a list of fields (field: value)")),
    ("card:\n  boss: {value: a, passage: b}",
     (2, f"card: “boss” is not a field; the fields are {', '.join(CARD_FIELDS)}")),
    ("card:\n  outcome:\n    value: great\n    passage: b",
     (3, f"card.outcome.value: “great” is not one of {', '.join(OUTCOMES)}")),
    ("card:\n  sector: {value: a}", (2, "card.sector: needs both value and passage")),
    ("card:\n  sector: a", (2, "card.sector: “a” is not a list of fields (field: value)")),
    ("card:\n  sector: {value: a, passage: b, page: 3}",
     (2, "card.sector: “page” is not a field; the fields are value, passage")),
    ("title: a\nsummary: \"b\ntopics: [", (3, "not valid YAML: found unexpected end of stream")),
    ("title: a\n\tdate: 2005", (2, "not valid YAML: found character '\\t' that cannot start any token")),
    ("title: a: b", (1, "not valid YAML: mapping values are not allowed here")),
    ("a: 1\n---\nb: 2", (2, "not valid YAML: but found another document")),
    ("title: a\nsummary: \u0001", (2, "a character that YAML does not allow")),
    ("[" * 3000, (1, "nested too deeply")),
    ("summary: " + "a" * 200_000, (1, "the description is too long")),
    ("title: " + "x" * 10 + "\ntype: " + "y" * 80, (2, f"type: “{'y' * 60}…” is not one of {', '.join(TYPES)}")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), PROBLEMS, ids=[str(i) for i in range(len(PROBLEMS))])
def test_a_problem_names_line_field_and_value(text: str, problem: tuple[int, str]) -> None:
    with pytest.raises(Invalid) as caught:
        parse_description(text)
    assert [(found.line, found.en) for found in caught.value.problems] == [problem]


def test_every_problem_is_reported_in_order() -> None:
    with pytest.raises(Invalid) as caught:
        parse_description("type: x\ncountries: [il]\ncolour: y\ndate: soon", first_line=2)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", Description()),
        ("# only a comment", Description()),
        ("title:\nauthors: []\ndate: null\nsources: ~", Description()),
        ("title: 2005", Description(title="2005")),
        ("title: yes", Description(title="yes")),
        ("authors: דנה לוי", Description(authors=("דנה לוי",))),
        ("authors: [דנה לוי, '', Jane]", Description(authors=("דנה לוי", "Jane"))),
        ("date: 2005", Description(date="2005")),
        ("date: 2005-09-28", Description(date="2005-09-28")),
        ("topics: education", Description(topics=("education",))),
        ("topics: [education, education]", Description(topics=("education",))),
        ("countries: IL", Description(countries=("IL",))),
        ("summary: |\n  one\n  two", Description(summary="one two")),
        ("title: &t a\nsummary: *t", Description(title="a", summary="a")),
    ],
)
def test_what_is_written(text: str, description: Description) -> None:
    assert parse_description(text) == description


def test_the_message_names_file_and_line_in_both_languages(read: Read) -> None:
    with pytest.raises(DescriptionInvalid) as caught:
        read("notes.md", "\n---\ntitle: a\ntype: letter\n---\ntext\n")
    types = ", ".join(TYPES)
    assert caught.value.detail == (
        f"notes.md, line 4: type: “letter” is not one of {types}",
        f"notes.md, שורה 4: type: “letter” אינו אחד מאלה: {types}",
    )


def test_the_passages_of_a_card_must_stand_in_the_text(read: Read) -> None:
    card = (
        "---\ncard:\n  sector: {value: a, passage: not  there}\n  lesson:\n    value: b\n    passage: is there\n---\n"
    )
    with pytest.raises(DescriptionInvalid) as caught:
        read("a.md", card + "it **is\nthere**\n")
    assert caught.value.detail == (
        "a.md, line 3: card.sector.passage: “not there” does not occur in the document",
        "a.md, שורה 3: card.sector.passage: “not there” אינו מופיע במסמך",
    )


def test_a_sidecar_describes_a_file_of_another_kind(write: Write) -> None:
    path = write("דוח.txt", "מאת דן לוי, 1.2.2003\n\nגוף המסמך")
    write("דוח.txt.yaml", "title: דוח שנתי\ncard:\n  sector: {value: חינוך, passage: גוף המסמך}\n".encode("cp1255"))
    assert sidecar_of(path).name == "דוח.txt.yaml"
    document = read_document(path, "דוח.txt")
    assert document.metadata == Metadata(
        title="דוח שנתי",
        authors=("דן לוי",),
        date="2003-02-01",
        card=(CardField("sector", "חינוך", "גוף המסמך"),),
        origins={"title": "person", "authors": "text", "date": "text", "language": "text", "card": "person"},
    )
    assert document.sections == (Section("מאת דן לוי, 1.2.2003\n\nגוף המסמך"),)


def test_a_problem_in_a_sidecar_names_the_sidecar(write: Write) -> None:
    path = write("a.txt", "text")
    write("a.txt.yaml", "title: a\nlanguage: fr\n")
    with pytest.raises(DescriptionInvalid) as caught:
        read_document(path, "a.txt")
    assert caught.value.path == str(path)
    assert caught.value.detail is not None
    assert caught.value.detail[0] == "a.txt.yaml, line 2: language: “fr” is not one of he, en"


def test_a_markdown_file_described_twice(write: Write) -> None:
    path = write("a.md", "---\ntitle: a\n---\ntext")
    write("a.md.yaml", "title: b")
    with pytest.raises(DescriptionInvalid) as caught:
        read_document(path, "a.md")
    assert caught.value.detail is not None
    assert caught.value.detail[0] == "a.md, line 2: described twice: here and in a.md.yaml"


def test_a_markdown_file_may_have_a_sidecar_instead(write: Write) -> None:
    path = write("a.md", "text")
    write("a.md.yaml", "title: b")
    assert read_document(path, "a.md").metadata.title == "b"
