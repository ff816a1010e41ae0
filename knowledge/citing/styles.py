"""References and citations in three styles.

In an English text (`ui` "en") everything has its English form, and a work in Hebrew is marked [in Hebrew]. In a Hebrew
text a Hebrew work has Hebrew words (עמ׳, ואח׳, חש״ד), and one in Latin letters is cited in English form, as Israeli
lists of sources do (Kibbutzim College library, smkb.ac.il/library: lists in APA and MLA). Titles keep their words and
capitals: APA's sentence case cannot be had without knowing which words are names. How names are written:
`knowledge.citing.names`.

`reference` is the entry in the list of sources; `citation` is what stands with a quotation: a footnote in the Israeli
and Chicago styles, brackets in the text in APA.

israeli
    מחבר, ״כותרת״, ארגון, תאריך, עמ׳ N. After the journal Moreshet ("הנחיות למחברים", 2021: the order of a note, "p.
    78" in English works, single marks within double ones) and Herzog College ("דרכי רישום ביבליוגרפיה": מחבר, 'מאמר',
    תאריך, עמ׳). Of more than three authors the first and ואח׳ (D. Meidat, "כללי רישום ביבליוגרפי"); in the list the
    first name is inverted.
apa
    APA Publication Manual, 7th ed.: 8.14 (the title for an unknown author), 8.17 (et al. from three authors), 9.8 (up
    to 20 authors, else 19, an ellipsis and the last), 9.17 (n.d.), 9.29 (a body that is the author is not repeated as
    publisher), 9.47 (2026a), 10.4 (reports; what they are in brackets). Points: APA Style Blog, "Punctuating the
    reference list entry" (a title's ? or ! replaces the point; none after an address). Hebrew form: libraries of Beit
    Berl (כהן, מ׳ ולוי, ד׳; מרום ואחרים; titles bold for italics) and Kibbutzim College.
chicago
    Chicago Manual of Style, 18th ed., notes and bibliography, as ACU Library sums it up ("Chicago A: 18th edition"):
    in the bibliography up to six authors, else three and et al. (13.23), in a note up to two, else one; no place of
    publication. Reports are treated as books, their body as publisher if it is not the author (University of
    Newcastle Library, "Chicago A: Reports"). A title's ? or ! keeps the comma of a note and replaces the point of a
    bibliography (17th ed., 6.125 and 14.96).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.citing.names import Name
from knowledge.citing.pieces import Cited, Piece
from knowledge.citing.text import one_line
from knowledge.citing.words import word
from knowledge.citing.work import authors_of, date_of, day_of, form_of, parts_of, safe_link, title_of
from knowledge.taxonomy import TYPES, name
from knowledge.types import Language, Metadata

Style = Literal["israeli", "apa", "chicago"]
STYLES: tuple[Style, ...] = ("israeli", "apa", "chicago")

PART_OF_MORE = frozenset({"article"})
"""Types whose titles stand in quotation marks: they appear in something larger."""
DESCRIBED = frozenset({"position-paper", "think-team-output", "case-study", "minutes", "brief"})
"""Types that APA names in brackets: what the reader would not expect."""
LETTERS: Mapping[Language, str] = {"he": "אבגדהוזחטיכלמנסעפצקרשת", "en": "abcdefghijklmnopqrstuvwxyz"}
_MARKS = re.compile(r"(?<![^\W\d_])[\"“”„״]|[\"“”„״](?![^\W\d_])")
_OPENING = re.compile(r"(?:^|[\s(\[{–—-])$")


def reference(
    document: str, metadata: Metadata, style: Style, ui: Language, *, link: str = "", letter: str = ""
) -> Cited:
    """The entry of `document` in the list of sources of a text in `ui`. `link` is the document's address; `letter`
    tells it from others of the same author and year (see `letters`)."""
    source = _Source.of(document, metadata, ui, link, letter)
    pieces = {"israeli": _israeli, "apa": _apa, "chicago": _chicago}[style](source)
    return Cited(tuple(pieces), source.form)


def citation(
    document: str, metadata: Metadata, style: Style, ui: Language, *, page: str = "", link: str = "", letter: str = ""
) -> Cited:
    """What stands with a quotation from `page` of `document`; `link` is the passage's address, which APA has in the
    list only."""
    source = _Source.of(document, metadata, ui, link, letter)
    page = one_line(page)
    pieces = {"israeli": _israeli_note, "apa": _apa_brackets, "chicago": _chicago_note}[style](source, page)
    return Cited(tuple(pieces), source.form)


def letters(documents: Iterable[tuple[str, Metadata]], style: Style, ui: Language) -> dict[str, str]:
    """The letters that follow the year of those documents whose brackets in the text would be the same, in the order of
    their titles (APA 9.47); other styles need none."""
    if style != "apa":
        return {}
    alike: defaultdict[tuple[Language, str], list[tuple[str, str]]] = defaultdict(list)
    for document, metadata in documents:
        cited = citation(document, metadata, style, ui)
        alike[cited.language, str(cited)].append((title_of(document, metadata).casefold(), document))
    return {
        document: _letter(at, language)
        for (language, _), group in alike.items()
        if len(group) > 1
        for at, (_, document) in enumerate(sorted(group))
    }


def _letter(at: int, language: Language) -> str:
    """a to z, then aa, ab."""
    signs = LETTERS[language]
    ahead = _letter(at // len(signs) - 1, language) if at >= len(signs) else ""
    return ahead + signs[at % len(signs)]


def in_list_order(entries: Iterable[Cited], ui: Language) -> list[Cited]:
    """Entries as a list of sources has them: those in the language of the text first, each language by the alphabet
    (Kibbutzim College library, "סידור הרשימה הביבליוגרפית"); by author and title, marks aside."""

    def key(entry: Cited) -> tuple[bool, str]:
        words = " ".join(re.findall(r"\w+", str(entry).casefold()))
        own = re.search(r"[א-ת]", words[:1]) is not None
        return own != (ui == "he"), words

    return sorted(entries, key=key)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the styles arrange. `publisher` is empty where the body stands as the author."""

    form: Language
    authors: tuple[Name, ...]
    title: str
    publisher: str
    metadata: Metadata
    link: str
    letter: str
    foreign: bool

    @classmethod
    def of(cls, document: str, metadata: Metadata, ui: Language, link: str, letter: str) -> _Source:
        authors = authors_of(metadata)
        body = one_line(metadata.organisation or "")
        return cls(
            form_of(document, metadata, ui),
            authors,
            title_of(document, metadata),
            "" if body in [author.written for author in authors] else body,
            metadata,
            safe_link(link),
            letter,
            ui == "en" and metadata.language == "he",
        )

    @property
    def by_body(self) -> _Source:
        """The same with the body as author where nobody else is."""
        if self.authors or not self.publisher:
            return self
        return replace(self, authors=(Name(self.publisher),), publisher="")

    @property
    def partial(self) -> bool:
        return self.metadata.type in PART_OF_MORE

    @property
    def language_mark(self) -> str:
        return f" [{word('in-hebrew', 'en')}]" if self.foreign else ""

    @property
    def date(self) -> str:
        return date_of(self.metadata, self.form) or word("no-date", self.form)


