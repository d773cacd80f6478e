"""A sentence, read: its words, the clauses they stand in, and the words and phrases of the tables of claims.

The tables are in ``languages/<code>/claims.toml`` and described in the English one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from retrieval.languages.word_data import languages, load
from retrieval.names import mentions
from retrieval.text.terms import terms

PART = "claims"
KINDS = (
    "negation", "negation_ahead", "no_negation", "failing", "soft_negation", "not_soft", "joining", "that_words",
    "relatives", "denial", "soft_denial", "possibility", "probability", "hearsay", "intention", "demand", "duty",
    "command", "condition", "attempt", "suspicion", "question", "fiction", "unreal", "almost", "certainty",
    "reported_mood", "reporting", "sources", "opinion", "pronouns", "he", "she", "they", "view_opening", "view_verbs",
    "jest", "condition_opening", "group_speakers", "impersonal", "officials", "passive_helpers", "determiners", "all",
    "not_all", "no_demand", "most", "few", "only", "first", "last", "best", "worst", "superlative", "rise", "fall",
    "before", "after", "more", "less", "over", "under", "win", "lose", "open", "close", "begin", "end", "allow",
    "forbid", "support", "oppose", "arrest", "release", "buy", "sell", "enter", "leave", "accept", "reject",
    "succeed", "fail", "early", "late", "high", "low", "guilty", "innocent", "alive", "dead", "strengthen", "weaken",
    "good", "bad", "north", "south", "east", "west", "inside", "outside", "public", "secret", "legal", "illegal",
    "increase_by", "increase_to", "from_to",
)  # fmt: skip
"""The lists of words that a table may have."""

DOUBTFUL = "?"
"""Ends the name of the words of a kind that may mean something else."""

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_TOKEN = re.compile(
    rf"\d++(?:[.,:]\d++)*+|[^\W\d_](?:[{_INVISIBLE}]|[^\W_]|['’ʼ\-‐‑](?=[{_INVISIBLE}]*+[^\W_]))*+|[^\s\w]|[\w]"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "ё": "е"})
_BORDERS = frozenset(",;:()–—-")
_PARTICLES = frozenset({"ab", "an", "auf", "aus", "ein", "fest", "mit", "nach", "vor", "zu", "zurück"})
_BEHIND_PARTICLES = frozenset({"als", "dass", "daß", "denn", "ob", "oder", "sowie", "um", "und", "wie"})
_GAP = 14
"""Words that may stand where a phrase leaves room: between the parts of a German verb."""
_LONGEST_STEM, _LONGEST_ENDING = 16, 5
_MOST_WORDS = 600
"""Words of a sentence that are looked at: ten times the longest of a newspaper; what is behind them is no sentence."""

Span = tuple[int, int]
"""Numbers of words, half open."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark; offsets in the sentence, `clause` the number of its clause, `terms` empty for grammar."""

    start: int
    end: int
    text: str
    lower: str
    clause: int
    terms: tuple[str, ...]
    is_name: bool

    @property
    def is_word(self) -> bool:
        """Return whether this is no mark."""
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the checks see it."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    cues: Mapping[str, tuple[Span, ...]]

    def of(self, *kinds: str) -> list[Span]:
        """Return where words of some kinds stand, in order."""
        return sorted({span for kind in kinds for span in self.cues.get(kind, ())})

    def has(self, *kinds: str) -> bool:
        """Return whether words stand anywhere that are of some kinds or may be."""
        return any(self.cues.get(kind) or self.cues.get(kind + DOUBTFUL) for kind in kinds)

    def words(self, spans: Sequence[Span]) -> str:
        """Return the words of the first of some spans as they are written, "" where there is none."""
        if not spans:
            return ""
        first, last = spans[0]
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def written(self) -> list[str]:
        """Return the words without the marks, in small letters."""
        return [token.lower for token in self.tokens if token.is_word]

    def clause(self, number: int) -> list[int]:
        """Return the numbers of the words of a clause."""
        return [at for at, token in enumerate(self.tokens) if token.clause == number]

    def clauses(self) -> int:
        """Return how many clauses there are."""
        return self.tokens[-1].clause + 1 if self.tokens else 0


