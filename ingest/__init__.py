"""Turns files into documents. Knows file formats; knows nothing of search."""
