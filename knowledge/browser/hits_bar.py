"""The bar that walks through the marks of a document's text. The page's script shows it where there are marks."""

from __future__ import annotations

from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.types import Language


def hits_bar(ui: Language) -> str:
    """The bar, hidden: what it says of the marks stands in its data, with ``{}`` for the numbers."""
    words = {
        "position": say("hits-position", ui, "{}", "{}"),
        "one": say("hits-number.1", ui),
        "many": say("hits-number", ui, "{}"),
    }
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in words.items())
    back, on = escape(say("hit-previous", ui)), escape(say("hit-next", ui))
    return (
        f'<div class="kb-hits" role="group" aria-label="{escape(say("hits", ui))}" dir="{direction(ui)}" lang="{ui}" '
        f"hidden {data}>"
        f'<button type="button" data-hit="-1" title="{back} (p)" aria-keyshortcuts="p">{back}</button>'
        f'<span class="kb-hits-where" role="status" aria-live="polite"></span>'
        f'<button type="button" data-hit="1" title="{on} (n)" aria-keyshortcuts="n">{on}</button></div>'
    )
