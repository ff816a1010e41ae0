"""Citing what the library holds: references in three styles and the files that consultants hand over."""
