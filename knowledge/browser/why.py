"""Why a passage was found: the score, and on demand the words, the meaning and the glossary behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.analysis import language_of, stems
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import say
from knowledge.types import Expansion, Hit, Language, Results

VERY_NEAR = 0.47
NEAR = 0.33
"""Of the best passages of the documents that answer the library's own questions (`benchmarks/library`), a quarter are
nearer in meaning than the first and three quarters than the second; of all other passages found, one in ten is."""
FORMS = 3
"""Forms of one term that are named."""


def why_html(hit: Hit, results: Results, ui: Language) -> str:
    """The score of a passage, which opens into what speaks for it."""
    asked = results.text or results.query.text
    lines = [_words(hit, ui), _meaning(hit, ui), *_glossary(hit, results.expansions, ui), _language(hit, asked, ui)]
    listed = "".join(f"<li>{line}</li>" for line in lines if line)
    words, meaning = (say("score-none", ui) if part is None else f"{part:.2f}" for part in (hit.words, hit.meaning))
    whole, parts = say("score", ui, f"{hit.score:.2f}"), say("score-parts", ui, words, meaning)
    return (
        f'<details class="kb-score" dir="{direction(ui)}" lang="{ui}">'
        f"<summary>{escape(whole)} · {escape(say('why', ui))}</summary>"
        f"<ul>{listed}<li>{escape(parts)}</li></ul></details>"
    )


def matched(hit: Hit) -> tuple[str, ...]:
    """The words of a passage that matched, each once."""
    found = (" ".join(hit.text[start:end].split()) for start, end in hit.highlights)
    return tuple({word.casefold(): word for word in reversed(list(found))}.values())[::-1]


def terms_in(expansions: Iterable[Expansion], text: str) -> dict[str, tuple[str, ...]]:
    """The terms of a query, each with those of its forms in the other language that stand in `text` whole."""
    wanted = list(expansions)
    held = stems(text) if wanted else []
    standing = {each.term: tuple(form for form in each.forms if _stands(stems(form), held)) for each in wanted}
    return {term: forms for term, forms in standing.items() if forms}


def _stands(form: Sequence[str], held: Sequence[str]) -> bool:
    length = len(form)
    return (
        bool(form) and form[0] in held and any(held[at : at + length] == form for at in range(len(held) - length + 1))
    )


def _words(hit: Hit, ui: Language) -> str:
    words = matched(hit)
    if not words:
        return escape(say("why-no-words", ui))
    return f"{escape(say('why-words', ui))}: {', '.join(isolate(word) for word in words)}"


def _meaning(hit: Hit, ui: Language) -> str:
    if hit.meaning is None:
        return ""
    key = "why-very-near" if hit.meaning >= VERY_NEAR else "why-near" if hit.meaning >= NEAR else "why-loosely"
    return escape(say(key, ui))


def _glossary(hit: Hit, expansions: Iterable[Expansion], ui: Language) -> Iterable[str]:
    for term, forms in terms_in(expansions, hit.text).items():
        named = ", ".join(isolate(form) for form in forms[:FORMS])
        yield f"{escape(say('why-glossary', ui))}: {isolate(term)} = {named}"


def _language(hit: Hit, asked: str, ui: Language) -> str:
    if hit.language == language_of(asked):
        return ""
    key = "why-foreign" if hit.highlights or hit.meaning is None else "why-foreign-meaning"
    return escape(say(key, ui, say(f"in-language.{hit.language}", ui)))
