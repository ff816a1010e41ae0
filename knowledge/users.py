"""Who may sign in: a JSON file in `Settings.people` with a name, a role and a password's hash for each person.

Passwords are hashed with scrypt (RFC 7914) at the cost that OWASP's Password Storage Cheat Sheet names; the salt is new
whenever a password is set, so what was bound to the old one is void. The file is replaced whole, under a lock, and only
the system's user who wrote it may read it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import re
import secrets
import tempfile
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from knowledge.errors import KnowledgeError, cause

Role: TypeAlias = Literal["reader", "editor"]

FILE = "users.json"
LOCK = "users.lock"
PATIENCE = 10
"""Seconds that one writer waits for another."""
COST = (2**15, 8, 3)
"""scrypt's N, r and p for new passwords: 32 MiB of memory, some tenths of a second."""
MOST_MEMORY = 256 * 2**20
"""Bytes that checking one password may take, whatever cost the file names."""
SHORTEST, LONGEST = 10, 200
"""Characters of a password."""

_ADD = "python -m knowledge user add"
_NAME = re.compile(r"(?=.*\w)[\w.@+'\"״׳ -]{1,64}")


class UserNameInvalid(KnowledgeError):
    """A name that nobody can be given."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:70]!r} cannot be a user's name. Give 1 to 64 letters, digits, spaces or any of . _ - + @ ' and "
            "quotation marks.",
            f"{name[:70]!r} אינו יכול להיות שם משתמש. תנו 1 עד 64 אותיות, ספרות, רווחים, מירכאות או אחד מן הסימנים "
            ". _ - + @ '.",
        )


class UserExists(KnowledgeError):
    """A name that is taken, capital letters aside."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a user {name!r} already. Choose another name, or give a new password with: "
            "python -m knowledge user password NAME",
            f"שם המשתמש {name!r} תפוס. בחרו שם אחר, או קבעו סיסמה חדשה לשם זה בפקודה: "
            "python -m knowledge user password NAME",
        )


class UserUnknown(KnowledgeError):
    """A name that nobody has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no user {name[:70]!r}. See who there is with: python -m knowledge user list",
            f"אין שם משתמש {name[:70]!r}. את השמות הקיימים מציגה הפקודה: python -m knowledge user list",
        )


class PasswordUnfit(KnowledgeError):
    """A password that is too short, too long, or the user's own name."""

    def __init__(self) -> None:
        super().__init__(
            f"This password is not accepted. Choose one of {SHORTEST} to {LONGEST} characters that is not the user's "
            "name; a few words together are good.",
            f"הסיסמה אינה מתקבלת. בחרו סיסמה בת {SHORTEST} עד {LONGEST} תווים שאינה שם המשתמש; כמה מילים יחד הן "
            "בחירה טובה.",
        )


