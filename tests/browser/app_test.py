"""Pages run without a browser."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest


def run(module: str, **params: str | list[str]) -> AppTest:
    """The page that `show` of a module of `knowledge.browser` draws, once it is drawn; `params` are the address's."""
    app = AppTest.from_string(f"from knowledge.browser import {module}\n\n{module}.show()\n", default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def body(app: AppTest) -> str:
    """The HTML of a page, which must not have failed."""
    assert not app.exception
    return "".join(unfolded(element.proto.body) for element in app.get("html"))


def unfolded(html: str) -> str:
    """What the page's script makes of what `knowledge.browser.frame.draw` drew."""
    folded = re.fullmatch(r'<div data-html="([^"]*)"></div>', html)
    return unescape(folded[1]) if folded else html
