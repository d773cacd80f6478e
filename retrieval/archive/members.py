"""The three members of an archive, found header by header, and their lines; the work is bounded whatever a file holds.

tarfile only takes single headers apart here: what it does with extended ones grows with their square, and it reads them
in one go, whatever size they claim.
"""

from __future__ import annotations

import contextlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from retrieval.archive.format import MEMBERS
from retrieval.articles import metadata
from retrieval.errors import ArchiveError
from retrieval.indexing import sources

_MOST_HEADERS = 16  # three members, with extended headers for each and for all from programs other than Beleg
_LONGEST_EXTENSION = 4_096  # bytes; times and owners take some hundred
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_EXTENSIONS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)


class _Span(NamedTuple):
    """Where a member's bytes are in the file, half open."""

    start: int
    end: int


class Members:
    """The members of an open archive; the file is checked to have exactly those of an export, each a plain file."""

    def __init__(self, file: Path) -> None:
        """Raises ArchiveError for a file that is no archive of Beleg, or not all of one."""
        self.name = sources.shown(str(file))
        self._place = -1  # of the next line, if nothing else is read before
        with self._reading():
            self._file = file.open("rb")
            try:
                self._size = os.fstat(self._file.fileno()).st_size
                self._spans = self._found()
            except BaseException:
                self._file.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def refused(self, why: str) -> ArchiveError:
        """Return the error that the file is no archive, which `why` says in a few words."""
        return ArchiveError(f"{self.name} {why}: name a file that beleg export wrote.")

    def lines(self, member: str, longest: int) -> Iterator[bytes]:
        """Yield the lines of a member with their ends; raises ArchiveError for one of more than `longest` bytes."""
        place, end = self._spans[member]
        while place < end:
            line = self._line(place, min(longest + 1, end - place))
            if not line:
                raise self.refused("ends too early")
            if len(line) > longest:
                raise ArchiveError(
                    f"{self.name} has a line in {member} of more than {longest:,} bytes: raise max_bytes in the "
                    "settings, or name a file that beleg export wrote."
                )
            place += len(line)
            yield line

    def _line(self, place: int, most: int) -> bytes:
        """Return the line at a place in the file, or as much of it as may be."""
        try:
            if place != self._place:
                self._file.seek(place)
            line = self._file.readline(most)
        except OSError as exc:
            raise self._unreadable(exc) from exc
        self._place = place + len(line)
        return line

    def _found(self) -> dict[str, _Span]:
        """Return where each member is. What extended headers say is not used: no export needs them."""
        spans: dict[str, _Span] = {}
        place = 0
        for _ in range(_MOST_HEADERS):
            header = self._header(place)
            if header is None:
                break
            span = self._span(header, place + tarfile.BLOCKSIZE)
            if header.type not in _EXTENSIONS:
                if header.name not in MEMBERS or header.name in spans or header.type not in _PLAIN:
                    raise self.refused(f"holds {metadata.line(header.name, 60)!r}, which no export holds")
                spans[header.name] = span
            elif header.size > _LONGEST_EXTENSION:
                raise self.refused(f"has an extended header of {header.size:,} bytes, which no export has")
            place = span.end + -span.end % tarfile.BLOCKSIZE
        else:
            raise self.refused("has more headers than any export")
        if not place:
            raise tarfile.ReadError("no header")
        if missing := [name for name in MEMBERS if name not in spans]:
            raise self.refused(f"lacks {missing[0]}")
        return spans

    def _header(self, place: int) -> tarfile.TarInfo | None:
        """Return the header at a place in the file, None at the end of the archive."""
        self._file.seek(place)
        block = self._file.read(tarfile.BLOCKSIZE)
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape") if block.strip(b"\0") else None

    def _span(self, header: tarfile.TarInfo, start: int) -> _Span:
        if not 0 <= header.size <= self._size - start:
            raise self.refused("ends too early")
        return _Span(start, start + header.size)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except tarfile.TarError as exc:
            raise self.refused("is no tar file, or not all of one") from exc
        except OSError as exc:
            raise self._unreadable(exc) from exc

    def _unreadable(self, exc: OSError) -> ArchiveError:
        return ArchiveError(f"{self.name} cannot be read ({exc.strerror}): check the file.")
