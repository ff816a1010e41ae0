"""Every word of the interface exists twice, and nothing of ours is fetched from elsewhere."""

import re
import string
from pathlib import Path

import pytest

from knowledge.browser import assets
from knowledge.browser.messages import EXAMPLES, MESSAGES, count, date_text, say


def places(text: str) -> int:
    return sum(field is not None for _, field, _, _ in string.Formatter().parse(text))


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_is_in_both_languages(key: str) -> None:
    message = MESSAGES[key]
    assert set(message) == {"he", "en"}
    assert places(message["he"]) == places(message["en"])
    assert re.search("[א-ת]", message["he"]) or key == "switch"
    assert not re.search("[א-ת]", message["en"]) or key == "switch"


def test_every_message_is_used() -> None:
    folder = Path(assets.__file__).parents[1]
    source = "".join(path.read_text("utf-8") for path in [*folder.glob("*.py"), *folder.parent.glob("*.py")])
    counted = {key for key in MESSAGES if key.endswith(".1") and f'"{key.removesuffix(".1")}"' in source}
    named = {key for key in MESSAGES if f'"{key}"' in source or f"'{key}'" in source}
    families = {
        "mode",
        "origin",
        "in-language",
        "relation",
        "nav",
        "cite-style",
        "news-kind",
        "news-period",
        "news-when",
        "news-mark",
    }
    made = {key for key in MESSAGES if key.split(".")[0] in families}
    made |= {key for key in MESSAGES if key.startswith("report-")}
    fields = set(re.findall(r'^        "([a-z]+)": \[', (folder / "reading.py").read_text("utf-8"), re.M))
    assert set(MESSAGES) == named | made | counted | fields


def test_both_languages_have_examples() -> None:
    assert len(EXAMPLES["he"]) == len(EXAMPLES["en"]) == 4


@pytest.mark.parametrize(
    ("number", "he", "en"), [(1, "מסמך אחד", "one document"), (1200, "1,200 מסמכים", "1,200 documents")]
)
def test_counting(number: int, he: str, en: str) -> None:
    assert (count("documents", number, "he"), count("documents", number, "en")) == (he, en)


@pytest.mark.parametrize(
    ("date", "he", "en"),
    [
        ("2005", "2005", "2005"),
        ("2005-09", "ספטמבר 2005", "September 2005"),
        ("2005-09-28", "28 בספטמבר 2005", "September 28, 2005"),
        ("2005-13", "2005-13", "2005-13"),
        ("<b>", "<b>", "<b>"),
    ],
)
def test_dates(date: str, he: str, en: str) -> None:
    assert (date_text(date, "he"), date_text(date, "en")) == (he, en)


def test_values_are_not_read_as_places() -> None:
    assert say("score", "en", "{0.__class__}") == "Score {0.__class__}"


@pytest.mark.parametrize("name", ["style.css", "shell.js", "icon.svg"])
def test_no_asset_names_another_host(name: str) -> None:
    text = assets.content(name).decode("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(\s*[\"']?//", text)


def test_all_assets_are_there() -> None:
    files = {path.name for path in assets.FOLDER.iterdir() if path.suffix not in {".py", ""}}
    assert files | set(assets.PARTS) == set(assets.TYPES)
    parts = {path for pattern in assets.PARTS.values() for path in assets.FOLDER.glob(pattern)}
    assert parts == {path for path in assets.FOLDER.glob("*/*") if path.suffix != ".pyc"}
