"""Files of users: only regular ones are opened, none is waited for, none leads out of its folder."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import regular_files
from retrieval.articles import load
from retrieval.errors import ArticleError
from retrieval.regular_files import NotRegularError, OutsideError, TooLongError, open_regular, parts_below, read_regular


def test_a_file_up_to_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 3_000_000)
    assert len(read_regular(file, 3_000_000)) == 3_000_000
    with pytest.raises(TooLongError, match="3000000 bytes, at most 2999999"):
        read_regular(file, 2_999_999)
    file.write_bytes(b"")
    assert read_regular(file, 0) == b""


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit() -> None:
    # Its size is zero as long as nobody reads it.
    assert Path("/proc/self/environ").stat().st_size == 0
    with pytest.raises(TooLongError):
        read_regular("/proc/self/maps", 100)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/tty", "/dev"])
def test_devices_and_folders_are_refused(name: str) -> None:
    with pytest.raises(NotRegularError, match=r"no ordinary file but a device|it is a folder"):
        read_regular(name, 100)


def test_pipes_and_sockets_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotRegularError, match="no ordinary file but a pipe"):
        open_regular(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        with pytest.raises(NotRegularError, match="no ordinary file but a socket"):
            open_regular(tmp_path / "socket")


def swapping(monkeypatch: pytest.MonkeyPatch, swap: Callable[[], None]) -> None:
    """Have `swap` called once, after a file was looked at and before it is opened."""
    opened, done = os.open, threading.Event()

    def swapped(*args: object, **options: object) -> int:
        if not done.is_set():
            done.set()
            swap()
        return opened(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", swapped)


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Der Hafen ist zu.")

    def swap() -> None:
        file.unlink()
        os.mkfifo(file)

    swapping(monkeypatch, swap)
    with pytest.raises(ArticleError, match="is no ordinary file but a pipe, a file was expected"):
        load(file, max_bytes=1_000)


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_a_link_that_takes_the_place_of_a_file_or_folder_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret"
    (root / "sub").mkdir(parents=True)
    secret.mkdir()
    for folder in (root / "sub", secret):
        (folder / "a.txt").write_text(f"From {folder.name}.")

    def swap() -> None:
        if swapped == "file":
            (root / "sub" / "a.txt").unlink()
            (root / "sub" / "a.txt").symlink_to(secret / "a.txt")
        else:
            (root / "sub").rename(root / "old")
            (root / "sub").symlink_to(secret)

    assert load(root / "sub" / "a.txt", max_bytes=100, within=[str(root)]).text == "From sub."
    swapping(monkeypatch, swap)
    with pytest.raises(ArticleError, match=r"cannot be read \((Too many levels of symbolic links|Not a directory)\)"):
        load(root / "sub" / "a.txt", max_bytes=100, within=[str(root)])
    with pytest.raises(ArticleError, match="out of its folder"):
        load(root / "sub" / "a.txt", max_bytes=100, within=[str(root)])


def test_a_path_is_below_a_folder_by_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "real" / "sub" / "a").touch()
    (tmp_path / "named").symlink_to(tmp_path / "real")
    (tmp_path / "real-too").mkdir()
    assert parts_below(tmp_path / "named" / "sub" / "a", str(tmp_path / "real")) == ("sub", "a")
    assert parts_below(tmp_path / "real" / "sub" / "a", str(tmp_path / "named")) == ("sub", "a")
    assert parts_below(tmp_path / "named", str(tmp_path / "real")) == ()
    assert parts_below(tmp_path / "real-too", str(tmp_path / "real")) is None
    assert parts_below("/", str(tmp_path)) is None
    assert parts_below(tmp_path / "real" / "a", "/") is not None
    # A file system without case gives another spelling of the folder, and still the same folder.
    real = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path: str(tmp_path / "named") if path == "odd" else real(path))
    assert parts_below(tmp_path / "real" / "sub" / "a", "odd") == ("sub", "a")


def test_what_is_opened_lies_in_one_of_the_folders(tmp_path: Path) -> None:
    for name in ("one/a", "one/.hidden", "two/b", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "one" / "out").symlink_to(tmp_path / "c")
    (tmp_path / "one" / "beside").symlink_to("../two/b")
    (tmp_path / "one" / "in").symlink_to("a")
    (tmp_path / "one" / "dot").symlink_to(".hidden")
    one, two = str(tmp_path / "one"), str(tmp_path / "two")

    def read(name: str, within: list[str]) -> str:
        with open_regular(tmp_path / "one" / name, within=within) as file:
            return file.read().decode()

    assert read("in", [one]) == "one/a"
    assert read("beside", [one, two]) == "two/b"
    assert read("out", []) == "c"
    for name, within in (("out", [one, two]), ("beside", [one]), ("dot", [one]), (".hidden", [one])):
        with pytest.raises(OutsideError):
            read(name, within)


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text("a")
    before = count()
    read_regular(tmp_path / "sub" / "a", 10)
    with regular_files.open_regular(tmp_path / "sub" / "a", within=[str(tmp_path)]) as file:
        assert file.read() == b"a"
    for path in (tmp_path / "sub", tmp_path / "none", Path("/dev/null")):
        with pytest.raises(OSError, match=r".+"):
            open_regular(path, within=["/"])
    assert count() == before
