"""The process that parses foreign bytes: limited in memory, processor time and files, it serves one request at a time.

A request is a line of JSON, then the bytes to parse; an answer is eight bytes of length, then JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from typing import Any

from retrieval.articles import formats
from retrieval.articles.formats import LENGTH_BYTES
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError

_NO_MEMORY = (16).to_bytes(LENGTH_BYTES, "big") + b'{"memory": true}'
"""The answer that memory ran out; made beforehand, for afterwards nothing can be made any more."""


def main() -> None:
    """Serve requests until stdin ends; the only argument is the limit of memory, in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what ends
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a parser prints is no answer
    _limit(resource.RLIMIT_AS, int(sys.argv[1]))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        raw = sys.stdin.buffer.read(request["length"])
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + request["seconds"]) + 2)
        try:
            encoded = json.dumps(_answer(request, raw)).encode()
            sent = len(encoded).to_bytes(LENGTH_BYTES, "big") + encoded
        except MemoryError:
            os.write(answers, _NO_MEMORY)
            os._exit(0)
        _write(answers, sent)


def _limit(which: int, most: int) -> None:
    """Lower one of this process's soft limits; where the system does not have it (macOS, memory), it stays as it is."""
    hard = resource.getrlimit(which)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _write(answers: int, sent: bytes) -> None:
    """Write all of an answer to the pipe."""
    left = memoryview(sent)
    while left:
        left = left[os.write(answers, left) :]


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """Return what was found, or one sentence; raises MemoryError where memory ran out."""
    name = request["name"]
    try:
        article = RawArticle(raw, name, request["url"], request["charset"], request["max_bytes"])
        return formats.answer(request["kind"], article)
    except (MemoryError, ImportError) as exc:
        raise MemoryError from exc
    except ArticleError as exc:
        # A library that finds no room to be loaded says that it can't be imported; the file has no part in that.
        if isinstance(exc.__cause__, ImportError):
            raise MemoryError from exc
        return {"error": str(exc), "problem": exc.problem, "given": exc.given}
    except Exception as exc:  # noqa: BLE001 - a parser of foreign bytes: whatever it raises is their fault
        sentence = f"{name} cannot be parsed ({type(exc).__name__}); save its text as .txt."
        return {"error": sentence, "problem": "damaged", "given": {}}


if __name__ == "__main__":
    main()
