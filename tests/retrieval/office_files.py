"""Writes small Word documents and OpenDocument texts, as much of the formats as tests of reading need."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style><w:style w:styleId="berschrift1">'
    '<w:name w:val="heading 1"/></w:style><w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>'
    "</w:styles>"
)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = (
    f'xmlns:office="{_OFFICE}office:1.0" xmlns:text="{_OFFICE}text:1.0" xmlns:table="{_OFFICE}table:1.0" '
    f'xmlns:draw="{_OFFICE}drawing:1.0" xmlns:style="{_OFFICE}style:1.0" xmlns:svg="{_OFFICE}svg-compatible:1.0" '
    f'xmlns:meta="{_OFFICE}meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 1, 9, 0, 0, 0)), content, method)
    return held.getvalue()


def docx_paragraph(text: str, style: str = "") -> str:
    """Return a paragraph of a Word document."""
    chosen = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{chosen}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx_members(
    body: str, *, core: str = "", minutes: int = 12, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the members of a Word document; `core` are elements of its core properties, `more` further members."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return {
        "_rels/.rels": f'<Relationships><Relationship Type="{kind}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?>'
        f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:v">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": _STYLES,
        "docProps/core.xml": '<c:coreProperties xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</c:coreProperties>',
        "docProps/app.xml": f"<Properties><TotalTime>{minutes}</TotalTime></Properties>",
        **(more or {}),
    }


def docx_file(body: str, *, core: str = "", minutes: int = 12, more: Mapping[str, str] | None = None) -> bytes:
    """Return a Word document, as `docx_members` describes it."""
    return packed(docx_members(body, core=core, minutes=minutes, more=more))


def odt_members(body: str, *, meta: str = "", styles: str = "") -> dict[str, str]:
    """Return the members of an OpenDocument text; `meta` are elements of its metadata, `styles` its automatic ones."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<?xml version="1.0"?><office:document-content {_SPACES}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "meta.xml": f"<office:document-meta {_SPACES}><office:meta>{meta}</office:meta></office:document-meta>",
        "META-INF/manifest.xml": "<manifest/>",
    }


def odt_file(body: str, *, meta: str = "", styles: str = "") -> bytes:
    """Return an OpenDocument text, as `odt_members` describes it."""
    return packed(odt_members(body, meta=meta, styles=styles))
