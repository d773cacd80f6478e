"""PDF files into text: lines, paragraphs, running heads, metadata."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from retrieval.articles import load
from retrieval.articles.pdf import MOST_PAGES
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.pdf_files import pdf_file, shared_page_file

FIRST = [
    "Küstenbote, Seite 1",
    "Der Hafen von Norderwiek bleibt bis Montag geschlossen, teilte die Ver-",
    "waltung am Abend mit. Auch die Nord-",
    "Ostsee-Linie fährt nicht.",
    "„Größere Schiffe können nicht anlegen“, sagte Hafenmeisterin Ilse Brandt",
    "am Kai.",
]
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
    "<dc:publisher><rdf:Bag><rdf:li>Küstenbote</rdf:li></rdf:Bag></dc:publisher>"
    "<prism:publicationDate>2022-01-10</prism:publicationDate></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)


def loaded(folder: Path, content: bytes) -> Article:
    path = folder / "hafen.pdf"
    path.write_bytes(content)
    return load(path, max_bytes=1_000_000)


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(ArticleError) as caught:
        loaded(folder, content)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    pages = [FIRST, ["Küstenbote, Seite 2", "Die Fähren", "fallen aus."], ["Küstenbote, Seite 3", "Zum", "Ende."]]
    article = loaded(tmp_path, pdf_file(pages, title="Hafen bleibt zu"))
    assert article.text == (
        "Der Hafen von Norderwiek bleibt bis Montag geschlossen, teilte die Verwaltung am Abend mit. Auch die "
        "Nord-Ostsee-Linie fährt nicht.\n\n„Größere Schiffe können nicht anlegen“, sagte Hafenmeisterin Ilse Brandt "
        "am Kai.\n\nDie Fähren fallen aus.\n\nZum Ende."
    )
    assert (article.title, article.language, article.published) == ("Hafen bleibt zu", "de", None)


def test_a_publication_date_counts_and_the_day_the_file_was_made_does_not(tmp_path: Path) -> None:
    article = loaded(tmp_path, pdf_file([FIRST], xmp=XMP))
    assert (article.published, article.publisher, article.title) == ("2022-01-10", "Küstenbote", "hafen")
    assert loaded(tmp_path, pdf_file([FIRST], xmp=XMP.replace("2022", "x"))).published is None
    assert loaded(tmp_path, pdf_file([FIRST], xmp="<broken")).publisher is None


@pytest.mark.parametrize("title", ["Microsoft Word - hafen.docx", "seite1.indd", ""])
def test_the_name_of_a_file_is_no_title(tmp_path: Path, title: str) -> None:
    assert loaded(tmp_path, pdf_file([FIRST], title=title)).title == "hafen"


def test_the_language_it_names_decides_where_the_text_leaves_it_open(tmp_path: Path) -> None:
    assert loaded(tmp_path, pdf_file([["112"]], language="de-DE")).language == "de"
    assert loaded(tmp_path, pdf_file([FIRST], language="en-US")).language == "de"


def test_what_is_no_article(tmp_path: Path) -> None:
    assert "holds no text" in refused(tmp_path, pdf_file([[]]))
    assert loaded(tmp_path, pdf_file([["Kurz."]] * 4)).text == "\n\n".join(["Kurz."] * 4)
    assert "cannot be read as PDF" in refused(tmp_path, b"%PDF-1.7\nnothing")
    assert f"at most {MOST_PAGES}" in refused(tmp_path, pdf_file([["x"]] * (MOST_PAGES + 1)))


def test_a_locked_file(tmp_path: Path) -> None:
    (tmp_path / "open.pdf").write_bytes(pdf_file([FIRST]))
    with PdfWriter(clone_from=PdfReader(tmp_path / "open.pdf")) as writer:
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "locked.pdf")
    assert "locked with a password" in refused(tmp_path, (tmp_path / "locked.pdf").read_bytes())


def test_text_is_held_to_the_limit_of_an_article(tmp_path: Path) -> None:
    page = ["Der Hafen von Norderwiek bleibt bis Montag geschlossen."] * 40
    file = tmp_path / "a.pdf"
    # One content stream for all pages: a small file with a long text.
    file.write_bytes(shared_page_file(page, pages=300))
    whole = load(file, max_bytes=1_000_000)
    size = len(whole.text.encode())
    assert size > 10 * file.stat().st_size
    with pytest.raises(ArticleError, match=r"has more than \d+ characters of text, at most \d+ were expected"):
        load(file, max_bytes=size // 2)
