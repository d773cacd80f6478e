"""Word documents and OpenDocument texts: what is text, what they say of themselves, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.articles.packages import MOST_MEMBERS, MOST_UNPACKED
from retrieval.articles.xml_tree import MOST_MARKUP
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.office_files import docx_file, docx_members, docx_paragraph, odt_file, odt_members, packed

ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
BOMB = f'<!DOCTYPE d [<!ENTITY a "{"x" * 100}">{ENTITIES}]>'
DATES = "<dcterms:created>{}T09:00:00Z</dcterms:created><dcterms:modified>{}T15:30:00Z</dcterms:modified>"
ODT_DATES = (
    "<meta:creation-date>{}T09:00:00.12</meta:creation-date><dc:date>{}T15:30:00</dc:date>"
    "<meta:editing-duration>PT{}</meta:editing-duration>"
)
FERRY, END = docx_paragraph("Die Fähre fährt."), docx_paragraph("Ende.")


NOT_HIDDEN = '<w:vanish w:val="0"/>'


def loaded(folder: Path, content: bytes, suffix: str = "docx") -> Article:
    path = folder / f"meldung.{suffix}"
    path.write_bytes(content)
    return load(path, max_bytes=1_000_000)


def refused(folder: Path, content: bytes, problem: str, suffix: str = "docx") -> str:
    with pytest.raises(ArticleError) as caught:
        loaded(folder, content, suffix)
    assert caught.value.problem == problem
    assert str(caught.value).endswith(".")
    return str(caught.value)


def run(text: str, about: str = "") -> str:
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


WORD = {
    "runs": (f"<w:p>{run('Die Fähre ')}{run('fährt.', '<w:b/>')}</w:p>", "Die Fähre fährt."),
    "inserted": (f"<w:p>{run('Neu')}<w:ins>{run(' dazu.')}</w:ins></w:p>", "Neu dazu."),
    "deleted": (
        f"<w:p>{run('Es gilt')}<w:del><w:r><w:delText> nicht</w:delText></w:r></w:del>{run(' das.')}</w:p>",
        "Es gilt das.",
    ),
    "moved": (f"<w:p><w:moveFrom>{run('weg')}</w:moveFrom><w:moveTo>{run('hier')}</w:moveTo></w:p>", "hier"),
    "deleted end of paragraph": (
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Ein ')}</w:p><w:p>{run('Satz.')}</w:p>",
        "Ein Satz.",
    ),
    "hidden": (
        f"<w:p>{run('Da')}{run(' geheim', '<w:vanish/>')}{run(' ist', NOT_HIDDEN)}</w:p>",
        "Da ist",
    ),
    "breaks": (
        "<w:p><w:r><w:t>eins</w:t><w:br/><w:t>zwei</w:t><w:tab/><w:t>drei</w:t></w:r></w:p>",
        "eins\n\nzwei drei",
    ),
    "page break": ('<w:p><w:r><w:t>eins</w:t><w:br w:type="page"/><w:t>zwei</w:t></w:r></w:p>', "eins zwei"),
    "hyphen": ("<w:p><w:r><w:t>Kiel</w:t><w:noBreakHyphen/><w:t>Ost</w:t></w:r></w:p>", "Kiel-Ost"),
    "field": (
        f'<w:p><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r><w:hyperlink>{run("dort")}</w:hyperlink></w:p>',
        "dort",
    ),
    "contents": (docx_paragraph("Inhalt 3", "Verzeichnis1") + END, "Ende."),
    "empty form": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{FERRY}</w:sdtContent></w:sdt>{END}",
        "Ende.",
    ),
    "filled form": (f"<w:sdt><w:sdtPr/><w:sdtContent>{FERRY}</w:sdtContent></w:sdt>", "Die Fähre fährt."),
    "text box said twice": (
        f"<w:p>{run('Vor ')}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{FERRY}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><v:x><w:txbxContent>{FERRY}</w:txbxContent></v:x></mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('nach.')}</w:p>{END}",
        "Vor nach.\n\nDie Fähre fährt.\n\nEnde.",
    ),
    "text box of old": (
        f"<w:p>{run('Vor.')}<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:txbxContent>{FERRY}</w:txbxContent>"
        f"</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "Vor.\n\nDie Fähre fährt.",
    ),
    "table": (
        f"<w:tbl>{row(docx_paragraph('Ort'), '<w:p/>', docx_paragraph('Zahl'))}{row(END, FERRY)}</w:tbl>",
        "Ort; Zahl\n\nEnde.; Die Fähre fährt.",
    ),
    "table as layout": (f"<w:tbl>{row(FERRY + END, END)}</w:tbl>", "Die Fähre fährt.\n\nEnde.\n\nEnde."),
    "table in a table": (
        f"<w:tbl>{row(f'<w:tbl>{row(END, END)}</w:tbl><w:p/>', FERRY)}</w:tbl>{END}",
        "Ende.; Ende.; Die Fähre fährt.\n\nEnde.",
    ),
    "deleted row": (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{FERRY}</w:tc></w:tr>{row(END)}</w:tbl>", "Ende."),
    "formula": ("<w:p><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></w:p>", "a=b"),
    "pronunciation": (
        f"<w:p><w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r></w:p>",
        "漢",
    ),
}
ODT = {
    "spans": ("<text:p>Die <text:span>Fähre<text:s text:c='9999999'/>fährt</text:span>.</text:p>", "Die Fähre fährt."),
    "comment": (
        "<text:p>Es<office:annotation><text:p>Stimmt das?</text:p></office:annotation> gilt.</text:p>",
        "Es gilt.",
    ),
    "deleted": (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>nicht</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>Es gilt <text:change/>das.</text:p>",
        "Es gilt das.",
    ),
    "footnote": (
        "<text:p>Ein Satz<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Nach Zahlen des "
        "Amts.</text:p></text:note-body></text:note>.</text:p><text:p>Ende.</text:p>",
        "Ein Satz.\n\nNach Zahlen des Amts.\n\nEnde.",
    ),
    "hidden": ('<text:p>Da<text:span text:style-name="T9"> geheim</text:span> ist.</text:p>', "Da ist."),
    "hidden section": (
        '<text:section text:display="none"><text:p>weg</text:p></text:section><text:section><text:p>da</text:p>'
        "</text:section>",
        "da",
    ),
    "contents": (
        "<text:table-of-content><text:p>Inhalt 3</text:p></text:table-of-content><text:p>Ende.</text:p>",
        "Ende.",
    ),
    "list": ("<text:list><text:list-item><text:p>eins</text:p></text:list-item></text:list>", "eins"),
    "table": (
        '<table:table><table:title>x</table:title><table:table-row table:number-rows-repeated="999999999">'
        "<table:table-cell><text:p>Ort</text:p></table:table-cell><table:table-cell><text:p>Zahl</text:p>"
        "</table:table-cell></table:table-row></table:table>",
        "Ort; Zahl",
    ),
    "picture": (
        "<text:p><draw:frame><draw:text-box><text:p>Im Bild</text:p></draw:text-box><svg:desc>Foto</svg:desc>"
        "</draw:frame>Text.</text:p>",
        "Text.\n\nIm Bild",
    ),
    "break": ("<text:p>eins<text:line-break/>zwei</text:p>", "eins\n\nzwei"),
    "field": ("<text:p>Zu <text:title>Hafen</text:title>.</text:p>", "Zu Hafen."),
}


@pytest.mark.parametrize("case", WORD)
def test_what_is_text_in_a_word_document(tmp_path: Path, case: str) -> None:
    body, text = WORD[case]
    assert loaded(tmp_path, docx_file(body)).text == text


@pytest.mark.parametrize("case", ODT)
def test_what_is_text_in_an_opendocument_text(tmp_path: Path, case: str) -> None:
    body, text = ODT[case]
    hidden = '<style:style style:name="T9"><style:text-properties text:display="none"/></style:style>'
    assert loaded(tmp_path, odt_file(body, styles=hidden), "odt").text == text


def test_footnotes_follow_and_margins_and_comments_are_no_text(tmp_path: Path) -> None:
    def part(kind: str, text: str) -> str:
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return f'<w:{kind}s xmlns:w="{w}"><w:{kind} w:id="2">{docx_paragraph(text)}</w:{kind}></w:{kind}s>'

    more = {
        "word/footnotes.xml": part("footnote", "Nach Zahlen des Amts."),
        "word/endnotes.xml": part("endnote", "Niemand nennt mich."),
        "word/comments.xml": part("comment", "Stimmt das?"),
        "word/header1.xml": part("hdr", "Vertraulich"),
    }
    body = f'<w:p>{run("Ein Satz")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(".")}</w:p>{END}'
    assert loaded(tmp_path, docx_file(body, more=more)).text == "Ein Satz.\n\nEnde.\n\nNach Zahlen des Amts."


def test_the_strict_variant_is_read_too(tmp_path: Path) -> None:
    members = docx_members(FERRY)
    transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    packed_so = packed({name: content.replace(transitional, strict) for name, content in members.items()})
    assert loaded(tmp_path, packed_so).text == "Die Fähre fährt."


@pytest.mark.parametrize(
    ("body", "core", "title"),
    [
        (docx_paragraph("Pressestelle") + docx_paragraph("Hafen gesperrt", "Titel") + FERRY, "", "Hafen gesperrt"),
        (docx_paragraph("Hafen gesperrt", "Titel") + FERRY, "<dc:title>Vorlage Presse</dc:title>", "Hafen gesperrt"),
        (FERRY + END, "<dc:title>Hafen gesperrt</dc:title>", "Hafen gesperrt"),
        (docx_paragraph("Am Kai", "berschrift1") + FERRY, "<dc:title>hafen_v2.docx</dc:title>", "Am Kai"),
        (docx_paragraph("Am Kai", "berschrift1") + FERRY, "<dc:title>Dokument1</dc:title>", "Am Kai"),
        (FERRY + END, "", "Die Fähre fährt."),
        (FERRY, "", "meldung"),
    ],
)
def test_the_title_of_a_word_document(tmp_path: Path, body: str, core: str, title: str) -> None:
    assert loaded(tmp_path, docx_file(body, core=core)).title == title


@pytest.mark.parametrize(
    ("created", "modified", "minutes", "day"),
    [
        ("2022-01-09", "2022-01-09", 12, "2022-01-09"),
        ("2013-12-23", "2022-01-09", 12, None),  # a template's, or changed later
        ("2022-01-09", "2022-01-09", 0, None),  # made by a program
        ("2022-13-09", "2022-13-09", 12, None),
    ],
)
def test_the_day_of_an_office_document(
    tmp_path: Path, created: str, modified: str, minutes: int, day: str | None
) -> None:
    word = docx_file(FERRY, core=DATES.format(created, modified), minutes=minutes)
    assert loaded(tmp_path, word).published == day
    meta = ODT_DATES.format(created, modified, f"{minutes}M")
    assert loaded(tmp_path, odt_file("<text:p>Ein Satz.</text:p>", meta=meta), "odt").published == day


def test_a_stated_day_and_publisher_count(tmp_path: Path) -> None:
    more = {
        "customXml/item1.xml": '<CoverPageProperties xmlns="urn:x"><PublishDate>2022-01-10T00:00:00</PublishDate>'
        "</CoverPageProperties>",
        "docProps/custom.xml": '<Properties><property name="Publisher"><lpwstr>Küstenbote</lpwstr></property>'
        "</Properties>",
    }
    found = loaded(tmp_path, docx_file(FERRY, core=DATES.format("2022-01-09", "2022-01-09"), more=more))
    assert (found.published, found.publisher) == ("2022-01-10", "Küstenbote")
    meta = "<dc:publisher>Küstenbote</dc:publisher><dc:title>Hafen</dc:title>"
    found = loaded(tmp_path, odt_file("<text:p>Ein Satz.</text:p>", meta=meta), "odt")
    assert (found.title, found.publisher) == ("Hafen", "Küstenbote")


def test_the_title_of_an_opendocument_text(tmp_path: Path) -> None:
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    body = '<text:p>Pressestelle</text:p><text:p text:style-name="P1">Hafen gesperrt</text:p>'
    assert loaded(tmp_path, odt_file(body, styles=styles), "odt").title == "Hafen gesperrt"
    body = '<text:p>Pressestelle</text:p><text:h text:outline-level="1">Am Kai</text:h>'
    assert loaded(tmp_path, odt_file(body), "odt").title == "Am Kai"


def test_broken_metadata_cost_no_text(tmp_path: Path) -> None:
    members = docx_members(FERRY)
    members |= {"docProps/core.xml": "<broken", "docProps/app.xml": "", "word/styles.xml": BOMB + "<a>&i;</a>"}
    assert loaded(tmp_path, packed(members)).text == "Die Fähre fährt."
    members = odt_members("<text:p>Ein Satz.</text:p>") | {"meta.xml": "<broken"}
    assert loaded(tmp_path, packed(members), "odt").text == "Ein Satz."


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_what_is_no_document_is_refused_in_a_sentence(tmp_path: Path, suffix: str) -> None:
    assert "is empty" in refused(tmp_path, b"", "empty", suffix)
    refused(tmp_path, b"no archive", "damaged", suffix)
    refused(tmp_path, packed({"a.txt": "x"}), "damaged", suffix)
    refused(tmp_path, docx_file(FERRY)[:-30], "damaged", suffix)
    assert "password" in refused(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted", suffix)
    assert "no text" in refused(tmp_path, docx_file("") if suffix == "docx" else odt_file(""), "no_text", suffix)


def test_locked_documents_are_refused(tmp_path: Path) -> None:
    members = odt_members("<text:p>x</text:p>") | {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert "locked" in refused(tmp_path, packed(members), "encrypted", "odt")
    held = bytearray(docx_file(FERRY))
    for place in range(len(held) - 4):
        if held[place : place + 4] == b"PK\x01\x02":
            held[place + 8] |= 1
    assert "locked" in refused(tmp_path, bytes(held), "encrypted")


def test_bombs_are_refused(tmp_path: Path) -> None:
    members = docx_members(FERRY)
    main = members["word/document.xml"]
    long = main.replace("<w:body>", "<w:body>" + " " * (MOST_UNPACKED + 1))
    assert "unpacks to more" in refused(tmp_path, packed(members | {"word/document.xml": long}), "too_complex")
    entities = main.replace('encoding="UTF-8"?>', f'encoding="UTF-8"?>{BOMB}').replace("fährt", "&i;")
    refused(tmp_path, packed(members | {"word/document.xml": entities}), "damaged")
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    entities = main.replace('encoding="UTF-8"?>', f'encoding="UTF-8"?>{outside}').replace("fährt", "&a;")
    refused(tmp_path, packed(members | {"word/document.xml": entities}), "damaged")
    assert "tags" in refused(tmp_path, docx_file("<w:p/>" * (MOST_MARKUP + 1)), "too_complex")
    refused(tmp_path, docx_file("<w:tbl><w:tr><w:tc>" * 200 + END + "</w:tc></w:tr></w:tbl>" * 200), "damaged")
    many = {f"{number}": "" for number in range(MOST_MEMBERS + 1)}
    assert "parts" in refused(tmp_path, packed(members | many), "too_complex")


def test_huge_attributes_are_read_or_refused_in_time(tmp_path: Path) -> None:
    many = "".join(f' a{number}="x"' for number in range(100_000))
    assert loaded(tmp_path, docx_file(f"<w:p{many}>{run('Da.')}</w:p>")).text == "Da."
    refused(tmp_path, docx_file(f"<w:p a='{'x' * 11_000_000}'>{run('Da.')}</w:p>"), "damaged")


def test_members_that_lie_about_their_size_are_damaged(tmp_path: Path) -> None:
    held = io.BytesIO(docx_file(FERRY))
    with zipfile.ZipFile(held) as archive:
        info = archive.getinfo("word/document.xml")
    size = info.file_size.to_bytes(4, "little")
    refused(tmp_path, held.getvalue().replace(size, (10).to_bytes(4, "little")), "damaged")


def test_a_word_document_of_another_compression_is_damaged(tmp_path: Path) -> None:
    refused(tmp_path, packed(docx_members(FERRY), zipfile.ZIP_LZMA), "damaged")
