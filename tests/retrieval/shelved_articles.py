"""Articles for several shelves, random and yet the same in every run: no name, word of a title or number is shared."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

GIVEN = ["Anna", "Tom", "Maria", "Karl", "Helen", "Peter", "Lena", "Frank"]
NOUNS = ["harbour", "bridge", "school", "tunnel", "market", "library", "station", "theatre"]
ROLES = ["mayor", "minister", "judge", "spokesman"]
_SYLLABLES = {
    "": ("br", "dr", "kl", "pl", "tr"),
    "111": ("zw", "zl", "zn", "zm", "zv"),
    "222": ("gw", "gn", "gl", "gr", "gv"),
}
_DIGITS = {"": "13", "111": "57", "222": "89"}


@dataclass(frozen=True)
class Article:
    """One article: the surnames, places, words and numbers that it alone has, and a file with it."""

    name: str
    own: tuple[str, ...]
    text: str
    surname: str
    given: str
    place: str
    noun: str


class Shelf:
    """Random articles whose own words begin as no other shelf's do, and hold letters and digits of its own."""

    def __init__(self, name: str, *, articles: int) -> None:
        self.name = name
        self._random = random.Random(f"shelf {name}")
        self._made = self._words()
        self.articles = [self._article(number) for number in range(articles)]

    @property
    def own(self) -> set[str]:
        """Return every word and number that only this shelf's articles have."""
        return {word.casefold() for article in self.articles for word in article.own}

    def write(self, folder: Path) -> Path:
        """Write each article to a file of its own."""
        folder.mkdir(parents=True)
        for article in self.articles:
            (folder / article.name).write_text(article.text, encoding="utf-8")
        return folder

    def _words(self) -> Iterator[str]:
        made = set()
        while True:
            middle = self._random.choice(["an", "el", "ir", "om", "ur", "esk", "ob", "av"])
            begin, end = self._random.choice(_SYLLABLES[self.name]), self._random.choice(["ak", "ev", "it", "os", "um"])
            word = f"{begin}{self._random.choice('aeiou')}{middle}{end}".capitalize()
            if word not in made:
                made.add(word)
                yield word

    def _article(self, number: int) -> Article:
        pick = self._random.choice
        surname, place, street, title = (next(self._made) for _ in range(4))
        price = "".join(pick(_DIGITS[self.name]) for _ in range(7))
        given, noun, role = pick(GIVEN), pick(NOUNS), pick(ROLES)
        dated = f"published: 2024-0{pick('123456')}-1{pick('0123456789')}\n" if number % 4 else ""
        text = (
            f"---\ntitle: The {title} plan\nlanguage: en\npublisher: {place} Post\n{dated}---\n"
            f"The {noun} in {place} will cost {price} euros. {given} {surname}, the {role} of {place}, said the {noun} "
            f'was a gift to {street}. "We shall open the {noun} in {title}," {surname} said on Monday.\n\n'
            f"Residents of {street} asked {surname} for a second {pick(NOUNS)}. Nobody in {title} answered.\n"
        )
        own = (surname, place, street, title, price)
        return Article(f"{number:02}-{self.name or 'shared'}.md", own, text, surname, given, place, noun)


def questions(shelves: list[Shelf], *, seed: int) -> Iterator[str]:
    """Yield questions about the articles of all shelves, right, half typed and mistyped ones."""
    chosen = random.Random(seed)
    everything = [article for shelf in shelves for article in shelf.articles]
    for kind in count():
        one, other = chosen.choice(everything), chosen.choice(everything)
        typed = one.surname[:-1] + chosen.choice("aeiou") + one.surname[-1]
        yield [
            f"What did {one.surname} say?",
            f"What did {one.given} {one.surname} say about the {other.noun}?",
            f"What did {typed} say about the {one.noun}?",
            f"Who is {one.surname[: chosen.randint(3, 6)]}?",
            f"What did the mayor of {one.place} say?",
            f"How much does the {one.noun} in {one.place} cost?",
            f"Who said that the {one.noun} was a gift?",
            f"Who is {one.given} {one.surname}?",
            f"What is new in {one.place}?",
            f"What did {one.surname} and {other.surname} say about the {other.noun}?",
            f"What happened in {other.own[2]} in March 2024?",
            f"What did {one.given} say?",
            f"the {one.noun}",
            one.own[chosen.randrange(5)][:4],
        ][kind % 14]
