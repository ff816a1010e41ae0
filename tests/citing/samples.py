"""Documents and excerpts that the tests of citing share."""

from __future__ import annotations

from knowledge.citing.excerpt import Excerpt
from knowledge.types import Metadata

HOSTILE = (
    "<script>harm()</script> ![p](http://evil.example/a.png) [l](javascript:harm()) # x `c` **b** _i_ <b> &lt; "
    "\\ ~~s~~ $x^2$ http://evil.example www.evil.example a@evil.example | a | b | {=html} [^1]"
)

FUNDS = Metadata(
    title="קרנות ואיזון",
    language="he",
    authors=("צוות המאגר",),
    date="2026-11",
    type="brief",
    organisation="יד טבנקין",
)
DAIRY = Metadata(
    title="Who owns the dairy?",
    language="en",
    authors=("John Restakis", "Maria van der Berg"),
    date="2010-03-05",
    type="case-study",
    organisation="Bluefin Trust",
)

EXCERPTS = (
    Excerpt(
        "briefs/funds.pdf", FUNDS, 'הקרן מעבירה 14% לפי "מפתח".\n\nהאסיפה מחליטה.', "he", "מנגנון האיזון", "7",
        "לבדוק מול GDP.", "https://kb.example.org/document?doc=briefs%2Ffunds.pdf&at=1-0-40&q=x",
    ),
    Excerpt("cases/dairy.docx", DAIRY, "One member, one vote.", "en", "In short", "", "", ""),
    Excerpt("briefs/funds.pdf", FUNDS, "סיכום הקרן.", "he", "", "3", "", ""),
    Excerpt("briefs/funds.pdf", FUNDS, "עוד משפט.", "he", "", "4", "", ""),
)  # fmt: skip
