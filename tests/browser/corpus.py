"""The small corpus of the browser tests: two languages, four formats, and one document that means harm."""

from __future__ import annotations

import shutil
from pathlib import Path

HOSTILE = (
    '<script>window.harm=1</script> $x^2$ ![](http://evil.example/a.png) <img src=x onerror="window.harm=1"> '
    "[קישור](javascript:window.harm=1) <a href='javascript:window.harm=1'>לחצו</a> \u202egpj.exe"
)

SOLIDARITY = """---
title: 'ערבות הדדית בין קהילות'
authors: ["צוות המאגר"]
date: '2005-09-28'
type: brief
topics: [personal-security, taxation-finance]
countries: [IL]
language: he
sources:
  - 'ישראל ישראלי, "ספר", 1990'
rights: CC BY 4.0
---

# ערבות הדדית בין קהילות

ערבות הדדית היא התחייבות של קהילה לחבריה, ושל החברים לקהילה.

## מנגנון האיזון

מנגנון האיזון מעביר אמצעים מקהילה חזקה לקהילה חלשה, לפי GDP ובשיעור של 14%. הקרן נקראת סנפירית.

## שאלות

מי מחליט על גובה ההעברה? האסיפה של כל הקהילות מחליטה, ולכל קהילה קול אחד.

## סיכום

סנפירית פועלת גם היום.
"""

WHALES = """---
title: "Bluefin: one worker, one vote"
authors: ["library team"]
date: "2010"
type: case-study
topics: [world-cooperatives, personal-security]
countries: [ES]
language: en
card:
  organisation:
    value: "Bluefin"
    passage: "Bluefin is a federation of worker cooperatives"
  outcome:
    value: mixed
    passage: "two of its members closed"
---

# Bluefin: one worker, one vote

Bluefin is a federation of worker cooperatives. It was founded by five of them, and two of its members closed.
"""

MINUTES = "פרוטוקול האסיפה\n\nהאסיפה דנה בסנפירית ובחרה ועדה של שלושה חברים.\n"


def write_corpus(folder: Path) -> None:
    """Write the documents below `folder`."""
    texts = {
        "briefs/ערבות הדדית.md": SOLIDARITY,
        "cases/bluefin.md": WHALES,
        "harm.txt": f"{HOSTILE}\n\nנזקית {HOSTILE}\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "minutes.txt").write_bytes(MINUTES.encode("cp1255"))
    (folder / "page.html").write_text(f"<html><title>דף</title><p>עמוד שמבקש נזקית</p>{HOSTILE}</html>", "utf-8")
    shutil.copy(Path(__file__).parent / "samples" / "partnership.pdf", folder / "partnership.pdf")
    (folder / "empty.pdf").write_bytes(b"")
