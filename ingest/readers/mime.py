"""Messages in MIME, as mail programs and browsers save them: parts, headers and text in whatever encoding.

Headers are taken apart here, and by the older of the `email` package's policies: the newer one takes half a minute for
a header of 60,000 characters, and stops at brackets nested deeply.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from ingest.characters import one_line
from ingest.errors import FileDamaged, FileTooLarge, FormatMismatch
from ingest.readers.direction import is_reversed, visual_to_logical
from ingest.readers.encoding import NotText, decode_as_stored

MAX_PARTS = 20_000
MAX_LINES = 5_000_000
"""The parser keeps every line; a message of 200 MB in base64 has 2.8 million."""

_BOM = b"\xef\xbb\xbf"
_KNOWN_HEADERS = ("from", "subject", "date", "received", "message-id", "mime-version", "content-type")
# Code pages whose bytes would pass for Hebrew: there the declaration is all there is to tell. Of the others it is not
# believed.
_BELIEVED = frozenset(
    re.findall(
        r"\S+",
        "utf-7 windows-1250 windows-1251 windows-1253 windows-1256 koi8-r koi8-u iso-8859-2 iso-8859-5 iso-8859-6"
        " iso-8859-7 gb2312 gbk gb18030 big5 shift_jis iso-2022-jp euc-jp euc-kr",
    )
)
_ENCODED_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*(?: [^?\s]+)*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_MAX_HEADER = 20_000
_QUOTED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")


class _Raw(policy.Compat32):
    """Headers as they stand in the file, of bounded length; bytes beyond ASCII are lone surrogates."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return value[:_MAX_HEADER]


def parse(path: Path) -> Message:
    """The message at `path`.

    Raises FormatMismatch for what has no header of a message, FileTooLarge and FileDamaged.
    """
    data = path.read_bytes().removeprefix(_BOM).lstrip(b"\r\n")
    parts = data.count(b"\n--")
    if parts > MAX_PARTS:
        raise FileTooLarge(path, (f"{parts:,} parts", f"{parts:,} חלקים"))
    if data.count(b"\n") > MAX_LINES:
        raise FileTooLarge(path, (f"over {MAX_LINES:,} lines", f"יותר מ־{MAX_LINES:,} שורות"))
    try:
        message = message_from_bytes(data, policy=_Raw())
    except RecursionError as error:
        raise FileDamaged(path, ("nested too deeply", "קינון עמוק מדי")) from error
    if not any(name in message for name in _KNOWN_HEADERS):
        raise FormatMismatch(path, ("not a mail message", "אינו הודעת דואר"))
    return message


def header(message: Message, name: str) -> str:
    """The words of a header, encoded as RFC 2047 says or not at all, in logical order; "" where there is none."""
    return decoded_words(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """A header as it stands in the file, on one line; bytes beyond ASCII are lone surrogates."""
    return " ".join(str(message.get(name, "")).split())


def decoded_words(value: str) -> str:
    """The text of a header's value: encoded words decoded, neighbours together, for a letter may be cut between."""
    text = one_line("".join(text_of(data, charset) for data, charset in _runs(_BETWEEN_WORDS.sub("", value))))
    return visual_to_logical(text) if is_reversed(text) else text


def _runs(value: str) -> Iterator[tuple[bytes, str]]:
    """The bytes of plain pieces and of encoded words, each with its charset; words in a row of one charset are one."""
    end, charset, data = 0, "", b""
    for word in _ENCODED_WORD.finditer(value):
        plain = value[end : word.start()]
        if data and (plain or word[1].lower() != charset):
            yield data, charset
            data = b""
        if plain:
            yield plain.encode("utf-8", "surrogateescape"), ""
        charset, end = word[1].lower(), word.end()
        data += _word_bytes(word[2], word[3])
    if data:
        yield data, charset
    if value[end:]:
        yield value[end:].encode("utf-8", "surrogateescape"), ""


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return _QUOTED_BYTE.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return b""


def file_name(part: Message) -> str:
    """The name that the message gives the part, in the notation of RFC 2231, of RFC 2047 or of none; "" for none."""
    name = part.get_param("filename", None, "content-disposition") or part.get_param("name", None)
    if isinstance(name, tuple):
        return one_line(text_of(name[2].encode("latin-1", "replace"), name[0] or ""))
    return decoded_words(name or "")


def content(part: Message) -> bytes:
    """The bytes of a part, without its transfer encoding."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def part_text(part: Message) -> str:
    """A part as text, in the order in which it is stored: its Hebrew may stand in visual order."""
    return text_of(content(part), str(part.get_param("charset", "") or ""))


def text_of(data: bytes, charset: str) -> str:
    """`data` as text, in the order in which it is stored; "" for what is none. `charset` is what it is said to be."""
    label = charset.strip("'\" ").lower()
    if label in _BELIEVED:
        return data.decode(label, errors="replace")
    try:
        return decode_as_stored(data)
    except NotText:
        return ""
