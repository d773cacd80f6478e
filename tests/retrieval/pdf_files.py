"""Writes small PDF files, as much of the format as tests of reading need."""

import zlib
from collections.abc import Sequence

LINE_HEIGHT = 14
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf_file(pages: Sequence[Sequence[str]], *, title: str = "", xmp: str = "", language: str = "") -> bytes:
    """Return a PDF with these lines on its pages, in an encoding that knows western European letters."""
    objects = {3: _FONT}
    kids = []
    for page in pages:
        number = len(objects) + 10
        drawn = "".join(f"({_escaped(row)}) Tj T*\n" for row in page)
        content = f"BT /F1 11 Tf {LINE_HEIGHT} TL 60 760 Td\n{drawn}ET".encode("cp1252")
        objects[number] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
        objects[number + 1] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % number
        )
        kids.append(f"{number + 1} 0 R")
    more = f" /Lang ({language})" if language else ""
    if xmp:
        packet = xmp.encode()
        objects[5] = b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%b\nendstream" % (len(packet), packet)
        more += " /Metadata 5 0 R"
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R{more} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects[4] = f"<< /Title ({_escaped(title)}) /CreationDate (D:20220109143000+01'00') >>".encode("cp1252")
    return _assembled(objects)


def drawn_file(lines: Sequence[tuple[int, int, str]]) -> bytes:
    """Return a PDF of one page with lines at places of their own: points from the left, from below, and the text."""
    drawn = "".join(f"BT /F1 10 Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, text in lines).encode("cp1252")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 10 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    return _assembled(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [11 0 R] /Count 1 >>",
            3: _FONT,
            4: b"<< /Title (untitled) >>",
            10: b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
            11: page,
        }
    )


def shared_page_file(rows: Sequence[str], *, pages: int) -> bytes:
    """Return a PDF that shows the same page many times: a short file with a long text."""
    drawn = "".join(f"({_escaped(row)}) Tj T*\n" for row in rows)
    content = zlib.compress(f"BT /F1 11 Tf {LINE_HEIGHT} TL 60 760 Td\n{drawn}ET".encode("cp1252"))
    return _assembled(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"11 0 R " * pages, pages),
            3: _FONT,
            4: b"<< >>",
            10: b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(content), content),
            11: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 10 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>",
        }
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: dict[int, bytes]) -> bytes:
    """Return the file: objects, the table of where they are, and the trailer."""
    file = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, held in sorted(objects.items()):
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, held)
    start = len(file)
    file += b"xref\n"
    for number, place in places.items():
        file += b"%d 1\n%010d 00000 n \n" % (number, place)
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, start)
    return bytes(file)
