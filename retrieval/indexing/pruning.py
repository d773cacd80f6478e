"""`Pruning`: what is gone, or lies behind links that are not followed: told, and forgotten where that was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from retrieval.articles.files import outside
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.indexing.accounts import Account
from retrieval.indexing.applying import Applier
from retrieval.indexing.claims import holder
from retrieval.indexing.gone import file_gone, folder_gone, mostly_gone
from retrieval.indexing.ledger import Ledger
from retrieval.indexing.roots import Roots
from retrieval.indexing.sources import Scan


class Pruning:
    """Looks after the sources of a shelf that a run did not find."""

    def __init__(self, ledger: Ledger, account: Account, applier: Applier) -> None:
        self._ledger = ledger
        self._account = account
        self._applier = applier

    def miss(self, scan: Scan) -> None:
        """Tell of what could not be listed, and of a file or folder that is gone and has articles."""
        known = self._ledger.sources.get(scan.address) if not scan.exists else None
        if known:
            self._account.fail(scan.address, file_gone(scan.address, known.entry.article_id))
        left = 0 if scan.exists or known else self._count(self.inside(scan.address))
        if left:
            self._account.fail(scan.address, folder_gone(scan.address, left))
        for nothing in () if known or left else scan.failed:
            self._account.report.fail(nothing)

    def leave_links(self, scans: Iterable[Scan], roots: Roots, *, prune: bool) -> None:
        """Tell of links that are not followed; what earlier runs read through them stays and is named, or is pruned."""
        links = dict.fromkeys(link for scan in scans for link in scan.links if link not in roots.named)
        read = roots.behind(self._ledger.sources, links)
        if prune:
            self._applier.forget(read)
            read = {}
        told = set(read.values())
        ids = {source: self._ledger.sources[source].entry.article_id for source in read}
        failed = [(link, outside(Path(link))) for link in links if link not in told]
        failed += [(source, outside(Path(source), ident)) for source, ident in ids.items()]
        for path, sentence in failed:
            self._account.fail(path, ArticleError(sentence, "outside"))

    def inside(self, folder: str) -> list[str]:
        """Return the sources that lay under a folder."""
        return [source for source in self._ledger.sources if folder in sources.above(source)]

    def forget_folder(self, folder: str) -> bool:
        """Forget the sources of a folder that is gone; return whether it had any."""
        inside = self.inside(folder)
        self._applier.forget(inside)
        return bool(inside)

    def prune(self, scans: Iterable[Scan], *, everything: bool) -> None:
        """Forget the sources that lay under a folder that was read completely, and are gone.

        Where that is more than half of the articles of the folder, which a drive that is not mounted looks like, it is
        done only with `everything`.
        """
        for scan in scans:
            if not (scan.is_folder and scan.complete):
                continue
            inside = self.inside(scan.address)
            gone = [source for source in inside if sources.is_gone(source)]
            lost, of = self._count(gone), self._count(inside)
            if 2 * lost > of and not everything:
                self._account.fail(scan.address, mostly_gone(scan.address, lost, of))
            else:
                self._applier.forget(gone)

    def _count(self, known: Iterable[str]) -> int:
        """Return how many articles sources have."""
        return len({self._ledger.sources[source].entry.article_id for source in known})

    def forget_gone_copies(self, scans: Iterable[Scan], files: Collection[str]) -> None:
        """Forget files that are gone from a folder, where others with the same text are still there to be named."""
        read = {scan.address for scan in scans if scan.is_folder and scan.complete}
        inside = [
            source
            for source in self._ledger.sources
            if source not in files and not read.isdisjoint(sources.above(source)) and sources.is_gone(source)
        ]
        self._applier.forget([source for source in inside if holder(self._ledger.sources[source].entry, source)])