@lru_cache(maxsize=512)
def read(text: str, language: str) -> Reading:
    """Return a sentence as it is read in a language, ISO 639-1; linear in its length."""
    found = [match for _, match in zip(range(_MOST_WORDS), _TOKEN.finditer(text), strict=False)]
    lowered = [_HIDDEN.sub("", match[0]).lower().translate(_APOSTROPHES) for match in found]
    table = cue_table(language)
    cues = table.find([_cased(match[0], lower) for match, lower in zip(found, lowered, strict=True)])
    if (opening := _opening(lowered, cues)) is not None:
        # There it means nothing else: "sollte" is no duty.
        cues = {kind: tuple(span for span in spans if span != opening) for kind, spans in cues.items()}
        cues["condition"] = tuple(sorted({opening, *cues.get("condition", ())}))
    joining = {at for span in cues.get("joining", ()) for at in range(*span)}
    names = mentions(text[: _MOST_WORDS * 20], language)
    tokens: list[Token] = []
    clause = 0
    for at, (match, lower) in enumerate(zip(found, lowered, strict=True)):
        if tokens and (at in joining or lower in _BORDERS):
            clause += 1
        while names and names[0][1] <= match.start():
            names.pop(0)
        is_name = bool(names) and names[0][0] <= match.start()
        word = match[0]
        own = tuple(terms(_HIDDEN.sub("", word), language)) if word[0].isalnum() else ()
        if is_name and not own:
            own = (lower,)  # Ли
        tokens.append(Token(match.start(), match.end(), word, lower, clause, own, is_name))
    return Reading(text, language, tuple(tokens), cues)


def _opening(words: Sequence[str], cues: Mapping[str, tuple[Span, ...]]) -> Span | None:
    """Return the verb that opens a sentence and makes a condition of its first clause: "Sollte es regnen, …"."""
    first = next((at for at, word in enumerate(words) if word[:1].isalnum()), None)
    opens = next((span for span in cues.get("condition_opening", ()) if span[0] == first), None)
    return opens if opens is not None and "," in words and "?" not in words else None


def _cased(word: str, lower: str) -> str:
    """Return a lower-case word, but as they are written those that are another word with a capital.

    The month of May is no verb, and Ли is a name, no particle, which never begins a sentence.
    """
    return word if word in {"May", "Ли"} else lower


class CueTable:
    """The words and phrases of one language by how they begin."""

    def __init__(self, entries: Iterator[tuple[str, tuple[str, ...]]]) -> None:
        self._by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for kind, patterns in entries:
            self._by_first.setdefault(patterns[0], []).append((kind, patterns[1:]))

    def find(self, words: Sequence[str]) -> dict[str, tuple[Span, ...]]:
        """Return where each kind stands among lower-case words; a stem ends in an asterisk, an ending begins with one.

        A span reaches from the first to the last word of a phrase.
        """
        found: dict[str, set[Span]] = {}
        for at, word in enumerate(words):
            for first in _patterns(word):
                for kind, rest in self._by_first.get(first, ()):
                    end = _match(words, at + 1, rest)
                    if end is not None:
                        found.setdefault(kind, set()).add((at, end))
        return {kind: tuple(sorted(spans)) for kind, spans in found.items()}


def _patterns(word: str) -> Iterator[str]:
    yield word
    for length in range(2, min(len(word), _LONGEST_STEM) + 1):
        yield f"{word[:length]}*"
    for length in range(2, min(len(word) - 1, _LONGEST_ENDING) + 1):
        yield f"*{word[-length:]}"


def _match(words: Sequence[str], at: int, rest: tuple[str, ...]) -> int | None:
    """Return the end of a phrase whose further words begin at `at`, None where it does not go on so."""
    for number, pattern in enumerate(rest):
        if pattern == "…":
            goal = rest[number + 1]
            for place in range(at, min(len(words), at + _GAP)):
                if _fits(goal, words[place]) and (number + 2 < len(rest) or _may_end(words, place)):
                    return _match(words, place + 1, rest[number + 2 :])
            return None
        if at >= len(words) or not _fits(pattern, words[at]):
            return None
        at += 1
    return at


def _may_end(words: Sequence[str], place: int) -> bool:
    """Return whether a word may end a phrase: the particle of a German verb ends its clause, else it is another word.

    "rufen … auf" is no verb of "rief, nachdem er auf den Markt kam".
    """
    behind = words[place + 1] if place + 1 < len(words) else ""
    return words[place] not in _PARTICLES or not behind[:1].isalnum() or behind in _BEHIND_PARTICLES


def _fits(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern


@cache
def cue_table(language: str) -> CueTable:
    """Return the words of a language; none for one without a table."""
    return CueTable(_entries(language))


def _entries(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if language not in languages(PART):
        return
    data = load(language, PART)
    for kind in KINDS:
        if kind in data.lists:
            for line in data.phrases(kind):
                for entry in line.split(","):
                    doubtful = entry.strip().startswith("~")
                    if words := tuple(entry.strip(" ~").lower().split()):
                        yield kind + DOUBTFUL * doubtful, words
