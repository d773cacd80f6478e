"""`Worker`: parses foreign bytes in a child process with limits, so that a hostile file costs one sentence."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

from retrieval.articles import formats
from retrieval.articles.formats import FORMATS, LENGTH_BYTES
from retrieval.articles.metadata import Metadata, line
from retrieval.articles.page import LONGEST_TEXT, Page, RawArticle
from retrieval.errors import ArticleError, ArticleProblem

SECONDS = 30.0
"""Time for one file: three times what the slowest page within the other limits was measured to take."""

MEMORY = 1 << 30
"""Bytes of address space of the child, of which Python with the parsers takes a fifth."""

ESCAPED = 12
"""Bytes that JSON may take for one character of text: \\ud83d\\ude00."""

BESIDE_TEXT = 1 << 26
"""Bytes of an answer beside the text: the addresses, dates and titles of a feed's thousand entries."""

LONGEST_SENTENCE = 2_000
"""Code points of what the child says is wrong with a file, the file's name included."""

_OF_CONTENTS: dict[str, ArticleProblem] = {
    "bad_metadata": "bad_metadata",
    "binary": "binary",
    "empty": "empty",
    "encoding": "encoding",
    "encrypted": "encrypted",
    "no_feed": "no_feed",
    "no_text": "no_text",
    "too_complex": "too_complex",
    "wrong_kind": "wrong_kind",
}
"""What else than "damaged" and "too_large" the child may say of bytes."""

_PIECE = 1 << 16
_CODE = str(Path(__file__).resolve().parents[2])


class _DiedError(Exception):
    """The child ended without an answer."""


