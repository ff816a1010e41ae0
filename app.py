"""The browser app: `streamlit run app.py` serves the pages, our own routes and what guards them."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from knowledge import settings
from knowledge.browser.entrance import entrance
from knowledge.browser.frame import unexpected
from knowledge.browser.guard import Guard
from knowledge.browser.proxy import keep_peers
from knowledge.browser.routes import ROUTES
from knowledge.browser.shell import OriginRequired, Shell
from knowledge.browser.uploads import EditorsUpload
from knowledge.errors import KnowledgeError

# Names under which the app may be reached, so that no other site can pass its own name off as ours (DNS rebinding).
hosts = st.get_option("server.allowedHosts") or ["*"]

try:
    door = entrance(settings.load(), st.get_option("server.address"))
except KnowledgeError as error:
    sys.exit(f"{error.he}\n{error.en}")
keep_peers()

app = st.App(
    Path(__file__).parent / "knowledge" / "browser" / "main.py",
    routes=ROUTES,
    middleware=[
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts),
        Middleware(OriginRequired),
        Middleware(Guard, entrance=door),
        Middleware(EditorsUpload),
        Middleware(Shell),
    ],
    on_script_error=unexpected,
)
