"""Sessions: a signed value in the browser's cookie that says who signed in, when, and with which password's salt."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout
from itsdangerous import BadData, URLSafeTimedSerializer

from knowledge import people, users
from knowledge.errors import KnowledgeError, cause
from knowledge.users import User

HOURS = 12
SECONDS = HOURS * 3600
"""How long a session lasts."""
KEY_FILE = "session.key"
SCHEMA = "create table if not exists ended_sessions (id text primary key, until integer not null) strict, without rowid"


class KeyUnusable(KnowledgeError):
    """The file with the secret that signs the sessions cannot be used."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The secret that signs sessions ({file}) cannot be used: {reason}. Check the folder and its permissions, "
            "or delete the file: a new one is made, and everybody signs in again.",
            f"לא ניתן להשתמש בסוד שחותם על הכניסות ({file}): {reason}. בדקו את התיקייה ואת ההרשאות, או מחקו את "
            "הקובץ: ייווצר חדש, וכולם ייכנסו שוב.",
        )


class Sessions:
    """Makes and checks the values of the cookie. What was signed out is remembered in `Settings.people` until it would
    have expired anyway, so a copy of the cookie is worth nothing, after a restart too."""

    def __init__(self, folder: Path) -> None:
        """Raises KeyUnusable, PeopleUnavailable."""
        self.folder = folder
        self._key = key(folder)
        self._signer = URLSafeTimedSerializer(
            self._key, salt="session", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
        self._lock = threading.Lock()
        with people.opened(folder, SCHEMA) as kept:
            kept.execute("delete from ended_sessions where until < ?", (int(time.time()),))
            self._ended = dict(kept.execute("select id, until from ended_sessions"))

    def begin(self, user: User) -> str:
        """A new session's value."""
        return str(self._signer.dumps([users.canonical(user.name), self._bound(user), secrets.token_urlsafe(12)]))

    def user(self, value: str, everybody: Mapping[str, User]) -> User | None:
        """Whose session it is; None: it is none of ours, has ended, or was begun with another password."""
        told = self._read(value)
        if told is None or told[2] in self._ended:
            return None
        user = everybody.get(told[0])
        return user if user and hmac.compare_digest(self._bound(user), told[1]) else None

    def end(self, value: str) -> None:
        """Sign out. Raises PeopleUnavailable; in this process the session has ended all the same."""
        told = self._read(value)
        if told is None:
            return
        now = int(time.time())
        with self._lock:
            until = now + SECONDS
            self._ended = {each: end for each, end in self._ended.items() if end >= now} | {told[2]: until}
        with people.opened(self.folder, SCHEMA) as kept:
            kept.execute("delete from ended_sessions where until < ?", (now,))
            kept.execute("insert or replace into ended_sessions values (?, ?)", (told[2], until))

    def _read(self, value: str) -> tuple[str, str, str] | None:
        try:
            name, bound, number = self._signer.loads(value, max_age=SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return name, bound, number

    def _bound(self, user: User) -> str:
        """What ties a session to the password it was begun with: the hash and its salt, kept secret."""
        return hmac.new(self._key, user.password.encode(), hashlib.sha256).hexdigest()[:32]


def key(folder: Path) -> bytes:
    """The secret of `folder`, made on the first call. Raises KeyUnusable."""
    file = folder / KEY_FILE
    try:
        users.private_folder(folder)
        with FileLock(folder / users.LOCK, timeout=users.PATIENCE, mode=0o600):
            if not file.exists():
                users.write_private(file, secrets.token_hex(32).encode())
            found = file.read_bytes().strip()
    except Timeout as error:
        raise KeyUnusable(file, "another program is using it") from error
    except OSError as error:
        raise KeyUnusable(file, cause(error)) from error
    if len(found) < 64:
        raise KeyUnusable(file, "it is too short")
    return found
