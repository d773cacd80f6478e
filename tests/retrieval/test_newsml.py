"""News items of agencies (NewsML-G2): text, metadata, and what is refused."""

import time
from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexer import Indexer
from tests.fakes import HashedEncoder

XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
    "</head><body>{}</body></html></inlineXML>"
)
ABOUT = (
    '<itemClass qcode="ninat:text"/><provider qcode="nprov:KPA"><name>Küstenpresse-Agentur</name></provider>'
    "<versionCreated>2022-01-09T22:10:00+01:00</versionCreated>"
)
CONTENT = (
    "<contentCreated>2022-01-09T21:14:00+01:00</contentCreated><creditline>kpa</creditline>"
    '<headline>Hafen <em xmlns="urn:x">gesperrt</em></headline><language tag="de"/>'
)
TEXT = "<p>Der Hafen bleibt zu.</p>\n<p>Das sagte <b>Ilse</b> Brandt.<br/>Mehr folgt.</p>"


def item(body: str = XHTML.format(TEXT), about: str = ABOUT, content: str = CONTENT) -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:kpa:1" version="2">'
        f"<itemMeta>{about}</itemMeta><contentMeta>{content}</contentMeta><contentSet>{body}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{"".join(items)}</itemSet></newsMessage>'


def loaded(folder: Path, content: str) -> Article:
    path = folder / "meldung.xml"
    path.write_bytes(content.encode())
    return load(path, max_bytes=1_000_000)


def refused(folder: Path, content: str, problem: str) -> str:
    with pytest.raises(ArticleError) as caught:
        loaded(folder, content)
    assert caught.value.problem == problem
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_a_news_item(tmp_path: Path) -> None:
    found = loaded(tmp_path, f'<?xml version="1.0" encoding="UTF-8"?>{item()}')
    assert found.text == "Der Hafen bleibt zu.\n\nDas sagte Ilse Brandt.\n\nMehr folgt."
    assert (found.title, found.publisher) == ("Hafen gesperrt", "Küstenpresse-Agentur")
    assert found.published is not None
    assert found.published.startswith(("2022-01-09T20:14:00", "2022-01-09T21:14:00"))


@pytest.mark.parametrize(
    ("about", "publisher"),
    [
        ('<provider qcode="nprov:KPA"/>', "kpa"),
        ('<provider literal="Küstenpresse"/>', "Küstenpresse"),
    ],
)
def test_who_provides_it(tmp_path: Path, about: str, publisher: str) -> None:
    assert loaded(tmp_path, item(about=about)).publisher == publisher


def test_without_creation_the_version_has_the_day(tmp_path: Path) -> None:
    found = loaded(tmp_path, item(content="<contentCreated>2022</contentCreated>"))
    assert found.published is not None
    assert found.published.startswith("2022-01-09T2")
    assert (found.title, found.publisher) == ("meldung", "Küstenpresse-Agentur")


def test_the_code_names_a_provider_without_a_name(tmp_path: Path) -> None:
    found = loaded(tmp_path, item(about='<provider qcode="nprov:KPA"/>', content=""))
    assert (found.publisher, found.published) == ("KPA", None)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<inlineData contenttype="text/plain">Der Hafen\nbleibt zu.</inlineData>', "Der Hafen\nbleibt zu."),
        (
            '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>'
            "<body.head><hedline><hl1>Kopf</hl1></hedline></body.head><body.content><p>Der Hafen.</p><media>"
            "<caption>Bild</caption></media><block><hl2>Am Kai</hl2><p>Ende.</p></block></body.content></body></nitf>"
            "</inlineXML>",
            "Der Hafen.\n\nAm Kai\n\nEnde.",
        ),
        (
            XHTML.format("<table><tr><td>Ort</td><td>Zahl</td></tr></table><script>x()</script>Ende."),
            "Ort; Zahl\n\nEnde.",
        ),
    ],
)
def test_other_bodies(tmp_path: Path, body: str, text: str) -> None:
    assert loaded(tmp_path, item(body)).text == text


def test_pictures_beside_the_text_do_not_matter(tmp_path: Path) -> None:
    picture = item('<remoteContent href="a.jpg"/>')
    assert loaded(tmp_path, message(picture, item(), picture)).text.startswith("Der Hafen")
    assert "2 news items" in refused(tmp_path, message(item(), item()), "too_complex")
    assert "no news item with text" in refused(tmp_path, message(picture), "no_text")


def test_what_an_agency_forbids_is_refused(tmp_path: Path) -> None:
    assert "canceled" in refused(tmp_path, item(about=ABOUT + '<pubStatus qcode="stat:canceled"/>'), "no_text")
    until = "<embargoed>{}-01-09T22:10:00+01:00</embargoed>"
    assert "embargo" in refused(tmp_path, item(about=ABOUT + until.format(time.gmtime().tm_year + 2)), "no_text")
    assert loaded(tmp_path, item(about=ABOUT + until.format(2022) + '<pubStatus qcode="stat:usable"/>')).text


def test_what_is_no_news_item_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "<project><name>x</name></project>", "wrong_kind")
    refused(tmp_path, "", "wrong_kind")
    refused(tmp_path, item()[:-20], "damaged")
    bomb = '<!DOCTYPE n [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    refused(tmp_path, bomb + item(XHTML.format("<p>&b;</p>")), "damaged")
    refused(tmp_path, item(XHTML.format("<div>" * 300 + "x" + "</div>" * 300)), "damaged")


def test_other_xml_in_a_folder_is_no_article(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.xml").write_text(item(), encoding="utf-16")
    (folder / "b.xml").write_text("<project/>", encoding="utf-8")
    report = Indexer(tmp_path / "data", HashedEncoder(), max_bytes=100_000).index([str(folder)])
    assert (report.added, report.skipped, report.failed) == (1, 1, [])
