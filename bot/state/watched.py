"""Which articles were looked through for news, each with a hash of the text that it then had."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.state.database import Connection, Database

Fresh = Mapping[str, str | None]
"""Articles that may bring news, with the hash of the text that is known of each; None of one that is new."""

_ANY = ""  # no article has this id


class WatchedArticles:
    """What was looked through; articles that are gone are remembered for a while, in case that they come back."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def fresh(self, texts: Mapping[str, str]) -> Fresh:
        """Return which articles are new or have another text than when they were last looked through.

        `texts` are the hashes of all texts by article. Before the first look of all, none is fresh.
        """
        known = self._known()
        if _ANY not in known:
            return {}
        return {one: known.get(one) for one, text in texts.items() if known.get(one) != text}

    def note(self, texts: Mapping[str, str]) -> None:
        """Note that all articles were looked through, as they were with these texts."""
        known, now = self._known(), self._clock()
        changed = [(one, text) for one, text in {**texts, _ANY: ""}.items() if known.get(one) != text]
        with self._database.writing() as writing:
            writing.executemany("INSERT OR REPLACE INTO watched_articles VALUES (?, ?, NULL)", changed)
            present = self._present(writing)
            gone = [(now, one) for one in present - texts.keys() - {_ANY}]
            writing.executemany("UPDATE watched_articles SET gone = ? WHERE article_id = ?", gone)
            back = [(one,) for one in (known.keys() & texts.keys()) - present]
            writing.executemany("UPDATE watched_articles SET gone = NULL WHERE article_id = ?", back)

    def _known(self) -> dict[str, str]:
        with self._database.reading() as reading:
            return dict(reading.execute("SELECT article_id, text FROM watched_articles"))

    @staticmethod
    def _present(writing: Connection) -> set[str]:
        return {row[0] for row in writing.execute("SELECT article_id FROM watched_articles WHERE gone IS NULL")}
