"""Which countries a document is said to name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.countries import named_countries
from knowledge.taxonomy import country_names
from knowledge.types import Language, Section


def named(title: str, text: str = "", heading: str = "", language: Language = "he") -> tuple[str, ...]:
    return named_countries(title, (Section(text, heading),), language)


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("חוק מרקורה באיטליה", ("IT",)),
        ("קואופרטיבים בספרד ובאיטליה", ("ES", "IT")),
        ("הקואופרציה שבבריטניה", ("GB",)),
        ("מסע לארצות-הברית", ("US",)),
        ("עובדים בארה״ב", ("US",)),
        ("הקואופרטיבים האיטלקיים והצרפתים", ("FR",)),
        ("דרום קוריאה ויפן", ("JP", "KR")),
        ("קואופרטיבים בסין", ("CN",)),
        ("מסין עד צ'כיה", ("CN", "CZ")),
        ("בוסניה והרצגובינה", ("BA",)),
        ("Worker buyouts in Italy", ("IT",)),
        ("WORKER BUYOUTS IN THE UNITED STATES", ("US",)),
        ("Britain’s co-ops", ("GB",)),
        ("The U.S. and the UK", ("GB", "US")),
        ("Papua New Guinea", ("PG",)),
        ("New Mexico", ("US",)),
        ("Northern Ireland", ("GB",)),
        ("South Korea", ("KR",)),
        ("שיתוף בישראל", ()),
        ("מכיוון אחר", ()),
        ("הפרו את ההסכם", ()),
        ("עמק הירדן", ()),
        ("סין", ()),
        ("let us work in turkey farms", ()),
        ("The state of Georgia", ()),
        ("האיחוד האירופי", ()),
        ("", ()),
    ],
)
def test_in_the_title(title: str, codes: tuple[str, ...]) -> None:
    assert named(title) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("באיטליה, ואיטליה, מאיטליה וגם בספרד", ("IT",)),
        ("באיטליה ובספרד, באיטליה ובספרד", ()),
        ("באיטליה ואחר כך שוב באיטליה", ("IT",)),
        ("באיטליה", ()),
        ("בספרד בספרד בספרד " + "באיטליה " * 20, ("IT",)),
        ("ישראל בישראל", ()),
        ("ישראל בישראל לישראל", ("IL",)),
        ("ישראל בישראל לישראל " + "באיטליה " * 8, ("IT",)),
        ("ישראל", ()),
        ("בספרד " * 3 + "בצרפת " * 4 + "ביפן " * 5 + "בקנדה " * 6 + "בהודו " * 7, ("IN", "CA", "JP", "FR")),
    ],
)
def test_in_the_text(text: str, codes: tuple[str, ...]) -> None:
    assert named("כותרת", text) == codes


def test_the_title_and_headings_weigh_more() -> None:
    assert named("שיתוף בישראל", "בישראל, בישראל") == ("IL",)
    assert named("Sharing in Israel", language="en") == ("IL",)
    assert named("כותרת", "באיטליה ובספרד", "איטליה") == ("IT",)
    assert named("איטליה", "בספרד " * 9) == ("IT", "ES")


@pytest.mark.parametrize("code", ["ES", "IT", "AR", "CA", "DE", "FR", "BR", "IN", "AU", "ZA", "MX", "UY", "GB"])
@given(prefix=st.sampled_from(["", "ב", "ל", "מ", "ו", "וב", "שב"]))
def test_every_prefix(code: str, prefix: str) -> None:
    assert named(f"קואופרטיבים {prefix}{country_names('he')[code]} היום") == (code,)
    assert named(f"Cooperatives in {country_names('en')[code]} today", language="en") == (code,)


@given(st.text(max_size=200))
def test_only_codes_come_back(text: str) -> None:
    assert set(named(text, text)) <= country_names("en").keys()
