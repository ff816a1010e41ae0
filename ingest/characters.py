"""What every reader does to characters: remove what is never seen, compose what is."""

from __future__ import annotations

import re
import unicodedata

HEBREW = re.compile("[\u05d0-\u05ea\ufb1d-\ufb4f]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

# C0/C1 controls (but tab and line feed), soft hyphen, Arabic letter mark, zero widths, bidi marks, embeddings and
# isolates, invisible operators, byte order mark, interlinear anchors, noncharacters; lone surrogates cannot be stored.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` in NFC, with ``\\n`` as its only line break and without controls, bidi controls, zero widths and BOMs.

    Vowel points and quotation marks stay: what is shown is what was written.
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_BREAK.sub("\n", text)))


def one_line(text: str) -> str:
    """`text`, cleaned, with every run of white space as one space and none at the ends."""
    return _SPACES.sub(" ", clean(text)).strip()
