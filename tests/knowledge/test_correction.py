"""Queries that were typed wrongly: the other layout, a slip, a name in the other script; what is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import Token, tokens
from knowledge.correction import Correction, Understanding, Understood, understand


class Words:
    """A vocabulary that is a dictionary. `read` counts how often all words were asked for."""

    def __init__(self, text: str, *, passages: int = 3, rare: str = "") -> None:
        self._words = Counter({token.word: passages for token in tokens(text)})
        self._words.update({token.word: 1 for token in tokens(rare)})
        self._stems = {token.stem for token in tokens(f"{text} {rare}")}
        self.read = 0

    def holds(self, token: Token) -> bool:
        return token.word in self._words or token.stem in self._stems

    def words(self) -> Mapping[str, int]:
        self.read += 1
        return self._words


HEBREW = Words(
    "קיבוץ הקיבוצים אסיפה כללית חברים תנועה קואופרטיבים בעלות דמוקרטיה מנהיגות השתתפות שוויון עובדים ארץ כסף צה״ל של "
    "תנובה עבודתו מחויבות הפרטה חקלאות"
)
ENGLISH = Words(
    "assembly quality workers membership cooperative kibbutz council ownership question won't democratic of"
)
BOTH = Words(" ".join([*HEBREW.words(), *ENGLISH.words()]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ehcum", "קיבוץ"),  # the letter that has a final form
        ("ehcu.", "קיבוץ"),
        ("EHCU.", "קיבוץ"),
        ("Ehcu.", "קיבוץ"),
        ("txhpv", "אסיפה"),
        ("txhpv fkkh,", "אסיפה כללית"),
        ("txhpv  fkkh, 1990", "אסיפה  כללית 1990"),
        (",bugv", "תנועה"),
        (",bucv", "תנובה"),
        ("trm", "ארץ"),
        ("tr.", "ארץ"),
        ("fx;", "כסף"),
        ("vehcumho", "הקיבוצים"),
        ("cgku, ak gucsho", "בעלות של עובדים"),
        ("vdkhsv cgku, gucsho", "הגלידה בעלות עובדים"),  # more than half
        ('mv"k gucsho', 'צה"ל עובדים'),
        ("שדדקצנךט", "assembly"),
        ("/ושךןאט", "quality"),
        ("'םרלקרד", "workers"),
        ("׳םרלקרד", "workers"),
        ("צקצנקרדיןפ", "membership"),
        ("בםםפקרשאןהק", "cooperative"),
        ("/וקדאןםמ םכ ם'מקרדיןפ", "question of ownership"),
        ("'םמ,א דשט שדדקצנךט 'םרלקרד", "won't say assembly workers"),
    ],
)
def test_keyboard(typed: str, meant: str) -> None:
    assert understand(typed, BOTH) == Understood(meant, (Correction("keyboard", typed, (meant,)),))


@pytest.mark.parametrize(
    ("written", "meant", "original", "corrected"),
    [
        ("דמורקטיה", "דמוקרטיה", "דמורקטיה", "דמוקרטיה"),
        ("דמוקטיה ישירה", "דמוקרטיה ישירה", "דמוקטיה", "דמוקרטיה"),
        ("מנהיגוט", "מנהיגות", "מנהיגוט", "מנהיגות"),
        ("חכלאות", "חקלאות", "חכלאות", "חקלאות"),
        ("קואופרטיבבים", "קואופרטיבים", "קואופרטיבבים", "קואופרטיבים"),
        ("בקואופרטיבבים", "בקואופרטיבים", "בקואופרטיבבים", "בקואופרטיבים"),
        ("שבקואופרטיבבים", "שבקואופרטיבים", "שבקואופרטיבבים", "שבקואופרטיבים"),
        ("asembly", "assembly", "asembly", "assembly"),
        ("Asembly", "Assembly", "Asembly", "Assembly"),
        ("sasembly", "assembly", "sasembly", "assembly"),  # the first two transposed
        ("general asembly?", "general assembly?", "asembly", "assembly"),
        ("qualitt", "quality", "qualitt", "quality"),  # a neighbouring key
        ("memebership", "membership", "memebership", "membership"),
        ("mmebershp", "membership", "mmebershp", "membership"),  # two edits
        ("coopperatvie", "cooperative", "coopperatvie", "cooperative"),
        ("kibutz's council", "kibbutz council", "kibutz's", "kibbutz"),
        ("kibbuts", "kibbutz", "kibbuts", "kibbutz"),
    ],
)
def test_spelling(written: str, meant: str, original: str, corrected: str) -> None:
    assert understand(written, BOTH) == Understood(meant, (Correction("spelling", original, (corrected,)),))


NAMES = """
    mondragon מונדרגון, verghese ורגיז, kurien קוריאן, fagor פגור, kerala קרלה, desjardins דז'רדן, rochdale רוצ'דייל
    arizmendiarrieta אריסמנדיאריאטה, marcora מרקורה, fasinpat פסינפט, lincoln לינקולן, eroski ארוסקי
    raiffeisen רייפאייזן, legacoop לגאקופ, gujarat גוג'ראט, basque באסק, grameen גראמין, canada קנדה
    argentina ארגנטינה, viktor ויקטור, zanon זאנון, rustichini רוסטיציני, kibbutz קיבוץ, darwin דרווין
