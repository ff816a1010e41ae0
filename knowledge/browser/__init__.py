"""The browser app: a right-to-left shell around Streamlit, the pages, and a route for the original files."""
