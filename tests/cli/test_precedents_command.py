"""The command `precedents`: lists, filters, cases like a description, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from knowledge.cli.main import app
from knowledge.errors import LimitInvalid
from knowledge.library import Library
from knowledge.types import CardField, Document, Metadata, Section
from tests.conftest import ROOT
from tests.knowledge.shelf import library


def case(id: str, country: str, text: str, **card: str) -> Document:
    fields = tuple(CardField(name, value, text) for name, value in card.items())
    return Document(id, Metadata(id, "en", type="case-study", countries=(country,), card=fields), (Section(text),))


BREAD = case(
    "bread.md", "US", "bread failed", organisation="Bread House", sector="Bakery", members="30 members",
    outcome="failed", lesson="Share",
)  # fmt: skip
DOG = case("dog.md", "IL", "a dog", organisation="Dog House", sector="Services", outcome="worked")


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = library(tmp_path / "g", BREAD, DOG)
    monkeypatch.setattr(Library, "open", lambda _: built)
    monkeypatch.setenv("KNOWLEDGE_LANGUAGE", "en")


def told(*arguments: str) -> dict[str, Any]:
    finished = CliRunner().invoke(app, ["precedents", *arguments, "--json"])
    assert finished.exit_code == 0
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["bread.md", "dog.md"]),
        (["--country", "il"], ["dog.md"]),
        (["--country", "IL", "--country", "US", "--sector", "food"], ["bread.md"]),
        (["--outcome", "failed"], ["bread.md"]),
        (["--form", "worker"], []),
        (["--words", "share"], ["bread.md"]),
        (["--went-wrong"], ["bread.md"]),
        (["--like", "dog", "-k", "1"], ["dog.md"]),
        (["--like", "dog", "--went-wrong"], ["bread.md"]),
        (["--like", "bread", "--mode", "words"], ["bread.md"]),
    ],
)
def test_which_are_listed(arguments: list[str], expected: list[str]) -> None:
    assert [each["document"] for each in told(*arguments)["precedents"]] == expected


def test_json_of_a_case() -> None:
    found = told("--like", "bread, 31 members")
    assert found["traits"] == [{"facet": "size", "value": "s0", "words": "31 members", "number": 31}]
    first = found["precedents"][0]
    assert (first["people"], first["sectors"], first["outcome"], first["founded"]) == (
        [30, 30],
        ["food"],
        "failed",
        None,
    )
    assert first["card"]["lesson"] == {"value": "Share", "passage": "bread failed", "place": [0, 0, 12]}
    assert [each["value"] for each in first["matches"]] == ["s0"]
    assert (first["differs"], first["unknown"]) == ([], [])
    assert 0 < first["nearness"] <= 1


def test_lines_of_a_case() -> None:
    finished = CliRunner().invoke(app, ["precedents", "--like", "bread, 31 members"])
    lines = [line.strip() for line in finished.stdout.splitlines()]
    assert lines[:3] == ["Bread House", "bread.md", "United States · Failed"]
    assert "Matches: size 31" in lines
    assert "Its size: 30" in lines
    assert "Unknown: size 31" in lines
    assert "Recognised in the description: size 31" in finished.stderr
    assert finished.stderr.splitlines()[-1] == "2 precedents."


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--sector", "shoes"], "dairy"),
        (["--form", "shoes"], "worker"),
        (["--outcome", "lost"], "mixed"),
        (["--topic", "shoes"], "education"),
        (["--like", "dog", "--mode", "fast"], "hybrid"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(arguments: list[str], named: str) -> None:
    finished = CliRunner().invoke(app, ["precedents", *arguments])
    assert finished.exit_code == 2
    assert named in finished.stderr


def test_a_limit_that_cannot_be() -> None:
    finished = CliRunner().invoke(app, ["precedents", "-k", "0"])
    assert isinstance(finished.exception, LimitInvalid)


def test_the_readme_names_the_command_and_its_options() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`python -m knowledge precedents`" in readme
    told = CliRunner().invoke(app, ["precedents", "--help"]).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", told)) - {"--help"}
    assert {option for option in options if f"`{option}" not in readme} == set()
    assert "--went-wrong" in options
