"""The script that Streamlit runs for every visitor: the pages of the app."""

from __future__ import annotations

import streamlit as st

from knowledge.browser import document_page, frame, report_page, search_page
from knowledge.browser.messages import say

ui = frame.language()
st.navigation(
    [
        st.Page(search_page.show, title=say("library", ui), url_path="search", default=True),
        st.Page(document_page.show, title=say("document-page", ui), url_path="document"),
        st.Page(report_page.show, title=say("report", ui), url_path="report"),
    ],
    position="hidden",
).run()
