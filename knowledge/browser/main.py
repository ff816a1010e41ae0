"""The script that Streamlit runs for every visitor: the pages of the app."""

from __future__ import annotations

import streamlit as st

from knowledge.browser import (
    add_page,
    basket_page,
    document_page,
    frame,
    library_page,
    news_page,
    precedents_page,
    quotes_page,
    report_page,
    search_page,
)
from knowledge.browser.messages import say

ui = frame.language()
st.navigation(
    [
        st.Page(search_page.show, title=say("library", ui), url_path="search", default=True),
        st.Page(document_page.show, title=say("document-page", ui), url_path="document"),
        st.Page(library_page.show, title=say("at-a-glance", ui), url_path="library"),
        st.Page(add_page.show, title=say("add", ui), url_path="add"),
        st.Page(report_page.show, title=say("report", ui), url_path="report"),
        st.Page(precedents_page.show, title=say("cases", ui), url_path="precedents"),
        st.Page(basket_page.show, title=say("basket", ui), url_path="basket"),
        st.Page(quotes_page.show, title=say("quotes", ui), url_path="quotes"),
        st.Page(news_page.show, title=say("news", ui), url_path="news"),
    ],
    position="hidden",
).run()
