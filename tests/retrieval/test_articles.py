import errno
import os
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import articles
from retrieval.articles import article_id, load
from retrieval.articles.formats import FEED_TYPES, FORMATS, MEDIA_TYPES, SUFFIXES, Format, from_json
from retrieval.articles.metadata import LONGEST_TITLE, Metadata, canonical_url, line, published
from retrieval.articles.page import RawArticle
from retrieval.datatypes import Article
from retrieval.errors import ArticleError

LIMIT = 100_000
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


def refused(path: Path, *, max_bytes: int = LIMIT) -> str:
    with pytest.raises(ArticleError) as caught:
        load(path, max_bytes=max_bytes)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


# plain text


def test_plain_text_stays_as_it_is_but_for_line_ends(write: Write) -> None:
    article = load(
        write("hafen.txt", "\ufeffNeues\r\n\r\n  Der Hafen ist zu. \rUnd er bleibt es.\t\x07[1]\n"), max_bytes=LIMIT
    )
    assert article.text == "Neues\n\n  Der Hafen ist zu. \nUnd er bleibt es.\t\x07[1]\n"
    assert article.title == "Neues"
    assert article.language == "de"
    assert (article.published, article.url, article.publisher, article.identity) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Neues\n\nText", "Neues"),
        ("Neues\n \t\nText", "Neues"),
        ("x" * 120 + "\n\nText", "x" * 120),
        ("x" * 121 + "\n\nText", "hafen"),
        ("Neues\nText", "hafen"),
        ("Neues\n\n", "hafen"),
        ("\n\nText", "hafen"),
        ("\u202eNeu\x1b[31mes\n\nText", "Neu[31mes"),
    ],
)
def test_the_title_of_plain_text(write: Write, text: str, title: str) -> None:
    assert load(write("hafen.txt", text), max_bytes=LIMIT).title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(write: Write, encoding: str) -> None:
    text = "„Größere Schiffe“ können nicht anlegen – so die Hafenmeisterin."
    assert load(write("a.txt", text.encode(encoding)), max_bytes=LIMIT).text == text


def test_windows_1251_is_recognised(write: Write) -> None:
    text = "Порт закрыт до понедельника, сказала Ильза Брандт."
    article = load(write("a.txt", text.encode("cp1251")), max_bytes=LIMIT)
    assert (article.text, article.language) == (text, "ru")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_text_without_controls_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text(text, encoding="utf-8", newline="")
    if not text.startswith("\ufeff"):
        assert load(path, max_bytes=LIMIT).text == text


# refusals


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "only white space"),
        ("a.txt", b"\xff\xfe \x00", "only white space"),
        ("a.txt", b"abc\0\0\0\0\0def", "binary data"),
        ("a.txt", bytes(range(1, 30)) * 5, "binary data"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF file"),
        ("a.md", b"PK\x03\x04...", "ZIP"),
        ("a.txt", b"\xff\xfea", "unknown encoding"),
        ("a.rtf", b"text", "no known kind"),
        ("a.pdf", b"text", "cannot be read as PDF"),
        ("a", b"text", "no known kind"),
        ("a.html", b"<html><body></body></html>", "no main text"),
        ("a.md", b"---\ntitle: x\n---\n\n", "no text after its front matter"),
        ("a.md", b"<!-- nothing", "no text"),
    ],
)
def test_what_is_no_article_is_refused_in_one_sentence(write: Write, name: str, content: bytes, says: str) -> None:
    assert says in refused(write(name, content))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Die Fähre nach Süderoog fährt".encode() + b"\xc3", "Die Fähre nach Süderoog fährt\ufffd"),
        ("Größe: ".encode() + b"\xe4" + " Öl für Köche".encode(), "Größe: \ufffd Öl für Köche"),
        (
            "Über Möwen ".encode() + b"\xf0\x9f\x98" + " und Wellen übrigens".encode(),
            "Über Möwen \ufffd und Wellen übrigens",
        ),
        (b"\xef\xbb\xbfM\xc3\xb6we \xff fliegt", "Möwe \ufffd fliegt"),
        (b"Der Hafen\0 ist\0 zu", "Der Hafen ist zu"),
        (b"Der Hafen \x81 ist zu", "Der Hafen \ufffd ist zu"),
        ("Die Fähre fährt über die Elbe".encode("cp1252"), "Die Fähre fährt über die Elbe"),
        ("Порт закрыт до понедельника".encode("koi8-r"), "Порт закрыт до понедельника"),
        ("Порт закрыт до понедельника".encode("cp1251"), "Порт закрыт до понедельника"),
        ("Порт закрыт до понедельника".encode("cp866"), "Порт закрыт до понедельника"),
        ("Der Hafen ist zu.".encode("utf-16-le"), "Der Hafen ist zu."),
        ("Der Hafen ist zu.".encode("utf-16-be"), "Der Hafen ist zu."),
    ],
)
def test_what_is_broken_costs_no_more_than_itself(write: Write, content: bytes, text: str) -> None:
    assert load(write("a.txt", content), max_bytes=LIMIT).text == text


