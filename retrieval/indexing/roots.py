"""`Roots`: the paths that were named. Only they and what lies in them is read, and links lead out of none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from retrieval.errors import ArticleError
from retrieval.indexing.sources import above, shown


@dataclass(frozen=True, slots=True)
class Roots:
    """Files, folders and URLs that were named, now or before; `follow_links` lets links in folders lead anywhere."""

    named: frozenset[str] = frozenset()
    follow_links: bool = False

    def within(self, source: str) -> tuple[str, ...]:
        """Return the folders of which links must lead a file into one; none where all may be followed.

        Raises:
            ArticleError: nobody named it or a folder above; an archive may say that an article came from any file.
        """
        if source in self.named:
            return ()
        folders = tuple(folder for folder in above(source) if folder in self.named)
        if not folders:
            raise ArticleError(
                f"{shown(source)} was never named to this index and is not read; name it if it should be.", "outside"
            )
        return () if self.follow_links else folders

    def behind(self, sources: Iterable[str], links: Collection[str]) -> dict[str, str]:
        """Return the sources that are one of these links or lie behind it, with the link, unless named themselves."""
        found = ((source, self._link_above(source, links)) for source in (sources if links else ()))
        return {source: link for source, link in found if link is not None}

    def _link_above(self, source: str, links: Collection[str]) -> str | None:
        for path in (source, *above(source)):
            if path in self.named:
                return None
            if path in links:
                return path
        return None
