"""RTF: the text of the body, its notes and its text boxes, each byte in the encoding of its font.

Deleted and hidden text, the instructions of fields, and headers and footers are not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import FileDamaged
from ingest.readers.encoding import unmask
from ingest.readers.extract import Block, Extract, Properties, extract_of
from ingest.readers.package import not_a
from ingest.readers.rtf_state import CHARACTER_SETS, Destination, Fonts, Paragraph, State, Story, code_page
from ingest.readers.rtf_styles import Styles, level_of_outline
from ingest.readers.rtf_tokens import tokens

_START = b"{\\rtf"
_MAX_DEPTH = 2000
"""Groups inside groups; Word's go some 30 deep."""
_MAX_CHAR = 0x10FFFF

_CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "line": "\n", "softline": "\n", "page": "\n", "column": "\n", "emdash": "\u2014",
    "endash": "\u2013", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "~": "\u00a0", "_": "\u2011", "\\{": "{",
    "\\}": "}", "\\": "\\",
}  # fmt: skip
_BULLET = "\u2022\t"
_PARAGRAPH_ENDS = frozenset(("par", "sect", "nestcell", "\n", "\r"))
_LIST_MARKS = frozenset(("listtext", "pntext"))
_STORIES = frozenset(("footnote", "shptxt", "dptxbxtext"))
_READ_IF_STARRED = frozenset(("footnote", "shpinst", "do", "ud"))
"""The destinations marked for old readers to skip that hold text; all others are skipped."""
_DESTINATIONS: Mapping[str, Destination] = {
    **dict.fromkeys(
        "colortbl header headerf headerl headerr footer footerf footerl footerr fldinst pict nonshppict objdata"
        " objclass objname shprslt sp nonesttables xe tc txe rxe annotation atnid atnauthor ftnsep ftnsepc ftncn"
        " aftnsep aftnsepc aftncn filetbl datafield private listtext pntext pntxta pntxtb ffname ffdeftext".split(),
        "skip",
    ),
    "info": "container",
    "shpinst": "container",
    "do": "container",
    "upr": "either",
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "title": "title",
    "author": "author",
}  # fmt: skip


def read(path: Path) -> Extract:
    """Headings by style or outline level, paragraphs, list items and table rows; foot- and endnotes at the end.

    Raises FormatMismatch, and FileDamaged for a file that ends too early.
    """
    data = path.read_bytes()
    if not data.startswith(_START):
        raise not_a(path, "RTF")
    reader = _Reader()
    for word, number, text in tokens(data):
        reader.take(word, number, text)
        if len(reader.stack) > _MAX_DEPTH:
            raise FileDamaged(path, ("nested too deeply", "קינון עמוק מדי"))
        if not reader.stack:
            break
    if reader.stack:
        raise FileDamaged(path, ("it ends too early", "הוא נקטע באמצע"))
    body = _unmasked([*reader.body.blocks, *reader.notes])
    title, authors = map(_joined, reader.said.values())
    names = tuple(name.strip() for name in authors.split(";") if name.strip())
    length = len(reader.body.blocks)
    return extract_of(body[:length], body[length:], Properties(title, names))


