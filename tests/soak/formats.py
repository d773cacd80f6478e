"""Mutated files of every format: each gives an article or one sentence, in time, and nothing is written.

Run it with ``python -m tests.soak.formats [COUNT [FORMAT]...]``; COUNT is of files a format.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import py3langid

from retrieval.articles import load
from retrieval.articles.worker import SECONDS, read_feed, read_sitemap
from retrieval.errors import ArticleError
from tests.retrieval.news_sites import sites
from tests.retrieval.news_stories import BRIDGE, HARBOUR, PORT, Story
from tests.retrieval.office_files import docx_file, docx_paragraph, odt_file, packed
from tests.retrieval.pdf_files import pdf_file

MAX_BYTES = 1_000_000
FORMATS = ("txt", "md", "html", "pdf", "rss", "docx", "odt", "eml", "xml", "sitemap")

_PIECES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80" * 9, b"\xed\xa0\x80", b"\r", b"\x1b[31m", b"&#x0;", b"&#55296;"),
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</p>", b"<table>", b"<a href='", b"<" * 200, b"&lt" * 99),
    *(b"---\n", b"*a: &b [*b]\n", b"title: [", b"```\n", b"> " * 300, b"[" * 500, b"](", b"|a|b|\n|-|-|\n", b"<?xml "),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<item><link>file:///etc/passwd</link>", b"charset=utf-16", b"]}" * 50),
    *(b"/Length 99999999", b"startxref\n0\n", b"<< /Type /Pages /Kids [2 0 R] >>", b"endobj", b"stream\n", b"(((("),
    *(b"/Filter [/FlateDecode /FlateDecode /LZWDecode]", b"9" * 400, b"-1", b"%PDF-1.4", b"/Prev 9", b"1e999"),
)


def originals() -> dict[str, list[bytes]]:
    """Return well-formed files of each format."""
    stories = (HARBOUR, BRIDGE, PORT)
    entries = "".join(
        f"<item><title>{story.title}</title><link>https://a.example/{number}</link>"
        f"<pubDate>Sun, 09 Jan 2022 21:1{number}:00 +0100</pubDate><description>{story.html}</description></item>"
        for number, story in enumerate(stories)
    )
    lines = [part[start : start + 80] for part in HARBOUR.paragraphs for start in range(0, len(part), 80)]
    return {
        "txt": ["\n\n".join((story.title, *story.paragraphs)).encode() for story in stories],
        "md": [
            f"---\ntitle: {story.title}\npublished: 2022-01-09T21:14:00+01:00\nurl: https://a.example/{number}\n---\n"
            f"# {story.title}\n\n* eins\n* [zwei](b)\n\n{'  '.join(story.paragraphs)}\n\n| a |\n|---|\n| c |".encode()
            for number, story in enumerate(stories)
        ],
        "html": [site.html.encode(site.charset) for site in sites()],
        "pdf": [pdf_file([lines[:9], lines[9:]], title="Hafen", language="de"), pdf_file([["Kurz."]] * 3)],
        "rss": [f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode()],
        **_documents(stories),
    }


def _documents(stories: Sequence[Story]) -> dict[str, list[bytes]]:
    """Return well-formed documents, mails, news items and sitemaps of these stories."""
    words = ["".join(map(docx_paragraph, story.paragraphs)) for story in stories]
    changed = "<w:p><w:r><w:t>Neu</w:t></w:r><w:del><w:r><w:delText>alt</w:delText></w:r></w:del></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{docx_paragraph('a')}</w:tc><w:tc>{docx_paragraph('b')}</w:tc></w:tr></w:tbl>"
    open_texts = ["".join(f"<text:p>{part}</text:p>" for part in story.paragraphs) for story in stories]
    note = "<text:p>Satz<text:note><text:note-body><text:p>Fuß</text:p></text:note-body></text:note>.</text:p>"
    mails = []
    for story in stories:
        message = EmailMessage()
        message["From"], message["Subject"] = "Küstenbote <a@b.example>", story.title
        message["Date"] = "Sun, 9 Jan 2022 21:14:00 +0100"
        message.set_content("\n\n".join(story.paragraphs))
        rich = f"<html><body><table><tr><td>{story.html}</td></tr></table></body></html>"
        message.add_alternative(rich, subtype="html")
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
        mails.append(message.as_bytes())
    return {
        "docx": [docx_file(changed + text + table, core=f"<dc:title>{n}</dc:title>") for n, text in enumerate(words)],
        "odt": [odt_file(note + text, meta="<dc:title>x</dc:title>") for text in open_texts],
        "eml": mails,
        "xml": [
            f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider qcode="a:b"/></itemMeta>'
            f"<contentMeta><headline>{story.title}</headline></contentMeta><contentSet><inlineXML><html><body>"
            f"{story.html}</body></html></inlineXML></contentSet></newsItem>".encode()
            for story in stories
        ],
        "sitemap": [
            b"<urlset><url><loc>https://a.example/1</loc><lastmod>2022-01-09</lastmod></url></urlset>",
            b"<sitemapindex><sitemap><loc>https://a.example/2.gz</loc></sitemap></sitemapindex>",
            gzip.compress(b"<urlset>" + b"<url><loc>https://a.example/3</loc></url>" * 20 + b"</urlset>"),
            b"https://a.example/1\nhttps://a.example/2\n",
        ],
    }


def mutated(raw: bytes, draw: random.Random) -> bytes:
    """Return the file with one to eight changes: bytes, pieces, cuts, copies, swaps."""
    data = bytearray(raw)
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(data) + 1)
        end = min(len(data), place + draw.choice((1, 1, 2, 8, 64, 512)))
        other = draw.randrange(len(data) + 1)
        match draw.randrange(6):
            case 0:
                data[place:end] = bytes(draw.randrange(256) for _ in range(end - place))
            case 1:
                data[place:place] = draw.choice(_PIECES)
            case 2:
                del data[place:end]
            case 3:
                data[other:other] = data[place:end] * draw.choice((1, 2, 30))
            case 4:
                data[place:end], data[other : other + 8] = data[other : other + 8], data[place:end]
            case 5 if draw.random() < 0.2:
                del data[place:]
    return bytes(data)


def mutated_package(raw: bytes, draw: random.Random) -> bytes:
    """Return a document in which one member is mutated and packed again; one in four is mutated as it is packed."""
    if draw.random() < 0.25:
        return mutated(raw, draw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    main = [name for name in members if name.endswith(("document.xml", "content.xml"))]
    name = draw.choice(main * len(members) + list(members))
    return packed(members | {name: mutated(members[name], draw)})


def outcome(path: Path, raw: bytes) -> str:
    """Read a file of these bytes; return "read" or "refused", and raise for all that must not be."""
    path.write_bytes(raw)
    began = time.monotonic()
    try:
        if path.suffix == ".rss":
            read_feed(raw, "the feed", url="https://a.example/feed")
        elif path.suffix == ".sitemap":
            read_sitemap(raw, "the sitemap", url="https://a.example/sitemap.xml")
        else:
            article = load(path, max_bytes=MAX_BYTES)
            if not article.text.strip() or "\n" in article.title:
                raise AssertionError("an article without text, or with a title of several lines")
    except ArticleError as exc:
        if "\n" in str(exc) or not str(exc).endswith("."):
            raise AssertionError(f"no sentence: {exc!s:.200}") from exc
        return "refused"
    finally:
        if time.monotonic() - began > SECONDS + 5:
            raise AssertionError("it took longer than the limit")
    return "read"


def run(kind: str, count: int, folder: Path, tell: Callable[[str], None]) -> Counter[str]:
    """Read `count` mutated files of a format in `folder`; a failure keeps its file there and names its number."""
    found: Counter[str] = Counter()
    files = originals()[kind]
    for number in range(count):
        path = folder / f"a.{kind}"
        mutate = mutated_package if kind in {"docx", "odt"} else mutated
        raw = mutate(files[number % len(files)], random.Random(f"{kind}{number}"))
        try:
            found[outcome(path, raw)] += 1
        except Exception as exc:
            raise AssertionError(f"mutated {kind} file {number}, kept as {path}: {exc}") from exc
        if number % 1_000 == 999:
            tell(f"{kind}: {number + 1} files, {dict(found)}")
    return found


class WrittenFiles:
    """Keeps the names of files that this process opens for writing outside of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.names: list[str] = []
        self.watching = True
        py3langid.classify("a")  # unpacks its model into an unnamed file once
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event != "open" or not self.watching:
            return
        name, _, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and isinstance(name, str) and not name.startswith((self.folder, os.devnull)):
            self.names.append(name)


def main() -> None:
    """Run every format and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kinds = sys.argv[2:] or FORMATS
    folder = Path(tempfile.mkdtemp(prefix="beleg-soak-"))
    written = WrittenFiles(folder)
    for kind in kinds:
        began = time.monotonic()
        found = run(kind, count, folder, print)
        print(f"{kind}: {count} files in {time.monotonic() - began:.0f} s, {dict(found)}", flush=True)
    if written.names:
        raise SystemExit(f"Files were written outside: {sorted(set(written.names))[:9]}")
    print("No crash, no hang, no file written outside.")


if __name__ == "__main__":
    main()
