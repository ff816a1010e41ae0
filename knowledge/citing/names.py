"""Authors as references write them: which part of a name is the family's, and where that is not known.

A name is taken apart only where its writing says how:

* "Restakis, John" and "כהן, משה" are inverted already.
* A name in Latin letters is parted as BibTeX does (Patashnik, "BibTeXing", 1988, section 4): the last word is the
  family's, with the particles in small letters before it (van, de); Jr. and III are no family. A name with a word that
  only bodies have (Ministry, Union), with "of", "and" or a digit, or that begins with a small letter ("library team")
  is a body's.
* Hebrew has no capitals, and בן, בר, אבו and double names begin the family's name anywhere; so a Hebrew name that is
  not inverted stays in the order in which the document gives it, in every style, as the name of a body does. (Chicago
  inverts a given name before a family name and nothing else: Chicago Manual of Style, 18th ed., 13.75.)

Academic titles are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.citing.text import one_line, script
from knowledge.taxonomy import country_names
from knowledge.types import Language

PARTICLES = frozenset(
    ("af al bin da das de del della den der di do dos du el ibn la le les ten ter van vom von y zu zum zur").split()
)
SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_LONGEST = 5
"""Words that a person's name has at most."""
_TITLE = re.compile(r"^(?:(?:Dr|Prof)\.?|Professor|ד[״\"]ר|פרופ[׳'])\s+", re.I)
_BODY = re.compile(
    r"\b(?:academy|agency|alliance|assembly|associat(?:es|ion)|authority|bank|board|bureau|cent(?:er|re)|chamber|"
    r"coalition|college|commission|committee|company|confederation|congress|consortium|co-?op\w*|council|corp|"
    r"corporation|department|division|enterprise|faculty|federation|forum|foundation|fund|government|group|house|inc|"
    r"initiative|institute|international|kibbutz|knesset|league|library|limited|llc|ltd|ministry|moshav|movement|"
    r"national|network|office|organi[sz]ation|parliament|partners|partnership|press|programme|project|publishers|"
    r"registrar|school|secretariat|service|services|society|state|task|team|trust|union|united|university|workers|of|"
    r"for|and|the)\b|[&\d]",
    re.I,
)
_HEBREW_BODY = re.compile(
    r"(?<!\w)ה?(?:צוות|משרד|ועדה|ועדת|וועדת|מכון|אוניברסיטה|אוניברסיטת|מכללה|מכללת|תנועה|תנועת|קיבוץ|מושב|אגודה|אגודת|"
    r"ארגון|חברה|חברת|עמותה|עמותת|מרכז|רשות|מועצה|מועצת|איגוד|התאחדות|הסתדרות|בנק|הוצאת|ממשלה|ממשלת|מדינת|"
    r"כנסת|רשם|אגף|מחלקה|מחלקת|בע[״\"]מ)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """An author. `written` is the name as the document gives it; `family` is empty where it is not known, and for a
    body."""

    written: str
    family: str = ""
    given: str = ""
    suffix: str = ""

    @property
    def natural(self) -> str:
        """In the order of speech: John Smith Jr."""
        return f"{self.given} {self.family} {self.suffix}".strip() if self.family else self.written

    @property
    def inverted(self) -> str:
        """With the family's name first, where it is known: Smith, John, Jr."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix))) if self.family else self.written

    @property
    def initialled(self) -> str:
        """With the family's name first and the others as initials, where it is known: Smith, J., Jr.; כהן, מ׳."""
        if not self.family:
            return self.written
        return ", ".join(filter(None, (self.family, initials(self.given), self.suffix)))

    @property
    def short(self) -> str:
        """The family's name, or all of one that is not known."""
        return self.family or self.written


def names(authors: Sequence[str], organisation: str | None = None) -> tuple[Name, ...]:
    """The authors of a document, each once; one that is called as the `organisation` is a body."""
    bodies = {one_line(organisation or "")}
    written = dict.fromkeys(filter(None, map(one_line, authors)))
    return tuple(Name(author) if author in bodies else parted(author) for author in written)


def parted(author: str) -> Name:
    """The name `author`, on one line, parted where its writing says how."""
    author = _TITLE.sub("", author)
    if _BODY.search(author) or _HEBREW_BODY.search(author):
        return Name(author)
    first, *rest = (part.strip() for part in author.split(","))
    if len(rest) == 1 and first and rest[0] and rest[0].lower() not in SUFFIXES:
        return Name(author, first, rest[0])
    if len(rest) > 1 or script(author, "he") == "he":
        return Name(author)
    return _latin(author, first.split(), rest[0] if rest else "")


def _latin(author: str, words: list[str], suffix: str) -> Name:
    if not suffix and len(words) > 2 and words[-1].lower() in SUFFIXES:
        *words, suffix = words
    small = [at for at, word in enumerate(words) if word[0].islower()]
    known = (
        2 <= len(words) <= _LONGEST
        and all(words[at] in PARTICLES for at in small)
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and words[-1] not in country_names("en").values()  # Oxfam Israel
    )
    if not known:
        return Name(author)
    parting = small[0] if small else len(words) - 1
    return Name(author, " ".join(words[parting:]), " ".join(words[:parting]), suffix)


def initials(given: str) -> str:
    """The first letters of given names: "J. K.", "J.-P.", "מ׳"."""
    language: Language = script(given, "en")
    mark = "׳" if language == "he" else "."
    parts = re.findall(r"[^\s.]+", given)
    return " ".join("-".join(piece[0] + mark for piece in part.split("-") if piece) for part in parts)
