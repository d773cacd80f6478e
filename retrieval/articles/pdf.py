"""A PDF file into its text, by pypdf: pages in order, lines joined, running heads left out."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrieval.articles.decoding import visible
from retrieval.articles.metadata import LONGEST_PUBLISHER, LONGEST_TITLE, Metadata, first, language, line, published
from retrieval.articles.page import RawArticle
from retrieval.articles.pdf_layout import page_text
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 500
"""Pages of one file: an article has a few, a newspaper a hundred."""

RUNNING_PAGES = 3
"""Pages on which a line at the edge has to stand to be taken for a running head."""

SHORTEST_PAGE = 3
"""Lines of a page that may have a running head; on shorter ones it would be the text itself."""

SHORT_LINE = 0.7
"""Share of a page's longest line below which a line that ends a sentence ends a paragraph."""

LONGEST_HEADLINE = 120
"""Code points of a first line that is the title, as of plain text."""

_PRISM = "http://prismstandard.org/namespaces/basic/"
_PRISM_VERSIONS = ("2.0", "2.1", "3.0", "1.2")
_FILE_NAME = re.compile(r"\.(?:docx?|indd|qxd|tmp|pdf|odt|rtf|pages)\Z|\AMicrosoft Word", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:untitled|unbenannt|ohne titel|sans titre|без (?:названия|имени)|без назви|document|dokument)\W*\d*",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"(?:und|oder|bzw|beziehungsweise|sowie|wie|bis|statt|als|and|or|to|et|ou|и|или|та|або|й)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_])")
_ENDS = re.compile(r"[.!?:…“”\"»«')\]]\s*\Z")


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text, paragraphs apart by a blank line where the file shows them, and the file's metadata.

    The day on which a file was made is not when the article was published: only a publication date (PRISM) counts.
    Raises ArticleError for what is no PDF, is locked, has too many pages, or holds no text.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    name = raw.name
    try:
        reader = PdfReader(io.BytesIO(raw.data), strict=False)
        if reader.is_encrypted and not _unlocked(reader):
            raise ArticleError(
                f"{name} is locked with a password, an open PDF was expected; save it without one.", "encrypted"
            )
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise ArticleError(
                f"{name} has {count} pages, at most {MOST_PAGES} were expected; split it.", "too_complex"
            )
        pages = _pages(reader, raw)
        metadata = _metadata(reader)
    except (ArticleError, MemoryError):
        raise
    except (PyPdfError, Exception) as exc:  # a parser of foreign bytes: whatever it raises is this file's fault
        raise ArticleError(
            f"{name} cannot be read as PDF ({type(exc).__name__}); save its text as .txt.", "damaged"
        ) from exc
    text = visible("\n\n".join(_joined(page) for page in _without_running_heads(pages) if page.strip()))
    if not text:
        raise ArticleError(f"{name} holds no text, perhaps only pictures of it; save its text as .txt.", "no_text")
    return text, metadata if metadata.title else replace(metadata, title=_headline(text))


def _headline(text: str) -> str | None:
    """Return the first paragraph where it is a line that is no sentence, above others."""
    first_line, _, rest = text.partition("\n\n")
    alone = rest.strip() and len(first_line) <= LONGEST_HEADLINE and not _ENDS.search(first_line)
    return line(first_line, LONGEST_TITLE) if alone else None


def _pages(reader: PdfReader, raw: RawArticle) -> list[str]:
    """Return the text of each page; stops where that is too much, since a few bytes may stand for the text of each."""
    pages: list[str] = []
    left = raw.max_bytes
    for page in reader.pages:
        pages.append(visible(page_text(page)))
        left -= len(pages[-1])
        if left < 0:
            raw.checked("".join(pages))
    return pages


def _unlocked(reader: PdfReader) -> bool:
    """Return whether the file opens without a password."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _without_running_heads(pages: list[str]) -> list[str]:
    """Leave out the first and last lines that most pages share but for a number."""
    lines = [page.split("\n") for page in pages]
    edges = Counter(_NUMBER.sub("#", edge) for page in lines for edge in {page[0].strip(), page[-1].strip()} if edge)
    running = {edge for edge, count in edges.items() if count >= RUNNING_PAGES and count > len(pages) / 2}

    def kept(page: list[str]) -> str:
        if len(page) < SHORTEST_PAGE:
            return "\n".join(page)
        first_line, last = (_NUMBER.sub("#", page[place].strip()) in running for place in (0, -1))
        return "\n".join(page[first_line : len(page) - last])

    return [kept(page) for page in lines]


def _joined(page: str) -> str:
    """Return a page with its lines joined to paragraphs: a short line that ends a sentence ends a paragraph."""
    rows = [" ".join(row.split()) for row in page.split("\n")]
    longest = max(map(len, rows))
    ended = [not row or (len(row) < SHORT_LINE * longest and bool(_ENDS.search(row))) for row in rows]
    text = "".join(row + ("\n\n" if end else "\n") for row, end in zip(rows, ended, strict=True))
    paragraphs = _HYPHEN.sub(_rejoined, text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def _rejoined(hyphen: re.Match[str]) -> str:
    """Return what a hyphen at the end of a line is: nothing inside a word, itself before a capital letter.

    Before a word that joins two it stands for the end of a compound: "Ein- und Ausfuhr".
    """
    if hyphen[0][0] != "\u00ad" and _JOINING.match(hyphen.string, hyphen.end()):
        return f"{hyphen[0][0]} "
    return hyphen[0][0] if hyphen.string[hyphen.end()].isupper() else ""


def _metadata(reader: PdfReader) -> Metadata:
    """Return what the file says about itself."""
    information = reader.metadata
    title = (information.title if information else None) or ""
    dates, publishers, languages = _stated(reader)
    return Metadata(
        title=line(title, LONGEST_TITLE) if not _is_file_name(title) else None,
        publisher=line(next(iter(publishers), ""), LONGEST_PUBLISHER),
        published=first(dates, published),
        hint=first(languages, language),
    )


def _is_file_name(title: str) -> bool:
    """Return whether a program put its own there: the name of a file ("Microsoft Word - a.doc"), or "untitled"."""
    return bool(_FILE_NAME.search(title.strip()) or _NO_TITLE.fullmatch(title.strip()))


def _stated(reader: PdfReader) -> tuple[list[Any], list[str], list[Any]]:
    """Return the publication dates, publishers and languages that the file's XMP states; broken XMP states none."""
    languages: list[Any] = [str(found)] if (found := reader.root_object.get("/Lang")) else []
    try:
        xmp = reader.xmp_metadata
        if xmp is None:
            return [], [], languages
        dates = [
            "".join(node.data for node in getattr(element, "childNodes", ()) if hasattr(node, "data"))
            or getattr(element, "value", "")
            for version in _PRISM_VERSIONS
            for element in xmp.get_element("", f"{_PRISM}{version}/", "publicationDate")
        ]
        return dates, [str(found) for found in xmp.dc_publisher or ()], languages
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the text counts, not its XML
        return [], [], languages
