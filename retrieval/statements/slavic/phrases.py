"""Slavic noun phrases that can speak: who stands in the nominative and agrees with a verb, and who is quoted from."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.names.shapes import is_place
from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.reports import Range
from retrieval.statements.slavic import names
from retrieval.statements.slavic.nouns import Noun
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import SHORT_QUOTATION, Sentence

LONGEST = 16
"""Tokens a noun phrase may have; keeps hostile text linear."""
_ARTICLES = ("аль-", "эль-", "ель-", "ад-", "ас-", "аш-", "ан-")
_SYLLABLE = 3
"""Letters up to which a word of a name is a syllable, as in the names of East Asia."""
_PARTICLES = frozenset(["фон", "ван", "де", "дер", "аль", "бен", "ибн", "ель"])
_DASHES = frozenset("—–-")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that can be a subject; `strong` unless only its capital or place speaks for it."""

    low: int
    high: int
    strong: bool


def is_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviation like "МИД"."""
    return len(word) > 1 and word.isupper() and word.isalpha()


def noun(words: Vocabulary, lower: str) -> Noun | None:
    """Return the role, body or kind of medium that a word is a form of."""
    return words.roles.get(lower) or words.bodies.get(lower) or words.media_kinds.get(lower)


def is_name_word(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a token can be part of a name: a capital, and no function word, office, body or abbreviation."""
    word, lower = sentence.words[index], sentence.lower[index]
    if word[0].islower() and word.startswith(_ARTICLES) and word.rpartition("-")[2][:1].isupper():
        return True  # аль-Муаллем
    if lower.endswith(("вши", "вшись", "ючи", "учи")):
        return False
    if not word[0].isupper() or sentence.quotes[index] >= 0 or lower in words.cues:
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
    for index in range(low, high - 1):
        if names.is_given(sentence.lower[index]):
            return index
    if high - low == 3 and min(map(len, sentence.words[low : high - 1])) <= _SYLLABLE:
        return low  # Ли Ён Хо
    if high - low > 2 and not names.is_patronymic(sentence.lower[high - 2]):
        return high - 2
    return low + 1 if high - low == 2 and is_place(sentence.words[low], "ru") else low


