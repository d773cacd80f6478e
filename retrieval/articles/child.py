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


def main() -> None:
    """Serve requests until stdin ends; the only argument is the limit of memory, in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what ends
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a parser prints is no answer
    _limit(resource.RLIMIT_AS, int(sys.argv[1]))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        raw = sys.stdin.buffer.read(request["length"])
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + request["seconds"]) + 2)
        answer = _answer(request, raw)
        encoded = json.dumps(answer).encode()
        answers.write(len(encoded).to_bytes(LENGTH_BYTES, "big") + encoded)
        answers.flush()
        if "memory" in answer:
            return


def _limit(which: int, most: int) -> None:
    """Lower one of this process's soft limits; where the system does not have it (macOS, memory), it stays as it is."""
    hard = resource.getrlimit(which)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """Return what was found, or one sentence; memory that ran out ends this process, which may be short of it now."""
    name = request["name"]
    try:
        article = RawArticle(raw, name, request["url"], request["charset"], request["max_bytes"])
        return formats.answer(request["kind"], article)
    except ArticleError as exc:
        return {"error": str(exc), "problem": exc.problem, "given": exc.given}
    except MemoryError:
        return {"memory": True}
    except Exception as exc:  # noqa: BLE001 - a parser of foreign bytes: whatever it raises is their fault
        sentence = f"{name} cannot be parsed ({type(exc).__name__}); save its text as .txt."
        return {"error": sentence, "problem": "damaged", "given": {}}


if __name__ == "__main__":
    main()
