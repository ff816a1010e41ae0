from sample_files import Read

from knowledge.types import Document, Metadata, PageNote, Section

FOUNDING = """עדכונים מהמטה השיתופי לחץ כאן!

איך נחולל במעגל השיתופי - על דברים שחשוב לזרם והמעגל השיתופי לעשות כדי לצאת גדולים בסוף השנה הבאה

איך נחולל במעגל השיתופי
מאת דגי חבויניק, 28.9.2005

\u00a0

על דברים שחשוב לזרם והמעגל השיתופי

******

פסקה ראשונה של הגוף,
שנמשכת בשורה שנייה.
"""


def test_the_founding_paper(read: Read) -> None:
    document = read("havivnik_2005.txt", FOUNDING)
    assert document == Document(
        id="havivnik_2005.txt",
        metadata=Metadata(
            title="איך נחולל במעגל השיתופי",
            language="he",
            authors=("דגי חבויניק",),
            date="2005-09-28",
            origins={"title": "text", "language": "text", "authors": "text", "date": "text"},
        ),
        sections=(
            Section(
                "עדכונים מהמטה השיתופי לחץ כאן!\n\n"
                "איך נחולל במעגל השיתופי - על דברים שחשוב לזרם והמעגל השיתופי לעשות כדי לצאת גדולים בסוף השנה הבאה\n\n"
                "איך נחולל במעגל השיתופי מאת דגי חבויניק, 28.9.2005\n\n"
                "על דברים שחשוב לזרם והמעגל השיתופי\n\n"
                "פסקה ראשונה של הגוף, שנמשכת בשורה שנייה."
            ),
        ),
        pages=(PageNote(0, 36, 39),),
    )


def test_unseen_characters_go_and_points_stay(read: Read) -> None:
    document = read("a.txt", "\ufeffשָׁלוֹם\u200f \u202bעולם\u202c\u200b ר\u00adך\u0007\r\nשורה\u2028שנייה\n")
    assert document.sections == (Section("שָׁלוֹם עולם רך שורה שנייה"),)


def test_composed(read: Read) -> None:
    assert read("a.txt", "Mondrago\u0301n").sections == (Section("Mondragón"),)


def test_separators_are_dropped(read: Read) -> None:
    document = read("a.txt", "one\n-----\ntwo\n=====\n\n* * *\n\nthree - four\n")
    assert document.sections == (Section("one\n\ntwo\n\nthree - four"),)


def test_title_of_a_text_without_byline(read: Read) -> None:
    document = read("a_long-name.txt", "word " * 60)
    assert document.metadata == Metadata(
        title="a long name", language="en", origins={"title": "file", "language": "text"}
    )
