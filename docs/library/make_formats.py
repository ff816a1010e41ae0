"""Make the starter library's PDF, DOCX and HTML files from their Markdown originals.

`originals/NAME.EXT.md` becomes `corpus/cases/NAME.EXT` and its description `NAME.EXT.yaml`. The output depends on the
text, the date in the front matter and the installed fonts and programs only, so a second run changes no byte.

Run `python docs/library/make_formats.py` from anywhere. PDF needs Chromium on the path.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import yaml
from babel.dates import format_date
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from playwright.sync_api import sync_playwright
from pypdf import PdfWriter

ORIGINALS = Path(__file__).resolve().parent / "originals"
TARGET = Path(__file__).resolve().parents[2] / "corpus" / "cases"
CHROMIUM_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"] + [
    f"--disable-{part}" for part in ("background-networking", "component-update", "sync")
]
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"dir": "ltr", "sources": "Sources", "library": "Library", "cases": "Case studies", "top": "Back to top"},
    "he": {"dir": "rtl", "sources": "מקורות", "library": "הספרייה", "cases": "חקרי מקרה", "top": "לראש הדף"},
}
FONTS = '"Noto Sans Hebrew", "Noto Sans", "DejaVu Sans", sans-serif'
PRINT_CSS = f"""
body {{ font: 11pt/1.55 {FONTS}; color: #1a1a1a; margin: 0; }}
h1 {{ font-size: 20pt; line-height: 1.25; margin: 0; }}
h2 {{ font-size: 14pt; margin: 18pt 0 4pt; break-after: avoid; }}
p, li {{ margin: 0 0 8pt; orphans: 2; widows: 2; }}
.byline {{ color: #555; margin-bottom: 16pt; }}
table {{ border-collapse: collapse; width: 100%; margin: 8pt 0 12pt; }}
tr {{ break-inside: avoid; }}
th, td {{ border: 0.5pt solid #888; padding: 4pt 6pt; text-align: start; vertical-align: top; }}
th {{ background: #eee; }}
.sources ul {{ font-size: 9.5pt; list-style-position: inside; padding: 0; }}
"""
SCREEN_CSS = f"""
body {{ font: 1.05rem/1.6 {FONTS}; color: #1a1a1a; margin: 0; }}
nav, main, footer {{ max-width: 44rem; margin: 0 auto; padding: 0.75rem 1rem; }}
nav ul {{ display: flex; gap: 1.5rem; list-style: none; padding: 0; margin: 0; }}
footer {{ border-top: 1px solid #ccc; color: #555; font-size: 0.9rem; }}
"""


@dataclass(frozen=True, slots=True)
class Original:
    """A Markdown original: the name of the file to make, its front matter as written and as read, and its body."""

    name: str
    front_matter: str
    fields: Mapping[str, Any]
    body: str

    @property
    def words(self) -> Mapping[str, str]:
        return WORDS[self.fields["language"]]

    @property
    def date(self) -> datetime:
        """The first moment of the month of the front matter."""
        return datetime.strptime(self.fields["date"], "%Y-%m").replace(tzinfo=UTC)

    @property
    def byline(self) -> str:
        month = format_date(self.date, "LLLL y", locale=self.fields["language"])
        return f"{', '.join(self.fields['authors'])} · {month} · {self.fields['rights']}"


def read_original(path: Path) -> Original:
    """Raises ValueError where the front matter is missing."""
    match = re.match(r"---\n(.*?\n)---\n+(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise ValueError(f"{path}: no front matter between lines of ---")
    return Original(path.stem, match[1], yaml.safe_load(match[1]), match[2])


def article(original: Original) -> str:
    """The text as HTML: the title, the byline below it, the body, the sources."""
    title, rest = MARKDOWN.render(original.body).split("</h1>", 1)
    sources = "".join(f'<li dir="auto">{escape(source)}</li>\n' for source in original.fields["sources"])
    return (
        f'{title}</h1>\n<p class="byline">{escape(original.byline)}</p>{rest}'
        f'<section class="sources"><h2>{original.words["sources"]}</h2>\n<ul>\n{sources}</ul></section>\n'
    )


def page(original: Original, css: str, content: str) -> str:
    """A complete HTML page around `content`."""
    fields = original.fields
    return (
        f'<!DOCTYPE html>\n<html lang="{fields["language"]}" dir="{original.words["dir"]}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(fields['title'])}</title>\n"
        f'<meta name="author" content="{escape(", ".join(fields["authors"]))}">\n'
        f'<meta name="date" content="{fields["date"]}">\n'
        f'<meta name="description" content="{escape(fields["summary"])}">\n'
        f"<style>{css}</style>\n</head>\n<body>\n{content}</body>\n</html>\n"
    )


def make_html(original: Original) -> bytes:
    """A page of a small site: navigation, the article, a footer."""
    words = original.words
    content = (
        f'<nav id="top"><ul><li><a href="../">{words["library"]}</a></li>'
        f'<li><a href="./">{words["cases"]}</a></li></ul></nav>\n'
        f"<main>\n<article>\n{article(original)}</article>\n</main>\n"
        f'<footer><p>{escape(original.byline)}</p><p><a href="#top">{words["top"]}</a></p></footer>\n'
    )
    return page(original, SCREEN_CSS, content).encode()


def make_pdf(original: Original) -> bytes:
    """A4 with the title and page number at the foot; the dates Chromium writes are replaced by the document's own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium is needed to make PDF files: install it and put it on the path.")
    footer = (
        f'<div dir="{original.words["dir"]}" style="font: 10px {escape(FONTS)}; color: #555; width: 100%;'
        ' margin: 0 20mm; display: flex; justify-content: space-between">'
        f'<span>{escape(original.fields["title"])}</span><span class="pageNumber"></span></div>'
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        tab = browser.new_page()
        tab.set_content(page(original, PRINT_CSS, article(original)))
        data = tab.pdf(
            format="A4",
            margin=dict.fromkeys(("top", "bottom", "left", "right"), "20mm"),
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=footer,
            tagged=True,
            outline=True,
        )
        browser.close()
    writer = PdfWriter(clone_from=BytesIO(data))
    title, authors = original.fields["title"], ", ".join(original.fields["authors"])
    date = original.date.strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = {"/Title": title, "/Author": authors, "/CreationDate": date, "/ModDate": date}
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def add_runs(paragraph: Paragraph, node: SyntaxTreeNode, right_to_left: bool, mark: str = "") -> None:
    """Append the text of a node; `mark` is the strong or em that encloses it."""
    for child in node.children:
        if child.children:
            add_runs(paragraph, child, right_to_left, child.type if child.type in ("strong", "em") else mark)
            continue
        run = paragraph.add_run(" " if child.type == "softbreak" else child.content)
        run.bold, run.italic, run.font.rtl = mark == "strong" or None, mark == "em" or None, right_to_left or None


def fill(paragraph: Paragraph, node: SyntaxTreeNode, right_to_left: bool, mark: str = "") -> None:
    """Give a new paragraph its direction and its text."""
    if right_to_left:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    add_runs(paragraph, node, right_to_left, mark)


def add_table(document: Any, node: SyntaxTreeNode, right_to_left: bool) -> None:
    """A grid whose first row is the header and repeats on every page."""
    rows = [row for part in node.children for row in part.children]
    table = document.add_table(rows=len(rows), cols=len(rows[0].children), style="Table Grid")
    if right_to_left:
        table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # its place in the schema: after the style
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.children):
            fill(table.cell(y, x).paragraphs[0], cell, right_to_left, "strong" if y == 0 else "")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def add_blocks(document: Any, nodes: Iterable[SyntaxTreeNode], right_to_left: bool) -> None:
    """Append headings, paragraphs, lists and tables, each in Word's own style for it."""
    list_styles = {"bullet_list": "List Bullet", "ordered_list": "List Number"}
    for node in nodes:
        if node.type == "heading":
            fill(document.add_heading(level=int(node.tag[1])), node, right_to_left)
        elif node.type == "table":
            add_table(document, node, right_to_left)
        elif node.type in list_styles:
            for paragraph in (child for item in node.children for child in item.children):
                fill(document.add_paragraph(style=list_styles[node.type]), paragraph, right_to_left)
        else:
            fill(document.add_paragraph(), node, right_to_left)


def make_docx(original: Original) -> bytes:
    """A Word file with real styles and properties; entries of the archive carry the document's date."""
    fields, right_to_left = original.fields, original.words["dir"] == "rtl"
    document = docx.Document()
    title, rest = original.body.split("\n", 1)
    sources = "\n".join(f"- {source}" for source in fields["sources"])
    text = f"{title}\n\n{original.byline}\n\n{rest}\n## {original.words['sources']}\n\n{sources}\n"
    add_blocks(document, SyntaxTreeNode(MARKDOWN.parse(text)).children, right_to_left)
    properties = document.core_properties
    properties.title, properties.author = fields["title"], ", ".join(fields["authors"])
    properties.last_modified_by, properties.language = properties.author, fields["language"]
    properties.comments, properties.created, properties.modified = "", original.date, original.date
    written, output = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, original.date.timetuple()[:6])
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return output.getvalue()


MAKERS: Mapping[str, Callable[[Original], bytes]] = {".pdf": make_pdf, ".docx": make_docx, ".html": make_html}


def main() -> None:
    """Make every file whose original exists, and say what was written."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for path in sorted(ORIGINALS.glob("*.md")):
        original = read_original(path)
        made = {
            TARGET / original.name: MAKERS[Path(original.name).suffix](original),
            TARGET / f"{original.name}.yaml": original.front_matter.encode(),
        }
        for target, data in made.items():
            state = "unchanged" if target.exists() and target.read_bytes() == data else "written"
            target.write_bytes(data)
            print(f"{state:9}  {target.relative_to(TARGET.parents[1])}  {len(data):,} bytes")


if __name__ == "__main__":
    main()