def test_quotation_marks_of_windows_in_a_page_called_latin(write: Write) -> None:
    page = HTML.format(charset="iso-8859-1", date="2022-01-09").encode("cp1252")
    assert "„Größere Schiffe können nicht anlegen“" in load(write("a.html", page), max_bytes=LIMIT).text
    zeros = page.replace(b"<nav>", b"<nav>\0").replace(b"Impressum", b"Im\0pressum")
    assert load(write("b.html", zeros), max_bytes=LIMIT).title == "Hafen bleibt zu"


def test_a_file_over_the_limit(write: Write) -> None:
    path = write("a.txt", "x" * 51)
    assert "51 bytes" in refused(path, max_bytes=50)
    assert load(path, max_bytes=51).text == "x" * 51


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Größe.".encode("cp1252") * 30),
        ("a.txt", "Der Hafen. ".encode("utf-16") * 20),
        ("a.md", "Größe. ".encode("cp1252") * 30),
        ("a.html", "".join(f"<p>Fähre {n} hält größeren Stürmen stand.</p>" for n in range(90)).encode("cp1252")),
        ("a.md", b"> a\n>\n" * 40),
        ("a.txt", "Гавань закрыта. ".encode("cp1251") * 20),
        ("a.md", "Гавань закрыта. ".encode("cp1251") * 20),
    ],
)
def test_a_file_within_the_limit_is_read_whatever_its_encoding(write: Write, name: str, content: bytes) -> None:
    path = write(name, content)
    longest = len(load(path, max_bytes=LIMIT).text)
    for limit in range(max(longest, len(content)) - 3, max(longest, len(content)) + 3):
        if limit >= max(longest, len(content)):
            assert len(load(path, max_bytes=limit).text) == longest
        else:
            assert f"{limit} " in refused(path, max_bytes=limit)


def test_what_the_parsing_process_says_is_checked() -> None:
    raw = RawArticle(b"", "the page", max_bytes=10)
    metadata = asdict(Metadata(title="Hafen"))
    assert from_json({"text": "zehn Bytes", "metadata": metadata}, raw) == ("zehn Bytes", Metadata(title="Hafen"))
    assert from_json({"text": "zehn Größe", "metadata": metadata}, raw)[0] == "zehn Größe"
    with pytest.raises(ArticleError, match="has more than 10 characters of text"):
        from_json({"text": "elf Zeichen", "metadata": metadata}, raw)
    for value in (
        {},
        {"text": 1, "metadata": metadata},
        {"text": "a", "metadata": []},
        {"text": "a", "metadata": {**metadata, "more": "b"}},
        {"text": "a", "metadata": {"title": "b"}},
        {"text": "a", "metadata": {**metadata, "title": "x" * 2_001}},
        {"text": "a", "metadata": {**metadata, "url": ["b"]}},
    ):
        with pytest.raises(ArticleError, match="the page makes its parser fail"):
            from_json(value, raw)


