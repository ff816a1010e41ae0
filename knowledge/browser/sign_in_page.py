"""The pages outside the app, such as those of signing in and out: plain HTML in its look, without script."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from knowledge import settings
from knowledge.browser import assets
from knowledge.browser.address import interface_language
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import count, say
from knowledge.browser.visitor import Visitor
from knowledge.types import Language

LOGIN = "/login"
SIGN_OUT = "/sign-out"
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of these pages."""
LONGEST_WAY = 16_000
"""Characters of an address that is returned to after signing in."""

_OWN = re.compile(r"/(?!/)[!-\[\]-~]*")  # printable ASCII without a backslash, which browsers take for a slash


def sign_in(ui: Language, onward: str, name: str = "", alert: str = "", status: str = "") -> str:
    """The form. `onward` is where it leads; `alert` says what went wrong and `status` what went well."""
    told = f'<p class="kb-alert" id="kb-told" role="alert">{escape(alert)}</p>' if alert else ""
    told += f'<p class="kb-status" role="status">{escape(status)}</p>' if status else ""
    wrong = ' aria-invalid="true" aria-describedby="kb-told"' if alert else ""
    at_name, at_password = ("", " autofocus") if name else (" autofocus", "")
    body = (
        f"<p>{escape(say('sign-in-lead', ui))}</p>{told}"
        f'<form method="post" action="{LOGIN}">'
        f'<label for="kb-user">{escape(say("user-name", ui))}</label>'
        f'<input id="kb-user" name="name" value="{escape(name)}" dir="auto" autocomplete="username" '
        f'autocapitalize="none" spellcheck="false" maxlength="64" required{wrong}{at_name}>'
        f'<label for="kb-password">{escape(say("password", ui))}</label>'
        f'<input id="kb-password" name="password" type="password" dir="auto" autocomplete="current-password" '
        f'maxlength="200" required{wrong}{at_password}>'
        f'<input type="hidden" name="next" value="{escape(onward)}"><input type="hidden" name="ui" value="{ui}">'
        f"<button>{escape(say('enter', ui))}</button></form>"
        f'<p class="kb-quiet">{escape(say("forgotten", ui))}</p>'
    )
    return _page(ui, say("sign-in", ui), body, f"{LOGIN}?{urlencode({'next': onward, 'ui': _other(ui)})}")


def sign_out(ui: Language, person: Visitor) -> str:
    """The question whether to leave."""
    body = (
        f"<p>{escape(say('signed-in-as', ui))} {isolate(person.name)}.</p><p>{escape(say('sign-out-sure', ui))}</p>"
        f'<form method="post" action="{SIGN_OUT}"><input type="hidden" name="ui" value="{ui}">'
        f"<button>{escape(say('sign-out', ui))}</button></form>"
        f'<p><a href="{in_language("/", ui)}">{escape(say("sign-out-stay", ui))}</a></p>'
    )
    return _page(ui, say("sign-out", ui), body, in_language(SIGN_OUT, _other(ui)))


def refusal(ui: Language, message: str, path: str) -> str:
    """A page that only says why there is nothing to see at `path`."""
    body = f'<p class="kb-alert" role="alert">{escape(message)}</p>'
    return _page(ui, say("library", ui), body, in_language(path, _other(ui)))


def no_page(ui: Language, path: str) -> str:
    """A page that says that there is none at `path`, and leads to the search."""
    body = (
        f'<p>{escape(say("no-page-why", ui))}</p><p><a href="{in_language("/", ui)}">{escape(say("home", ui))}</a></p>'
    )
    return _page(ui, say("no-page", ui), body, in_language(path, _other(ui)))


def signed_in(ui: Language, visitor: Visitor) -> str:
    """Who is signed in, for the header of a page, and the way out unless a proxy signs in; nothing without sign-in."""
    if not visitor.name:
        return ""
    leave = ""
    if settings.load().sign_in != "headers":
        leave = f' <a data-sign-out="1" href="{in_language(SIGN_OUT, ui)}">{escape(say("sign-out", ui))}</a>'
    return (
        f'<span class="kb-person"><span class="kb-unseen">{escape(say("signed-in-as", ui))}</span> '
        f"{isolate(visitor.name)}{leave}</span>"
    )


def wait_text(seconds: int, ui: Language) -> str:
    """How long to wait; the messages "sign-in-wait" and "sign-in-wait.1"."""
    return count("sign-in-wait", seconds, ui)


def own_path(text: str) -> str:
    """`text` where it is the address of a page of this app (a path and a query string), else that of the first."""
    known = len(text) <= LONGEST_WAY and _OWN.fullmatch(text) and urlsplit(text).path not in {LOGIN, SIGN_OUT}
    return text if known else "/"


def in_language(path: str, ui: Language) -> str:
    """The address `path` with the interface in `ui`; an address of ours, which may have a query string."""
    path, _, query = path.partition("?")
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != "ui"]
    query = "&".join([*kept, "ui=en"] if ui == "en" else kept)
    return f"{path}?{query}" if query else path


def language_of(query: dict[str, list[str]]) -> Language:
    """The interface's language of a page with that query string; that of the page that it leads to, if it says none."""
    if "ui" not in query:
        onward = query.get("next", [""])[-1]
        return "en" if re.search(r"[?&]ui=en(?![^&#])", onward) else "he"
    return interface_language(query)


def _other(ui: Language) -> Language:
    return "en" if ui == "he" else "he"


def _page(ui: Language, title: str, body: str, other_href: str) -> str:
    other, library = _other(ui), say("library", ui)
    named = title if title == library else f"{title} · {library}"
    return (
        f'<!doctype html><html lang="{ui}" dir="{direction(ui)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(named)}</title>'
        f'<link rel="icon" href="{assets.url("icon.svg")}"><link rel="stylesheet" href="{assets.url("style.css")}">'
        f'</head><body class="kb-entrance"><header class="kb-header"><span class="kb-name">{escape(library)}</span>'
        f'<a class="kb-switch" lang="{other}" dir="{direction(other)}" href="{escape(other_href)}">'
        f"{escape(say('switch', ui))}</a></header><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
