"""Boxes of mails: each mail is an article of its own, whatever comes and goes around it."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import mail_boxes
from retrieval.archive import exporting
from retrieval.articles import load
from retrieval.errors import ArticleError
from retrieval.indexer import Report
from retrieval.indexing import sources
from tests.desk import Desk

STORIES = {
    "dam": "Der Damm von Ostrau hält, sagte Nadja Kallweit am Montag. Er war im Mai gerissen.",
    "boats": "Zwei Boote liegen im Hafen von Lindwerder. Eines davon brennt noch.",
    "bridge": "Die Brücke von Norderwiek bleibt gesperrt, sagte Ilse Brandt am Dienstag vor dem Rat.",
    "school": "Die Schule von Aalhorst bekommt ein neues Dach. Das beschloss der Kreistag.",
}


def mail(name: str, *, text: str = "", more: str = "", ident: str | None = "") -> str:
    message_id = "" if ident is None else f"Message-ID: <{ident or name}@news.example>\n"
    return (
        f"From bote@news.example Sun Jan  9 22:30:00 2022\nFrom: Bote <bote@news.example>\n{message_id}"
        f"Subject: Meldung {name}\nDate: Sun, 9 Jan 2022 23:30:00 +0100\n{more}"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text or STORIES[name]}\n\n"
    )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(report: Report) -> tuple[int, int, int, int]:
    assert report.failed == []
    return report.added, report.changed, report.unchanged, report.removed


def titles(desk: Desk) -> list[str]:
    with desk.catalog() as catalog:
        return sorted(article.title for article in catalog.list_articles())


def ids(desk: Desk) -> dict[str, str]:
    with desk.catalog() as catalog:
        return {article.title: article.article_id for article in catalog.list_articles()}


def test_each_mail_is_an_article_and_survives_others(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam") + mail("boats"))
    assert counts(desk.index()) == (2, 0, 0, 0)
    desk.check()
    before = ids(desk)
    desk.encoder.encoded.clear()
    assert counts(desk.index()) == (0, 0, 2, 0)
    desk.write("box.mbox", mail("school") + mail("dam") + mail("bridge") + mail("boats"))
    assert counts(desk.index()) == (2, 0, 2, 0)
    assert {title: ids(desk)[title] for title in before} == before
    assert not any("Damm" in text or "Boote" in text for text in desk.encoder.encoded)
    desk.check()


def test_a_mail_that_changed_is_read_again(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam") + mail("boats"))
    desk.index()
    before = ids(desk)
    desk.write(
        "box.mbox", mail("dam", more="Status: RO\n") + mail("boats", text=STORIES["boats"] + " Das Feuer ist aus.")
    )
    assert counts(desk.index()) == (0, 1, 1, 0)
    assert ids(desk) == before
    desk.check()


def test_mails_that_are_gone_stay_until_pruned(desk: Desk) -> None:
    box = desk.write("box.mbox", "".join(map(mail, STORIES)))
    desk.index()
    desk.write("box.mbox", mail("dam") + mail("boats") + mail("bridge"))
    assert counts(desk.index()) == (0, 0, 3, 0)
    assert len(titles(desk)) == 4
    assert counts(desk.index(prune=True)) == (0, 0, 3, 1)
    assert titles(desk) == ["Meldung boats", "Meldung bridge", "Meldung dam"]
    box.unlink()
    assert "more than half" in desk.index(prune=True).failed[0][1]
    assert counts(desk.index(prune_all=True)) == (0, 0, 0, 3)
    desk.check()


def test_a_box_that_was_named_is_read_again_and_missed(desk: Desk) -> None:
    box = desk.write("box.mbox", mail("dam") + mail("boats"))
    assert counts(desk.index(box)) == (2, 0, 0, 0)
    desk.write("box.mbox", mail("dam") + mail("boats") + mail("school"))
    assert counts(desk.indexer().index()) == (1, 0, 2, 0)
    box.unlink()
    assert "is gone and 3 articles" in desk.indexer().index().failed[0][1]
    assert counts(desk.index(box, prune_all=True)) == (0, 0, 0, 3)


def test_a_removed_mail_stays_out(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam") + mail("boats"))
    desk.index()
    desk.indexer().remove([ids(desk)["Meldung dam"]])
    desk.write("box.mbox", mail("school") + mail("dam") + mail("boats"))
    report = desk.index()
    assert report.removed_earlier == 1
    assert titles(desk) == ["Meldung boats", "Meldung school"]
    assert counts(desk.index(readd=True)) == (1, 0, 2, 0)


def test_a_renamed_box_keeps_its_articles(desk: Desk) -> None:
    box = desk.write("box.mbox", mail("dam") + mail("boats"))
    desk.index()
    before = ids(desk)
    box.rename(desk.articles / "archiv.mbox")
    report = desk.index(prune=True)
    assert (report.added, report.removed, report.failed) == (0, 0, [])
    assert ids(desk) == before
    with desk.catalog() as catalog:
        assert all("archiv.mbox" in str(article.path) for article in catalog.list_articles())
    desk.check()


def test_a_mail_beside_its_box_is_a_further_source(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam"))
    desk.write("dam.eml", mail("dam").split("\n", 1)[1])
    report = desk.index()
    assert report.added == 1
    desk.check()


def test_mails_with_one_message_id_or_none(desk: Desk) -> None:
    box = desk.write("box.mbox", mail("dam", ident="x") + mail("boats", ident="x") + mail("school", ident=None))
    assert len(set(mail_boxes.mails(str(box)))) == 3
    assert counts(desk.index()) == (3, 0, 0, 0)
    desk.write("box.mbox", box.read_text(encoding="utf-8") + mail("bridge", ident="x"), settled=False)
    assert counts(desk.index()) == (1, 0, 3, 0)


def test_what_is_no_mail_of_its_own(tmp_path: Path) -> None:
    text = "Zuerst dies.\n\nFrom Lindwerder at 10:30 the boats left.\n\n>From Ostrau kam nichts.\n\n>>From mehr."
    box = tmp_path / "box.MBOX"
    box.write_text(mail("dam", text=text).replace("\n", "\r\n"), encoding="utf-8", newline="")
    (path,) = mail_boxes.mails(str(box))
    assert load(Path(path), max_bytes=10_000).text.endswith("\n\nFrom Ostrau kam nichts.\n\n>From mehr.")
    assert "the boats left" in load(Path(path), max_bytes=10_000).text


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\x00\x01\x02" * 99_999, "is no mail box"), (b"Der Hafen ist zu.\n", "is no mail box")],
)
def test_what_is_no_box(desk: Desk, content: bytes, says: str) -> None:
    (desk.articles / "box.mbox").write_bytes(content)
    desk.write("a.txt", STORIES["dam"])
    report = desk.index()
    assert report.added == 1
    assert [says in sentence for _, sentence in report.failed] == [True]


def test_an_unreadable_box_loses_nothing(desk: Desk) -> None:
    box = desk.write("box.mbox", mail("dam") + mail("boats"))
    desk.index()
    box.write_bytes(b"Kein Brief.\n" + box.read_bytes())
    report = desk.index(prune_all=True)
    assert report.removed == 0
    assert len(report.failed) == 1
    assert len(titles(desk)) == 2
    box.write_bytes(b"")
    assert desk.index(prune=True).removed == 0
    assert desk.index(prune_all=True).removed == 2


def test_a_mail_that_is_no_article_fails_alone(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam") + mail("leer", text=" ") + mail("boats"))
    report = desk.index()
    assert report.added == 2
    assert len(report.failed) == 1
    assert "box.mbox" in report.failed[0][0]


def test_too_many_mails_and_too_long_ones(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_boxes, "MOST_MAILS", 2)
    box = desk.write("box.mbox", mail("dam") + mail("boats"))
    assert len(mail_boxes.mails(str(box))) == 2
    desk.write("box.mbox", "".join(map(mail, STORIES)))
    with pytest.raises(ArticleError, match="holds more than 2 mails"):
        mail_boxes.mails(str(box))
    monkeypatch.undo()
    path = Path(mail_boxes.mails(str(box))[1])
    with pytest.raises(ArticleError, match="at most 100 were expected"):
        load(path, max_bytes=100)


def test_links_lead_no_box_out_of_its_folder(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "privat.mbox"
    outside.write_text(mail("dam"), encoding="utf-8")
    (desk.articles / "box.mbox").symlink_to(outside)
    report = desk.index()
    assert report.added == 0
    assert "is a link out of its folder" in report.failed[0][1]
    assert desk.index(follow_links=True).added == 1


def test_a_folder_may_be_called_so(desk: Desk) -> None:
    desk.write("Eingang.mbox/a.txt", STORIES["dam"])
    path = desk.write("Eingang.mbox/b.eml", mail("boats").split("\n", 1)[1])
    assert counts(desk.index()) == (2, 0, 0, 0)
    path.unlink()
    assert sources.is_gone(str(path))
    assert counts(desk.index()) == (0, 0, 1, 0)


def test_a_dry_run_tells_the_same(desk: Desk) -> None:
    desk.write("box.mbox", mail("dam") + mail("boats"))
    assert counts(desk.index(dry_run=True)) == (2, 0, 0, 0)
    desk.index()
    desk.write("box.mbox", mail("dam") + mail("school"))
    assert counts(desk.index(dry_run=True, prune=True)) == (1, 0, 1, 1)


def test_a_pipe_in_its_place_holds_nobody(desk: Desk) -> None:
    os.mkfifo(desk.articles / "box.mbox")
    report = desk.index()
    assert report.added == 0


@given(
    st.lists(
        st.sampled_from([b"From a b 10:30\n", b"From a b 10:30", b"a: b\n", b"\n", b">From \n", b"x", b"\xff\x00\r\n"])
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_box_is_too_strange(tmp_path: Path, rows: list[bytes]) -> None:
    box = tmp_path / "box.mbox"
    box.write_bytes(b"".join(rows))
    mail_boxes._listed.clear()
    found: list[str] = []
    with contextlib.suppress(ArticleError):
        found = mail_boxes.mails(str(box))
    read = [mail_boxes.read(path, 10_000) for path in found]
    assert sum(map(len, read)) <= sum(map(len, rows))
    assert all(mail_boxes.is_there(path) for path in found)


def test_an_archive_takes_mails_along(desk: Desk, tmp_path: Path) -> None:
    box = desk.write("box.mbox", mail("dam") + mail("boats"))
    desk.index()
    exporting.export_archive(desk.data, tmp_path / "out.tar")
    before = ids(desk)
    shutil.rmtree(desk.data)
    desk.indexer().import_archive(tmp_path / "out.tar")
    assert ids(desk) == before
    assert counts(desk.index(box)) == (0, 0, 2, 0)
    assert ids(desk) == before
    desk.check()


def test_a_mail_that_stands_at_the_border_of_two_pieces(tmp_path: Path) -> None:
    box = tmp_path / "box.mbox"
    for length in range(mail_boxes._PIECE - 260, mail_boxes._PIECE + 20, 7):
        box.write_text(mail("dam", text="x" * length) + mail("boats"), encoding="utf-8")
        assert len(mail_boxes.mails(str(box))) == 2, length
