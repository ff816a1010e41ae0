"""The users file: who stands in it, that passwords do not, and that nobody else reads it."""

from __future__ import annotations

import json
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge import users
from knowledge.users import (
    Directory,
    PasswordUnfit,
    User,
    UserExists,
    UserNameInvalid,
    UsersDamaged,
    UsersUnavailable,
    UserUnknown,
)

CHEAP = (2, 1, 1)
WORDS = "ארבע מילים בלי קשר"


@pytest.fixture(autouse=True)
def cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "COST", CHEAP)


def written(folder: Path, text: str) -> Path:
    (folder / users.FILE).write_text(text, "utf-8")
    return folder


def test_nobody_where_there_is_no_file(tmp_path: Path) -> None:
    assert users.load(tmp_path / "none") == {}
    assert not (tmp_path / "none").exists()


def test_who_was_added_is_there_and_the_password_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    added = users.add(folder, "  דנה כהן ", "editor", WORDS)
    users.add(folder, "Amir", "reader", "a longer password")
    assert (added.name, added.role) == ("דנה כהן", "editor")
    assert [(user.name, user.role) for user in users.load(folder).values()] == [
        ("Amir", "reader"),
        ("דנה כהן", "editor"),
    ]
    text = (folder / users.FILE).read_text("utf-8")
    assert WORDS not in text and "longer" not in text
    whole = json.loads(text)
    assert whole["format"] == 1
    assert set(whole["users"][0]) == {"name", "role", "password"}
    assert re.fullmatch(r"scrypt\$2\$1\$1\$[\w+/=]{24}\$[\w+/=]{44}", whole["users"][0]["password"])


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    users.add(folder, "Amir", "reader", WORDS)
    users.set_role(folder, "Amir", "editor")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes == {"people": 0o700, "users.json": 0o600, "users.lock": 0o600}


def test_the_cost_is_that_of_the_cheat_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert users.COST == (2**15, 8, 3)
    stored = users.hashed(WORDS)
    assert stored.startswith("scrypt$32768$8$3$")
    everybody = {"amir": User("Amir", "reader", stored)}
    assert users.authenticate(everybody, "amir", WORDS) is everybody["amir"]
    assert users.authenticate(everybody, "amir", WORDS + " ") is None


def test_two_hashes_of_one_password_differ() -> None:
    assert users.hashed(WORDS) != users.hashed(WORDS)


@pytest.mark.parametrize(
    ("name", "password", "found"),
    [
        ("Dana", WORDS, True),
        (" dANA ", WORDS, True),
        ("Dana", WORDS[:-1], False),
        ("Dana", "", False),
        ("Dana", WORDS + "x" * 500, False),
        ("Dan", WORDS, False),
        ("", WORDS, False),
        ("Dana\udc80", WORDS, False),
        ("Dana", "\udc80" * 12, False),
    ],
)
def test_authenticate(tmp_path: Path, name: str, password: str, found: bool) -> None:
    user = users.add(tmp_path, "Dana", "reader", WORDS)
    assert users.authenticate(users.load(tmp_path), name, password) == (user if found else None)


def test_a_password_of_the_longest_kind_is_whole_and_one_longer_is_not_cut_to_it(tmp_path: Path) -> None:
    longest = "a" * users.LONGEST
    users.add(tmp_path, "Dana", "reader", longest)
    everybody = users.load(tmp_path)
    assert users.authenticate(everybody, "Dana", longest) is not None
    assert users.authenticate(everybody, "Dana", longest + "a") is None


@pytest.mark.parametrize(("composed", "taken_apart"), [("Café au lait", "Cafe\u0301 au lait")])
def test_accents_count_however_they_are_encoded(tmp_path: Path, composed: str, taken_apart: str) -> None:
    user = users.add(tmp_path, composed, "reader", composed * 2)
    assert users.authenticate(users.load(tmp_path), taken_apart, taken_apart * 2) == user


@pytest.mark.parametrize("there", [True, False])
def test_a_name_that_nobody_has_costs_what_a_name_that_somebody_has_does(
    monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    everybody = {"dana": User("Dana", "reader", users.hashed(WORDS))} if there else {}
    costs = []
    scrypt = users._scrypt
    monkeypatch.setattr(users, "_scrypt", lambda *given: costs.append(given[2:]) or scrypt(*given))
    users.authenticate(everybody, "nobody", WORDS)
    users.authenticate(everybody, "dana", WORDS)
    assert costs == [CHEAP, CHEAP]


def test_an_unknown_name_pays_what_older_hashes_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = {"dana": User("Dana", "reader", users.hashed(WORDS))}
    monkeypatch.setattr(users, "COST", (4, 1, 1))
    costs = []
    monkeypatch.setattr(users, "_scrypt", lambda *given: costs.append(given[2:]) or b"")
    assert users.authenticate(everybody, "nobody", WORDS) is None
    assert costs == [CHEAP]


@pytest.mark.parametrize("name", ["", "  ", ".", "- -", "a" * 65, "a\nb", "a\u202eb", "<b>", "a/b", "a\x00", "a$b"])
def test_names_that_nobody_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserNameInvalid):
        users.add(tmp_path, name, "reader", WORDS)
    assert users.load(tmp_path) == {}


