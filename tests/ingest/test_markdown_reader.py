import pytest
from sample_files import Read

from ingest.errors import FormatMismatch
from ingest.front_matter import FIELDS
from knowledge.types import CardField, Metadata, Section

DOCUMENT = """---
title: שותפות
authors: [דנה לוי, "Jane Doe"]
date: 2005-09
organisation: מכון תלם
type: case-study
topics: [education, world-cooperatives]
countries: [ES, IL]
language: he
summary: >
  סיכום
  קצר
sources: Whyte 1988
supersedes: old.md
rights: CC BY
card:
  practice: {value: ועד, passage: "נבחר  ועד"}
  outcome:
    value: worked
    passage: הצליח מאוד
---

# שותפות

פתיח **מודגש** עם [קישור](http://x) ו`קוד`,
שורה שנייה.

## רקע

- אחד
- שניים

  המשך
1. ראשון
2) אחר

| א | ב |
|---|---|
| 1 | **2** |

### הצליח

> נבחר ועד. הדבר הצליח מאוד.

```
x = 1

y = 2
```

<div>גוש <b>גולמי</b><script>alert(1)</script></div>

מילה <span>פנימית</span> ![תיאור](a.png) &amp; סוף
"""


def test_a_whole_document(read: Read) -> None:
    document = read("a.md", DOCUMENT)
    assert document.metadata == Metadata(
        title="שותפות",
        language="he",
        authors=("דנה לוי", "Jane Doe"),
        date="2005-09",
        organisation="מכון תלם",
        type="case-study",
        topics=("education", "world-cooperatives"),
        countries=("ES", "IL"),
        summary="סיכום קצר",
        sources=("Whyte 1988",),
        supersedes="old.md",
        rights="CC BY",
        card=(CardField("practice", "ועד", "נבחר ועד"), CardField("outcome", "worked", "הצליח מאוד")),
        origins=dict.fromkeys(FIELDS, "person"),
    )
    assert document.sections == (
        Section("פתיח מודגש עם קישור וקוד, שורה שנייה."),
        Section("אחד\nשניים\n\nהמשך\n\n1. ראשון\n2) אחר\n\nא | ב\n1 | 2", "רקע", 2),
        Section("נבחר ועד. הדבר הצליח מאוד.\n\nx = 1\ny = 2\n\nגוש גולמי\n\nמילה פנימית תיאור & סוף", "הצליח", 3),
    )


def test_text_above_the_first_heading(read: Read) -> None:
    document = read("a.md", "פתיח\n\n# כותרת\n\nגוף\n")
    assert document.sections == (Section("פתיח"), Section("גוף", "כותרת", 1))
    assert document.metadata.title == "כותרת"


def test_first_heading_is_the_title(read: Read) -> None:
    document = read("a.md", "# כותרת\n\nמאת דן לוי, 1.2.2003\n\nגוף\n")
    assert document.sections == (Section("מאת דן לוי, 1.2.2003\n\nגוף"),)
    assert document.metadata == Metadata(
        title="כותרת",
        authors=("דן לוי",),
        date="2003-02-01",
        origins={"title": "text", "authors": "text", "date": "text", "language": "text"},
    )


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("# Title\n\n## Part\n\ntext", (Section("text", "Part", 2),)),
        ("# Title\n\ntext\n\n## A\n\n### B\n\nb", (Section("text"), Section("", "A", 2), Section("b", "B", 3))),
        ("# Title\n\na\n\n## Bare\n\n## B\n\nb", (Section("a\n\nBare"), Section("b", "B", 2))),
        ("# Title\n\na\n\n## Last", (Section("a\n\nLast"),)),
        ("# Title", (Section("Title"),)),
        ("Title\n=====\n\ntext", (Section("text"),)),
        ("---\n\ntext", (Section("text"),)),
        ("---\n---\ntext", (Section("text"),)),
    ],
)
def test_headings(read: Read, text: str, sections: tuple[Section, ...]) -> None:
    assert read("a.md", text).sections == sections


def test_bytes_that_are_no_text(read: Read) -> None:
    with pytest.raises(
        FormatMismatch, match=r"a\.md: the content is not what the file's name says \(not a text file\)"
    ):
        read("a.md", b"\0\1\2\3" * 100)
