"""One-change errors in English, German, Russian and Ukrainian sentences: what a verifier has to notice.

Each change takes a sentence and gives it back with another word or number in it, and where that stands; None where the
sentence has nothing of the kind. The tables are this module's own: a bench measures with others.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_SHORTEST = 4  # letters of a word that is exchanged for one alike
_ENDING = 3
_EITHER_WAY = ("opposite", "calendar")
_COMMON = 3  # times a word has to occur in the corpus to be put elsewhere


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence after a change; `spans` are what was put there, empty where a word was only taken away."""

    text: str
    spans: tuple[Span, ...]


_NEGATING: Mapping[str, tuple[str, ...]] = {
    "en": ("not", "never", "no longer"),
    "de": ("nicht", "nie", "nicht mehr", "keineswegs"),
    "ru": ("не", "больше не", "никогда не"),
    "uk": ("не", "більше не", "ніколи не"),
}
_BEHIND: Mapping[str, str] = {
    "en": "is are was were has have had will would can could should may might must does did do be been",
    "de": "ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können konnte konnten soll sollen "
    "sollte sollten muss müssen musste will wollen wollte darf dürfen sei seien habe hätte wäre würde würden",
}
# Slavic negations stand before the verb: one that ends like these, or is one of these.
_VERBS: Mapping[str, re.Pattern[str]] = {
    "ru": re.compile(
        r"(?<!\bне )(?<!\w)(?:[а-яё]{3,}(?:ал|ил|ел|ул|ял|ала|ила|ела|али|или|ели|ает|ует|еет|ит|ают|уют|еют|ят|ется|"
        r"ится|ются|ался|ился|алась|илась|ались|ились)|был|была|было|были|будет|будут|может|могут|может быть|должен|"
        r"должны|есть)(?!\w)"
    ),
    "uk": re.compile(
        r"(?<!\bне )(?<!\w)(?:[а-яіїєґ]{3,}(?:ав|ив|ів|ала|ила|іла|али|или|іли|ає|ує|іє|ить|ають|ують|іють|ять|ється|"
        r"иться|ються|ався|ився|алася|илася|алися|илися)|був|була|було|були|буде|будуть|може|можуть|повинен|повинні|є)"
        r"(?!\w)"
    ),
}
_LOST: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r" (?:not|never|no longer)\b(?! only)|(?<=\w)n['’]t\b|\bno (?=[a-z])"),
    "de": re.compile(
        r" (?:nicht mehr|nicht|nie|niemals|keineswegs)\b(?! nur| zuletzt)|(?<=\b[Kk]ein)\b|\bkein(?=e[nrms]?\b)"
    ),
    "ru": re.compile(r"\b(?:больше |никогда )?не (?!только)|\bнет\b"),
    "uk": re.compile(r"\b(?:більше |ніколи )?не (?!тільки|лише)|\bнемає\b"),
}
_TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))
_STEMS: Mapping[str, str] = _TABLES.pop("declined")
_DECLINED = r"(ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ом|ем|ой|ей|ую|юю|ых|их|ыми|ими|а|е|і|ою|ої|ій|у)"


def _both_ways(pairs: str, *, one_way: bool) -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in pairs.split():
        first, second = (word.replace("_", " ") for word in pair.split("/"))
        table.setdefault(first, second)
        if not one_way:
            table.setdefault(second, first)
    return table


def _next(rows: Iterable[str]) -> str:
    """Return each word of a row with the one behind it, the last with the first."""
    return " ".join(f"{one}/{other}" for row in map(str.split, rows) for one, other in pairwise([*row, row[0]]))


_WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    (kind, language): _both_ways(words if kind != "calendar" else _next(words), one_way=kind not in _EITHER_WAY)
    for kind, tables in _TABLES.items()
    for language, words in tables.items()
}
_PATTERNS = {
    key: re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, table), key=len, reverse=True))})(?!\w)", re.IGNORECASE
    )
    for key, table in _WORDS.items()
}