class UsersDamaged(KnowledgeError):
    """A users file that is not what this program writes."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The users file {file} is damaged ({reason}), so nobody can sign in. Restore it from a backup, or move it "
            f"away and add everybody anew with: {_ADD} NAME",
            f"קובץ המשתמשים {file} פגום ({reason}), ולכן אין אפשרות להיכנס. שחזרו אותו מגיבוי, או העבירו אותו "
            f"למקום אחר והוסיפו את כולם מחדש בפקודה: {_ADD} NAME",
        )


class UsersUnavailable(KnowledgeError):
    """A users file that cannot be read or written."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The users file {file} cannot be read or written: {reason}. Nothing in it was changed. Check the folder, "
            "its permissions and the free space; the app and this command must run as the same user of the system.",
            f"לא ניתן לקרוא או לכתוב את קובץ המשתמשים {file}: {reason}. דבר לא השתנה בו. בדקו את התיקייה, את ההרשאות "
            "ואת המקום הפנוי; היישום ופקודה זו צריכים לרוץ תחת אותו משתמש של המערכת.",
        )


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. `password` is its hash: ``scrypt$N$r$p$salt$key``, the last two in base64."""

    name: str
    role: Role
    password: str


@checked(frozen=True)
class _Entry:
    name: str
    role: Role
    password: str


@checked(frozen=True)
class _File:
    format: Literal[1]
    users: list[_Entry]


_WHOLE = TypeAdapter(_File)


def canonical(name: str) -> str:
    """What two spellings of one name have in common: capital letters and the way accents are encoded do not count."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def load(folder: Path) -> dict[str, User]:
    """Everybody in the users file of `folder` by `canonical` name; nobody where there is no file.

    Raises UsersDamaged, UsersUnavailable.
    """
    file = folder / FILE
    try:
        found = _WHOLE.validate_json(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsersUnavailable(file, cause(error)) from error
    except ValidationError as error:
        raise UsersDamaged(file, error.errors()[0]["msg"]) from error
    users = {canonical(entry.name): User(entry.name, entry.role, entry.password) for entry in found.users}
    if len(users) != len(found.users):
        raise UsersDamaged(file, "a name stands there twice")
    for user in users.values():
        try:
            _parts(user.password)
        except ValueError as error:
            raise UsersDamaged(file, "a password's hash is not valid") from error
    return users


def add(folder: Path, name: str, role: Role, password: str) -> User:
    """Let `name` sign in. Raises UserNameInvalid, UserExists, PasswordUnfit, UsersDamaged, UsersUnavailable."""
    name = fit_name(name)
    user = User(name, role, hashed(fit_password(name, password)))
    with _changed(folder) as users:
        if canonical(name) in users:
            raise UserExists(users[canonical(name)].name)
        users[canonical(name)] = user
    return user


def set_role(folder: Path, name: str, role: Role) -> User:
    """Give `name` another role. Raises UserUnknown, UsersDamaged, UsersUnavailable."""
    with _changed(folder) as users:
        user = replace(of(users, name), role=role)
        users[canonical(name)] = user
    return user


def set_password(folder: Path, name: str, password: str) -> User:
    """Give `name` another password. Raises UserUnknown, PasswordUnfit, UsersDamaged, UsersUnavailable."""
    user = of(load(folder), name)
    password = hashed(fit_password(user.name, password))
    with _changed(folder) as users:
        user = replace(of(users, name), password=password)
        users[canonical(name)] = user
    return user


def remove(folder: Path, name: str) -> User:
    """Let `name` sign in no more. Raises UserUnknown, UsersDamaged, UsersUnavailable."""
    with _changed(folder) as users:
        user = of(users, name)
        del users[canonical(name)]
    return user


def of(users: Mapping[str, User], name: str) -> User:
    """The user of that name. Raises UserUnknown."""
    user = users.get(canonical(name))
    if user is None:
        raise UserUnknown(name)
    return user


def fit_name(name: str) -> str:
    """`name` as it is kept. Raises UserNameInvalid."""
    kept = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(kept):
        raise UserNameInvalid(name)
    return kept


def fit_password(name: str, password: str) -> str:
    """`password`, which `name` may use. Raises PasswordUnfit."""
    if not SHORTEST <= len(password) <= LONGEST or canonical(password) == canonical(name):
        raise PasswordUnfit
    return password


def authenticate(users: Mapping[str, User], name: str, password: str) -> User | None:
    """The user of that name and password, or None. A name that nobody has takes as long as one that somebody has."""
    user = users.get(canonical(name))
    # The cost of somebody's hash: the file may hold hashes of an earlier `COST`, and the two must take the same time.
    known = user or next(iter(users.values()), None)
    stored = known.password if known else _nobody()
    right = _matches(password[:LONGEST], stored)
    return user if right and len(password) <= LONGEST else None


def hashed(password: str) -> str:
    """The hash of `password` with a new salt."""
    salt = secrets.token_bytes(16)
    key = _scrypt(password, salt, *COST)
    return "$".join(["scrypt", *map(str, COST), *(base64.b64encode(part).decode() for part in (salt, key))])


def _nobody() -> str:
    """The hash of a password that nobody knows."""
    empty = base64.b64encode(bytes(32)).decode()
    return "$".join(["scrypt", *map(str, COST), empty, empty])


def _matches(password: str, stored: str) -> bool:
    n, r, p, salt, key = _parts(stored)
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), key)


def _parts(stored: str) -> tuple[int, int, int, bytes, bytes]:
    """N, r, p, salt and key of a hash. Raises ValueError."""
    kind, *cost, salt, key = stored.split("$")
    n, r, p = map(int, cost)
    # scrypt takes 128 * r * (N + p + 2) bytes.
    if kind != "scrypt" or n < 2 or n & (n - 1) or r < 1 or p < 1 or 128 * r * (n + p + 2) > MOST_MEMORY:
        raise ValueError(stored)
    return n, r, p, base64.b64decode(salt, validate=True), base64.b64decode(key, validate=True)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    whole = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(whole, salt=salt, n=n, r=r, p=p, maxmem=MOST_MEMORY, dklen=32)


@contextmanager
def _changed(folder: Path) -> Iterator[dict[str, User]]:
    """The users, to be changed; what was changed is kept when the block ends without an error."""
    file = folder / FILE
    try:
        private_folder(folder)
        with FileLock(folder / LOCK, timeout=PATIENCE, mode=0o600):
            users = load(folder)
            yield users
            entries = [_Entry(user.name, user.role, user.password) for _, user in sorted(users.items())]
            write_private(file, _WHOLE.dump_json(_File(1, entries), indent=2) + b"\n")
    except Timeout as error:
        raise UsersUnavailable(file, "another command is changing it") from error
    except OSError as error:
        raise UsersUnavailable(file, cause(error)) from error


def private_folder(folder: Path) -> None:
    """`folder`; if it is new, nobody else may look into it. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(file: Path, content: bytes) -> None:
    """Put `content` in place of `file` in one step; only its owner may read it. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        Path(name).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


class Directory:
    """The users file as it is now: read again when it has changed, so that the app need not be started anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._users: dict[str, User] = {}

    @property
    def exists(self) -> bool:
        """Whether there is a users file, or something in its place that cannot be looked at."""
        try:
            return self._state() is not None
        except UsersUnavailable:
            return True

    def users(self) -> Mapping[str, User]:
        """Everybody by `canonical` name. Raises UsersDamaged, UsersUnavailable."""
        with self._lock:
            state = self._state()
            if state is None:
                self._seen, self._users = None, {}
            elif state != self._seen:
                self._users = load(self.folder)
                self._seen = state
            return self._users

    def _state(self) -> tuple[int, int, int] | None:
        try:
            state = (self.folder / FILE).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UsersUnavailable(self.folder / FILE, cause(error)) from error
        return state.st_mtime_ns, state.st_size, state.st_ino
