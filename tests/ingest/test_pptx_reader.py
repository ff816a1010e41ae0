import pytest
from package_files import XML, pptx, shape
from sample_files import SAMPLES, Read

from ingest.read import read_document
from knowledge.types import Metadata, Section


def test_the_sample_of_pandoc() -> None:
    word = read_document(SAMPLES / "office" / "rich.docx", "rich")
    document = read_document(SAMPLES / "office" / "pandoc.pptx", "rich")
    assert document.metadata == word.metadata
    first, *others, notes = document.sections
    assert first == Section("נועה ברקאי\n\nמאת נועה ברקאי, 28/9/2005", page=1, page_breaks=((12, 2),))
    last = word.sections[5]
    shorter = last.text.removesuffix("\n\nלפני התיקון נוסףבמעקב אחרי התיקון\n\nראו קישורלמסמך\n\nתוכןתיבתטקסט")
    expected = [*word.sections[1:5], Section(shorter, last.heading, last.level)]
    assert others == [Section(section.text, section.heading, 2, page) for page, section in enumerate(expected, start=3)]
    assert notes == Section("1. הנתונים נאספו בין 1.3.2004 ל-30.6.2005 ואינם כוללים עמותות.", "Notes", 2, 8)


def cell(text: str) -> str:
    return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


def runs(markup: str) -> str:
    return f"<p:sp><p:txBody><a:p>{markup}</a:p></p:txBody></p:sp>"


LINK = "<a:r><a:rPr baseline='{}'><a:hlinkClick/></a:rPr><a:t>1</a:t></a:r>"


