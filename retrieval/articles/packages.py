"""`Package`: the ZIP archive that an office document is, read member by member with limits."""

from __future__ import annotations

import io
import re
import zipfile

from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError

MOST_MEMBERS = 5_000
"""Members of an archive: a document has a few dozen, and one for each picture."""

MOST_UNPACKED = 1 << 25
"""Bytes unpacked of one document, all members that are read together: twenty times what the longest article takes."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Package:
    """The members of an office document. What they claim of their size is not believed."""

    def __init__(self, raw: RawArticle, kind: str) -> None:
        """`kind` is for messages, such as "a Word document".

        Raises:
            ArticleError: these bytes are no such archive, or it has too many members.
        """
        self.name = raw.name
        self._kind = kind
        self._left = MOST_UNPACKED
        if not raw.data:
            raise ArticleError(
                f"{raw.name} is empty, an article's text was expected; remove the file or fill it.", "empty"
            )
        if raw.data.startswith(_OLE):
            raise ArticleError(
                f"{raw.name} is locked with a password or of an older kind, {kind} was expected; save it again as one, "
                "without a password.",
                "encrypted",
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw.data))
        except MemoryError:
            raise
        except Exception as exc:  # a parser of foreign bytes: whatever it raises is this file's fault
            raise self.damaged() from exc
        if len(self._archive.infolist()) > MOST_MEMBERS:
            raise ArticleError(
                f"{raw.name} has more than {MOST_MEMBERS} parts, which no article needs; save its text as .txt.",
                "too_complex",
            )
        self._members = {info.filename: info for info in self._archive.infolist()}

    def damaged(self) -> ArticleError:
        """Return the error for what is no such document."""
        return ArticleError(
            f"{self.name} is damaged or not {self._kind}; open it in a word processor and save it again.", "damaged"
        )

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """Return the names of members that match as a whole, in the archive's order."""
        return [name for name in self._members if pattern.fullmatch(name)]

    def read(self, member: str) -> bytes | None:
        """Return the bytes of a member, None where there is none.

        Raises:
            ArticleError: it is encrypted or damaged, or longer than all that may be unpacked.
        """
        info = self._members.get(member)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise self.locked()
        if info.compress_type not in _METHODS:
            raise self.damaged()
        try:
            with self._archive.open(info) as file:
                data = file.read(self._left + 1)
        except MemoryError:
            raise
        except Exception as exc:  # as above
            raise self.damaged() from exc
        self._left -= len(data)
        if self._left < 0:
            raise ArticleError(
                f"{self.name} unpacks to more than {MOST_UNPACKED >> 20} MiB, which no article needs; save its text as "
                ".txt.",
                "too_complex",
            )
        return data

    def locked(self) -> ArticleError:
        """Return the error for a document that is encrypted."""
        return ArticleError(
            f"{self.name} is locked with a password, {self._kind} was expected; save it without one.", "encrypted"
        )