class Worker:
    """A child that lives across files; it is ended and replaced when a file takes too much of it.

    May be used from several threads, one at a time inside.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """`seconds` and `memory` (bytes, where the system can limit it) are what one file may take."""
        self._seconds = seconds
        self._memory = memory
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def answer(
        self,
        kind: str,
        raw: bytes,
        name: str,
        *,
        url: str | None = None,
        charset: str | None = None,
        max_bytes: int = LONGEST_TEXT,
    ) -> dict[str, Any]:
        """Do what `formats.answer` does, in the child; raises ArticleError also for what takes more than the limits."""
        request = {"kind": kind, "name": name, "url": url, "charset": charset, "max_bytes": max_bytes}
        with self._lock:
            return self._answer(request, raw, name)

    def close(self) -> None:
        """End the child; the next file starts another."""
        with self._lock:
            self._end()

    def _answer(self, request: dict[str, Any], raw: bytes, name: str) -> dict[str, Any]:
        """Return the child's answer; what an old child died of is tried once more in a new one."""
        while True:
            first = self._served == 0
            try:
                answer = self._asked({**request, "length": len(raw), "seconds": self._seconds}, raw)
            except TimeoutError as exc:
                raise ArticleError(
                    f"{name} takes longer than {self._seconds:g} seconds to parse; save its text as .txt.", "too_slow"
                ) from exc
            except _DiedError as exc:
                if first:
                    raise ArticleError(f"{name} makes its parser fail; save its text as .txt.", "damaged") from exc
                continue
            if "error" in answer:
                raise _refused(answer, name)
            if "memory" not in answer:
                return answer
            self._end()
            if first:
                raise ArticleError(
                    f"{name} takes more than {self._memory >> 20} MiB to parse; save its text as .txt.", "too_slow"
                )

    def _asked(self, request: dict[str, Any], raw: bytes) -> dict[str, Any]:
        """Send one request and return its answer; a child that gave none is gone afterwards."""
        child = self._child or self._start()
        self._served += 1
        try:
            longest = ESCAPED * request["max_bytes"] + BESIDE_TEXT
            sent = json.dumps(request).encode() + b"\n" + raw
            return _exchanged(child, sent, time.monotonic() + self._seconds, longest)
        except BaseException:
            self._end()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        """Start a child with this process's code, without its secrets."""
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("BELEG_")}
        paths = os.pathsep.join(filter(None, (_CODE, kept.get("PYTHONPATH"))))
        # One thread of BLAS: each reserves address space, of which there is a limit.
        environment = {**kept, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._child = subprocess.Popen(
            # -P keeps a folder called "retrieval" in the working directory from being run in this one's place.
            [sys.executable, "-P", "-m", "retrieval.articles.child", str(self._memory)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child

    def _end(self) -> None:
        """End the child at once."""
        child, self._child, self._served = self._child, None, 0
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _exchanged(child: subprocess.Popen[bytes], request: bytes, deadline: float, longest: int) -> dict[str, Any]:
    """Write a request and read its answer, both as fast as the child takes and gives them.

    Raises TimeoutError at the deadline (seconds, monotonic), _DiedError where the child ends first, answers more than
    `longest` bytes, or no JSON object.
    """
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    left = memoryview(request)
    answer = bytearray()
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    try:
                        left = left[os.write(key.fd, left[:_PIECE]) :]
                    except BrokenPipeError as exc:
                        raise _DiedError from exc
                    if not left:
                        selector.unregister(child.stdin)
                    continue
                piece = os.read(key.fd, _PIECE)
                if not piece:
                    raise _DiedError
                answer += piece
            if len(answer) >= LENGTH_BYTES:
                end = LENGTH_BYTES + int.from_bytes(answer[:LENGTH_BYTES], "big")
                if end > LENGTH_BYTES + longest or len(answer) > end:
                    raise _DiedError
                if len(answer) == end:
                    return _understood(bytes(answer[LENGTH_BYTES:]))


def _refused(answer: dict[str, Any], name: str) -> ArticleError:
    """Return what the child says is wrong with a file; what parses foreign bytes is not believed."""
    sentence = line(str(answer["error"]), LONGEST_SENTENCE) or f"{name} cannot be parsed."
    match answer:
        case {"problem": "too_large", "given": {"most": int(most)}}:
            return ArticleError(sentence, "too_large", most=most)
        case {"problem": str(problem)} if problem in _OF_CONTENTS:
            return ArticleError(sentence, _OF_CONTENTS[problem])
    return ArticleError(sentence, "damaged")


def _understood(answer: bytes) -> dict[str, Any]:
    """Return the JSON object of an answer; raises _DiedError where it is none."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError) as exc:
        raise _DiedError from exc
    if not isinstance(value, dict):
        raise _DiedError
    return value


@cache
def _shared() -> Worker:
    """Return the worker of this process, which ends with it."""
    worker = Worker()
    atexit.register(worker.close)
    return worker


def read(kind: str, raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text of an article's bytes and what they say about it.

    `kind` is a key of `FORMATS`. What no parser touches (plain text) is read here, all else in the child. Raises
    ArticleError.
    """
    if not FORMATS[kind].parsed:
        return formats.read(kind, raw)
    answer = _shared().answer(kind, raw.data, raw.name, url=raw.url, charset=raw.charset, max_bytes=raw.max_bytes)
    return formats.from_json(answer, raw)


def read_feed(raw: bytes, name: str, *, url: str, charset: str | None = None) -> list[dict[str, str | None]]:
    """Return the entries of a feed; see `feed.read`. Raises ArticleError."""
    answer = _shared().answer("feed", raw, name, url=url, charset=charset, max_bytes=0)
    entries: list[dict[str, str | None]] = answer["entries"]
    return entries


def read_sitemap(
    raw: bytes, name: str, *, url: str, charset: str | None = None
) -> dict[str, list[dict[str, str | None]]]:
    """Return what a sitemap names; see `sitemap.read`. Raises ArticleError."""
    answer = _shared().answer("sitemap", raw, name, url=url, charset=charset, max_bytes=0)
    named: dict[str, list[dict[str, str | None]]] = answer["sitemap"]
    return {"pages": named.get("pages", []), "sitemaps": named.get("sitemaps", [])}


def leads_on(page: Page, name: str) -> str | None:
    """Return where a page without text sends its visitor; see `html.leads_on`. Raises ArticleError."""
    answer = _shared().answer("refresh", page.body, name, url=page.url, charset=page.charset, max_bytes=0)
    target = answer.get("target")
    return target if isinstance(target, str) else None
