"""What people sent is kept under names of Beleg's own, within limits, whatever stands in the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sent import FOLDER, Sent, SentError
from retrieval.articles import KNOWN_SUFFIXES
from retrieval.errors import ShelfError

SHARED_FOLDER = "_shared"
PAGE = "https://news.example/a"


def sent(folder: Path, *, most: int = 1_000) -> Sent:
    return Sent(folder, most_bytes=most, most_of_one=100, suffixes=KNOWN_SUFFIXES)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


NAMES = [
    "../../x.txt",
    "/etc/passwd.txt",
    "a/b.md",
    ".hidden.txt",
    "@everyone\u202e.txt",
    "x" * 300 + ".TXT",
    "con.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_senders_reaches_the_disk(tmp_path: Path, name: str) -> None:
    kept = sent(tmp_path).keep_file(name, b"A harbour")
    assert Path(kept.path).parent == tmp_path / FOLDER / SHARED_FOLDER
    assert Path(kept.path).stem.isalnum()
    assert Path(kept.path).read_bytes() == b"A harbour"
    assert Path(kept.path).stat().st_mode & 0o077 == 0
    assert len(files(tmp_path)) == 1


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    shelf = sent(tmp_path)
    first, again = shelf.keep_file("a.txt", b"A harbour"), shelf.keep_file("b.txt", b"A harbour")
    assert (first.new, again.new, first.path) == (True, False, again.path)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.exe", b"x", "wrong_kind"),
        ("a", b"x", "wrong_kind"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"x" * 101, "too_large"),
    ],
)
def test_what_is_no_article_is_not_kept(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    with pytest.raises(SentError) as caught:
        sent(tmp_path).keep_file(name, content)
    assert caught.value.problem == problem
    assert files(tmp_path) == []


def test_all_shelves_together_have_a_limit(tmp_path: Path) -> None:
    shelf = sent(tmp_path, most=150)
    shelf.keep_file("a.txt", b"a" * 100)
    with pytest.raises(SentError) as caught:
        shelf.keep_file("b.txt", b"b" * 100, shelf="1234")
    assert caught.value.problem == "full"
    shelf.keep_file("b.txt", b"b" * 50, shelf="1234")
    assert {name: len(found) for name, found in shelf.sources().items()} == {"": 1, "1234": 1}


def test_addresses_are_kept_until_they_are_dropped(tmp_path: Path) -> None:
    shelf = sent(tmp_path)
    assert shelf.sources() == {}
    shelf.keep_addresses([PAGE, "https://news.example/b", PAGE, "file:///etc/passwd", "https://a.example/\nhttps://b"])
    assert shelf.sources()[""][1:] == [PAGE, "https://news.example/b"]
    kept = shelf.keep_file("a.txt", b"A harbour")
    outside = tmp_path / "other.txt"
    outside.write_text("x")
    shelf.keep_addresses([PAGE], shelf="1234")
    shelf.drop([PAGE, kept.path, str(outside)])
    assert shelf.sources()["1234"][1:] == [PAGE]
    shelf.drop([PAGE], shelf="1234")
    assert shelf.sources()[""][1:] == ["https://news.example/b"]
    assert files(tmp_path) == ["other.txt", "sent/1234/.addresses", "sent/_shared/.addresses"]


def test_a_link_in_the_place_of_a_folder_or_a_file_leads_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = tmp_path / "data"
    (data / FOLDER).mkdir(parents=True)
    (data / FOLDER / SHARED_FOLDER).symlink_to(elsewhere)
    with pytest.raises(NotADirectoryError):
        sent(data).keep_file("a.txt", b"A harbour")
    assert sent(data).sources() == {}
    sent(data).drop([str(data / FOLDER / SHARED_FOLDER / "x")])
    (data / FOLDER / SHARED_FOLDER).unlink()
    secret = elsewhere / "secret"
    secret.write_text(PAGE)
    (data / FOLDER / SHARED_FOLDER).mkdir()
    (data / FOLDER / SHARED_FOLDER / ".addresses").symlink_to(secret)
    assert sent(data).sources() == {}
    (data / FOLDER / SHARED_FOLDER / ".addresses").unlink()
    os.mkfifo(data / FOLDER / SHARED_FOLDER / ".addresses")
    assert sent(data).sources()[""][1:] == []
    assert files(elsewhere) == ["secret"]


@pytest.mark.parametrize("shelf", ["..", "a/b", "A", ".a", SHARED_FOLDER])
def test_a_shelf_is_a_word(tmp_path: Path, shelf: str) -> None:
    with pytest.raises(ShelfError):
        sent(tmp_path).folder(shelf)


@settings(max_examples=50, deadline=None)
@given(name=st.text(max_size=30), content=st.binary(max_size=120))
def test_a_file_is_kept_whole_in_its_folder_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("data")
    try:
        kept = sent(folder).keep_file(name, content)
    except SentError:
        assert files(folder) == []
    else:
        assert [folder / name for name in files(folder)] == [Path(kept.path)]
        assert Path(kept.path).read_bytes() == content