def test_missing_files_folders_links_and_pipes(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "gone.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert "link to a file that is gone" in refused(tmp_path / "link.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "cannot be read" in refused(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "is a folder" in refused(tmp_path / "folder.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no ordinary file" in refused(tmp_path / "pipe.txt")
    assert "does not exist" in refused(tmp_path / "gone.pdf")
    assert "cannot be read" in refused(Path("a\0b.txt"))
    assert "cannot be read" in refused(Path("x" * 5_000 + ".txt"))
    assert "does not exist" in refused(tmp_path / "new\nline\x1b[31m.txt")


def test_an_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt", "text")

    def denied(opened: str, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", opened)

    monkeypatch.setattr(os, "open", denied)
    assert "Permission denied" in refused(path)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.txt")
    assert "name that is not UTF-8" in refused(path)


def test_the_path_is_absolute_and_says_the_same_file_the_same_way(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.txt", "Der Hafen ist zu.")
    monkeypatch.chdir(path.parent)
    assert load(Path("./a.txt"), max_bytes=LIMIT) == load(path, max_bytes=LIMIT)
    assert load(Path("../") / path.parent.name / "a.txt", max_bytes=LIMIT).path == str(path)


# Markdown

MARKDOWN = """---
id: hafen-1
title: "Hafen: zu"
publisher: Küstenbote
published: 2022-01-09 14:30:00 +01:00
url: HTTPS://Www.Kueste.Example:443/hafen?utm_source=x&b=1&fbclid=2#oben
language: de-DE
fictional: true
tags: [a, b]
---
# Der *Hafen* bleibt zu

Ein [Link](https://a.example "Titel") und **fett**,
`code` &amp; ~~alt~~ <b>da</b><br>hart\\
weiter, siehe [hier][r] ![Bild](b.png)

- eins
- zwei
  - drei

1. erstens
2. zweitens

> Zitat [1]

```py
x = 1

y
```

| Kai | Lage |
|-----|------|
| Süd | *zu* |

<div>Rahmen <i>kurs</i>iv<p>Absatz</p><script>alert(1)</script> &lt;x&gt;</div>

***

[r]: https://b.example
"""


def test_markdown_becomes_plain_text(write: Write) -> None:
    article = load(write("a.md", MARKDOWN), max_bytes=LIMIT)
    assert article.text == (
        "Der Hafen bleibt zu\n\nEin Link und fett, code & alt da\nhart\nweiter, siehe hier\n\neins\n\nzwei\n\ndrei\n\n"
        "1. erstens\n\n2. zweitens\n\nZitat [1]\n\nx = 1\n\ny\n\nKai; Lage\nSüd; zu\n\nRahmen kursiv\nAbsatz\n<x>"
    )
    assert article == Article(
        article_id=article_id("hafen-1"),
        title="Hafen: zu",
        text=article.text,
        language="de",
        publisher="Küstenbote",
        published="2022-01-09T14:30:00+01:00",
        url="https://www.kueste.example/hafen?b=1",
        path=article.path,
        identity="hafen-1",
    )


def test_markdown_without_front_matter_takes_its_first_heading(write: Write) -> None:
    article = load(write("a.markdown", "Vorab.\n\n## Der `Hafen`\n\nText\n"), max_bytes=LIMIT)
    assert (article.title, article.text) == ("Der Hafen", "Vorab.\n\nDer Hafen\n\nText")
    assert article.article_id == article_id(article.text)
    assert load(write("b.md", "---\n\nNur Text unter einer Linie.\n"), max_bytes=LIMIT).title == "b"


FRONT = "Die Fähre fährt wieder. Das sagte Ina Falk am Abend im Hafen von Norderwiek."


def with_warnings(path: Path) -> tuple[Article, str]:
    """Return the article of a file and what was said of it."""
    warnings: list[str] = []
    return load(path, max_bytes=LIMIT, warn=warnings.append), " ".join(warnings)


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("- a: b", ""),
        ("url: {a: b}", ""),
        ("published: gestern", "says published: 'gestern', where a date such as"),
        ("published: 2022-02-30", "says published: '2022-02-30'"),
        ("date: 3/4/2022", "says published: '3/4/2022'"),
        ("published: 0001-01-01T00:00:00+14:00", "says published"),
        ("language: klingonisch", "says language: 'klingonisch'"),
        ("url: ftp://a.example/", "says url: 'ftp://a.example/'"),
        ("url: http://user:pass@a.example/", "says url"),
        ("a: &a [x, x]\nb: [*a, *a]", ""),
        ("a: " + "[" * 5_000, ""),
        ("id: " + "x" * 3_000, "says id"),
        ("x: " + "y" * 70_000, "characters, of which 65536 are read at most"),
        ("a: \x01", ""),
    ],
)
def test_what_front_matter_states_badly_is_left_out(write: Write, front: str, says: str) -> None:
    article, warning = with_warnings(write("a.md", f"---\n{front}\n---\n{FRONT}"))
    assert FRONT in article.text
    assert (article.published, article.url, article.identity) == (None, None, None)
    assert (says in warning) if says else not warning


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("---\ntitle: Hafen: was nun?\ndate: 9.1.2022\n---", "Hafen: was nun?"),
        ("---\ntitle: [Update] Hafen zu\ndate: Jan 9, 2022\n---", "[Update] Hafen zu"),
        ('---\ntitle: "Hafen" bleibt zu\npublished: 2022/01/09\n---', "Hafen"),
        ('---\ntitle: "Hafen zu\ndatum: 9. Januar 2022\n---', "Hafen zu"),
        ("---\ntitle: Hafen zu\ntags:\n\t- meer\ndate: Sun, 09 Jan 2022 21:14:00 +0100\n---", "Hafen zu"),
        ('---\nfile: "C:\\Users\\Ina\\x.jpg"\ntitle: Hafen zu\nPublished: 9 January 2022\n---', "Hafen zu"),
        ("\n\n---\n# von Hand\ntitle: Hafen zu\ndate: 2022-01-09\n---", "Hafen zu"),
        ("<!-- von Hand -->\n---\ntitle: Hafen zu\ndate: 2022-01-09\n---", "Hafen zu"),
        ("---\ntitle: >\n  Hafen: heute\n  zu\n\ndate: 2022-01-09\n---", "Hafen: heute zu"),
        ('+++\ntitle = "Hafen zu"\ndate = 2022-01-09T21:14:00+01:00\n[x]\ny = 1\n+++', "Hafen zu"),
        ("+++\ntitle = Hafen zu\ndate = 2022-01-09\n+++", "Hafen zu"),
        ('{"title": "Hafen zu",\n "date": "2022-01-09"}\n', "Hafen zu"),
        ("---\ntitle: Hafen zu\ndate: 2022-01-09\n", "Hafen zu"),
    ],
)
def test_front_matter_as_people_write_it(write: Write, front: str, title: str) -> None:
    article = load(write("a.md", f"{front}\n\n{FRONT}"), max_bytes=LIMIT)
    assert (article.title, (article.published or "")[:10], article.text) == (title, "2022-01-09", FRONT)


def test_keys_that_others_use(write: Write) -> None:
    front = "source: https://a.example/die fähre\npublisher: [dpa, Bote]\nlang: Englisch\nauthor:\n  - '[[Ina]]'"
    article, warning = with_warnings(write("a.md", f"---\n{front}\n---\n{FRONT}"))
    assert (article.url, article.publisher) == ("https://a.example/die%20fähre", "dpa, Bote")
    assert (article.language, warning) == ("en", "")
    assert load(write("b.md", f"---\nsource: dpa\n---\n{FRONT}"), max_bytes=LIMIT).publisher == "dpa"


def test_front_matter_without_an_end(write: Write) -> None:
    article, warning = with_warnings(write("a.md", f"---\ntitle: x\n\n{FRONT}"))
    assert (article.title, article.text) == ("x", FRONT)
    assert "has no second line '---'" in warning


def test_a_rule_over_a_text_and_an_object_in_it_are_no_front_matter(write: Write) -> None:
    for text in (f"---\n\n{FRONT}\n\n---\n\nEnde.", f"{{x}} {FRONT}"):
        assert "Ina Falk" in load(write("a.md", text), max_bytes=LIMIT).text


@pytest.mark.parametrize("unit", ["a: [", "- ", "a:\n", "[", "\n", "<!--\n", "'", "a: b\n"])
def test_hostile_front_matter_takes_little_time(write: Write, unit: str) -> None:
    for mark in ("---\n", "+++\n", "{"):
        text = f"{mark}{unit * (20_000 // len(unit))}\n-->\n---\n+++\n\n{FRONT}"
        assert load(write("a.md", text), max_bytes=LIMIT).text


def test_front_matter_is_text_only(write: Write) -> None:
    front = 'language: no\ntitle: "a\\u0000b\\u202ec\\ud800"\nid: 007\nurl: ~\npublisher:\npublished: "2022-1-9"'
    article = load(write("a.md", f"---\n{front}\n---\nHavnen er stengt."), max_bytes=LIMIT)
    assert (article.language, article.title, article.identity, article.url) == ("no", "abc", "007", None)
    assert (article.publisher, article.published) == (None, "2022-01-09")
    tagged = load(write("b.md", "---\ntitle: !!python/name:os.system x\n---\nText"), max_bytes=LIMIT)
    assert tagged.title == "x"


@pytest.mark.parametrize(
    "unit", ["[", "`a", "*a ", "> ", "- ", "<!--", "<a ", "&", "_a", "![[", "\\", "[a](", "<script>", "a\n", "|a"]
)
def test_hostile_markdown_takes_little_time(write: Write, unit: str) -> None:
    path = write("a.md", unit * (100_000 // len(unit)) + "\n\nEnde")
    try:
        assert "Ende" in load(path, max_bytes=LIMIT * 2).text
    except ArticleError:
        assert unit in {"<!--", "<script>"}  # unclosed: the rest is hidden


# HTML

HTML = """<!doctype html><html lang="de-AT"><head><meta charset="{charset}"><title>Hafen bleibt zu | Küstenbote</title>
<meta property="og:title" content="Hafen bleibt zu"><meta property="og:site_name" content="Küstenbote">
<link rel="canonical" href="https://www.kueste.example/hafen?utm_campaign=a#x">
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "datePublished": "{date}"}}]}}</script>
</head><body><nav><a href="/">Start</a></nav><article><h1>Hafen bleibt zu</h1>
<p>Der Hafen von Norderwiek bleibt bis Montag geschlossen,&#7; teilte die Verwaltung am Abend mit.</p>
<p>„Größere Schiffe können nicht anlegen“, sagte <b>Hafenmeisterin</b> Ilse Brandt.</p>
<ul><li>Die Fähren fallen aus</li></ul><table><tr><td>Kai</td><td>zu</td></tr></table>
</article><footer>Impressum</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "windows-1252"])
def test_html_becomes_its_main_text(write: Write, charset: str) -> None:
    page = HTML.format(charset=charset, date="2022-01-09T14:30:00+01:00").replace("„", '"').replace("“", '"')
    article = load(write("a.html", page.encode(charset)), max_bytes=LIMIT)
    assert "Impressum" not in article.text
    assert "Start" not in article.text
    blocks = article.text.split("\n\n")
    assert "Der Hafen von Norderwiek bleibt bis Montag geschlossen, teilte die Verwaltung am Abend mit." in blocks
    assert '"Größere Schiffe können nicht anlegen", sagte Hafenmeisterin Ilse Brandt.' in blocks
    assert {"Die Fähren fallen aus", "Kai; zu"} <= set(blocks)
    assert (article.title, article.publisher, article.language) == ("Hafen bleibt zu", "Küstenbote", "de")
    assert (article.published, article.url) == ("2022-01-09T14:30:00+01:00", "https://www.kueste.example/hafen")
    assert article.article_id == article_id("https://www.kueste.example/hafen")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2022-01-09", "2022-01-09"),
        ("2022-01-09T14:30", "2022-01-09"),
        ("gestern", None),
        ("2022-01-09T23:30-03:00", "2022-01-09T23:30:00-03:00"),
    ],
)
def test_the_date_of_a_page(write: Write, date: str, expected: str | None) -> None:
    page = HTML.format(charset="utf-8", date=date)
    assert load(write("a.htm", page), max_bytes=LIMIT).published == expected


def test_a_lead_is_no_teaser_of_another_article(write: Write) -> None:
    lead = '<div class="teaser"><b>Der Vorspann sagt in einem Satz, worum es im Hafen von Norderwiek geht.</b></div>'
    other = '<div class="teaser"><a href="/b"><b>Ein anderer Beitrag über die Wiesen hinter dem Deich.</b></a></div>'
    page = HTML.format(charset="utf-8", date="2022-01-09").replace("</h1>", f"</h1>{lead}{other}")
    text = load(write("a.html", page), max_bytes=LIMIT).text
    assert "Der Vorspann sagt" in text
    assert "Ein anderer Beitrag" not in text


@pytest.mark.parametrize("unit", ["<div>", "<b>", "<!--", "&amp;", "<table><tr><td>", "<", "<a x=1 "])
def test_hostile_html_costs_one_sentence(write: Write, unit: str) -> None:
    refused(write("a.html", unit * (100_000 // len(unit))), max_bytes=LIMIT * 2)


# metadata


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-01-09", "2022-01-09"),
        (" 2022-1-9 ", "2022-01-09"),
        ("2022-01-09T14:30:00Z", "2022-01-09T14:30:00Z"),
        ("2022-01-09t14:30:00.123z", "2022-01-09T14:30:00Z"),
        ("2022-01-09 14:30:00 +01:00", "2022-01-09T14:30:00+01:00"),
        ("2022-01-09T00:30:00+0100", "2022-01-09T00:30:00+01:00"),
        ("2022-01-09T14:30+01", "2022-01-09T14:30:00+01:00"),
        ("2022-01-09 14:30 UTC", "2022-01-09T14:30:00Z"),
        ("2022-01-09T14:30:00", "2022-01-09"),
        ("0099-01-09T14:30:00Z", "0099-01-09T14:30:00Z"),
    ],
)
def test_dates(value: str, expected: str) -> None:
    assert published(value) == expected


@pytest.mark.parametrize(
    "value", ["", "2022", "2022-13-01", "9.1.2022", "2022-01-09T25:00Z", "9999-12-31T23:59:59-01:00"]
)
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its message is never shown
        published(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("HTTP://A.Example", "http://a.example/"),
        ("http://a.example:80/x/#y", "http://a.example/x/"),
        ("https://a.example:8443/?b=2&a=1", "https://a.example:8443/?b=2&a=1"),
        ("https://a.example/?utm_medium=x&q=%C3%BC&gclid=1", "https://a.example/?q=%C3%BC"),
        ("https://bücher.example./", "https://xn--bcher-kva.example/"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_addresses_have_one_form(value: str, expected: str) -> None:
    assert canonical_url(value) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a.example",
        "//a.example/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://a b.example/",
        "http://u:p@a.example/",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a.example/" + "x" * 2_000,
        "http://a.example/\u202ex",
        "http://" + "ä" * 70 + ".example/",
    ],
)
def test_what_is_no_address(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its message is not tested
        canonical_url(value)


@given(st.text(max_size=700))
def test_a_line_is_one_visible_line(value: str) -> None:
    found = line(value, LONGEST_TITLE)
    if found is not None:
        assert 0 < len(found) <= LONGEST_TITLE
        assert re.sub("[\u200c\u200d]", "", found).isprintable()
        assert found == found.strip()


def test_a_long_line_ends_at_a_word() -> None:
    assert line("Hafen " * 3, 14) == "Hafen Hafen…"
    assert line("x" * 20, 10) == "x" * 9 + "…"


def test_an_id_is_twelve_hex_digits() -> None:
    assert re.fullmatch("[0-9a-f]{12}", article_id("https://a.example/"))
    assert article_id("a") != article_id("b")


def test_the_package_offers_what_it_says() -> None:
    assert sorted(articles.__all__) == ["KNOWN_SUFFIXES", "article_id", "load", "load_url"]
    kinds = {".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".odt", ".eml", ".xml"}
    assert kinds == articles.KNOWN_SUFFIXES


def test_every_suffix_and_media_type_belongs_to_one_format() -> None:
    for names, found in (
        ([name for known in FORMATS.values() for name in known.suffixes], SUFFIXES),
        ([name for known in FORMATS.values() for name in known.media_types], MEDIA_TYPES),
    ):
        assert len(set(names)) == len(names) == len(found)
        assert all(name == name.lower() for name in names)
    assert not MEDIA_TYPES.keys() & FEED_TYPES.keys()


def test_a_format_in_the_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(raw: RawArticle) -> tuple[str, Metadata]:
        return raw.data.decode().removeprefix("shouted: ").lower(), Metadata(publisher=raw.name[-8:])

    monkeypatch.setitem(FORMATS, "shouted", Format((".shout",), (), read, parsed=False))
    monkeypatch.setitem(SUFFIXES, ".shout", "shouted")
    file = tmp_path / "HARBOUR.shout"
    file.write_bytes(b"shouted: THE HARBOUR IS CLOSED.")
    article = load(file, max_bytes=1_000)
    assert (article.text, article.publisher) == ("the harbour is closed.", "UR.shout")
