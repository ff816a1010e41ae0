"""What the readers of XML have in common: a parser for hostile text, and elements by their local names."""

from __future__ import annotations

from lxml import etree


def parse(data: bytes) -> etree._Element:
    """The root of a document: entities stay unresolved, nothing is fetched, and depth and size are the parser's.

    Raises etree.XMLSyntaxError.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def name(element: etree._Element) -> str:
    """The tag without its namespace: versions of a format differ in little else. "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of that name, and its child, and so on."""
    for step in path:
        if element is None:
            return None
        element = next((inner for inner in element if name(inner) == step), None)
    return element


def children(element: etree._Element | None, wanted: str = "") -> list[etree._Element]:
    """The elements right below `element`, of that name if one is given."""
    if element is None:
        return []
    return [inner for inner in element if name(inner) and (not wanted or name(inner) == wanted)]


def value(element: etree._Element | None, attribute: str = "val") -> str:
    """An attribute of an element by its local name, "" where there is none."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == attribute), "")


def text(element: etree._Element | None) -> str:
    """The text right inside an element, "" where there is none."""
    return (element.text or "").strip() if element is not None else ""