def names_person(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a run of capitals has the shape of a person's name in some case."""
    lower = sentence.lower[low:high]
    if low >= high or not is_cyrillic(lower[-1]):
        return False
    if len(lower) > 1 and names.is_given(lower[0]):
        return True
    if is_place(sentence.words[high - 1], "ru") or (len(lower) > 1 and names.is_adjective(lower[0])):
        return False
    return names.is_surname(lower[-1])


def _agrees(sentence: Sentence, low: int, high: int, gender: str) -> bool:
    """Return whether a name, by its form, can be the subject of a verb of that gender."""
    lower = sentence.lower[low:high]
    if gender in ("n", "p") or names.is_oblique(lower):
        return False
    sex = names.gender(lower[-1])
    if len(lower) > 1:
        given = names.is_female(lower[0])
        sex = sex if given is None else "f" if given else "m"
        if sex == "m" and names.gender(lower[-1]) == "f":
            return False  # "Александра Рябкова" beside "сказал"
    return gender == "s" or not sex or sex == gender


def _fits(found: Noun, gender: str, *, role: bool) -> bool:
    if gender == "p":
        return "plural" in found.nominative
    if "singular" not in found.nominative:
        return False
    return gender == "s" or not found.gender or found.gender == gender or (role and gender == "f")


def extent(words: Vocabulary, sentence: Sentence, head: int, limit: int) -> int:
    """Return the index after the words that depend on the noun at `head`: genitives, places, a title in marks."""
    end = head + 1
    while end < min(limit, head + LONGEST):
        lower = sentence.lower[end]
        if sentence.quotes[end] >= 0:
            if sentence.words[end].count(" ") >= SHORT_QUOTATION:
                break
        elif (
            not lower[0].isalpha()
            or _parts(words, lower)
            or _after_person(words, sentence, head + 1, end)
            or _aside(words, sentence, end)
        ):
            break
        end += 1
    return end


def _opens(words: Vocabulary, sentence: Sentence, low: int, head: int) -> int:
    """Return where the adjectives before the noun at `head` begin: "первый заместитель"."""
    start = head
    while start > low and head - start < 4:
        lower = sentence.lower[start - 1]
        if lower in words.function or not lower.isalpha() or not names.is_adjective(lower):
            break
        start -= 1
    return start


def subjects(words: Vocabulary, sentence: Sentence, low: int, high: int, gender: str) -> list[Phrase]:
    """Return the phrases between two tokens that can be the subject of a verb of `gender`, in order."""
    found: list[Phrase] = []
    index = low
    while index < high:
        phrase = _subject(words, sentence, low, index, high, gender)
        if phrase is not None:
            phrase = _paired(words, sentence, phrase, high, gender)
            found.append(phrase)
            index = phrase.high
        elif is_name_word(words, sentence, index):
            index = max(index + 1, run_end(words, sentence, index, high))
        else:
            index += 1
    strong = [phrase for phrase in found if phrase.strong]
    return strong or found


def _subject(words: Vocabulary, sentence: Sentence, low: int, index: int, high: int, gender: str) -> Phrase | None:
    """Return the phrase at `index` between `low` and `high` if it can be the subject of a verb of `gender`."""
    lower = sentence.lower[index]
    if sentence.quotes[index] >= 0:
        return _quoted(words, sentence, low, index, gender)
    if words.pronouns.get(lower):
        return Phrase(index, index + 1, strong=True) if gender in ("s", words.pronouns[lower]) else None
    if lower in words.media and sentence.words[index][0].isupper():
        return _medium(words, sentence, low, index, gender)
    start = _opens(words, sentence, low, index)
    if start > 0 and sentence.lower[start - 1] in words.prepositions:
        return None
    found = noun(words, lower)
    if found is not None:
        if found.oblique and start > 0 and noun(words, sentence.lower[start - 1]) is not None:
            return None  # "заместитель главы" beside a plural verb
        return _described(words, sentence, start, index, high, gender, found)
    if is_name_word(words, sentence, index):
        return _named(words, sentence, low, index, high, gender)
    if is_abbreviation(sentence.words[index]) and (gender != "p" or lower == "сша"):
        placed = index + 1 < high and is_place(sentence.words[index + 1], words.language)
        free = _stands_free(words, sentence, index, low)
        return Phrase(index, index + 1 + placed, strong=False) if free else None
    return _plural(words, sentence, index, high) if gender == "p" else None


def _quoted(words: Vocabulary, sentence: Sentence, low: int, index: int, gender: str) -> Phrase | None:
    """Return a quotation token as a phrase if it is the name of a medium, or set like one at the beginning."""
    word = sentence.words[index]
    known = sentence.lower[index][1:-1] in words.media
    name = gender == "s" and word[1].isupper() and word.count(" ") < 3
    return Phrase(index, index + 1, strong=known) if known or (name and index == low) else None


def _medium(words: Vocabulary, sentence: Sentence, low: int, index: int, gender: str) -> Phrase | None:
    """Return the phrase of a medium's name that no preposition governs."""
    governed = any(word in words.prepositions for word in sentence.lower[max(low, index - 2) : index])
    end = index + 1 + (sentence.lower[index + 1 : index + 2] == ["новости"])
    return Phrase(index, end, strong=True) if gender != "p" and not governed else None


def _named(words: Vocabulary, sentence: Sentence, low: int, index: int, high: int, gender: str) -> Phrase | None:
    """Return the phrase of a run of name words, of a person or of what nobody introduced."""
    lower = sentence.lower[index]
    end = run_end(words, sentence, index, high)
    first = name_start(sentence, index, end)
    if gender == "p" or not _agrees(sentence, first, end, gender):
        return None
    strong = names_person(sentence, first, end) or first > index
    place = is_place(sentence.words[end - 1], words.language)
    if end == index + 1 and names.is_adjective(lower) and (not strong or _describes(words, sentence, end)):
        return None
    if not strong and lower[-1] in "аяиіыї" and index > low and gender in ("m", "s") and not place:
        return None  # more likely in another case
    if not strong and not _ends_as_subject(sentence.lower[end - 1], gender, place=place):
        return None
    return Phrase(first if strong else index, end, strong=strong)


def _plural(words: Vocabulary, sentence: Sentence, index: int, high: int) -> Phrase | None:
    """Return the phrase of any other word that looks like a plural: "эксперты"."""
    lower = sentence.lower[index]
    small = lower[0].isalpha() and sentence.words[index][0].islower()
    if small and index + 1 < high and is_name_word(words, sentence, index + 1):
        return None
    plural = len(lower) > 3 and lower.endswith(("ы", "и", "і", "ї"))
    known = lower in words.function or lower in words.adverbs
    return Phrase(index, index + 1, strong=False) if plural and not known else None


def _describes(words: Vocabulary, sentence: Sentence, after: int) -> bool:
    """Return whether a capital adjective stands before its noun: "Японский автопроизводитель"."""
    if after >= len(sentence) or not sentence.words[after][0].islower():
        return False
    lower = sentence.lower[after]
    return not (_parts(words, lower) or lower in words.times)


def _ends_as_subject(lower: str, gender: str, *, place: bool) -> bool:
    """Return whether a capitalised word nobody introduced can, by its ending, be the subject of a verb of `gender`."""
    if not place:
        return not lower.endswith(("ом", "ем", "ым", "ові", "еві"))
    if lower.endswith(("а", "я")):
        return gender in ("f", "s")
    if lower.endswith(("о", "е")):
        return gender in ("n", "s")
    return gender in ("m", "s") and lower[-1] not in "уюиіїы"


def _described(
    words: Vocabulary, sentence: Sentence, start: int, head: int, high: int, gender: str, found: Noun
) -> Phrase | None:
    """Return the phrase of an office or body, with the name that stands beside it in the nominative."""
    role = sentence.lower[head] in words.roles
    end = extent(words, sentence, head, high)
    for index in range(head + 1, end):
        if _begins_run(words, sentence, index):
            stop = run_end(words, sentence, index, end)
            first = name_start(sentence, index, stop)
            person = names_person(sentence, first, stop) or role
            person = person and not _is_genitive(words, sentence, first, stop)
            nominative = role and person and _agrees(sentence, first, stop, gender)
            if nominative and not ("singular" in found.nominative and _is_owner(words, sentence, head, first, stop)):
                return Phrase(start, stop, strong=True) if "singular" in found.nominative else None
    if is_abbreviation(sentence.words[head]):
        if not _stands_free(words, sentence, head, start):
            return None
        end = head + 1 + (head + 1 < high and is_place(sentence.words[head + 1], words.language))
        return Phrase(start, end, strong=True) if gender != "p" or sentence.lower[head] == "сша" else None
    return Phrase(start, end, strong=True) if _fits(found, gender, role=role) else None


def _stands_free(words: Vocabulary, sentence: Sentence, index: int, low: int) -> bool:
    """Return whether an abbreviation can be a nominative: no noun before it has it as its genitive."""
    if index <= low and (index == 0 or not sentence.lower[index - 1][0].isalpha()):
        return True
    before = sentence.lower[index - 1]
    return before in words.function or before in words.adverbs or before in words.times or before in words.cues


def _is_genitive(words: Vocabulary, sentence: Sentence, first: int, stop: int) -> bool:
    """Return whether capitals after an office say of what it is: "министр Северной Кореи", "мэр Нью-Йорка"."""
    lower = sentence.lower[first:stop]
    if is_place(sentence.words[stop - 1], words.language) or names.is_adjective(lower[0]):
        return True
    return len(lower) == 1 and lower[0][-1] in "аяиыіїую" and not names_person(sentence, first, stop)


def _begins_run(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a name may begin at a word: the first capital, or the first of another script after a firm's."""
    if not is_name_word(words, sentence, index):
        return False
    return not is_name_word(words, sentence, index - 1) or is_cyrillic(sentence.words[index]) != is_cyrillic(
        sentence.words[index - 1]
    )


def _is_owner(words: Vocabulary, sentence: Sentence, head: int, first: int, stop: int) -> bool:
    """Return whether a name that might be its own nominative is whose adviser or brother speaks: "жена Рябкова"."""
    lower = sentence.lower[stop - 1]
    whose = lower.endswith(("ова", "ева", "ёва", "єва", "ина", "іна", "їна"))
    return whose and stop - first == 1 and sentence.lower[head] in words.relations


def _paired(words: Vocabulary, sentence: Sentence, phrase: Phrase, high: int, gender: str) -> Phrase:
    """Return the phrase with a second one that "и" joins to it."""
    end = phrase.high
    if end + 1 < high and sentence.lower[end] in ("и", "і", "й", "та") and gender in ("p", "s"):
        stop = run_end(words, sentence, end + 1, high)
        if stop > end + 1:
            return Phrase(phrase.low, stop, phrase.strong)
    return phrase


def both(words: Vocabulary, sentence: Sentence, low: int, high: int) -> Range | None:
    """Return two names that "и" joins as the subject of a plural verb: "Иванов и Петров"."""
    for index in range(low + 1, high - 1):
        if (
            sentence.lower[index] in ("и", "і", "й", "та")
            and is_name_word(words, sentence, index - 1)
            and is_name_word(words, sentence, index + 1)
        ):
            first = index - 1
            while first > low and is_name_word(words, sentence, first - 1):
                first -= 1
            return first, run_end(words, sentence, index + 1, high)
    return None


def oblique(words: Vocabulary, sentence: Sentence, low: int, limit: int) -> int:
    """Return the index after the phrase in another case that begins at `low`: "Рябкова", "министра Рябкова"."""
    end = low
    high = min(limit, low + LONGEST)
    while end < high:
        lower = sentence.lower[end]
        if sentence.quotes[end] >= 0:
            if sentence.words[end].count(" ") >= SHORT_QUOTATION or end == low:
                break
        elif not lower[0].isalnum() or _parts(words, lower) or _after_person(words, sentence, low, end):
            break
        end += 1
    return end


def _parts(words: Vocabulary, lower: str) -> bool:
    """Return whether a word ends the noun phrase before it."""
    return lower in words.function or lower in words.adverbs or lower in words.cues or lower in words.prepositions


def _aside(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a word can be no genitive: a time, an adverb, a verb, or whom something is told."""
    lower = sentence.lower[index]
    if sentence.words[index][0].isupper():
        return False
    adverb = lower.endswith("о") and not lower.endswith(("го", "ко"))
    return adverb or lower in words.times or lower.endswith(("ам", "ям", "лся", "лась", "лись", "тся", "ться"))


def _after_person(words: Vocabulary, sentence: Sentence, low: int, end: int) -> bool:
    """Return whether a person's name ends right before `end`."""
    if (
        end <= low
        or is_name_word(words, sentence, end)
        or joins_name(words, sentence, end)
        or not is_name_word(words, sentence, end - 1)
    ):
        return False
    return names_person(sentence, name_start(sentence, _run_start(words, sentence, end - 1, low), end), end)


def _run_start(words: Vocabulary, sentence: Sentence, index: int, low: int) -> int:
    while index > low and is_name_word(words, sentence, index - 1):
        index -= 1
    return index


def is_media(words: Vocabulary, sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a token range names or describes a news medium."""
    return any(
        (sentence.lower[i] in words.media and sentence.words[i][0].isupper())
        or sentence.lower[i] in words.media_kinds
        or (sentence.quotes[i] >= 0 and (sentence.lower[i][1:-1] in words.media or high - low == 1))
        for i in range(low, high)
    )


def is_dash(word: str) -> bool:
    """Return whether a token is a dash."""
    return word in _DASHES
