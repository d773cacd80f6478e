"""The process that parses: its limits, its replacement, and what it may not do."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from retrieval.articles.formats import LENGTH_BYTES
from retrieval.articles.worker import Worker, _DiedError, _exchanged
from retrieval.errors import ArticleError

pytestmark = pytest.mark.slow

PAGE = b"<html><body><article><p>Der Hafen von Norderwiek bleibt bis Montag geschlossen.</p></article></body></html>"
SLOW = b"<p>x" * 55_000


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_one_child_serves_many_files() -> None:
    before, worker = children(), Worker()
    for _ in range(3):
        assert worker.answer("html", PAGE, "a")["text"].startswith("Der Hafen")
    assert len(children() - before) == 1
    worker.close()
    assert children() == before
    assert worker.answer("html", PAGE, "a")["text"].startswith("Der Hafen")
    worker.close()
    worker.close()


def test_a_file_that_takes_too_long_costs_one_sentence_and_the_next_is_read() -> None:
    worker = Worker(seconds=0.4)
    began = time.perf_counter()
    with pytest.raises(ArticleError, match=r"longer than 0\.4 seconds to parse"):
        worker.answer("html", SLOW, "a")
    assert time.perf_counter() - began < 3
    worker.close()
    patient = Worker()
    assert patient.answer("markdown", b"Der Hafen.", "a")["text"] == "Der Hafen."
    patient.close()


def test_a_file_that_takes_too_much_memory_costs_one_sentence_and_the_next_is_read() -> None:
    worker = Worker(memory=256 << 20)
    with pytest.raises(ArticleError, match="more than 256 MiB"):
        worker.answer("markdown", b"a\n\n" * 300_000, "a")
    assert worker.answer("html", PAGE, "a")["text"].startswith("Der Hafen")
    worker.close()


def test_a_child_that_was_killed_is_replaced() -> None:
    before, worker = children(), Worker()
    worker.answer("html", PAGE, "a")
    (pid,) = children() - before
    os.kill(pid, 9)
    assert worker.answer("html", PAGE, "a")["text"].startswith("Der Hafen")
    worker.close()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_child_that_cannot_work_fails_once(kind: str) -> None:
    worker = Worker(memory=1 << 20)
    try:
        with pytest.raises(ArticleError, match=r"makes its parser fail|takes more than 1 MiB"):
            worker.answer(kind, PAGE, "a")
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (1 << 40, b""),
        (1_000_001, b"x" * 100),
        (5, b"12345, and more"),
        (4, b"true"),
        (4, b"{ab}"),
        (99_999, b"[" * 99_999),
    ],
)
def test_an_answer_that_is_none_or_too_long_is_not_waited_for(tmp_path: Path, length: int, said: bytes) -> None:
    (tmp_path / "said").write_bytes(length.to_bytes(LENGTH_BYTES, "big") + said)
    code = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read()); sys.stdout.flush(); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path / "said")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        with pytest.raises(_DiedError):
            _exchanged(child, b"{}", time.monotonic() + 20, 1_000_000)
        child.kill()


def test_threads_share_a_worker() -> None:
    worker = Worker()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(worker.answer("markdown", f"Kai {n}.".encode(), "a")["text"]))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.close()
    assert sorted(found) == [f"Kai {n}." for n in range(8)]


def test_the_child_knows_no_secrets_and_no_large_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", "secret-token")
    before, worker = children(), Worker()
    worker.answer("html", PAGE, "a")
    (pid,) = children() - before
    child = psutil.Process(pid)
    assert not any("BELEG" in name for name in child.environ())
    loaded = " ".join(mapped.path for mapped in child.memory_maps())
    assert "lxml" in loaded
    assert not any(name in loaded for name in ("torch", "onnxruntime", "chromadb"))
    worker.close()


def test_the_child_writes_no_files(tmp_path: Path) -> None:
    code = """
        import sys
        from retrieval.articles import child
        import io
        sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
        child.main()
        try:
            with open(sys.argv[2], "wb") as file:
                file.write(b"x")
        except OSError as exc:
            sys.stderr.write(exc.strerror)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(1 << 30), str(tmp_path / "written")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert done.stderr.decode() == "File too large"


def test_the_child_ends_with_its_parent() -> None:
    code = """
        import os, sys
        from retrieval.articles.worker import Worker
        worker = Worker()
        worker.answer("markdown", b"Kai.", "a")
        print(worker._child.pid, flush=True)
        os._exit(0)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True)
    pid = int(done.stdout)
    deadline = time.monotonic() + 4
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