# Israeli --------------------------------------------------------------------------------------------------------------


def _israeli(source: _Source) -> list[Piece]:
    return _israeli_form(source, [*_listed(source, 3, 1)], "")


def _israeli_note(source: _Source, page: str) -> list[Piece]:
    return _israeli_form(source, _noted(source, 3), page)


def _israeli_form(source: _Source, authors: list[Piece], page: str) -> list[Piece]:
    if source.form == "he":
        start = [Piece("״"), Piece(_inner(source.title, "׳", "׳")), Piece("״")]
    else:
        inner = _inner(source.title, "‘", "’")
        start = [Piece("“"), Piece(inner), Piece("”" + source.language_mark if source.foreign else ",”")]
    pieces = [*authors, Piece(", "), *start] if authors else start
    rest = [source.publisher, source.date, page_words(page, source.form)]
    pieces += [Piece(" " if source.form == "en" and not source.foreign else ", ")]
    pieces += _joined([Piece(part) for part in rest if part], ", ")
    return [*pieces, Piece(", "), Piece(source.link, link=True)] if source.link else _stopped(pieces)


# APA ------------------------------------------------------------------------------------------------------------------


def _apa(source: _Source) -> list[Piece]:
    source = source.by_body
    title = [Piece(source.title, title=not source.partial)]
    described = _described(source)
    title += [Piece(f" [{described}]")] if described else []
    moment = ", ".join(filter(None, (_year(source), day_of(source.metadata, source.form))))
    if source.authors:
        authors = _apa_authors(source)
        pieces = [*(authors if source.form == "he" else _stopped(authors)), Piece(f" ({moment}). "), *_stopped(title)]
    else:
        pieces = [*_stopped(title), Piece(f" ({moment}).")]
    if source.publisher:
        pieces += _stopped([Piece(" "), Piece(source.publisher)])
    return [*pieces, Piece(" "), Piece(source.link, link=True)] if source.link else pieces


