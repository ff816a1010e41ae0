"""HTML pages: the text of the article, without the site around it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import trafilatura
from lxml import etree, html

from ingest.characters import clean, one_line
from ingest.errors import FileDamaged, FormatMismatch
from ingest.readers.direction import is_reversed, visual_to_logical
from ingest.readers.encoding import NotText, decode_as_stored
from ingest.readers.extract import Extract, Properties, extract_of
from ingest.readers.html_blocks import blocks, drop_unseen, visible_text

_SITE_ELEMENTS = ("nav", "aside", "footer", "form", "button", "input")
_MAX_LINK_SHARE = 0.2
_MIN_CELL_SHARE = 0.6
_TITLE_KEYS = ("citation_title", "dc.title", "og:title")
_AUTHOR_KEYS = ("citation_author", "dc.creator", "author")
_DATE_KEYS = ("citation_publication_date", "article:published_time", "dc.date", "datepublished", "date", "pubdate")
_URL = re.compile("https?:", re.IGNORECASE)

# trafilatura reports on pages that it finds poor; whether the page has text is told by the reader's own errors.
for _noisy in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL + 1)


def read(path: Path) -> Extract:
    """Headings, paragraphs, list items and table rows of the page's content; title, authors and date by its meta tags.

    Declared encodings are not believed. Raises FormatMismatch where the bytes are no text, and FileDamaged for markup
    beyond the parser's limits.
    """
    try:
        source = decode_as_stored(path.read_bytes())
    except NotText as error:
        raise FormatMismatch(path, ("not a web page", "אינו דף אינטרנט")) from error
    return extract(path, source)


def extract(path: Path, source: str) -> Extract:
    """As `read`, of a page's text. `path` names the file in failures. Raises FileDamaged."""
    tree = parse(path, clean(source))
    if tree is None:
        return extract_of(())
    properties = _properties(tree)
    body = tree.find("body")
    if body is None:
        return extract_of((), properties=properties)
    drop_unseen(body)
    _make_logical(body)
    return extract_of(blocks(_content(tree, body)), properties=properties)


def parse(path: Path, source: str) -> html.HtmlElement | None:
    """The page's tree, None for a page without any element. Raises FileDamaged for markup beyond the limits."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree: html.HtmlElement = html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise FileDamaged(path, ("nested too deeply", "קינון עמוק מדי"))
    return tree


def _make_logical(body: etree._Element) -> None:
    """Visual Hebrew, as in pages declared ISO-8859-8, turned to logical order text by text."""
    if not is_reversed(visible_text(body)):
        return
    for element in body.iter():
        if element.text:
            element.text = visual_to_logical(element.text)
        if element.tail:
            element.tail = visual_to_logical(element.tail)


def _content(tree: etree._Element, body: etree._Element) -> etree._Element:
    """The element that holds the page's own text.

    A page that has nothing of a site about it is all content. On a page laid out by tables it is the smallest cell
    with most of the text outside links. Otherwise trafilatura finds it; where it finds none, the body stands.
    """
    cell = _layout_cell(body)
    if cell is not None:
        return cell
    if not _is_plain(body):
        page = trafilatura.bare_extraction(html.tostring(tree, encoding="unicode"), include_comments=False)
        if page is not None and page.body is not None and one_line(" ".join(page.body.itertext())):
            content: etree._Element = page.body
            return content
    return body


def _is_plain(root: etree._Element) -> bool:
    """No element that only sites have, and few words in links."""
    if any(next(root.iter(name), None) is not None for name in _SITE_ELEMENTS):
        return False
    linked = sum(len(visible_text(link)) for link in root.iter("a"))
    return linked <= _MAX_LINK_SHARE * len(visible_text(root))


def _layout_cell(root: etree._Element) -> etree._Element | None:
    """On a page whose tables place whole columns, the smallest cell that holds most of the text outside links.

    The links of the site stand in other cells of its table; a table without them is the page's own.
    """
    total = _unlinked(root)
    wide = [cell for cell in root.iter("td") if total and _unlinked(cell) >= _MIN_CELL_SHARE * total]
    for cell in reversed(wide):
        table = next(cell.iterancestors("table"), None)
        if table is not None and len(list(table.iter("a"))) > len(list(cell.iter("a"))):
            return cell
    return None


def _unlinked(element: etree._Element) -> int:
    return len(visible_text(element)) - sum(len(visible_text(link)) for link in element.iter("a"))


def _properties(tree: html.HtmlElement) -> Properties:
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        key = element.get("name") or element.get("property") or element.get("itemprop") or ""
        value = one_line(element.get("content") or "")
        if value:
            meta.setdefault(key.lower(), []).append(value)
    authors = next((meta[key] for key in _AUTHOR_KEYS if key in meta), [])
    dates = next((meta[key] for key in _DATE_KEYS if key in meta), [""])
    title = next((meta[key][0] for key in _TITLE_KEYS if key in meta), "") or _title(tree)
    return Properties(title, tuple(name for name in authors if not _URL.match(name)), dates[0])


def _title(tree: html.HtmlElement) -> str:
    """The title element, without the site's name where it contains the page's first heading."""
    titles, headings = (_first_text(tree, name) for name in ("title", "h1"))
    return headings if headings and headings in titles else titles


def _first_text(tree: html.HtmlElement, name: str) -> str:
    return next((one_line(" ".join(map(str, element.itertext()))) for element in tree.iter(name)), "")
