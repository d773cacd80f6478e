"""PDF files into text: lines, paragraphs, running heads, metadata."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from retrieval.articles import load
from retrieval.articles.pdf import MOST_PAGES
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.pdf_files import drawn_file, pdf_file, shared_page_file

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


LEFT = (
    "Der Hafen von Norderwiek bleibt",
    "nach dem Sturm gesperrt. Taucher",
    "prüfen die Kaimauer, sagte die",
    "Hafenmeisterin am Abend.",
)
RIGHT = (
    "Das Theater sucht eine neue",
    "Leitung. Die Stadt will bis Mai",
    "entscheiden, wer die Nachfolge",
    "von Edda Rohn antritt.",
)


def columns(*, by_rows: bool) -> bytes:
    places = [(x, 780 - 13 * row, text) for x, rows in ((60, LEFT), (310, RIGHT)) for row, text in enumerate(rows)]
    return drawn_file(sorted(places, key=lambda place: (-place[1], place[0])) if by_rows else places)


@pytest.mark.parametrize("by_rows", [True, False])
def test_columns_are_read_one_after_the_other(tmp_path: Path, by_rows: bool) -> None:
    (tmp_path / "a.pdf").write_bytes(columns(by_rows=by_rows))
    text = " ".join(load(tmp_path / "a.pdf", max_bytes=100_000).text.split())
    assert text == f"{' '.join(LEFT)} {' '.join(RIGHT)}"


def test_a_headline_stands_apart_and_is_the_title_of_an_untitled_file(tmp_path: Path) -> None:
    lines = [(60, 780, "Hafen bleibt zu"), (60, 754, "Hafenmeisterin Ilse Brandt sagte, die Ein-")]
    (tmp_path / "a.pdf").write_bytes(drawn_file([*lines, (60, 741, "und Ausfahrt sei ver-"), (60, 728, "sperrt.")]))
    article = load(tmp_path / "a.pdf", max_bytes=100_000)
    assert article.title == "Hafen bleibt zu"
    assert article.text == "Hafen bleibt zu\n\nHafenmeisterin Ilse Brandt sagte, die Ein- und Ausfahrt sei versperrt."


def test_a_table_is_read_by_rows(tmp_path: Path) -> None:
    rows = (("Liste", "Stimmen"), ("Linde", "3.120"), ("Mitte", "2.044"), ("Hafen", "1.807"), ("Damm", "902"))
    cells = [
        (60 + 200 * column, 780 - 13 * row, cell) for row, both in enumerate(rows) for column, cell in enumerate(both)
    ]
    (tmp_path / "a.pdf").write_bytes(drawn_file(cells))
    assert load(tmp_path / "a.pdf", max_bytes=100_000).text.split()[:4] == ["Liste", "Stimmen", "Linde", "3.120"]