@pytest.mark.parametrize(
    ("shapes", "text"),
    [
        (shape("a") + shape("b"), "a\n\nb"),
        (shape("a", "body") + shape("b", ""), "a\nb"),
        (shape("a", "body", "<a:buNone/>") + shape("b", "subTitle"), "a\n\nb"),
        (shape("a", None, "<a:buChar char='-'/>") + shape("b", None, "<a:buAutoNum/>"), "a\nb"),
        (shape("x", "dt") + shape("x", "ftr") + shape("x", "sldNum") + shape("a"), "a"),
        (f"<p:grpSp><p:grpSp>{shape('a')}</p:grpSp>{shape('b')}</p:grpSp>", "a\n\nb"),
        (f"<mc:AlternateContent><mc:Choice>{shape('a')}</mc:Choice><mc:Fallback>{shape('x')}</mc:Fallback>"
         "</mc:AlternateContent>", "a"),
        (f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{shape('a')}</mc:Fallback></mc:AlternateContent>", "a"),
        ("<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblGrid/>"
         f"<a:tr>{cell('a')}{cell('b')}</a:tr><a:tr>{cell('c')}{cell('')}</a:tr></a:tbl></a:graphicData></a:graphic>"
         "</p:graphicFrame>", "a | b\nc |"),
        (runs("<a:r><a:t>a</a:t></a:r><a:br/><a:r><a:t>b</a:t></a:r><a:fld type='slidenum'><a:t>7</a:t></a:fld>"
              "<a:fld type='datetime1'><a:t>x</a:t></a:fld><a:fld type='other'><a:t>c</a:t></a:fld>"), "a bc"),
        (runs("<a:r><a:t>a.</a:t></a:r>" + LINK.format("30000")), "a."),
        (runs("<a:r><a:t>a.</a:t></a:r>" + LINK.format("30%")), "a."),
        (runs("<a:r><a:t>a</a:t></a:r>" + LINK.format("0")), "a1"),
        (runs("<a:r><a:t>m</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>2</a:t></a:r>"), "m2"),
        (f"<!-- c --><p:pic/>{shape('a')}", "a"),
    ],
)  # fmt: skip
def test_what_is_text(read: Read, shapes: str, text: str) -> None:
    assert read("a.pptx", pptx([shapes])).sections == (Section(text, page=1),)


def test_a_slide_is_a_page_and_its_title_comes_first(read: Read) -> None:
    slides = [
        shape("sub", "subTitle") + shape("Deck", "ctrTitle"),
        shape("a") + shape("Two", "title"),
        shape("b"),
        shape("Three", "title"),
        shape("Four", "title") + shape("c"),
    ]
    assert read("a.pptx", pptx(slides)).sections == (
        Section("sub", page=1),
        Section("a\n\nb\n\nThree", "Two", 2, 2, ((3, 3), (6, 4))),
        Section("c", "Four", 2, 5),
    )


def test_hidden_slides_are_read(read: Read) -> None:
    hidden = (
        f'{XML}<p:sld xmlns:p="p" xmlns:a="a" show="0"><p:cSld><p:spTree>{shape("hidden")}</p:spTree></p:cSld></p:sld>'
    )
    data = pptx([shape("a"), ""], parts={"ppt/slides/slide2.xml": hidden})
    assert read("a.pptx", data).sections == (Section("a\n\nhidden", page=1, page_breaks=((3, 2),)),)


def test_slides_stand_in_the_order_of_the_presentation(read: Read) -> None:
    data = pptx([shape("a"), shape("b")])
    relations = (
        "<Relationships><Relationship Id='r1' Type='t' Target='slides/slide2.xml'/>"
        "<Relationship Id='r2' Type='t' Target='/ppt/slides/slide1.xml'/></Relationships>"
    )
    swapped = pptx([shape("a"), shape("b")], parts={"ppt/_rels/presentation.xml.rels": relations})
    assert read("a.pptx", data).sections[0].text == "a\n\nb"
    assert read("a.pptx", swapped).sections[0].text == "b\n\na"


def test_what_the_speaker_says_stands_at_the_end(read: Read) -> None:
    said = shape("x", "sldImg") + shape("first", "body") + shape("second", "body") + shape("7", "sldNum")
    data = pptx([shape("One", "title") + shape("a"), shape("b")], {1: said, 2: shape("third", "body")})
    assert read("a.pptx", data).sections == (
        Section("a\n\nb", page=1, page_breaks=((3, 2),)),
        Section("first\n\nsecond\n\nthird", page=1, page_breaks=((15, 2),)),
    )


def test_diagrams(read: Read) -> None:
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm='r9'/></a:graphicData></a:graphic></p:graphicFrame>"
    )
    point = "<d:pt><d:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></d:t></d:pt>"
    points = f"{point.format('a')}<d:pt/>{point.format('b')}"
    data = f"<d:dataModel xmlns:d='d' xmlns:a='a'><d:ptLst>{points}</d:ptLst></d:dataModel>"
    relations = "<Relationships><Relationship Id='r9' Type='t' Target='../diagrams/data1.xml'/></Relationships>"
    parts = {"ppt/slides/_rels/slide1.xml.rels": relations, "ppt/diagrams/data1.xml": data}
    assert read("a.pptx", pptx([frame], parts=parts)).sections == (Section("a\nb", page=1),)


@pytest.mark.parametrize("target", ["../../../../etc/hostname", "/etc/hostname", "slides/none.xml"])
def test_parts_that_are_not_in_the_package(read: Read, target: str) -> None:
    relations = (
        "<Relationships><Relationship Id='r1' Type='t' Target='slides/slide1.xml'/>"
        f"<Relationship Id='r2' Type='t' Target='{target}'/></Relationships>"
    )
    data = pptx([shape("a"), shape("b")], parts={"ppt/_rels/presentation.xml.rels": relations})
    assert read("a.pptx", data).sections == (Section("a", page=1),)


def test_core_properties_but_not_the_dates(read: Read) -> None:
    core = (
        '<c:coreProperties xmlns:c="c" xmlns:dc="dc" xmlns:t="t"><dc:title>A title</dc:title>'
        "<dc:creator>Jane Doe</dc:creator><t:created>2001-01-01T00:00:00Z</t:created></c:coreProperties>"
    )
    document = read("a.pptx", pptx([shape("text " * 50)], parts={"docProps/core.xml": core}))
    assert document.metadata == Metadata(
        title="A title",
        authors=("Jane Doe",),
        language="en",
        origins={"title": "file", "authors": "file", "language": "text"},
    )
