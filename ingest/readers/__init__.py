"""Readers: one module a format family, each with ``read(path) -> Extract``."""