class Altering:
    """Changes sentences at random; words of one kind are drawn from a corpus."""

    def __init__(self, corpus: Iterable[tuple[str, str]], rng: random.Random) -> None:
        """`corpus` are texts and their languages."""
        self._rng = rng
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        for text, language in corpus:
            for match in _WORD.finditer(text):
                inside = (
                    match.start() > 0 and text[match.start() - 1] == " " and text[match.start() - 2] not in '.!?"„“«»:'
                )
                if match[0][0].isupper() and not inside:
                    continue
                (names if match[0][0].isupper() and language != "de" else counts)[language][match[0]] += 1
        self._alike: dict[tuple[str, bool, str], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = {}
        for language, found in counts.items():
            for word, count in found.items():
                if count >= _COMMON and len(word) >= _SHORTEST:
                    self._alike[language, word[0].isupper(), word[-_ENDING:]].append(word)
        for language, found in names.items():
            self._names[language] = [name for name, count in found.items() if count >= _COMMON and len(name) >= _ENDING]
        self._kinds: tuple[tuple[float, Callable[[str, str], Altered | None]], ...] = (
            (3.0, self.word),
            (1.0, self.name),
            (1.2, lambda text, _: self.number(text)),
            (1.4, self.negation_added),
            (0.6, self.negation_lost),
            (1.6, lambda text, language: self._by_table("opposite", text, language)),
            (1.2, lambda text, language: self._by_table("hedge", text, language)),
            (0.5, lambda text, language: self._by_table("denial", text, language)),
            (0.8, lambda text, language: self._by_table("quantity", text, language)),
            (0.6, lambda text, language: self._by_table("calendar", text, language)),
            (0.8, self.declined),
            (0.8, self.swap),
            (0.3, lambda text, _: self.dropped(text)),
        )

    def change(self, text: str, language: str) -> Altered | None:
        """Make one change of a kind drawn by weight; None where six kinds in turn find nothing to change."""
        for _ in range(6):
            (kind,) = self._rng.choices(self._kinds, [weight for weight, _ in self._kinds])
            made = kind[1](text, language)
            if made is not None and made.text != text:
                return made
        return None

    def word(self, text: str, language: str) -> Altered | None:
        """Exchange a word for one of the same ending that stands elsewhere."""
        places = [match for match in _WORD.finditer(text) if len(match[0]) >= _SHORTEST and match.start()]
        self._rng.shuffle(places)
        for match in places[:6]:
            if match[0][0].isupper() and language != "de":
                continue
            others = self._alike.get((language, match[0][0].isupper(), match[0][-_ENDING:]), [])
            for _ in range(4):
                if not others:
                    break
                other = self._rng.choice(others)
                if other[:3].lower() != match[0][:3].lower():
                    return _put(text, match.span(), other)
        return None

    def name(self, text: str, language: str) -> Altered | None:
        """Exchange a word that begins with a capital within the sentence."""
        if language == "de":
            return self.word(text, language)
        places = [
            match for match in _WORD.finditer(text) if match.start() and match[0][0].isupper() and len(match[0]) > 2
        ]
        names = self._names.get(language, [])
        if not places or not names:
            return None
        match = self._rng.choice(places)
        alike = [name for name in self._rng.choices(names, k=60) if name[-1:] == match[0][-1:]] or names
        return _put(text, match.span(), self._rng.choice(alike))

    def number(self, text: str) -> Altered | None:
        """Change a digit of a number."""
        places = list(_NUMBER.finditer(text))
        if not places:
            return None
        match = self._rng.choice(places)
        digits = [at for at, sign in enumerate(match[0]) if sign.isdigit()]
        at = self._rng.choice(digits)
        other = self._rng.choice([sign for sign in "123456789" if sign != match[0][at]])
        return _put(text, match.span(), match[0][:at] + other + match[0][at + 1 :])

    def negation_added(self, text: str, language: str) -> Altered | None:
        """Negate a verb, in German also by its noun's article."""
        word = self._rng.choices(_NEGATING[language], [6, *[1] * (len(_NEGATING[language]) - 1)])[0]
        if language in _VERBS:
            places = list(_VERBS[language].finditer(text))
            if not places:
                return None
            at = self._rng.choice(places).start()
            return Altered(f"{text[:at]}{word} {text[at:]}", ((at, at + len(word)),))
        if (
            language == "de"
            and self._rng.random() < 0.4
            and (found := list(re.finditer(r"\b(?:ein)(?=(?:e[nrms]?)?\b)", text)))
        ):
            at = self._rng.choice(found).start()
            return Altered(f"{text[:at]}k{text[at:]}", ((at, at + 4),))
        found = list(re.finditer(rf"\b(?:{'|'.join(_BEHIND[language].split())})\b(?! not\b| nicht\b|n['’]t)", text))
        if not found:
            return None
        at = self._rng.choice(found).end()
        if language == "de" and self._rng.random() < 0.7:
            clause = re.search(r"[,;.:!?–]|$", text[at:])
            behind = text[at : at + clause.start()] if clause else text[at:]
            at += max(0, behind.rstrip().rfind(" "))
        return Altered(f"{text[:at]} {word}{text[at:]}", ((at + 1, at + 1 + len(word)),))

    def negation_lost(self, text: str, language: str) -> Altered | None:
        """Take a negation away."""
        found = list(_LOST[language].finditer(text))
        if not found:
            return None
        match = self._rng.choice(found)
        undone = (
            re.sub(r"\b([Kk])(?=ein\b)", "", text) if match[0] == "" else text[: match.start()] + text[match.end() :]
        )
        if match[0].startswith("kein"):
            undone = text[: match.start()] + "ein" + text[match.end() :]
        return Altered(undone, ())

    def declined(self, text: str, language: str) -> Altered | None:
        """Exchange a Slavic adjective for its opposite, in the same case."""
        pairs = dict(pair.split("/") for pair in _STEMS.get(language, "").split())
        table = pairs | {second: first for first, second in pairs.items()}
        if not table:
            return None
        found = list(re.finditer(rf"(?<!\w)({'|'.join(table)}){_DECLINED}(?!\w)", text))
        if not found:
            return None
        match = self._rng.choice(found)
        return _put(text, match.span(), table[match[1]] + match[2])

    def swap(self, text: str, language: str) -> Altered | None:
        """Exchange the places of two names, or of two words alike."""
        words = [match for match in _WORD.finditer(text) if len(match[0]) >= _SHORTEST]
        capitals = [match for match in words if match[0][0].isupper() and match.start()]
        places = capitals if len(capitals) > 1 and language != "de" else words
        for _ in range(6):
            if len(places) < 2:
                return None
            first, second = sorted(self._rng.sample(places, 2), key=lambda match: match.start())
            same = first[0][0].isupper() == second[0][0].isupper() and first[0].lower() != second[0].lower()
            if same and (places is capitals or first[0][-2:] == second[0][-2:]) and second.start() - first.end() > 3:
                made = (
                    text[: first.start()]
                    + second[0]
                    + text[first.end() : second.start()]
                    + first[0]
                    + text[second.end() :]
                )
                shift = len(second[0]) - len(first[0])
                start = second.start() + shift
                return Altered(made, ((first.start(), first.start() + len(second[0])), (start, start + len(first[0]))))
        return None

    def dropped(self, text: str) -> Altered | None:
        """Leave out what somebody is said to have said it by: an opinion becomes a fact."""
        match = re.match(r"^(?:[^,\"„«]{4,60}), (?:dass|that|что|що) ", text)
        if match is None:
            return None
        rest = text[match.end() :]
        return Altered(rest[:1].upper() + rest[1:], ()) if len(rest) > 30 else None

    def _by_table(self, kind: str, text: str, language: str) -> Altered | None:
        table, pattern = _WORDS[kind, language], _PATTERNS[kind, language]
        found = [match for match in pattern.finditer(text) if match[0] in table or match[0].lower() in table]
        if not found:
            return None
        match = self._rng.choice(found)
        other = table.get(match[0], table.get(match[0].lower(), ""))
        if match[0][0].isupper() and other:
            other = other[0].upper() + other[1:]
        return _put(text, match.span(), other)


def _put(text: str, span: Span, other: str) -> Altered:
    start, end = span
    if other:
        return Altered(text[:start] + other + text[end:], ((start, start + len(other)),))
    return Altered(" ".join((text[:start] + text[end:]).split()), ())
