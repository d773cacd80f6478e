"""Words of names and nouns that can speak: which token is what, and where the run of capitals of a name ends."""

from __future__ import annotations

import re

from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.slavic import names
from retrieval.statements.slavic.nouns import Noun
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import Sentence

LONGEST = 16
"""Tokens a noun phrase may have; keeps hostile text linear."""
_ARTICLES = ("аль-", "эль-", "ель-", "ад-", "ас-", "аш-", "ан-")
_ADVERB = re.compile(r"(?:[бвгджзклмнпрстфхцчшщь]но|ески)$")
_SYLLABLE = 3
"""Letters up to which a word of a name is a syllable, as in the names of East Asia."""
_PARTICLES = frozenset(["фон", "ван", "де", "дер", "аль", "бен", "ибн", "ель"])
_DASHES = frozenset("—–-")
_VERB = re.compile(
    r"(?:[аеиоуыяіїє](?:л|ла|ли|ло|лся|лась|лись|лася|лися|в|вся)|[еиіїоуюя]т(?:ся|ь|ься)?|[аеиюяує]є(?:ться)?)$"
)
_VERB_GENDERS = (("f", ("ла", "лась", "лася")), ("p", ("ли", "лись", "лися", "ут", "ют", "ат", "ят", "уть", "ють")))


def is_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviation like "МИД"."""
    return len(word) > 1 and word.isupper() and word.isalpha()


def noun(words: Vocabulary, lower: str) -> Noun | None:
    """Return the role, body or kind of medium that a word is a form of."""
    return words.roles.get(lower) or words.bodies.get(lower) or words.media_kinds.get(lower)


def is_name_word(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a token can be part of a name: a capital, and no function word, office, body or abbreviation."""
    word, lower = sentence.words[index], sentence.lower[index]
    if not word[0].isupper():
        return word.startswith(_ARTICLES) and word.rpartition("-")[2][:1].isupper()  # аль-Муаллем
    if sentence.quotes[index] >= 0 or lower in words.cues or lower.endswith(("вши", "вшись", "ючи", "учи")):
        return False
    if lower in words.function and lower not in words.conditional:  # particles, which never have a capital
        return False
    return not is_abbreviation(word) and noun(words, lower) is None and lower not in words.media


def joins_name(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a particle joins the name words around it."""
    inside = 0 < index < len(sentence) - 1 and sentence.lower[index] in _PARTICLES
    return inside and is_name_word(words, sentence, index - 1) and is_name_word(words, sentence, index + 1)


def run_end(words: Vocabulary, sentence: Sentence, low: int, limit: int) -> int:
    """Return the index after the run of name words that begins at `low`."""
    end = low
    while end < min(limit, low + LONGEST) and (
        is_name_word(words, sentence, end) or (end > low and joins_name(words, sentence, end))
    ):
        if end > low and is_cyrillic(sentence.words[end]) != is_cyrillic(sentence.words[low]):
            break
        end += 1
    return end


def name_start(sentence: Sentence, low: int, high: int) -> int:
    """Return where the person's name begins in a run: "Владимир" of "России Владимир Путин"."""
    if high - low > 1 and sentence.starts[low] == sentence.starts[0] and _ADVERB.search(sentence.lower[low]):
        low += 1  # "Иронично Ильин заметил"
    for index in range(low, high - 1):
        if names.is_given(sentence.lower[index]):
            return index
    placed = low
    while low < high - 1 and names.is_place(sentence.words[low], "ru"):
        low += 1
    if low > placed and high - low < 4:
        return low
    if high - low == 3 and min(map(len, sentence.words[low : high - 1])) <= _SYLLABLE:
        return low  # Ли Ён Хо
    if high - low > 2 and not names.is_patronymic(sentence.lower[high - 2]):
        return high - 2
    return low + 1 if high - low == 2 and names.is_place(sentence.words[low], "ru") else low


def names_person(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a run of capitals has the shape of a person's name in some case."""
    lower = sentence.lower[low:high]
    if low >= high or not is_cyrillic(lower[-1]):
        return False
    if len(lower) > 1 and names.is_given(lower[0]):
        return True
    if names.is_place(sentence.words[high - 1], "ru") or (len(lower) > 1 and names.is_adjective(lower[0])):
        return False
    return names.is_surname(lower[-1])


def is_dash(word: str) -> bool:
    """Return whether a token is a dash."""
    return word in _DASHES


def is_verb(lower: str) -> bool:
    """Return whether a word, lower case, ends as verbs of the past and the third person do."""
    return len(lower) > 3 and _VERB.search(lower) is not None


def verb_gender(lower: str) -> str:
    """Return m, f or p for a verb of the past or the plural, s for a singular of the present."""
    for gender, endings in _VERB_GENDERS:
        if lower.endswith(endings):
            return gender
    return "m" if lower.endswith(("л", "лся", "в", "вся")) else "s"
