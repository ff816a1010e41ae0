"""The command line as a person uses it: what it prints, what it exits with, what it says when something is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfWriter

from knowledge import generations
from tests.cli.conftest import Place
from tests.conftest import ROOT, Run

COMMANDS = ("index", "search", "read", "evaluate", "status", "verify")
SAMPLES = ROOT / "tests" / "samples" / "pdf"
BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def told(finished: object) -> str:
    """What was said on standard error, which is never a traceback."""
    text: str = finished.stderr  # type: ignore[attr-defined]
    assert "Traceback" not in text
    return " ".join(text.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command: str, run: Run) -> None:
    finished = run(command, "--help")
    assert finished.returncode == 0
    assert f"knowledge {command}" in finished.stdout
    assert f"python -m knowledge {command}" in (ROOT / "README.md").read_text("utf-8")


def test_every_option_stands_in_the_readme(run: Run) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", run(command, "--help").stdout)) - {"--help"}
        assert {option for option in options if f"`{option}" not in readme} == set(), command


def test_search_json(library: Place, run: Run) -> None:
    finished = run("search", "ביטחון הפרט", "-k", "2", "--index", library.index, "--json")
    assert finished.returncode == 0
    found = json.loads(finished.stdout)
    understood = {"query", "text", "mode", "corrections", "expansions", "unknown"}
    told_of = understood | {"documents", "took_ms", "answered", "hits"}
    assert set(found) == told_of
    assert (found["text"], found["corrections"], found["answered"]) == ("ביטחון הפרט", [], True)
    (expansion,) = found["expansions"]
    assert (expansion["term"], expansion["forms"][0]) == ("ביטחון הפרט", "personal security")
    assert (found["query"], found["mode"], found["documents"]) == ("ביטחון הפרט", "hybrid", 2)
    assert found["took_ms"] > 0
    first, second = found["hits"]
    assert (first["rank"], second["rank"]) == (1, 2)
    assert first["document"] == "security.md"
    assert first["score"] >= second["score"]
    assert first["title"] == "ביטחון הפרט"
    assert first["page"] is None
    assert first["topics"] == ["personal-security"]
    assert first["date"] == "2004"
    (hit,) = json.loads(run("search", '"קרן הסיוע"', "--index", library.index, "--json").stdout)["hits"]
    assert (hit["heading"], hit["text"]) == ("הקרן", "קרן הסיוע מחזיקה עתודה של שלוש שנים. הוועדה מחליטה על כל בקשה.")


def test_search_finds_across_languages_by_meaning(library: Place, run: Run) -> None:
    query = "איך העובדים יכולים לרכוש את המפעל שלהם"
    found = json.loads(run("search", query, "--index", library.index, "--json").stdout)
    assert found["hits"][0]["document"] == "buyout.md"
    assert found["hits"][0]["words"] is None
    back = json.loads(run("search", "old age and sickness", "--index", library.index, "--json").stdout)
    assert back["hits"][0]["document"] == "security.md"


def test_filters(library: Place, run: Run) -> None:
    def documents(*options: str) -> set[str]:
        finished = run("search", "cooperative קרן", "--index", library.index, "--json", *options)
        assert finished.returncode == 0, finished.stderr
        return {hit["document"] for hit in json.loads(finished.stdout)["hits"]}

    assert documents() == {"security.md", "buyout.md"}
    assert documents("--topic", "world-cooperatives") == {"buyout.md"}
    assert documents("--type", "brief") == {"security.md"}
    assert documents("--country", "it") == {"buyout.md"}
    assert documents("--language", "he") == {"security.md"}
    assert documents("--from", "2000") == {"security.md"}
    assert documents("--to", "2000") == {"buyout.md"}
    assert documents("--from", "1986", "--to", "2003") == set()
    assert documents("--topic", "world-cooperatives", "--topic", "personal-security") == {"security.md", "buyout.md"}


def test_printed_hebrew_needs_no_control_characters(library: Place, run: Run) -> None:
    finished = run("search", "קרן", "--index", library.index)
    assert finished.returncode == 0
    assert not BIDI_CONTROLS.search(finished.stdout)
    assert "\x1b" not in finished.stdout
    lines = finished.stdout.splitlines()
    assert "ביטחון הפרט" in lines
    place = next(line for line in lines if "security.md" in line)
    assert re.fullmatch(r"1\. 0\.\d\d \(words 0\.\d\d, meaning 0\.\d\d\) security\.md", place)
    assert not re.search("[א-ת]", place)  # places and Hebrew never share a line
    assert "   הקרן" in lines


def test_a_terminal_without_hebrew_does_not_break(library: Place, run: Run) -> None:
    finished = run("search", "קרן", "--index", library.index, PYTHONIOENCODING="ascii")
    assert finished.returncode == 0
    assert "security.md" in finished.stdout


def test_a_closed_pipe_is_no_failure(library: Place) -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    command = f"{sys.executable} -m knowledge status --index {library.index} | head -c 1"
    finished = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in finished.stderr
    assert "Error" not in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("   ",), "There is nothing to search for"),
        (("?!…",), "There is nothing to search for"),
        (("א" * 10_000,), "10,000 characters; the most is 2,000"),
        (("x", "--topic", "none"), "No document has the topic 'none'. There are: personal-security, world-cooper"),
        (("x", "--country", "XX"), "There are: IL, IT"),
        (("x", "--from", "2001", "--to", "2000"), "The years 2001 to 2000 are no range"),
        (("x", "-k", "0"), "ask for 1 to 100"),
        (("x", "--from", "9" * 30), "is no year that can be filtered by"),
    ],
)
def test_bad_queries(library: Place, run: Run, arguments: tuple[str, ...], message: str) -> None:
    finished = run("search", "--index", library.index, *arguments)
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert message in told(finished)


def test_wrong_usage(library: Place, run: Run) -> None:
    for arguments in (("--mode", "guess"), ("--language", "fr"), ("-k", "many")):
        finished = run("search", "x", "--index", library.index, *arguments)
        assert finished.returncode == 2
        told(finished)


def test_messages_in_hebrew(library: Place, run: Run) -> None:
    finished = run("search", " ", "--index", library.index, LANG="he_IL.UTF-8")
    assert told(finished) == "אין מה לחפש: כתבו שאלה או כמה מילים."


def test_index_reports_what_it_did(place: Place, run: Run) -> None:
    folders = ("--corpus", place.corpus, "--index", place.index)
    dry = run("index", *folders, "--dry-run")
    assert dry.returncode == 0
    assert [line.split() for line in dry.stdout.splitlines()] == [
        ["state", "file"],
        ["new", "buyout.md"],
        ["new", "security.md"],
    ]
    assert not place.index.exists()

    first = run("index", *folders)
    assert first.returncode == 0
    assert "2 documents, 3 passages; 2 new, 0 changed, 0 removed" in told(first)

    again = run("index", *folders)
    assert again.returncode == 0
    assert "Nothing changed: 2 documents serve as before" in told(again)

    (place.corpus / "empty.pdf").write_bytes(b"")
    (place.corpus / "buyout.md").unlink()
    third = run("index", *folders)
    assert third.returncode == 3
    assert "1 documents, 2 passages; 1 new, 0 changed, 1 removed" in told(third)
    assert "1 files stayed out:" in told(third)
    assert re.search(r"the file is empty +copy it again from where it came +empty\.pdf", third.stderr)

    status = json.loads(run("status", "--index", place.index, "--json").stdout)
    assert (status["documents"], status["passages"], status["failed"]) == (1, 2, 1)
    assert status["failures"][0]["id"] == "empty.pdf"


def test_status_and_verify(library: Place, run: Run) -> None:
    values = dict(line.split(maxsplit=1) for line in run("status", "--index", library.index).stdout.splitlines())
    assert (values["documents"], values["passages"], values["model"]) == ("2", "3", "embedded")
    assert values["generation"] == generations.current(library.index)
    whole = run("verify", "--index", library.index)
    assert whole.returncode == 0
    assert "The index is whole" in told(whole)


def test_status_and_read_say_what_was_read_badly(place: Place, run: Run, tmp_path: Path) -> None:
    sound, noise = "the members decide together about work and money ", "zxqv kjhw pqzz wvxk jjqx vvkz xxqj kkzw "
    (place.corpus / "poor.txt").write_text("Poor text\n\n" + 3 * sound + 2 * noise, "utf-8")
    (place.corpus / "sound.txt").write_text("Sound text\n\n" + 5 * sound, "utf-8")
    writer = PdfWriter(SAMPLES / "scan_200dpi_ocrmypdf.pdf")
    writer.append(SAMPLES / "no_tounicode.pdf")
    writer.write(place.corpus / "scan.pdf")
    nowhere = {"PATH": str(tmp_path)}  # where no tesseract is
    assert run("index", "--corpus", place.corpus, "--index", place.index, **nowhere).returncode == 0

    found = json.loads(run("status", "--index", place.index, "--json").stdout)
    assert found["low_quality"] == [{"document": "poor.txt", "quality": 0.619}]
    assert found["ocr"] == [{"document": "scan.pdf", "pages": [1, 2]}]
    assert found["needs_ocr"] == [{"document": "scan.pdf", "pages": [3, 4]}]
    shown = [" ".join(line.split()) for line in run("status", "--index", place.index).stdout.splitlines()]
    assert {"low_quality 1", "ocr 2", "needs_ocr 2"} < set(shown)
    assert shown[-3:] == [
        "quality pages by OCR pages that need OCR file",
        "62% 0 0 poor.txt",
        "96% 2 2 scan.pdf",
    ]

    read = run("read", place.corpus / "scan.pdf", **nowhere).stdout
    assert re.findall("p[.] .*%.*|p[.] .*OCR.*", read) == [
        "p. 1: 97%, OCR",
        "p. 2: 94%, OCR",
        "p. 3: too few words to judge, needs OCR",
        "p. 4: too few words to judge, needs OCR",
    ]
    document = json.loads(run("read", place.corpus / "scan.pdf", "--json", **nowhere).stdout)
    assert document["pages"][3] == {"page": 4, "quality": None, "ocr": False, "needs_ocr": True}
    assert document["origins"]["date"] == "ocr"
    assert round(document["quality"], 2) == 0.96
    (whole,) = json.loads(run("read", place.corpus / "sound.txt", "--json").stdout)["pages"]
    assert whole == {"page": None, "quality": 1.0, "ocr": False, "needs_ocr": False}


def test_verify_says_what_to_do(place: Place, run: Run) -> None:
    run("index", "--corpus", place.corpus, "--index", place.index)
    file = generations.folder_of(place.index, generations.current(place.index) or "") / "vectors.faiss"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))
    finished = run("verify", "--index", place.index)
    assert finished.returncode == 1
    assert "vectors.faiss has changed" in told(finished)
    assert "python -m knowledge index" in told(finished)


def test_failures_of_folders_and_models(place: Place, run: Run, tmp_path: Path) -> None:
    nothing = run("search", "x", "--index", tmp_path / "none")
    assert nothing.returncode == 1
    assert "There is no index in" in told(nothing)

    missing = run("index", "--corpus", tmp_path / "none", "--index", place.index)
    assert missing.returncode == 1
    assert "does not exist" in told(missing)

    (tmp_path / "empty").mkdir()
    empty = run("index", "--corpus", tmp_path / "empty", "--index", place.index)
    assert empty.returncode == 1
    assert "There is no readable document in" in told(empty)

    (tmp_path / "model").mkdir()
    model = run("index", "--corpus", place.corpus, "--index", place.index, "--model", tmp_path / "model")
    assert model.returncode == 1
    assert f"The embedding model {tmp_path / 'model'} cannot be loaded" in told(model)
    assert generations.current(place.index) is None


def test_searching_never_prepares_a_model(library: Place, run: Run, tmp_path: Path) -> None:
    finished = run("search", "x", "--index", library.index, KNOWLEDGE_CACHE=str(tmp_path / "cache"))
    assert finished.returncode == 1
    assert "is not ready on this machine" in told(finished)
    assert not (tmp_path / "cache").exists()
    words = run("search", "קרן", "--index", library.index, "--mode", "words", KNOWLEDGE_CACHE=str(tmp_path / "cache"))
    assert words.returncode == 0
    assert "security.md" in words.stdout


def test_a_bad_setting_is_named(run: Run) -> None:
    finished = run("status", KNOWLEDGE_THREADS="many")
    assert finished.returncode == 1
    assert "The setting threads has the value 'many'" in told(finished)


def test_read_shows_a_file_and_loads_no_model(place: Place, run: Run) -> None:
    finished = run("read", place.corpus / "security.md", "--json", KNOWLEDGE_CACHE=str(place.index / "no-cache"))
    assert finished.returncode == 0
    document = json.loads(finished.stdout)
    assert document["title"] == "ביטחון הפרט"
    assert document["authors"] == []
    assert (document["date"], document["language"]) == ("2004", "he")
    assert document["sections"] == [
        {"page": None, "heading": "", "level": 0, "text": "הקהילה מתחייבת לדאוג לחבריה בזקנה ובמחלה."},
        {
            "page": None,
            "heading": "הקרן",
            "level": 2,
            "text": "קרן הסיוע מחזיקה עתודה של שלוש שנים. הוועדה מחליטה על כל בקשה.",
        },
    ]
    assert not (place.index / "no-cache").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.txt", None, "there is no such file"),
        ("empty.txt", b"", "the file is empty"),
        ("broken.pdf", b"%PDF-1.4\n%%EOF", "the file is damaged"),
        ("text.pdf", b"no pdf at all", "the content is not what the file's name says"),
        ("broken.docx", b"PK\x03\x04broken", "the file is damaged"),
        ("sheet.xlsx", b"PK", "this kind of file is not supported"),
    ],
)
def test_read_says_why_not(tmp_path: Path, run: Run, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    finished = run("read", tmp_path / name)
    assert finished.returncode == 1
    assert message in told(finished)
    assert name in told(finished)


def test_evaluate(tmp_path: Path, run: Run, prepared_model: Path) -> None:
    rows = [
        {"_id": "d1", "title": "", "text": "הכלב ישן בחצר."},
        {"_id": "d2", "title": "", "text": "The bread is baked."},
    ]
    write = lambda name, lines: (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")  # noqa: E731
    write("corpus.jsonl", [json.dumps(row) for row in rows])
    write("queries.jsonl", [json.dumps({"_id": "q1", "text": "כלב ישן"})])
    write("qrels.tsv", ["query-id\tcorpus-id\tscore", "q1\td1\t1"])
    finished = run("evaluate", tmp_path, "--json")
    assert finished.returncode == 0
    values = json.loads(finished.stdout)
    assert list(values) == [
        "documents",
        "queries",
        "mode",
        "ndcg@10",
        "r@1",
        "r@10",
        "mrr@10",
        "index_seconds",
        "query_ms_p50",
        "query_ms_p95",
        "modes",
    ]
    assert list(values["modes"]) == ["hybrid", "words", "meaning"]
    assert list(values["modes"]["hybrid"]["directions"]) == ["he-he"]
    assert (values["documents"], values["queries"], values["mode"]) == (2, 1, "hybrid")
    assert (values["ndcg@10"], values["r@1"], values["r@10"], values["mrr@10"]) == (1, 1, 1, 1)

    write("qrels.tsv", ["query-id\tcorpus-id\tscore", "q1\td9\t1"])
    bad = run("evaluate", tmp_path)
    assert bad.returncode == 1
    assert "qrels.tsv, line 2: unknown query or document" in told(bad)
