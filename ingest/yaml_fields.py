"""YAML read as fields with line numbers: scalars stay as they are written, and every problem is collected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import yaml

from ingest.characters import one_line

_MAX_LENGTH = 200_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct, in both languages. `line` counts from 1 in the file that holds the YAML."""

    line: int
    en: str
    he: str


class Invalid(ValueError):
    """YAML with problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.en for problem in problems))
        self.problems = problems


def compose(text: str, first_line: int) -> yaml.Node | None:
    """The nodes of the YAML in `text`, which know their lines; None for empty text. No object is ever constructed.

    Raises Invalid for what is not YAML.
    """
    if len(text) > _MAX_LENGTH:
        raise Invalid([Problem(first_line, "the description is too long", "התיאור ארוך מדי")])
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = error.problem or "not valid"
        raise Invalid([Problem(line, f"not valid YAML: {what}", f"אינו YAML תקין: {what}")]) from error
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        raise Invalid([Problem(line, "a character that YAML does not allow", "תו שאסור ב־YAML")]) from error
    except RecursionError as error:
        raise Invalid([Problem(first_line, "nested too deeply", "קינון עמוק מדי")]) from error


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads nodes as values of a kind. What is wrong goes to `problems` and the value is left out.

    Every method takes None for a field that is absent. `name` is the field's name in messages.
    """

    first_line: int
    problems: list[Problem] = field(default_factory=list)

    def line(self, node: yaml.Node) -> int:
        """The node's line in the file, from 1."""
        return self.first_line + int(node.start_mark.line)

    def report(self, node: yaml.Node, name: str, en: str, he: str) -> None:
        """Notes a problem with the value of the field `name`."""
        shown = _shown(node)
        self.problems.append(Problem(self.line(node), f"{name}: {shown}{en}", f"{name}: {shown}{he}"))

    def mapping(self, node: yaml.Node, name: str, known: Collection[str]) -> dict[str, yaml.Node]:
        """The fields of a mapping that are `known` and not left empty."""
        if not isinstance(node, yaml.MappingNode):
            self.report(node, name, "is not a list of fields (field: value)", "אינו רשימת שדות (שדה: ערך)")
            return {}
        result: dict[str, yaml.Node] = {}
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.report(key, name, "a field's name must be a word", "שם של שדה חייב להיות מילה")
            elif key.value in seen:
                self.report(key, name, "is written twice", "נכתב פעמיים")
            elif key.value not in known:
                names = ", ".join(known)
                self.report(key, name, f"is not a field; the fields are {names}", f"אינו שדה; השדות הם {names}")
            elif not _is_blank(value):
                result[key.value] = value
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return result

    def text(self, node: yaml.Node | None, name: str) -> str | None:
        """One value."""
        if node is None or _is_blank(node):
            return None
        if isinstance(node, yaml.ScalarNode):
            return one_line(node.value) or None
        self.report(node, name, "one value is expected", "נדרש ערך אחד")
        return None

    def texts(self, node: yaml.Node | None, name: str) -> tuple[str, ...]:
        """One value or a list of values."""
        return tuple(value for item in _items(node) if (value := self.text(item, name)))

    def one_of(self, node: yaml.Node | None, name: str, known: Collection[str]) -> str | None:
        """One value, which must be `known`."""
        value = self.text(node, name)
        if node is None or value is None or value in known:
            return value
        names = ", ".join(known)
        self.report(node, name, f"is not one of {names}", f"אינו אחד מאלה: {names}")
        return None

    def some_of(self, node: yaml.Node | None, name: str, known: Collection[str]) -> tuple[str, ...]:
        """One value or a list of values, each of which must be `known`; repetitions fall away."""
        values = (self.one_of(item, name, known) for item in _items(node))
        return tuple(dict.fromkeys(value for value in values if value))


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    if node is None:
        return []
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _is_blank(node: yaml.Node) -> bool:
    """A value that was left empty."""
    return isinstance(node, yaml.ScalarNode) and (not node.value.strip() or str(node.tag).endswith(":null"))


def _shown(node: yaml.Node) -> str:
    """The value as it is written, shortened, to stand before what is wrong with it."""
    if not isinstance(node, yaml.ScalarNode):
        return ""
    value = one_line(node.value)
    return f"“{value[:_SHOWN]}…” " if len(value) > _SHOWN else f"“{value}” "
