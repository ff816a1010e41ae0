"""`python -m knowledge user`: what it does, says and exits with; a password is never in what it prints."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import users
from tests.conftest import ROOT

WORDS = "ארבע מילים בלי קשר"
COMMANDS = ("add", "list", "role", "password", "remove")


def user(folder: Path, *arguments: str, given: str = "", language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KNOWLEDGE_PEOPLE": str(folder), "KNOWLEDGE_LANGUAGE": language, "COLUMNS": "200"}
    command = [sys.executable, "-m", "knowledge", "user", *arguments]
    finished = subprocess.run(
        command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Traceback" not in finished.stderr
    assert WORDS not in finished.stdout + finished.stderr
    return finished


def told(finished: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return finished.returncode, finished.stdout, finished.stderr


def test_a_users_life(tmp_path: Path) -> None:
    added = user(tmp_path, "add", "דנה", "--role", "editor", "--password-stdin", given=WORDS + "\n")
    first = "דנה (editor): may sign in.\nFrom now on the browser app asks everybody to sign in.\n"
    assert told(added) == (0, "", first)
    (kept,) = users.load(tmp_path).values()
    assert users.authenticate({"דנה": kept}, "דנה", WORDS) == kept
    again = user(tmp_path, "add", "Amir", "--password-stdin", given=WORDS, language="he")
    assert told(again) == (0, "", "Amir (קריאה): הכניסה מותרת.\n")
    listed = user(tmp_path, "list", "--json")
    everybody = [{"name": "Amir", "role": "reader"}, {"name": "דנה", "role": "editor"}]
    assert (listed.returncode, json.loads(listed.stdout), listed.stderr) == (0, {"users": everybody}, "")
    lines = [line.split() for line in user(tmp_path, "list", language="he").stdout.splitlines()]
    assert lines == [["הרשאה", "שם"], ["קריאה", "Amir"], ["עריכה", "דנה"]]
    assert told(user(tmp_path, "role", "amir", "editor")) == (0, "", "Amir (editor): may sign in.\n")
    changed = user(tmp_path, "password", "דנה", "--password-stdin", given="another password\r\n")
    assert told(changed) == (0, "", "דנה (editor): has a new password.\n")
    everyone = users.load(tmp_path)
    assert users.authenticate(everyone, "דנה", "another password") is not None
    assert users.authenticate(everyone, "דנה", WORDS) is None
    removed = user(tmp_path, "remove", "דנה", language="he")
    assert told(removed) == (0, "", "דנה (עריכה): הכניסה בוטלה, וכל החיבורים נותקו.\n")
    assert set(users.load(tmp_path)) == {"amir"}


def test_an_empty_list(tmp_path: Path) -> None:
    said = "There is no user yet. Add one with: python -m knowledge user add NAME\n"
    assert told(user(tmp_path, "list")) == (0, "", said)
    assert json.loads(user(tmp_path, "list", "--json").stdout) == {"users": []}


@pytest.mark.parametrize(
    ("arguments", "given", "en", "he"),
    [
        (("add", "a/b", "--password-stdin"), WORDS, "cannot be a user's name", "אינו יכול להיות שם משתמש"),
        (("add", "Dana", "--password-stdin"), "short", "This password is not accepted", "הסיסמה אינה מתקבלת"),
        (("add", "Dana", "--password-stdin"), "", "No password was given", "לא ניתנה סיסמה"),
        (("add", "Dana"), WORDS, "No password was given", "לא ניתנה סיסמה"),
        (("password", "Dana", "--password-stdin"), WORDS, "There is no user 'Dana'", "אין שם משתמש 'Dana'"),
        (("role", "Dana", "editor"), "", "There is no user 'Dana'", "אין שם משתמש 'Dana'"),
        (("remove", "Dana"), "", "There is no user 'Dana'", "אין שם משתמש 'Dana'"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, arguments: tuple[str, ...], given: str, en: str, he: str) -> None:
    for language, message in (("en", en), ("he", he)):
        finished = user(tmp_path, *arguments, given=given, language=language)
        assert (finished.returncode, finished.stdout) == (1, "")
        assert message in finished.stderr
    assert users.load(tmp_path) == {}


def test_a_name_that_is_taken_is_told_before_a_password_is_asked_for(tmp_path: Path) -> None:
    users.add(tmp_path, "Dana", "reader", WORDS)
    finished = user(tmp_path, "add", "DANA")
    assert finished.returncode == 1
    assert finished.stderr.startswith("There is a user 'DANA' already.")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / users.FILE).write_text("{")
    for arguments in (("list",), ("add", "Dana", "--password-stdin"), ("remove", "Dana")):
        finished = user(tmp_path, *arguments, given=WORDS)
        assert finished.returncode == 1
        assert f"The users file {tmp_path / users.FILE} is damaged" in finished.stderr


@pytest.mark.parametrize("arguments", [("add",), ("add", "Dana", "--role", "owner"), ("role", "Dana", "owner"), ("x",)])
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert user(tmp_path, *arguments).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no such terminals")
@pytest.mark.parametrize(
    ("second", "code", "said"), [(WORDS, 0, "Dana (reader): may sign in."), ("other words!", 1, "passwords differ")]
)
def test_at_a_terminal_the_password_is_typed_twice_and_not_shown(
    tmp_path: Path, second: str, code: int, said: str
) -> None:
    environment = {**os.environ, "KNOWLEDGE_PEOPLE": str(tmp_path), "KNOWLEDGE_LANGUAGE": "en", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "knowledge", "user", "add", "Dana"]
    ours, theirs = pty.openpty()
    terminal = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    answers = [(b"Password: ", WORDS), (b"The same again: ", second)]
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
        if answers and shown.endswith(answers[0][0]):
            os.write(ours, answers.pop(0)[1].encode() + b"\n")
    os.close(ours)
    assert terminal.wait(30) == code
    text = shown.decode("utf-8")
    assert said in " ".join(text.split())
    assert WORDS not in text
    assert len(users.load(tmp_path)) == (code == 0)


def test_every_option_stands_in_the_readme(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`python -m knowledge user " in readme
    for command in COMMANDS:
        text = user(tmp_path, command, "--help").stdout
        assert f"user {command}" in text and re.search(rf"`(python -m knowledge )?user {command}[ `]", readme)
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--help"}
        assert {option for option in options if f"`{option}" not in readme} == set(), command
