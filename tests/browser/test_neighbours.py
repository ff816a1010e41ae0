"""The list of what is near an open document."""

from __future__ import annotations

from dataclasses import replace

from knowledge.browser.address import Address, Place
from knowledge.browser.neighbours import LONGEST, neighbours_html
from knowledge.similar import Similar
from knowledge.types import Metadata
from tests.browser.double import DOCUMENTS, record

NEAR = Similar(0.5, "b.md", DOCUMENTS[1].metadata, record(DOCUMENTS[1]))


def test_each_links_to_its_passage_in_its_own_direction() -> None:
    html = neighbours_html([NEAR], Address(document="a.pdf", text="קיבוץ"))
    assert "מסמכים קרובים" in html
    assert (
        f'href="/document?doc=b.md&amp;at=0-0-{len(NEAR.passage.text)}"' in html
    )  # without the query, which found something else
    assert "<bdi>Mondragon</bdi>" in html
    assert '<p dir="ltr" lang="en">A federation of worker cooperatives' in html


def test_of_a_marked_passage_in_english() -> None:
    html = neighbours_html([NEAR], Address("en", document="a.pdf", place=Place(0, 0, 5)))
    assert "Near the marked passage" in html
    assert "&amp;ui=en" in html


def test_nothing_near_says_nothing() -> None:
    assert neighbours_html([], Address()) == ""


def test_long_and_hostile_text() -> None:
    text = "<script> " + "word " * 100
    hostile = replace(NEAR, metadata=Metadata("<b>"), passage=replace(NEAR.passage, text=text))
    html = neighbours_html([hostile], Address())
    assert "<script" not in html
    assert "<bdi>&lt;b&gt;</bdi>" in html
    shown = html[html.index("&lt;script&gt;") : html.index("</p>")]
    assert shown.endswith("word …")
    assert len(shown) < LONGEST + 20
