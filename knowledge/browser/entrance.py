"""By what a person is known: a session of the users file, the headers of a trusted proxy, or being at this machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias

from starlette.requests import HTTPConnection
from starlette.types import Scope

from knowledge import users
from knowledge.browser import proxy
from knowledge.browser.sessions import Sessions
from knowledge.browser.visitor import Visitor
from knowledge.errors import KnowledgeError
from knowledge.settings import Settings
from knowledge.users import Directory, User

Way: TypeAlias = Literal["users", "headers", "none"]

COOKIE = "kb-session"
SECURE_COOKIE = "__Host-kb-session"
"""Under TLS; by its prefix browsers know that no other host may set it."""
LONGEST_NAME = 200
"""Characters of a name that a proxy gives."""
EDITOR = "editor"

_UNFIT = re.compile("[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ADD = "python -m knowledge user add NAME --role editor"


class SignInMissing(KnowledgeError):
    """The app is to be reached from other machines, and nobody is asked who they are."""

    def __init__(self, address: str) -> None:
        at = address or "0.0.0.0"
        super().__init__(
            f"The app does not start: at the address {at} other computers reach it, and nobody would have to sign in. "
            f"Add the people who may sign in ({_ADD}), or, behind a proxy that signs people in, set "
            "KNOWLEDGE_SIGN_IN=headers and KNOWLEDGE_TRUSTED_PROXIES. To serve only this computer, leave "
            "server.address at 127.0.0.1.",
            f"היישום אינו מופעל: בכתובת {at} מגיעים אליו ממחשבים אחרים, ואיש לא יתבקש להזדהות. הוסיפו את מי שרשאי "
            f"להיכנס ({_ADD}), או, מאחורי פרוקסי שמזהה את הנכנסים, קבעו KNOWLEDGE_SIGN_IN=headers "
            "ו־KNOWLEDGE_TRUSTED_PROXIES. כדי לשרת רק את המחשב הזה, השאירו את server.address על 127.0.0.1.",
        )


class NobodyMaySignIn(KnowledgeError):
    """People are to sign in, and the users file names none."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"The app does not start: everybody has to sign in, and the users file {file} names nobody. "
            f"Add somebody with: {_ADD}",
            f"היישום אינו מופעל: כולם מתבקשים להיכנס בשם ובסיסמה, ובקובץ המשתמשים {file} אין איש. "
            f"הוסיפו מישהו בפקודה: {_ADD}",
        )


class Entrance:
    """Who may come in, under the settings; `way` is what they are known by."""

    def __init__(self, settings: Settings) -> None:
        """Raises KeyUnusable, PeopleUnavailable, and what reading the users file does."""
        self.settings = settings
        self.trusted = proxy.networks(settings.trusted_proxies)
        self.directory = Directory(settings.people)
        self.way: Way = "none" if settings.sign_in == "auto" else settings.sign_in
        self._sessions: Sessions | None = None
        self._look()

    def _look(self) -> Sessions | None:
        """The sessions, where there is a users file to sign in by. Once there was one it stays so until the next start:
        a file that is removed lets nobody in, it does not open the door."""
        if self.settings.sign_in == "auto" and self.way == "none" and self.directory.exists:
            self.way = "users"
        if self.way == "users" and self._sessions is None:
            self._sessions = Sessions(self.settings.people)
        return self._sessions

    def person(self, scope: Scope) -> Visitor | None:
        """Who sends this request; None: nobody who may come in.

        Raises KeyUnusable, PeopleUnavailable, UsersDamaged, UsersUnavailable; then nobody may.
        """
        sessions = self._look()
        if self.way == "none":
            return Visitor("", "editor") if _local(scope) else None
        if self.way == "headers":
            return self._vouched(scope)
        value = self._value(scope)
        user = sessions.user(value, self.directory.users()) if sessions and value else None
        return Visitor(user.name, user.role) if user else None

    def begin(self, user: User) -> str:
        """The value of a new session's cookie."""
        sessions = self._look()
        if sessions is None:
            raise RuntimeError("a session needs a users file")
        return sessions.begin(user)

    def end(self, scope: Scope) -> None:
        """End the session of this request. Raises PeopleUnavailable."""
        sessions, value = self._look(), self._value(scope)
        if sessions and value:
            sessions.end(value)

    def cookie_name(self, scope: Scope) -> str:
        """The name of the session's cookie for a browser that speaks TLS, or does not."""
        return SECURE_COOKIE if proxy.secure(scope, self.trusted) else COOKIE

    def _value(self, scope: Scope) -> str | None:
        return HTTPConnection(scope).cookies.get(self.cookie_name(scope))

    def _vouched(self, scope: Scope) -> Visitor | None:
        """Whom a trusted proxy names. A header that stands there twice says nothing: one may be the browser's own."""
        if not proxy.from_proxy(scope, self.trusted):
            return None
        name = _only(scope, self.settings.trusted_user_header)
        roles = _only(scope, self.settings.trusted_role_header)
        if not name or len(name) > LONGEST_NAME or _UNFIT.search(name):
            return None
        named = {role.strip().lower() for role in roles.split(",")}
        return Visitor(name, "editor" if EDITOR in named else "reader")


def entrance(settings: Settings, address: str | None) -> Entrance:
    """The entrance of an app that listens at `address` (empty: everywhere).

    Raises SignInMissing, NobodyMaySignIn, KeyUnusable, PeopleUnavailable, UsersDamaged, UsersUnavailable.
    """
    made = Entrance(settings)
    if made.way == "none" and not (address and proxy.loopback(address)):
        raise SignInMissing(address or "")
    if made.way == "users" and not made.directory.users():
        raise NobodyMaySignIn(settings.people / users.FILE)
    return made


def _only(scope: Scope, name: str) -> str:
    """The one value of a header, empty if it is missing or stands there more than once."""
    values = [value for key, value in scope["headers"] if key.lower() == name.lower().encode("latin-1")]
    if len(values) != 1:
        return ""
    try:
        return str(values[0].decode("utf-8")).strip()
    except UnicodeDecodeError:
        return str(values[0].decode("latin-1")).strip()


def _local(scope: Scope) -> bool:
    """Whether the request came in at an address of this machine alone, whatever the app was told to listen at."""
    at = str((scope.get("server") or ("",))[0] or "")
    return proxy.parsed(at) is None or proxy.loopback(at)