@pytest.mark.parametrize("name", ["ד", "a" * 64, "dana.k@example.org", "צה״ל O'Neil_2+x-y"])
def test_names_that_somebody_can_have(tmp_path: Path, name: str) -> None:
    assert users.add(tmp_path, name, "reader", WORDS).name == name


@pytest.mark.parametrize("password", ["", "a" * 9, "a" * 201, "LONG.NAME.INDEED"])
def test_passwords_that_are_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(PasswordUnfit):
        users.add(tmp_path, "long.name.indeed", "reader", password)
    assert users.load(tmp_path) == {}
    user = users.add(tmp_path, "long.name.indeed", "reader", "a" * 10)
    with pytest.raises(PasswordUnfit):
        users.set_password(tmp_path, "long.name.indeed", password)
    assert list(users.load(tmp_path).values()) == [user]


def test_a_name_is_given_once(tmp_path: Path) -> None:
    first = users.add(tmp_path, "Dana", "reader", WORDS)
    with pytest.raises(UserExists, match="'Dana'"):
        users.add(tmp_path, "dana", "editor", WORDS)
    assert users.load(tmp_path) == {"dana": first}


def test_role_password_and_removal(tmp_path: Path) -> None:
    user = users.add(tmp_path, "Dana", "reader", WORDS)
    assert users.set_role(tmp_path, "dana", "editor") == User("Dana", "editor", user.password)
    again = users.set_password(tmp_path, "DANA", WORDS)
    assert (again.name, again.role) == ("Dana", "editor")
    assert again.password != user.password  # the same words, another salt: old sessions end
    assert users.load(tmp_path) == {"dana": again}
    assert users.remove(tmp_path, "dana") == again
    assert users.load(tmp_path) == {}
    assert (tmp_path / users.FILE).exists()
    for change in (
        lambda: users.set_role(tmp_path, "dana", "reader"),
        lambda: users.set_password(tmp_path, "dana", WORDS),
        lambda: users.remove(tmp_path, "dana"),
    ):
        with pytest.raises(UserUnknown):
            change()


def test_many_at_once_lose_nobody(tmp_path: Path) -> None:
    names = [f"user{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: users.add(tmp_path, name, "reader", WORDS), names))
    assert set(users.load(tmp_path)) == set(names)
    assert {path.name for path in tmp_path.iterdir()} == {users.FILE, users.LOCK}


GOOD = "scrypt$2$1$1$AAAA$AAAA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "{",
        '{"format": 2, "users": []}',
        '{"format": 1, "users": [{"name": "a", "role": "owner", "password": "GOOD"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader", "password": "plain"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader", "password": "scrypt$2$1$1$*$AAAA"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader", "password": "scrypt$3$1$1$AAAA$AAAA"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader", "password": "scrypt$1073741824$8$1$AAAA$AAAA"}]}',
        '{"format": 1, "users": [{"name": "a", "role": "reader", "password": "GOOD"}, '
        '{"name": "A", "role": "editor", "password": "GOOD"}]}',
    ],
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    text = text.replace("GOOD", GOOD)
    written(tmp_path, text)
    with pytest.raises(UsersDamaged) as error:
        users.load(tmp_path)
    with pytest.raises(UsersDamaged):
        users.add(tmp_path, "Dana", "reader", WORDS)
    assert (tmp_path / users.FILE).read_text("utf-8") == text
    assert str(tmp_path / users.FILE) in error.value.en and "python -m knowledge user add" in error.value.he


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / users.FILE).mkdir()
    with pytest.raises(UsersUnavailable):
        users.load(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsersUnavailable):
        users.add(tmp_path / "file", "Dana", "reader", WORDS)


def test_a_write_that_fails_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = users.add(tmp_path, "Dana", "reader", WORDS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsersUnavailable, match="No space left"):
        users.set_role(tmp_path, "Dana", "editor")
    assert users.load(tmp_path) == {"dana": user}
    assert {path.name for path in tmp_path.iterdir()} == {users.FILE, users.LOCK}


def test_the_directory_follows_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(tmp_path)
    assert (directory.exists, directory.users()) == (False, {})
    user = users.add(tmp_path, "Dana", "reader", WORDS)
    assert (directory.exists, directory.users()) == (True, {"dana": user})
    with monkeypatch.context() as patch:
        patch.setattr(users, "load", lambda _: pytest.fail("read again without a change"))
        assert directory.users() == {"dana": user}
    users.set_role(tmp_path, "Dana", "editor")
    assert directory.users()["dana"].role == "editor"
    written(tmp_path, "{")
    with pytest.raises(UsersDamaged):
        directory.users()
    with pytest.raises(UsersDamaged):  # not only the first time
        directory.users()
    (tmp_path / users.FILE).unlink()
    assert (directory.exists, directory.users()) == (False, {})
