"""The commands `user add`, `user list`, `user role`, `user password` and `user remove`: who may sign in."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from knowledge import users
from knowledge.cli.output import Output, output, write_json
from knowledge.errors import KnowledgeError
from knowledge.settings import Settings, load
from knowledge.users import Role, User

app = typer.Typer(
    help="Say who may sign in to the browser app, and who may add documents there.",
    no_args_is_help=True,
)

_NAME = typer.Argument(help="The name to sign in with.", metavar="NAME")
_ROLE = typer.Option("--role", help="A reader searches and reads; an editor also adds documents.")
_STDIN = typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
_JSON = typer.Option("--json", help="Write one JSON object.")
_ROLES = {"reader": "קריאה", "editor": "עריכה"}


class PasswordsDiffer(KnowledgeError):
    """A password that was typed differently the second time."""

    def __init__(self) -> None:
        super().__init__(
            "The two passwords differ; nothing was changed. Run the command again.",
            "שתי הסיסמאות שונות זו מזו; דבר לא השתנה. הריצו את הפקודה שוב.",
        )


class PasswordMissing(KnowledgeError):
    """No terminal to type a password at, and none on standard input."""

    def __init__(self) -> None:
        super().__init__(
            "No password was given; nothing was changed. Run the command in a terminal, or pass the password with "
            "--password-stdin.",
            "לא ניתנה סיסמה; דבר לא השתנה. הריצו את הפקודה במסוף, או העבירו את הסיסמה באמצעות ‎--password-stdin.",
        )


@app.command()
def add(
    name: Annotated[str, _NAME],
    role: Annotated[Role, _ROLE] = "reader",
    password_stdin: Annotated[bool, _STDIN] = False,
) -> None:
    """Let a person sign in; the password is asked for twice."""
    settings, out = _started()
    fit = users.fit_name(name)
    if users.canonical(fit) in users.load(settings.people):
        raise users.UserExists(fit)
    first = not (settings.people / users.FILE).exists()
    user = users.add(settings.people, fit, role, _password(out, password_stdin))
    _tell(out, user, "may sign in", "הכניסה מותרת")
    if first and settings.sign_in == "auto":
        out.say(
            "From now on the browser app asks everybody to sign in.",
            "מעתה יישום הדפדפן מבקש מכולם להיכנס בשם ובסיסמה.",
        )


@app.command("list")
def list_users(as_json: Annotated[bool, _JSON] = False) -> None:
    """Say who may sign in."""
    settings, out = _started()
    everybody = [user for _, user in sorted(users.load(settings.people).items())]
    if as_json:
        write_json({"users": [{"name": user.name, "role": user.role} for user in everybody]})
    elif everybody:
        headings = [out.choose("role", "הרשאה"), out.choose("name", "שם")]
        out.table(headings, [(_role(out, user), user.name) for user in everybody])
    else:
        out.say(
            "There is no user yet. Add one with: python -m knowledge user add NAME",
            "עדיין אין משתמשים. הוסיפו בפקודה: python -m knowledge user add NAME",
        )


@app.command()
def role(
    name: Annotated[str, _NAME],
    new_role: Annotated[Role, typer.Argument(help="reader or editor.", metavar="ROLE")],
) -> None:
    """Make a person a reader or an editor; pages that are open follow at once."""
    settings, out = _started()
    _tell(out, users.set_role(settings.people, name, new_role), "may sign in", "הכניסה מותרת")


@app.command()
def password(
    name: Annotated[str, _NAME],
    password_stdin: Annotated[bool, _STDIN] = False,
) -> None:
    """Give a person a new password; who was signed in with the old one is signed out."""
    settings, out = _started()
    users.of(users.load(settings.people), name)
    user = users.set_password(settings.people, name, _password(out, password_stdin))
    _tell(out, user, "has a new password", "הסיסמה הוחלפה")


@app.command()
def remove(name: Annotated[str, _NAME]) -> None:
    """Let a person sign in no more; who is signed in is signed out."""
    settings, out = _started()
    _tell(out, users.remove(settings.people, name), "is removed and signed out", "הכניסה בוטלה, וכל החיבורים נותקו")


def _started() -> tuple[Settings, Output]:
    settings = load()
    return settings, output(settings.language)


def _role(out: Output, user: User) -> str:
    return out.choose(user.role, _ROLES[user.role])


def _tell(out: Output, user: User, en: str, he: str) -> None:
    out.say(f"{user.name} ({user.role}): {en}.", f"{user.name} ({_ROLES[user.role]}): {he}.")


def _password(out: Output, from_stdin: bool) -> str:
    """The password that is typed twice, or the first line of standard input.

    Raises PasswordMissing, PasswordsDiffer, PasswordUnfit.
    """
    if from_stdin:
        line = sys.stdin.buffer.readline(4 * users.LONGEST + 2)
        try:
            given = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise users.PasswordUnfit from error
        if not given:
            raise PasswordMissing
        return given
    if not sys.stdin.isatty():
        raise PasswordMissing
    first = getpass.getpass(out.choose("Password: ", "סיסמה: "))
    if getpass.getpass(out.choose("The same again: ", "הסיסמה שוב: ")) != first:
        raise PasswordsDiffer
    return first
