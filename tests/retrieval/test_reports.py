"""What a run says by title: added, changed and how much, removed, failed and why; and what of it is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexer import Report
from retrieval.indexing.history import ArticleHistory, history
from retrieval.indexing.known_failures import known_failures
from retrieval.indexing.report import MOST_NAMED, changed_sentences
from retrieval.store import open_catalog, open_writer
from tests.desk import Desk
from tests.retrieval.pdf_files import pdf_file

DAM = "Dam reopens\n\nThe dam was closed in May. It was opened again on Monday. Nobody was hurt."


def names(report: Report) -> dict[str, list[tuple[str, int]]]:
    return {kind: [(one.title, one.sentences) for one in found] for kind, found in report.named.items()}


def told(desk: Desk, ident: str) -> ArticleHistory | None:
    with open_catalog(desk.data) as catalog:
        return history(catalog, ident)


def test_a_run_names_what_it_did(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("dam.txt", DAM)
    gone = desk.write("fog.txt", "Fog over the port\n\nNo ship left the port on Monday.")
    assert names(desk.index()) == {"added": [("Dam reopens", 0), ("Fog over the port", 0)]}
    desk.write("dam.txt", DAM.replace("in May", "in June").replace("Nobody", "No one"), settled=False)
    gone.unlink()
    dry = desk.index(dry_run=True, prune=True)
    wet = desk.index(prune=True)
    assert names(wet) == {"changed": [("Dam reopens", 2)], "removed": [("Fog over the port", 0)]}
    assert dry.named == wet.named


def test_all_are_counted_and_the_first_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(MOST_NAMED + 3):
        desk.write(f"{number:03}.txt", f"Day {number}\n\nIt rained {number} hours.")
    report = desk.index()
    assert (report.added, len(report.named["added"])) == (MOST_NAMED + 3, MOST_NAMED)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04 zip", "binary"),
        (b"x" * 100_001, "too_large"),
        (b"\xff\xfe\x00", "encoding"),
    ],
)
def test_a_file_that_fails_is_named_with_its_code_and_the_title_that_stays(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    desk = Desk(tmp_path)
    path = desk.write("dam.txt", DAM)
    desk.index()
    path.write_bytes(content)
    [failure] = desk.index().failures
    assert (failure.source, failure.problem, failure.title) == (str(path), problem, "Dam reopens")
    assert set(failure.given) == ({"most"} if problem == "too_large" else set())


def test_a_locked_pdf_and_another_article_with_the_same_id_have_their_codes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.articles / "broken.pdf").write_bytes(pdf_file([["Dam"]])[:200])
    desk.write("a.md", "---\nid: dam\n---\nThe dam was closed in May.")
    desk.write("b.md", "---\nid: dam\n---\nA storm hit the coast.")
    assert {Path(one.source).name: one.problem for one in desk.index().failures} == {
        "b.md": "rival",
        "broken.pdf": "damaged",
    }


def test_the_history_of_an_article_says_since_when_it_cannot_be_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.write("dam.txt", DAM)
    [ident] = [one.article_id for one in desk.index().named["added"]]
    path.write_text(DAM.replace("May", "June"))
    desk.index()
    path.write_bytes(b"")
    desk.index()
    desk.index()
    found = told(desk, ident)
    assert found is not None
    [source] = found.sources
    assert source.failure is not None
    assert (source.failure.problem, found.failing, [one.version for one in found.versions]) == ("empty", True, [1, 2])
    assert "June" in found.article.text
    path.write_text(DAM)
    desk.index()
    mended = told(desk, ident)
    assert mended is not None
    assert not mended.failing
    assert told(desk, "0" * 12) is None


def test_only_what_failed_is_tried_again_and_no_file_becomes_named_by_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("dam.txt", DAM)
    broken = desk.write("fog.txt", "")
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret\n\nNobody may read this sentence.")
    desk.index()
    assert [one.problem for one in desk.indexer().index(retry=True).failures] == ["empty"]
    broken.unlink()
    broken.symlink_to(secret)
    report = desk.indexer().index(retry=True)
    assert (report.added, report.unchanged) == (0, 0)
    broken.unlink()
    desk.write("fog.txt", "Fog over the port\n\nNo ship left the port on Monday.")
    again = desk.indexer().index(retry=True)
    assert (names(again), again.unchanged) == ({"added": [("Fog over the port", 0)]}, 0)
    with open_catalog(desk.data) as catalog:
        assert known_failures(catalog, "") == {}


def test_a_removed_article_leaves_nothing_of_its_failures(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.write("dam.txt", DAM)
    [article] = desk.index().named["added"]
    path.write_bytes(b"")
    desk.index()
    desk.indexer().remove([article.article_id])
    with open_catalog(desk.data) as catalog:
        assert known_failures(catalog, "") == {}
    again = desk.index(path)
    assert (again.left_out, again.failures) == ([str(path)], [])


def test_what_is_read_beside_the_known_is_remembered(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("dam.txt", DAM)
    sent = tmp_path / "sent"
    sent.mkdir()
    desk.index()
    (sent / "fog.txt").write_text("Fog over the port\n\nNo ship left the port on Monday.")
    report = desk.indexer().index(also={"": [str(sent)]})
    assert (report.added, report.unchanged) == (1, 1)
    assert desk.indexer().index().unchanged == 2


@pytest.mark.parametrize("kept", ["{", "[1]", '[["a", "no such", {}, ""]]', '[["a", "empty", [], ""]]', '{"a": 1}'])
def test_what_somebody_else_wrote_as_failures_is_dropped(tmp_path: Path, kept: str) -> None:
    desk = Desk(tmp_path)
    desk.write("dam.txt", DAM)
    desk.index()
    with open_writer(desk.data) as writer, writer.transaction():
        writer.set_meta("failures", kept)
    with open_catalog(desk.data) as catalog:
        assert known_failures(catalog, "") == {}


SENTENCES = st.lists(st.integers(0, 20), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_no_sentence_changed_only_where_the_same_stand_there(before: list[int], after: list[int]) -> None:
    old, new = (" ".join(f"Ship number {one} left the port." for one in chosen) for chosen in (before, after))
    changed = changed_sentences(old, new, "en")
    assert (changed == 0) == (sorted(before) == sorted(after))
    assert changed <= max(len(before), len(after))
    assert changed == changed_sentences(new, old, "en")
