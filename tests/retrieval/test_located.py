"""Which place of an article is told when the file that it was read from first is gone."""

from pathlib import Path

from retrieval.datatypes import Article, Source
from retrieval.search.located import located
from tests.desk import Desk


def article(path: str | None) -> Article:
    return Article("0" * 12, "Hafen zu", "Der Hafen ist zu.", "de", path=path)


def test_a_copy_that_is_there_takes_the_place_of_a_file_that_is_gone(tmp_path: Path) -> None:
    gone, there, further = (Source(str(tmp_path / name), None) for name in ("a.txt", "b.txt", "c.txt"))
    for source in (there, further):
        Path(str(source.path)).touch()
    found, others = located(article(gone.path), (gone, there, further))
    assert (found.path, others) == (there.path, (further,))
    assert located(article(there.path), (there, gone)) == (article(there.path), (gone,))


def test_an_address_takes_its_place_and_nothing_changes_where_all_is_gone(tmp_path: Path) -> None:
    gone, web = Source(str(tmp_path / "a.txt"), None), Source(None, "https://kueste.example/hafen")
    found, others = located(article(gone.path), (gone, web))
    assert (found.path, found.url, others) == (None, web.url, ())
    assert located(article(gone.path), (gone,)) == (article(gone.path), ())
    assert located(article(None), ()) == (article(None), ())


def test_one_bad_article_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("gut.txt", "Der Hafen von Norderwiek öffnet am Montag, sagte Ina Falk.")
    (desk.articles / "leer.txt").write_bytes(b"")
    (desk.articles / "bild.html").write_bytes(b"\x89PNG\r\n")
    report = desk.index()
    assert report.added == 1
    assert {Path(path).name for path, _ in report.failed} == {"leer.txt", "bild.html"}