def _apa_authors(source: _Source) -> list[Piece]:
    each = [Piece(author.initialled) for author in source.authors]
    if len(each) > 20:
        return [*_joined(each[:19], ", "), Piece(", . . . " if source.form == "en" else ", … "), each[-1]]
    if source.form == "he":
        return _with_and(each, "he")
    return [*_joined(each[:-1], ", "), Piece(", & "), each[-1]] if len(each) > 1 else each


def _apa_brackets(source: _Source, page: str) -> list[Piece]:
    source = source.by_body
    short = [Piece(author.short) for author in source.authors]
    if not short:
        start = _short_title(source)
    elif len(short) > 2:
        start = [short[0], Piece(f" {word('and-others.apa', source.form)}")]
    elif len(short) == 2 and source.form == "en":
        start = [short[0], Piece(" & "), short[1]]
    else:
        start = _with_and(short, source.form)
    rest = ", ".join(filter(None, (_year(source), page_words(page, source.form))))
    comma = " " if start[-1].text == ",”" else ", "
    return [Piece("("), *start, Piece(f"{comma}{rest})")]


def _short_title(source: _Source) -> list[Piece]:
    """The title as far as its colon: it stands for the author in the text. An English one in marks has its comma within
    them."""
    title = source.title.split(": ")[0]
    if not source.partial:
        return [Piece(title, title=True)]
    opening, closing, single = ("״", "״", "׳׳") if source.form == "he" else ("“", ",”", "‘’")
    return [Piece(opening), Piece(_inner(title, *single)), Piece(closing)]


def _year(source: _Source) -> str:
    parts = parts_of(source.metadata.date)
    if parts:
        return f"{parts[0]}{source.letter}"
    dated = one_line(source.metadata.date or "") or word("no-date", source.form)
    return f"{dated}-{source.letter}" if source.letter else dated


def _described(source: _Source) -> str:
    """What the brackets after a title say: its kind, where a person named it, and its language."""
    suggested = source.metadata.origins.get("type") == "suggested"
    kind = "" if suggested or source.metadata.type not in DESCRIBED else source.metadata.type or ""
    return ", ".join(
        filter(
            None,
            (name(TYPES, kind, source.form) if kind else "", word("in-hebrew", "en") if source.foreign else ""),
        )
    )


# Chicago --------------------------------------------------------------------------------------------------------------


def _chicago(source: _Source) -> list[Piece]:
    source = source.by_body
    authors = _listed(source, 6, 3)
    pieces = [*_stopped(authors), Piece(" ")] if authors else []
    pieces += _chicago_title(source, ".")
    pieces += [Piece(" "), *_joined([Piece(part) for part in (source.publisher, source.date) if part], ", ")]
    pieces = _stopped(pieces)
    return [*pieces, Piece(" "), Piece(source.link, link=True), Piece(".")] if source.link else pieces


