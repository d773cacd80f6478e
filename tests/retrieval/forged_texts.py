"""What a forger makes of an article's text: longer, shorter, with other quotations, speakers or numbers.

Every invented sentence holds a code, a number that no other text of a run holds, so that it is known wherever it shows.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from retrieval import statements

_QUOTED = re.compile(r"""[„“"«]([^„“”"«»]{12,})[“”"»]""")
_NUMBER = re.compile(r"\d{2,}")

_QUOTATIONS = {
    "de": ["„Von Akte {code} hat uns niemand je erzählt“, sagte {name}.", "Von Akte {code} hat uns niemand je erzählt"],
    "en": ['"Nobody ever told us about file {code}," {name} said.', "Nobody ever told us about file {code}"],
    "ru": ["«О папке {code} нам никто не рассказывал», — сказал {name}.", "О папке {code} нам никто не рассказывал"],
    "uk": ["«Про теку {code} нам ніхто не казав», — сказав {name}.", "Про теку {code} нам ніхто не казав"],
}
_QUESTIONS = {
    "de": ("Was sagte {name}?", "Wer hat von Akte {code} erzählt?"),
    "en": ("What did {name} say?", "Who was told about file {code}?"),
    "ru": ("Что сказал {name}?", "Кому рассказывали о папке {code}?"),
    "uk": ("Що сказав {name}?", "Кому казали про теку {code}?"),
}
_NAMES = {
    "de": ["Heiner Quastel", "Marlies Vogtländer", "Detlef Brandhorst"],
    "en": ["Wilfred Oxtoby", "Harriet Penhale", "Rupert Langstaff"],
    "ru": ["Тихон Вересаев", "Марк Лапшин"],
    "uk": ["Тарас Верещака", "Остап Лапченко"],
}


@dataclass(frozen=True)
class Change:
    """One way to forge: `make` takes paragraphs and a `Hand` and returns the paragraphs of the copy."""

    name: str
    make: Callable[[list[str], Hand], list[str]]


@dataclass(frozen=True)
class Hand:
    """What a forger works with: the language, the person whose words are forged, the code, and chance."""

    language: str
    name: str
    code: int
    draw: random.Random

    def sentence(self) -> str:
        """Return an invented statement of the person."""
        return _QUOTATIONS[self.language][0].format(code=self.code, name=self.name)

    def words(self) -> str:
        """Return what the person is made to say, without quotation marks."""
        return _QUOTATIONS[self.language][1].format(code=self.code)

    def questions(self) -> tuple[str, ...]:
        """Return questions that the invented words would answer."""
        return tuple(one.format(code=self.code, name=self.name) for one in _QUESTIONS[self.language])


def known(language: str) -> str:
    """Return the language that a forger of articles in this one writes."""
    return language if language in _QUOTATIONS else "en"


def speaker(text: str, language: str) -> str | None:
    """Return the person with the most statements in a text; None where nobody is quoted."""
    found = Counter(said.speaker for said in statements.extract(text, language) if said.speaker)
    return found.most_common(1)[0][0] if found else None


def _longer(paragraphs: list[str], hand: Hand) -> list[str]:
    middle = max(1, len(paragraphs) // 2)
    return [*paragraphs[:middle], hand.sentence(), *paragraphs[middle:], f"{hand.sentence()} {paragraphs[-1]}"]


def _shorter(paragraphs: list[str], hand: Hand) -> list[str]:
    kept = paragraphs[: max(2, round(0.7 * len(paragraphs)))]
    return [*kept, hand.sentence()]


def _quotations(paragraphs: list[str], hand: Hand) -> list[str]:
    """Put invented words between all quotation marks, or the invented statement first where there are none."""
    changed = [_QUOTED.sub(lambda m: m[0].replace(m[1], hand.words()), paragraph) for paragraph in paragraphs]
    return changed if changed != paragraphs else [hand.sentence(), *paragraphs]


def _speakers(paragraphs: list[str], hand: Hand) -> list[str]:
    """Have another person say what the most quoted one said, now and then one of the same surname."""
    surname = hand.name.split()[-1]
    other = hand.draw.choice(_NAMES[hand.language])
    if hand.draw.random() < 1 / 3:
        other = f"{other.split()[0]} {surname}"
    changed = [
        re.sub(rf"\b{re.escape(surname)}\b", other.split()[-1], paragraph.replace(hand.name, other))
        for paragraph in paragraphs
    ]
    return [*changed, hand.sentence()]


def _numbers(paragraphs: list[str], hand: Hand) -> list[str]:
    changed = [_NUMBER.sub(lambda m: str(int(m[0]) + hand.draw.randint(1, 9)), paragraph) for paragraph in paragraphs]
    return [*changed, hand.sentence()]


def _as_it_is(paragraphs: list[str], hand: Hand) -> list[str]:
    """Leave the text as it is: what is forged then is the title, and the text once it is trusted."""
    return paragraphs


CHANGES = (
    Change("longer", _longer),
    Change("shorter", _shorter),
    Change("quotations", _quotations),
    Change("speakers", _speakers),
    Change("numbers", _numbers),
    Change("as it is", _as_it_is),
)
"""All ways to forge a text. After `as it is` the copy is edited into `longer`."""

LATER = CHANGES[0]
"""How a copy is edited that was no forgery at first."""
