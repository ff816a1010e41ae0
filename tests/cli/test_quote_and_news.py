"""The commands `quote` and `news`, which need no model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from ingest.pipeline import index_corpus
from knowledge.settings import load
from tests.conftest import ROOT, Run
from tests.encoder import ConceptEncoder

TEXT = (
    "---\ntitle: ערבות הדדית\ntopics: [personal-security]\ndate: 2005\n---\nהקהילה מתחייבת לדאוג לחבריה בזקנה ובמחלה.\n"
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "security.md").write_text(TEXT, "utf-8")
    index_corpus(load(corpus=folder / "corpus", index=folder / "index"), encoder=ConceptEncoder())
    return folder / "index"


@pytest.mark.parametrize("command", ["quote", "news"])
def test_help_and_readme(command: str, run: Run) -> None:
    shown = run(command, "--help").stdout
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"`python -m knowledge {command}" in readme
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown)) - {"--help"}
    assert {option for option in options if f"`{option}" not in readme} == set()


def test_a_quotation_word_for_word_as_json(index: Path, run: Run) -> None:
    finished = run("quote", "לדאוג לחבריה בזקנה", "--index", index, "--json")
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert (found["quotation"], found["words"], found["places"], found["sentences"]) == ("לדאוג לחבריה בזקנה", 3, 1, [])
    (match,) = found["matches"]
    assert (match["document"], match["title"], match["exact"], match["similarity"]) == (
        "security.md",
        "ערבות הדדית",
        True,
        1.0,
    )
    assert (match["section"], match["start"], match["end"], match["differences"]) == (0, 15, 33, [])


def test_a_quotation_that_differs(index: Path, run: Run) -> None:
    quotation = "הקהילה מתחייבת לעזור לחבריה בזקנה ובמחלה"
    (match,) = json.loads(run("quote", quotation, "--index", index, "--json").stdout)["matches"]
    assert [edit for edit in match["differences"] if edit["tag"] != "equal"] == [
        {"tag": "replace", "quoted": "לעזור ", "source": "לדאוג "}
    ]
    told = run("quote", quotation, "--index", index)
    assert "- לעזור" in told.stdout
    assert "+ לדאוג" in told.stdout
    assert told.stderr.startswith("Word for word: 0. Nearly: 1.")


def test_a_quotation_from_standard_input_and_one_that_is_nowhere(index: Path) -> None:
    command = [sys.executable, "-m", "knowledge", "quote", "-", "--index", str(index), "--json"]
    told = subprocess.run(command, cwd=ROOT, input="פרה רועה באחו הירוק\n", capture_output=True, text=True)
    assert told.returncode == 0
    assert json.loads(told.stdout)["matches"] == []


@pytest.mark.parametrize("arguments", [("quote", "?!"), ("quote", "א" * 7000), ("news", "--since", "yesterday")])
def test_what_cannot_be_told_is_one_message(arguments: tuple[str, ...], index: Path, run: Run) -> None:
    finished = run(*arguments, "--index", index)
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert len(finished.stderr.strip().splitlines()) == 1
    assert "Traceback" not in finished.stderr


def test_news_in_every_format(index: Path, run: Run) -> None:
    text = run("news", "--index", index, KNOWLEDGE_LANGUAGE="he")
    assert "נכנסו למאגר" in text.stdout
    assert "ביטחון הפרט וערבות הדדית" in text.stdout
    assert "נכנסו 1, השתנו 0, יצאו 0." in text.stderr
    page = run("news", "--index", index, "--format", "html", "--url", "https://kb.example").stdout
    assert page.startswith('<!doctype html>\n<html lang="en"')
    assert 'href="https://kb.example/document?doc=security.md&amp;ui=en"' in page
    told = run("news", "--index", index, "--format", "md", "--language", "he").stdout
    assert "- [ערבות הדדית](<http://127.0.0.1:8501/document?doc=security.md>)" in told
    feed = etree.fromstring(run("news", "--index", index, "--format", "atom").stdout.encode())
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    found = json.loads(run("news", "--index", index, "--json", "--since", "2020-01-01").stdout)
    assert [(each["id"], each["topics"], each["date"]) for each in found["entered"]] == [
        ("security.md", ["personal-security"], "2005")
    ]
    assert (found["changed"], found["left"]) == ([], [])


@pytest.mark.parametrize("option", [("--format", "pdf"), ("--language", "fr")])
def test_wrong_usage(option: tuple[str, str], index: Path, run: Run) -> None:
    assert run("news", *option, "--index", index).returncode == 2