def _chicago_note(source: _Source, page: str) -> list[Piece]:
    source = source.by_body
    authors = _noted(source, 2)
    pieces = [*authors, Piece(", ")] if authors else []
    facts = _joined([Piece(part) for part in (source.publisher, source.date) if part], ", ")
    if source.partial:
        pieces += [*_chicago_title(source, ","), Piece(" "), *facts]
    else:
        pieces += [Piece(source.title, title=True), Piece(f"{source.language_mark} ("), *facts, Piece(")")]
    pieces += [Piece(", "), Piece(page)] if page else []
    return [*pieces, Piece(", "), Piece(source.link, link=True), Piece(".")] if source.link else _stopped(pieces)


def _chicago_title(source: _Source, mark: str) -> list[Piece]:
    """A title with the `mark` that follows it: within the marks in English, after them in Hebrew."""
    if not source.partial:
        pieces = [Piece(source.title, title=True), *([Piece(source.language_mark)] if source.foreign else [])]
        return _stopped(pieces) if mark == "." else [*pieces, Piece(mark)]
    inside = "" if mark == "." and source.title.endswith(("?", "!", ".")) else mark
    if source.form == "he":
        return [Piece("״"), Piece(_inner(source.title, "׳", "׳")), Piece("״" + inside)]
    title = Piece(_inner(source.title, "‘", "’"))
    if source.foreign:
        return [Piece("“"), title, Piece(f"”{source.language_mark}{mark}")]
    return [Piece("“"), title, Piece(f"{inside}”")]


# Parts of all ---------------------------------------------------------------------------------------------------------


def _listed(source: _Source, most: int, kept: int) -> list[Piece]:
    """The authors in a list of sources: the first inverted; of more than `most` the first `kept`."""
    each = [author.natural for author in source.authors]
    each[:1] = [author.inverted for author in source.authors[:1]]
    return _named([Piece(author) for author in each], most, kept, source, source.authors[:1])


def _noted(source: _Source, most: int) -> list[Piece]:
    """The authors in a note: as people say them; of more than `most` the first."""
    return _named([Piece(author.natural) for author in source.authors], most, 1, source, ())


def _named(each: list[Piece], most: int, kept: int, source: _Source, inverted: Sequence[Name]) -> list[Piece]:
    others = word("and-others", source.form)
    if len(each) > most:
        return [*_joined(each[:kept], ", "), Piece(f", {others}" if kept > 1 else f" {others}")]
    # An inverted name ends with a comma of its own kind: Smith, John, and Jane Doe.
    comma = len(each) == 2 and source.form == "en" and inverted and inverted[0].family
    return [each[0], Piece(", and "), each[1]] if comma else _with_and(each, source.form)


def _with_and(each: list[Piece], language: Language) -> list[Piece]:
    """Names with "and" before the last: "A, B, and C"; "א, ב וג"."""
    if len(each) < 2:
        return each
    if language == "en":
        return [*_joined(each[:-1], ", "), Piece(" and " if len(each) == 2 else ", and "), each[-1]]
    last = each[-1].text
    joint = " ו" if re.match(r"[א-ת]", last) else " ו־"
    return [*_joined(each[:-1], ", "), Piece(joint), Piece(last)]


def page_words(page: str, language: Language) -> str:
    """ "p. 3", "pp. 3–4" or "עמ׳ 3"; empty without a page."""
    if not page:
        return ""
    return word("pages" if re.search(r"[\s,–-]", page) else "page", language, page)


def _joined(pieces: Sequence[Piece], comma: str) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        joined += [Piece(comma), piece] if joined else [piece]
    return joined


def _stopped(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with a point at their end, where no mark that ends a sentence stands there already."""
    end = "".join(piece.text for piece in pieces).rstrip("”״’׳\"'")
    return [*pieces] if end.endswith((".", "?", "!", "…")) else [*pieces, Piece(".")]


def _inner(title: str, opening: str, closing: str) -> str:
    """A title that will stand in double marks: its own double marks become single ones; those inside a word are
    gershayim (צה״ל) and stay."""

    def single(found: re.Match[str]) -> str:
        return opening if _OPENING.search(title[: found.start()]) else closing

    return _MARKS.sub(single, title)
