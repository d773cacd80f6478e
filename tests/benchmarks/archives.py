"""How reading an archive grows with what a stranger put into it: ``python -m tests.benchmarks.archives``.

Each kind is doubled from a megabyte to `--megabytes`. Reported are the processor time for the largest, the factor of
the last doubling (2 is linear, 4 quadratic; of what is refused unread it is noise) and what came of it.
"""

from __future__ import annotations

import argparse
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from retrieval.archive.format import ABOUT, ARTICLES, TOMBSTONES
from retrieval.archive.reading import Archive
from retrieval.errors import ArchiveError
from tests.retrieval.archives import lines, packed, record, source, tombstone

MAX_BYTES = 10_000_000
TEXT = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n" * 16


def articles(file: Path, content: bytes) -> None:
    """Write an archive with these bytes as its articles."""
    about = {"format": 1, "articles": content.count(b"\n"), "tombstones": 0, "roots": []}
    packed(file, {ABOUT: lines([about]), ARTICLES: content, TOMBSTONES: b""})


def headed(file: Path, kind: bytes, content: bytes) -> None:
    """Write an archive that begins with a header of this type."""
    header = tarfile.TarInfo("././@Extra")
    header.type, header.size = kind, len(content)
    articles(file, b"")
    padding = b"\0" * (-len(content) % tarfile.BLOCKSIZE)
    file.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + content + padding + file.read_bytes())


def members(file: Path, size: int) -> None:
    """Write a tar file of many empty members."""
    file.write_bytes(tarfile.TarInfo(ARTICLES).tobuf(tarfile.GNU_FORMAT) * (size // tarfile.BLOCKSIZE))


def buried(file: Path, size: int) -> None:
    """Write an archive of many removed articles."""
    content = lines(tombstone(f"{number:012x}", f"/x/{number}") for number in range(size // 120))
    about = {"format": 1, "articles": 0, "tombstones": content.count(b"\n"), "roots": []}
    packed(file, {ABOUT: lines([about]), ARTICLES: b"", TOMBSTONES: content})


def honest(size: int) -> bytes:
    """Return articles with a source each."""
    return lines(record(f"{number} {TEXT}", [source(f"/x/{number}.txt")]) for number in range(size // 1_500))


KINDS: dict[str, Callable[[Path, int], None]] = {
    "articles": lambda file, size: articles(file, honest(size)),
    "removed articles": buried,
    "empty lines": lambda file, size: articles(file, b"\n" * size),
    "a text": lambda file, size: articles(file, lines([record(TEXT * (size // len(TEXT)))])),
    "a text of escapes": lambda file, size: articles(file, lines([record("\x1f" * (size // 6))])),
    "sources": lambda file, size: articles(file, lines([record(TEXT, [source("/x/a")] * (size // 60))])),
    "lists in lists": lambda file, size: articles(file, b"[" * size + b"\n"),
    "lists": lambda file, size: articles(file, b"[" + b"[]," * (size // 3) + b"0]\n"),
    "strings": lambda file, size: articles(file, b"[" + b'"",' * (size // 3) + b"0]\n"),
    "escaped quotes": lambda file, size: articles(file, b'"' + b'\\"' * (size // 2) + b"\n"),
    "backslashes": lambda file, size: articles(file, b'"' + b"\\" * size + b"\n"),
    "digits": lambda file, size: articles(file, b"1" * size + b"\n"),
    "names": lambda file, size: articles(file, b"{" + b'"a":1,' * (size // 6) + b'"a":1}\n'),
    "one extended header": lambda file, size: headed(file, tarfile.XHDTYPE, b"9" * size),
    "many records": lambda file, size: headed(file, tarfile.XHDTYPE, b"7 a=bc\n" * (size // 7)),
    "a long name": lambda file, size: headed(file, tarfile.GNUTYPE_LONGNAME, b"a" * size),
    "members": members,
}


def reading(file: Path) -> str:
    """Read all of an archive; return what came of it."""
    try:
        archive = Archive(file, max_bytes=MAX_BYTES)
    except ArchiveError:
        return "refused"
    good = sum(record is not None for _, record, _ in archive.articles())
    good += sum(found is not None for _, found, _ in archive.tombstones())
    archive.close()
    return f"{good:,} read"


def main() -> None:
    """Measure every kind."""
    parser = argparse.ArgumentParser(description="Measure how reading an archive grows.")
    parser.add_argument("--megabytes", type=int, default=8)
    largest = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory(prefix="beleg-bench-") as temporary:
        file = Path(temporary) / "x.tar"
        for name, write in KINDS.items():
            spent, result, megabytes = [], "", 1
            while megabytes <= largest:
                write(file, megabytes * 1_000_000)
                began = time.process_time()
                result = reading(file)
                spent.append(time.process_time() - began)
                megabytes *= 2
            factor = spent[-1] / spent[-2] if len(spent) > 1 else 0.0
            print(f"  {name:<22} {spent[-1]:7.3f} s  x {factor:4.1f}  {result}", flush=True)


if __name__ == "__main__":
    main()
