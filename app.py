"""The browser app: `streamlit run app.py` serves the pages, our own routes and what guards them."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from knowledge.browser.frame import unexpected
from knowledge.browser.routes import ROUTES
from knowledge.browser.shell import OriginRequired, Shell

# Names under which the app may be reached, so that no other site can pass its own name off as ours (DNS rebinding).
hosts = st.get_option("server.allowedHosts") or ["*"]

app = st.App(
    Path(__file__).parent / "knowledge" / "browser" / "main.py",
    routes=ROUTES,
    middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(OriginRequired), Middleware(Shell)],
    on_script_error=unexpected,
)
