"""A folder of articles, an index of it, and the bot's desk over that, for tests of what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.answering.news import Looked
from bot.assembly import answerer_of, open_lexicon
from bot.discord_app.desk import IndexDesk, _Opened
from bot.settings import load_settings
from bot.state.watches import Subject
from retrieval.opening import open_index
from retrieval.search.completion import Completion
from tests.desk import Desk
from tests.fakes import WordReader


class NewsDesk(IndexDesk):
    """The bot's desk over an index made with a small encoder."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__(load_settings().model_copy(update={"data_dir": desk.data}))

    def _open(self) -> _Opened:
        index = open_index(self._desk.data, load=lambda: self._desk.encoder, read=WordReader)
        return _Opened(index, answerer_of(index, self._settings), Completion(index.catalog), open_lexicon())


class Newsroom:
    """Articles that come and change, and what somebody who looks now and then finds new in them."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.write("first", "The harbour was quiet.")
        self.index()
        self.news = NewsDesk(self.desk)
        self.texts: dict[str, str] = {}
        self.look()

    def write(self, name: str, *paragraphs: str, shelf: str = "") -> None:
        """Write an article, or another text of it; `shelf` is a folder that is indexed onto that shelf."""
        where = f"{shelf}/{name}.md" if shelf else f"shared/{name}.md"
        head = f"---\ntitle: On the {name}\npublished: 2022-01-10\nlanguage: en\npublisher: Ember Post\n---\n"
        self.desk.write(where, f"{head}# On the {name}\n\n" + "\n\n".join(paragraphs) + "\n", settled=False)

    def remove(self, name: str) -> None:
        (self.desk.articles / "shared" / f"{name}.md").unlink()

    def index(self) -> None:
        for folder in sorted(self.desk.articles.iterdir()):
            self.desk.index(folder, shelf="" if folder.name == "shared" else folder.name, prune=True)

    def looked(self) -> Looked:
        """Return what a look now is about."""
        now = self.news.texts()
        fresh = {one: self.texts.get(one) for one, text in now.items() if self.texts.get(one) != text}
        return Looked(fresh, now.keys() - fresh.keys())

    def look(self) -> None:
        """Remember the articles as they are."""
        self.texts |= self.news.texts()

    def found(self, words: str, *, subject: Subject = "speaker", shelves: Sequence[str] = ("",)) -> list[str]:
        """Return the words of what is new of a speaker or on a topic."""
        visible = frozenset(shelves)
        quoted = self.news.news(subject, words, self.looked(), visible)
        entries = self.news.quoted_again(list(enumerate(quoted)), "en", visible)
        return [one.citation.quote for one in entries]
