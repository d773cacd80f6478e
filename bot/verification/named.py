"""The names of a text, word by word, and whether another text has them in any spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from retrieval.languages.word_data import load
from retrieval.names import keys, mentions, same_given_name
from retrieval.names.inflection import cyrillic_bases
from retrieval.names.keys import clean, heard_keys, skeleton, unmarked
from retrieval.names.organisations import organisations_in
from retrieval.names.places import left_out, places, things
from retrieval.names.shapes import is_common_noun, is_function_word, is_given, is_surname_like, is_title
from retrieval.names.tokens import Token, tokens
from retrieval.names.transliteration import CYRILLIC, is_cyrillic, transliterate
from retrieval.names.words import capitalises_nouns, people
from retrieval.text import compounds
from retrieval.text.function_words import function_words
from retrieval.text.lexicon import Lexicon
from retrieval.text.terms import stem

from .claims import Basis

_ADJECTIVE = re.compile(r"(?:ов|ев|ин|ан)?[сц]ь?к(?:ий|ого|ому|им|ом|ая|ой|ую|ою|ое|ие|их|ими|а|у|ої|ій|е|і)$")
_SILENT = re.compile(r"h(?![aeiou])|(?<=[aeiou])h")
_NASAL = re.compile("ng$")
_SOFT_G = re.compile(r"g(?=[eiy]|$)")
_HYPHEN = re.compile(r"[\-‐‑]")
_DOTTED = re.compile(r"(?<!\w)((?:[^\W\d_]\.){2,6})")
_PIVOT = "en"
_LEAST = 3  # letters of a name
_LEAST_STEM = 4  # letters that two forms of one name share at least
_ENDING = 3  # letters that grammar adds at most
_FUZZY, _FUZZIER = 5, 8  # letters from which one, two of a key may differ between two scripts
_HEADLINE, _CAPITALS = 5, 0.7  # long words of a headline at least, and the share of them that have a capital
_CONSONANTS = 3  # that tell names apart
_MOST_WORDS = 400  # of a text that are looked at


class Candidate(NamedTuple):
    """A word that is a name or a part of one, ``text[start:end]``; `organisation` where it names one of the table.

    An `ordinary` one is a word as well, as those of "Supreme Court". One that is `surely` a name is not to be
    translated, though it may be a word elsewhere: "Frau Richter".
    """

    start: int
    end: int
    word: str
    organisation: str | None = None
    ordinary: bool = False
    surely: bool = False


def candidates(text: str, language: str) -> list[Candidate]:
    """Return the words of a text that are names of people, places or organisations, in order."""
    text = undotted(text)
    words = list(tokens(text))[:_MOST_WORDS]
    found: dict[int, Candidate] = {}
    organised = organisations_in(text)
    for one in organised:
        found[one.start] = Candidate(one.start, one.end, text[one.start : one.end], one.known_as)
    within = [(one.start, one.end) for one in organised]
    spans = mentions(text, language)
    headline = language == "en" and _is_headline(words)
    for place, token in enumerate(words):
        if any(start <= token.start < end for start, end in within):
            continue
        span = next((one for one in spans if one[0] <= token.start < one[1]), None)
        for start, part in _parts(token):
            if _is_surname(words, place, part, language):
                found[start] = Candidate(start, start + len(part), part, surely=True)
            elif _is_name(words, place, part, span, language):
                found[start] = Candidate(
                    start, start + len(part), part, ordinary=not places(part) and _is_word(part, language)
                )
                if headline and found[start].ordinary:
                    del found[start]
    return [found[start] for start in sorted(found)]


def undotted(text: str) -> str:
    """Return a text with its dotted acronyms in capitals closed up, as long as before: "U.S." as "US  "."""
    return _DOTTED.sub(lambda match: match[1].replace(".", "").ljust(len(match[1])), text) if "." in text else text


def _parts(token: Token) -> Iterator[tuple[int, str]]:
    """Yield a word, or the parts of a hyphenated one with a capital each: "Strack-Zimmermann", "US-Präsident"."""
    if places(token.text) or not _HYPHEN.search(token.text):
        yield token.start, token.text
        return
    place = token.start
    for part in _HYPHEN.split(token.text):
        if part:
            yield place, part
        place += len(part) + 1


def _is_headline(words: list[Token]) -> bool:
    """Return whether an English sentence has capitals as headlines do, where they mark no name."""
    long = [word for word in words if len(word.text) >= _LEAST_STEM and word.text[0].isalpha()]
    return len(long) >= _HEADLINE and sum(word.capital for word in long) >= _CAPITALS * len(long)


def _is_surname(words: list[Token], place: int, part: str, language: str) -> bool:
    """Return whether a German noun stands as a name: behind a title or given name, or a preposition and no article.

    "Frau Richter", "Anna König", "laut Richter"; "Herr Minister Ellwig" is none, nor is "der Richter".
    """
    behind, follows = (words[place - 1] if place and words[place].joined else None), _joined(words, place + 1)
    if language != "de" or behind is None or (follows is not None and follows.capital):
        return False
    word = clean(part).removesuffix("s")
    if behind.capital and (is_title(behind.text, language) or is_given(behind.text)):
        return word in _listed("noun_surnames") or word in _listed("other_noun_surnames")
    return behind.lower in _listed("dative_prepositions") and word in _listed("noun_surnames")


def _is_name(words: list[Token], place: int, part: str, span: tuple[int, int] | None, language: str) -> bool:
    """Return whether a word, or a part of one, is to be found in the article as a name."""
    token = words[place]
    follows = words[place + 1].lower if place + 1 < len(words) else ""
    if "dollar" in token.lower or follows.startswith("dollar"):
        return False  # a unit: "US-Dollar"
    if part[0].islower():
        return not token.capital and language != "en" and bool(places(part))
    if len(clean(part)) < 2 or part in left_out() or is_title(part, language):
        return False
    if is_function_word(part, language) or part.casefold() in function_words(language):
        return False
    if places(part):
        return not (token.opens_sentence and _is_ordinary(part, language))
    if _is_acronym(part):
        return not _is_word(part, language)
    return len(clean(part)) >= _LEAST and _is_marked(words, place, part, span, language)


def _is_marked(words: list[Token], place: int, part: str, span: tuple[int, int] | None, language: str) -> bool:
    """Return whether a word with a capital is a name by itself or by what stands beside it."""
    token = words[place]
    behind = words[place - 1] if place and token.joined else None
    titled = behind is not None and behind.capital and is_title(behind.text, language)
    if span is not None:
        behind_given = token.start > span[0] and is_given(words[place - 1].text)
        opens_run = place + 1 < len(words) and words[place + 1].start < span[1]
        if behind_given or titled or clean(part) in people("surnames") or (opens_run and is_given(part)):
            return True
    neighbours = [word for word in (behind, _joined(words, place + 1)) if word is not None and word.capital]
    if capitalises_nouns(language):
        # An English title keeps its words there: "Medical Center".
        return not (_is_ordinary(part, language) or (neighbours and _is_word(part, _PIVOT)))
    if not _is_ordinary(part, language):
        return not token.opens_sentence or _opens(part, neighbours)
    if is_cyrillic(part) != (language in CYRILLIC):
        return True  # a Latin word in Cyrillic text
    # Beside a name a word belongs to it, "Lopez Barnes"; alone, with a capital, it is one in English.
    beside = any(not _is_ordinary(word.text, language) and not is_title(word.text, language) for word in neighbours)
    return not token.opens_sentence and (beside or (language == "en" and not neighbours))


def _joined(words: list[Token], place: int) -> Token | None:
    return words[place] if place < len(words) and words[place].joined else None


def _opens(part: str, neighbours: list[Token]) -> bool:
    """Return whether the first word of a sentence, which has a capital anyway, is marked as a name."""
    return bool(neighbours) or is_given(part) or is_surname_like(part)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()


def _term(word: str, language: str) -> str:
    return stem(word.casefold().replace("’", "'").removesuffix("'s"), language)


def _is_word(word: str, language: str) -> bool:
    """Return whether a word is one of the language and no name, as far as the lexicon tells."""
    if _lexicon().is_word(_term(word, language), language):
        return True
    return capitalises_nouns(language) and is_common_noun(word, language)


def _is_ordinary(word: str, language: str) -> bool:
    """Return whether a word that nothing marks as a name is none."""
    if _is_word(word, language):
        return True
    if not capitalises_nouns(language) or is_given(word):
        return False
    term = _term(word, language)
    if found := _lexicon().translations(term, language, _PIVOT):
        # What English calls the same and never writes small is a name: Birmingham.
        return found[0][0] != stem(word.casefold(), _PIVOT)
    folded = word.casefold().replace("ß", "ss")
    parts = compounds.split(folded)
    # Names of places and families are composed of nouns, too, and end in one of few: Steinbach, Rosenberg.
    return compounds.is_known(folded) or (bool(parts) and not folded.endswith(_name_endings()))


@cache
def _listed(name: str) -> frozenset[str]:
    """Return a list of German words of ``names.toml``."""
    return load("de", "names").words(name)


@cache
def _name_endings() -> tuple[str, ...]:
    return tuple(sorted(_listed("composed_name_endings")))


@cache
def _lexicon() -> Lexicon:
    return Lexicon.shipped()


@dataclass(frozen=True, slots=True)
class Named:
    """What a basis names: its words folded, its places and organisations, and what its names sound like."""

    language: str
    folded: frozenset[str]
    stems: frozenset[str]
    words: tuple[str, ...]
    keys: frozenset[str]
    bones: frozenset[str]
    places: frozenset[str]
    things: frozenset[str]
    acronyms: bool
    organisations: frozenset[str]
    initials: str

    @classmethod
    def of(cls, basis: Basis) -> Named:
        """Return what stands in the basis, next to it, and in the title, and who speaks in it."""
        texts = [basis.text, basis.before, basis.after, basis.title, basis.publisher or ""]
        for said in basis.statements:
            texts += [said.speaker or "", said.mention or "", said.via or "", said.office or ""]
        text = undotted("\n".join(filter(None, texts)))
        words = list(tokens(text))[: 4 * _MOST_WORDS]
        parts = [part for word in words for part in {word.text, *_HYPHEN.split(word.text)} if part]
        capital = tuple(dict.fromkeys(part for part in parts if part[0].isupper() and len(clean(part)) > 1))
        heard = frozenset(key for part in capital for key in _heard(part))
        return cls(
            basis.language,
            frozenset(_fold(part) for part in parts),
            frozenset(stem(part.casefold(), basis.language) for part in parts),
            capital,
            heard,
            _bones(heard),
            frozenset(place for part in parts for place in places(part)),
            frozenset(thing for part in parts for thing in things(part)),
            any(_is_acronym(part) and not places(part) for part in parts),
            frozenset(one.known_as for one in organisations_in(text)),
            "".join(word.text[0] for word in words if word.capital),
        )

    def holds(self, one: Candidate, language: str) -> bool:
        """Return whether a name of a claim in `language` is one of these."""
        if one.organisation is None:
            return self._holds_word(one.word, language, ordinary=one.ordinary, surely=one.surely)
        if one.organisation in self.organisations:
            return True
        parts = [part for part in re.split(r"[\s\-‐‑]+", one.word) if part[:1].isupper() and len(part) > 1]
        held = [self._holds_word(part, language, ordinary=False) for part in parts]
        return any(held) and all(here or _is_ordinary(part, language) for part, here in zip(parts, held, strict=True))

    def _holds_word(self, word: str, language: str, *, ordinary: bool, surely: bool = False) -> bool:
        folded = _fold(word)
        if folded in self.folded or not self.places.isdisjoint(places(word)):
            return True
        if known := things(word):
            return not self.things.isdisjoint(known) or self._translated(word, language)
        if places(word) and word[0].islower():
            return False
        if surely:
            return self._inflected(folded) or self._sounds(word, language)
        if self._translated(word, language) or self._inflected(folded):
            return True
        if _is_acronym(word) and (self._spelt_out(word) or (self.acronyms and language != self.language)):
            # Another language has its own letters for most acronyms: what the table lacks can't be told apart.
            return True
        return self._sounds(word, language) or (ordinary and not self._can_translate(word, language))

    def _can_translate(self, word: str, language: str) -> bool:
        """Return whether the lexicon knows what a word is called in the language of the basis."""
        return bool(_lexicon().translations(_term(word, language), language, self.language))

    def _translated(self, word: str, language: str) -> bool:
        """Return whether the lexicon knows a word of the basis for it."""
        if language == self.language:
            return stem(word.casefold(), language) in self.stems
        found = _lexicon().translations(_term(word, language), language, self.language)
        return any(term in self.stems for term, _ in found)

    def _inflected(self, folded: str) -> bool:
        """Return whether another form of the word stands here, in the same script: "Merkels", "Иванову"."""
        if folded.removesuffix("s") in self.folded or folded + "s" in self.folded:
            return True
        return any(
            len(shared := _shared(folded, other)) >= _LEAST_STEM
            and max(len(folded), len(other)) - len(shared) <= _ENDING
            and min(len(folded), len(other)) - len(shared) <= (_ENDING if is_cyrillic(folded) else 0)
            for other in map(_fold, self.words)
        )

    def _spelt_out(self, acronym: str) -> bool:
        """Return whether capitals of the basis give the letters of an acronym, in its order."""
        latin = [transliterate(letter, "english").upper()[:1] if is_cyrillic(letter) else letter for letter in acronym]
        initials = [
            transliterate(letter, "english").upper()[:1] if is_cyrillic(letter) else letter for letter in self.initials
        ]
        return len(acronym) >= _LEAST and "".join(latin) in "".join(initials)

    def _sounds(self, word: str, language: str) -> bool:
        """Return whether a name here sounds alike: the same key, consonants, or nearly so between two languages."""
        mine = _heard(word)
        if not self.keys.isdisjoint(mine):
            return True
        if language != self.language and not self.bones.isdisjoint(_bones(mine)):
            return True
        if language != self.language and any(_near(key, other) for key in mine for other in self.keys):
            return True
        return any(
            (is_given(one) or is_given(given)) and same_given_name(one, given)
            for one in _bases(word)
            for other in self.words
            for given in _bases(other)
        )


def _bases(word: str) -> list[str]:
    """Return the forms that a name may be a case of."""
    return cyrillic_bases(clean(word)) if is_cyrillic(word) else [word]


@lru_cache(maxsize=1 << 15)
def _heard(word: str) -> frozenset[str]:
    """Return the keys of a word, of a Cyrillic adjective those of the name that it is made of, too."""
    found = heard_keys(word) if is_cyrillic(word) else keys(word)
    if is_cyrillic(word) and (bare := _ADJECTIVE.sub("", word)) != word and len(bare) >= _LEAST:
        found |= heard_keys(bare)
    if not is_cyrillic(word) and "th" in word.lower():
        found |= keys(word.lower().replace("th", "s"))  # Heather, Хезер
    # J sounds in two ways, and h is silent here and there: John, Джон.
    more = {key.replace("dw", "w") for key in found} | {_SILENT.sub("", key) for key in found}
    more |= {_SILENT.sub("", key).replace("dw", "w") for key in found} | {_NASAL.sub("n", key) for key in found}
    return found | more


def _bones(found: Iterable[str]) -> frozenset[str]:
    """Return the consonants of keys, soft and hard g alike, those that are too few left out."""
    every = {skeleton(form) for key in found for form in (key, _SOFT_G.sub("w", key))}
    return frozenset(one for one in every if len(one) >= _CONSONANTS)


def _near(key: str, other: str) -> bool:
    shorter = min(len(key), len(other))
    limit = 1 if shorter < _FUZZIER else 2
    if shorter < _FUZZY and (shorter < _LEAST or key[0] != other[0] or skeleton(key) != skeleton(other)):
        return False
    return OSA.distance(key, other, score_cutoff=limit) <= limit


def _shared(one: str, other: str) -> str:
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _fold(word: str) -> str:
    """Return a word without case, marks and possessive."""
    return unmarked(clean(unicodedata.normalize("NFC", word)))
