"""What Word and PowerPoint packages have in common: relationships between parts, and the file's properties."""

from __future__ import annotations

from posixpath import dirname, join, normpath

from lxml import etree

from ingest.readers.extract import Properties
from ingest.readers.package import Package
from ingest.readers.xml_tree import child, text, value

_MAIN = "/officeDocument"


def main_part(package: Package, default: str) -> str | None:
    """The name of the main part by the package's relationships, if it stands in the folder of `default`, its usual
    name."""
    found = [target for kind, target in relations(package, "").values() if kind.endswith(_MAIN)]
    folder = f"{dirname(default)}/"
    return next((name for name in [*found, default] if name in package.names and name.startswith(folder)), None)


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts to which `part` ("" is the package itself) refers: id -> (type, name of the part)."""
    folder, _, file = part.rpartition("/")
    tree = package.tree(join(folder, "_rels", f"{file}.rels"))
    found: dict[str, tuple[str, str]] = {}
    for relation in tree if tree is not None else ():
        if value(relation, "TargetMode") != "External":
            target = value(relation, "Target")
            name = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
            found[value(relation, "Id")] = (value(relation, "Type"), name)
    return found


def core_properties(core: etree._Element | None) -> Properties:
    """Title and creator. The dates are those of the file, not of the publication, and are left."""
    names = text(child(core, "creator")).split(";")
    return Properties(text(child(core, "title")), tuple(name.strip() for name in names if name.strip()))