def _unmasked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the Hebrew of fonts that do not say that they are Hebrew."""
    texts = unmask("\0".join(block.text for block in blocks)).split("\0")
    return [replace(block, text=text) for block, text in zip(blocks, texts, strict=False)]


def _joined(words: Sequence[str]) -> str:
    """The text of these pieces; Unicode characters beyond 16 bits are written as two."""
    pairs = "".join(words).replace("\0", "").encode("utf-16-le", "surrogatepass")
    return pairs.decode("utf-16-le", "replace")


class _Reader:
    """Takes the tokens of a file; `stack` holds the state outside of every open group."""

    def __init__(self) -> None:
        self.body = Story("body")
        self.notes: list[Block] = []
        self.said: dict[str, list[str]] = {"title": [], "author": []}
        self.stack: list[State] = []
        self._state = State(self.body)
        self._default_font = 0
        self._fonts = Fonts()
        self._styles = Styles()
        self._bytes = bytearray()
        self._repeated = 0  # characters still to come that repeat a Unicode one
        self._starred = False

    def take(self, word: str, number: int | None, text: bytes) -> None:
        if text:
            self._take_bytes(text)
            return
        self._flush()
        repeats = self._repeated > 0 and word in _CHARACTERS
        self._repeated = 0
        if word == "{":
            self.stack.append(self._state)
        elif word == "}":
            self._close()
        elif word == "*":
            self._starred = True
            return
        elif self._state.destination != "skip" and not repeats and not self._is_destination(word):
            self._control(word, number)
        self._starred = False

    def _take_bytes(self, text: bytes) -> None:
        repeated = min(self._repeated, len(text))
        self._repeated -= repeated
        if self._state.destination != "skip":
            self._bytes += text[repeated:]
        self._starred = False

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._write(data.decode(self._fonts.encoding_of(self._state), "replace"))

    def _write(self, text: str) -> None:
        state = self._state
        if state.destination == "text" and not state.hidden and not state.deleted:
            state.story.words.append(text)
        elif state.destination == "styles":
            self._styles.named(text)
        elif state.destination in self.said:
            self.said[state.destination].append(text)

    def _close(self) -> None:
        outer = self.stack.pop()
        story = self._state.story
        if not self.stack or outer.story is not story:
            self._end_paragraph(Paragraph())
            self._end_row()
            if story.kind == "note":
                self.notes.append(Block("paragraph", " ".join(block.text for block in story.blocks)))
            elif story.kind == "box":
                outer.story.boxes += story.blocks
        self._state = outer

    def _is_destination(self, word: str) -> bool:
        """Whether `word` says where the text of its group belongs; that is seen to."""
        state, outer = self._state, self.stack[-1]
        if state.destination == "either":
            if word == "ud" and len(self.stack) > 1:
                self._go(self.stack[-2].destination)
            return True
        if self._starred and word not in _READ_IF_STARRED:
            self._go("skip")
        elif word in _STORIES:
            if state.hidden or state.deleted:
                self._go("skip")
            else:
                story = Story("note" if word == "footnote" else "box")
                self._state = replace(state, story=story, destination="text", paragraph=Paragraph())
        elif word in _DESTINATIONS:
            if word in _LIST_MARKS:
                self.stack[-1] = replace(outer, paragraph=replace(outer.paragraph, in_list=True))
            self._go(_DESTINATIONS[word])
        else:
            return False
        return True

    def _go(self, destination: Destination) -> None:
        self._state = replace(self._state, destination=destination)

    def _control(self, word: str, number: int | None) -> None:
        destination = self._state.destination
        if word == "u":
            self._unicode(number or 0)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif destination == "fonts":
            self._fonts.declare(word, number)
        elif destination == "styles":
            self._styles.declare(word, number)
        elif destination != "text" or not self._structure(word):
            self._format(word, number)

    def _unicode(self, number: int) -> None:
        """A character by its number, which is negative above 32767."""
        self._repeated = self._state.skipped
        code = number + 0x10000 if number < 0 else number
        if 0 < code <= _MAX_CHAR:
            self._write(chr(code))

    def _structure(self, word: str) -> bool:
        """Whether `word` ends a paragraph, a cell or a row; that is seen to."""
        if word in _PARAGRAPH_ENDS:
            self._end_paragraph(self._state.paragraph)
        elif word == "cell":
            self._end_cell()
        elif word == "row":
            self._end_row()
        else:
            return False
        return True

    def _format(self, word: str, number: int | None) -> None:
        """The words that change what follows them; most say how text looks, and are passed over."""
        state, on = self._state, number != 0
        match word:
            case "ansi" | "mac" | "pc" | "pca":
                self._fonts.page = CHARACTER_SETS[word]
            case "ansicpg":
                self._fonts.page = code_page(number or 0)
            case "deff":
                self._default_font = number or 0
                self._state = replace(state, font=self._default_font)
            case "uc":
                self._state = replace(state, skipped=max(0, 1 if number is None else number))
            case "f":
                self._state = replace(state, font=number or 0)
            case "af" if state.script == "right":
                self._state = replace(state, complex_font=number or 0)
            case "rtlch":
                self._state = replace(state, script="right")
            case "ltrch" | "hich" | "dbch" | "loch":
                self._state = replace(state, script="left" if word == "ltrch" else "other")
            case "v":
                self._state = replace(state, hidden=on)
            case "deleted" | "mvf":
                self._state = replace(state, deleted=on)
            case "plain":
                font = self._default_font
                self._state = replace(state, font=font, complex_font=None, script="left", hidden=False, deleted=False)
            case "pard":
                self._state = replace(state, paragraph=Paragraph())
            case "s" | "outlinelevel" | "intbl" | "itap" | "ls":
                self._state = replace(state, paragraph=_formatted(state.paragraph, word, number))

    def _end_paragraph(self, paragraph: Paragraph) -> None:
        story = self._state.story
        text = _joined(story.words)
        story.words.clear()
        if paragraph.in_table:
            story.cell.append(text)
            return
        if text.strip():
            self._end_row()
            story.blocks.append(self._block(text, paragraph))
        story.blocks += story.boxes
        story.boxes.clear()

    def _block(self, text: str, paragraph: Paragraph) -> Block:
        outline = paragraph.outline
        level = self._styles.level(paragraph.style) if outline is None else level_of_outline(outline)
        if level:
            return Block("heading", text, level)
        if paragraph.in_list or text.startswith(_BULLET):
            return Block("item", text.removeprefix(_BULLET))
        return Block("paragraph", text)

    def _end_cell(self) -> None:
        story = self._state.story
        paragraphs = [*story.cell, _joined(story.words)]
        story.cells.append(" ".join(text for text in paragraphs if text.strip()))
        story.cell.clear()
        story.words.clear()

    def _end_row(self) -> None:
        story = self._state.story
        if any(text.strip() for text in story.cell):  # its end is not marked
            story.cells.append(" ".join(story.cell))
        if story.cells:
            story.blocks.append(Block("row", " | ".join(story.cells)))
        story.cell.clear()
        story.cells.clear()


def _formatted(paragraph: Paragraph, word: str, number: int | None) -> Paragraph:
    on = number != 0
    match word:
        case "s":
            return replace(paragraph, style=number or 0)
        case "outlinelevel":
            return replace(paragraph, outline=number or 0)
        case "ls":
            return replace(paragraph, in_list=on)
    return replace(paragraph, in_table=on)