"""
PAIRS = [(pair.split()[0], pair.split()[1]) for line in NAMES.strip().splitlines() for pair in line.split(",")]
LATIN_NAMES = Words(" ".join(latin for latin, _ in PAIRS))
HEBREW_NAMES = Words(" ".join(name for _, name in PAIRS))


@pytest.mark.parametrize(("latin", "name"), PAIRS)
def test_names(latin: str, name: str) -> None:
    assert understand(name, LATIN_NAMES) == Understood(name, (Correction("name", name, (latin,)),))
    word = next(tokens(name)).word
    assert understand(latin, HEBREW_NAMES) == Understood(latin, (Correction("name", latin, (word,)),))


@pytest.mark.parametrize(
    ("query", "original", "forms"),
    [
        ("המפעלים של מונדרגון", "מונדרגון", ("mondragon",)),
        ("במונדרגון", "במונדרגון", ("mondragon",)),
        ("ובמונדרגון", "ובמונדרגון", ("mondragon",)),
        ("מונדראגון", "מונדראגון", ("mondragon",)),
    ],
)
def test_names_in_a_query(query: str, original: str, forms: tuple[str, ...]) -> None:
    assert understand(query, LATIN_NAMES) == Understood(query, (Correction("name", original, forms),))


def test_a_name_with_accents() -> None:
    assert understand("Mondragón", HEBREW_NAMES).corrections == (Correction("name", "Mondragón", ("מונדרגון",)),)


def test_a_name_has_at_most_three_forms_most_frequent_first() -> None:
    words = Words("carola karolla", rare="karola kerola")
    assert understand("קרולה", words).corrections == (Correction("name", "קרולה", ("carola", "karolla", "karola")),)


@pytest.mark.parametrize(
    ("query", "vocabulary"),
    [
        ("", BOTH),
        ("?!", BOTH),
        ("2024", BOTH),
        ("של", ENGLISH),  # a stop word
        ("the of", HEBREW),
        # the layout
        ("assembly ehcum", BOTH),  # one token is known as typed
        ("xyzzy", BOTH),
        ("ehcum אסיפה", BOTH),  # both scripts
        ("ehcum é", BOTH),
        ("ehcum zzzzz xxxxx", BOTH),  # not more than half
        ("NGO", Words("מעם")),
        ("trm", Words("ארצות")),  # by stem only, and no word of it
        ("ica", Words("נבש")),  # a final letter at the beginning
        ("במתח", Words("cn j")),  # punctuation inside a Latin word
        ("בי", Words("ch")),  # too short
        # the spelling
        ("קיבוציהם", BOTH),  # by stem
        ("בקיבוץ", BOTH),
        ("לאסיפות", BOTH),
        ("qualiti", BOTH),  # by stem
        ("עבודתנו", Words("עבודתו", passages=2)),  # another ending
        ("ssaembly", BOTH),
        ("xssembly", BOTH),  # the first letter
        ("council councils", BOTH),
        ("בעלט", HEBREW),  # four letters
        ("asemb", BOTH),
        ("membrshi", BOTH),  # two edits in eight letters
        ("farzer", Words("farmer")),  # a letter changed at random
        ("פרטים", Words("פרסים")),
        ('צה"לים', HEBREW),
        ("עובד״ים", Words("עובבים")),
        ("12345", Words("12346")),
        ("cooprtive", Words("", rare="cooperative")),  # two edits, one passage
        # names
        ("קרס", Words("cross crosses")),  # has a plural
        ("קורס", Words("course courses")),
        ("aspect", Words("היבט")),
        ("various", Words("בארץ")),  # vowels that are not written
        ("koobs", Words("קובץ")),
        ("stream", Words("שטרם")),
        ("sans", Words("שנים")),
        ("surreal", Words("ישראל")),  # begins with a consonant
        ("slots", Words("שלוש")),
        ("amul", Words("אמול")),  # two consonants
        ("kerela", Words("קרול")),
        ("מנדרגון", Words("mundragin")),
        ("דזרדן", Words("desjardinsk")),  # two silent ones
        ("קרלה", Words("korola")),
        ("should", Words("שולד")),
    ],
)
def test_left_alone(query: str, vocabulary: Words) -> None:
    assert understand(query, vocabulary) == Understood(query, ())


def test_ties_go_to_the_most_frequent_then_to_the_first_in_order() -> None:
    assert understand("farmrr", Words("farmer", rare="farmtr")).text == "farmer"
    assert understand("blacc", Words("blacs black")).text == "black"


def test_a_rare_word_is_near_enough_at_one_edit() -> None:
    assert understand("coperative", Words("", rare="cooperative")).text == "cooperative"


def test_after_the_layout_the_spelling() -> None:
    understood = understand("txhpv ehcum snueeryhv", Words("אסיפה קיבוץ דמוקרטיה"))
    assert understood.text == "אסיפה קיבוץ דמוקרטיה"
    assert [one.kind for one in understood.corrections] == ["keyboard", "spelling"]


def test_the_words_are_read_once_and_only_for_an_unknown_one() -> None:
    vocabulary = Words("assembly council")
    understanding = Understanding(vocabulary)
    assert understanding.understand("assembly of the councils 2024").corrections == ()
    assert vocabulary.read == 0
    understanding.understand("asembly")
    understanding.understand("counncil")
    assert vocabulary.read == 1


@given(st.lists(st.sampled_from([*BOTH.words(), "של", "the", "1990", ",", '"', "  "])).map(" ".join))
def test_known_words_are_never_touched(query: str) -> None:
    vocabulary = Words(" ".join(BOTH.words()))
    assert understand(query, vocabulary) == Understood(query, ())
    assert vocabulary.read == 0


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("אבגדהוזחטיכלמנסעפצקרשתםןךףץ״׳'\"qwertyuiopasdfghjkl;,./ "), st.characters())
    ),
    st.sampled_from([HEBREW, ENGLISH, BOTH, LATIN_NAMES, HEBREW_NAMES, Words("")]),
)
def test_it_takes_any_text(query: str, vocabulary: Words) -> None:
    understood = understand(query, vocabulary)
    assert all(one.corrected for one in understood.corrections)
    if not any(one.kind != "name" for one in understood.corrections):
        assert understood.text == query
