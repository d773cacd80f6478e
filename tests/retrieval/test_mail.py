"""Mails: which part is the text, what headers say, what is refused."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.articles.encoded_words import decoded
from retrieval.articles.mail import LONGEST_HEADER, MOST_BOUNDARIES, MOST_CONTAINERS, MOST_HEADER_LINES
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.news_stories import BRIDGE, HARBOUR

HEAD = b"From: =?utf-8?q?K=C3=BCstenbote?= <a@b.example>\r\nSubject: Hafen\r\nDate: Sun, 9 Jan 2022 23:30:00 +0100\r\n"
BODY = "Der Hafen bleibt zu.\n\nDas sagte Ilse Brandt."


def loaded(folder: Path, content: bytes) -> Article:
    path = folder / "meldung.eml"
    path.write_bytes(content)
    return load(path, max_bytes=1_000_000)


def refused(folder: Path, content: bytes, problem: str) -> str:
    with pytest.raises(ArticleError) as caught:
        loaded(folder, content)
    assert caught.value.problem == problem
    assert str(caught.value).endswith(".")
    return str(caught.value)


def mail(text: str = BODY, *, rich: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Küstenbote <bote@news.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if rich:
        message.add_alternative(rich, subtype="html")
    return message


def newsletter(*stories: tuple[str, tuple[str, ...]]) -> str:
    rows = "".join(
        f'<tr><td><table><tr><td><a href="https://a.example/1">{title}</a></td></tr><tr><td>{"<br><br>".join(text)}</td>'
        '</tr><tr><td><a href="https://a.example/1">Weiterlesen</a></td></tr></table></td></tr>'
        for title, text in stories
    )
    return f"""<html><body><div style="display: none">Vorschau</div><table><tr><td>
        <a href="https://a.example/b">Im Browser ansehen</a></td></tr>{rows}</table></body></html>"""


def test_a_plain_mail(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + b"\r\n" + BODY.encode())
    assert found.text == BODY
    assert (found.title, found.publisher) == ("Hafen", "Küstenbote")
    assert found.published is not None
    assert found.published.startswith(("2022-01-09T2", "2022-01-09T22:30:00"))


def test_a_newsletter_keeps_headlines_and_order(tmp_path: Path) -> None:
    stories = [(story.title, story.paragraphs) for story in (HARBOUR, BRIDGE)]
    found = loaded(tmp_path, mail("Nur in HTML.", rich=newsletter(*stories), Subject="Briefing").as_bytes())
    assert found.text == "\n\n".join(block for title, text in stories for block in (title, *text))
    assert found.title == "Briefing"


def test_plain_text_counts_where_html_has_lost_some(tmp_path: Path) -> None:
    rich = "<html><body><p>Ihr Programm zeigt diese Mail nicht an.</p></body></html>"
    long = BODY + "\n\n" + "\n\n".join(HARBOUR.paragraphs)
    assert loaded(tmp_path, mail(long, rich=rich).as_bytes()).text == long


def test_attachments_are_no_text_and_are_named_where_there_is_no_other(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="größe.pdf")
    message.add_attachment("Geheim", filename="notiz.txt")
    message.add_attachment(mail("Weitergeleitet", Subject="alt"))
    assert loaded(tmp_path, message.as_bytes()).text == BODY
    message = mail(" ")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="größe.pdf")
    assert "größe.pdf" in refused(tmp_path, message.as_bytes(), "no_text")
    assert "no text" in refused(tmp_path, HEAD + b"\r\n", "no_text")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "koi8-r", "utf-16"])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_encodings(tmp_path: Path, charset: str, coding: str) -> None:
    text = "Порт закрыт." if charset == "koi8-r" else "Größe zählt."
    message = EmailMessage()
    message["Subject"] = text
    message.set_content(text, charset="utf-8" if charset == "utf-16" else charset, cte=coding)
    assert (loaded(tmp_path, message.as_bytes()).text, loaded(tmp_path, message.as_bytes()).title) == (text, text)


def test_eight_bit_mail_without_any_encoding(tmp_path: Path) -> None:
    found = loaded(tmp_path, "Subject: Größe\r\n\r\nGröße zählt.".encode("cp1252"))
    assert (found.title, found.text) == ("Größe", "Größe zählt.")


def test_flowed_lines_are_joined_and_the_signature_is_cut(tmp_path: Path) -> None:
    text = b"Der Hafen \r\nbleibt zu.\r\n Das gilt.\r\n-- \r\nIlse Brandt\r\n"
    head = HEAD + b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    assert loaded(tmp_path, head + text).text == "Der Hafen bleibt zu.\nDas gilt."
    assert loaded(tmp_path, HEAD + b"\r\n" + text).text == "Der Hafen \nbleibt zu.\n Das gilt."


def test_signed_and_related_mails_are_their_first_part(tmp_path: Path) -> None:
    for kind in ("signed", "related"):
        parts = b"--b\r\n\r\nDer Hafen.\r\n--b\r\nContent-Type: text/plain\r\n\r\nBild\r\n--b--\r\n"
        head = HEAD + f'Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode()
        assert loaded(tmp_path, head + parts).text == "Der Hafen."


@pytest.mark.parametrize(
    ("subject", "title"),
    [("WG: AW: Hafen", "Hafen"), ("Re : Hafen: zu", "Hafen: zu"), ("Regeln", "Regeln"), ("", "meldung")],
)
def test_prefixes_of_answers_are_no_title(tmp_path: Path, subject: str, title: str) -> None:
    assert loaded(tmp_path, mail(Subject=subject).as_bytes()).title == title


@pytest.mark.parametrize(
    ("sender", "publisher"),
    [
        ('"Bote, Der" <a@b.example>', "Bote, Der"),
        ("a@b.example", None),
        ('"a@b.example" <a@b.example>', None),
        ("<a@b.example>", None),
        ("((((" * 500, None),
    ],
)
def test_who_sends(tmp_path: Path, sender: str, publisher: str | None) -> None:
    assert loaded(tmp_path, f"From: {sender}\r\nSubject: x\r\n\r\n{BODY}".encode()).publisher == publisher


@pytest.mark.parametrize("stated", ["", "gestern", "Sun, 99 Jan 2022 23:30:00 +0100", "9" * 5_000])
def test_a_broken_date_is_none(tmp_path: Path, stated: str) -> None:
    assert loaded(tmp_path, f"Date: {stated}\r\nSubject: x\r\n\r\n{BODY}".encode()).published is None


def test_a_date_without_a_zone_is_a_day(tmp_path: Path) -> None:
    content = f"Date: Sun, 9 Jan 2022 23:30:00 -0000\r\n\r\n{BODY}".encode()
    assert loaded(tmp_path, content).published == "2022-01-09"


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("=?utf-8?b?R3LDtsOfZQ==?=", "Größe"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=B6=C3=9Fe?=", "Größe"),
        ("=?iso-8859-1?Q?Gr=F6=DFe_1?= und =?utf-8?q?mehr?=", "Größe 1 und mehr"),
        ("=?unknown-8?q?a?= =?utf-8?x?b?=", "a=?utf-8?x?b?="),
        ("=?utf-8?b?A?=", ""),
        ("=?utf-8*de?q?Tag?=", "Tag"),
        ("zwei\r\n Zeilen", "zwei Zeilen"),
        ("=?rot13?q?a?=", "a"),
    ],
)
def test_words_of_headers(header: str, text: str) -> None:
    assert decoded(header) == text


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path, b"", "empty")
    assert "no mail" in refused(tmp_path, BODY.encode(), "damaged")
    locked = b'Content-Type: multipart/encrypted; boundary="b"\r\n\r\n--b\r\n\r\nx\r\n--b--'
    assert "encrypted" in refused(tmp_path, HEAD + locked, "encrypted")
    assert "encrypted" in refused(tmp_path, HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\nx", "encrypted")


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(MOST_CONTAINERS + 1)
    )
    refused(tmp_path, HEAD + opened.encode() + b"\r\n" + BODY.encode(), "too_complex")
    parts = b"Content-Type: multipart/mixed; boundary=b\r\n" + b"\r\n--b\r\n" * (MOST_BOUNDARIES + 1)
    refused(tmp_path, HEAD + parts, "too_complex")
    refused(tmp_path, HEAD + b"a: b\r\n" * MOST_HEADER_LINES + b"\r\nx", "too_complex")


def test_nested_parts_below_the_limit_are_read(tmp_path: Path) -> None:
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(MOST_CONTAINERS)
    )
    assert loaded(tmp_path, HEAD + opened.encode() + b"\r\nDer Hafen.").text == "Der Hafen."


def test_long_headers_take_no_time(tmp_path: Path) -> None:
    long = b"Content-Type: text/plain" + b';"' * 400_000 + b"\r\n"
    assert loaded(tmp_path, HEAD + long + b"\r\n" + BODY.encode()).text == BODY
    found = loaded(tmp_path, b"Subject: " + b"x " * LONGEST_HEADER + b"\r\n\r\n" + BODY.encode())
    assert found.title.endswith("…")
