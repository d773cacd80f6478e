"""Slavic noun phrases that can speak: who stands in the nominative and agrees with a verb, and who is quoted from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.reports import Range
from retrieval.statements.slavic import names, runs
from retrieval.statements.slavic.nouns import Noun
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import SHORT_QUOTATION, Sentence

_ABSTRACT = re.compile(r"(?:[оі]сть|ение|ание|ння|ття|ство|ция|ція|изм|ізм|тура)$")
"""Endings of nouns that stand for no speaker, though a sentence that begins with one gives it a capital."""
_OBLIQUE = ("ого", "ому", "его", "ему", "ым", "ими", "ыми", "нні", "тті")
"""Endings of adjectives and nouns that stand before no nominative."""
_WHOSE = ("ого", "ому", "ой", "ої", "ій")
"""Endings of adjectives in the cases that an office's place has: "округа", "области"."""
_NO_PLURALS = ("сти", "ти", "ии", "ії", "ські", "цькі")
"""Endings of infinitives, genitives and adjectives of origin, which look like plurals."""
_SYLLABLE = 3
"""Letters up to which a word of a name is a syllable, as in the names of East Asia."""
_TAIL = 9
"""Tokens that what an office is for may have, behind its preposition, before the name."""
_NAME = 4
"""Words of the longest usual name."""
_AND = frozenset(("и", "і", "й", "та"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that can be a subject; `strong` unless only its capital or place speaks for it."""

    low: int
    high: int
    strong: bool


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
    while end < min(limit, head + runs.LONGEST):
        lower = sentence.lower[end]
        if sentence.quotes[end] >= 0:
            if sentence.words[end].count(" ") >= SHORT_QUOTATION:
                break
        elif _after_person(words, sentence, head + 1, end):
            break
        elif (begun := tail(words, sentence, end, limit)) is not None:
            end = begun
            continue
        elif not lower[0].isalpha() or _parts(words, lower) or _aside(words, sentence, end):
            break
        end += 1
    return end


def tail(words: Vocabulary, sentence: Sentence, index: int, limit: int) -> int | None:
    """Return where a name begins behind what an office is for, else None: "по делам Азии", "и обороны"."""
    lower = sentence.lower[index]
    if lower not in words.office_links:
        return None
    for position in range(index + 2, min(limit, index + _TAIL)):
        if (
            sentence.quotes[position] >= 0
            or not sentence.words[position][0].isalpha()
            or sentence.lower[position] in words.cues
        ):
            return None
        start = runs.is_name_word(words, sentence, position) and not runs.is_name_word(words, sentence, position - 1)
        first = position == index + 2 and runs.is_name_word(words, sentence, position - 1)
        follows = start or first or names.is_place(sentence.words[position - 1], words.language)
        stop = runs.run_end(words, sentence, position, limit) if follows else position
        if stop - position > 1 and _may_be_person(words, sentence, position, stop):
            return position
    return None


def _may_be_person(words: Vocabulary, sentence: Sentence, low: int, high: int) -> bool:
    """Return whether capitals behind an office can be its holder's name, given names from abroad among them."""
    place = names.is_place(sentence.words[high - 1], words.language) or names.is_adjective(sentence.lower[low])
    return runs.names_person(sentence, low, high) or (high - low < _NAME and not place)


def _opens(words: Vocabulary, sentence: Sentence, low: int, head: int) -> int:
    """Return where the adjectives before the noun at `head` begin: "первый заместитель"."""
    start = head
    while start > low and head - start < 4:
        lower = sentence.lower[start - 1]
        neuter = words.language == "uk" and lower.endswith(("не", "ва"))  # "головне управління", "місцева влада"
        if lower in words.function or lower in words.times or not lower.isalpha() or lower.endswith(_OBLIQUE):
            break
        if not names.is_adjective(lower) and not neuter:
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
        elif runs.is_name_word(words, sentence, index):
            index = max(index + 1, runs.run_end(words, sentence, index, high))
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
    if lower in words.media and (sentence.words[index][0].isupper() or not is_cyrillic(lower)):
        return _medium(words, sentence, low, index, gender)
    start = _opens(words, sentence, low, index)
    if start > 0 and sentence.lower[start - 1] in words.prepositions:
        return None
    found = runs.noun(words, lower)
    if found is not None:
        if found.oblique and start > 0 and runs.noun(words, sentence.lower[start - 1]) is not None:
            return None  # "заместитель главы" beside a plural verb
        if (
            gender == "p"
            and lower in words.bodies
            and found.oblique
            and "singular" not in found.nominative
            and not _is_free(words, sentence, start)
        ):
            return None  # "в управлении министерства сообщили"
        return _described(words, sentence, start, index, high, gender, found)
    if (
        gender == "p"
        and sentence.starts[index] == sentence.starts[0]
        and not names.is_place(sentence.words[index], words.language)
    ):
        plural = _plural(words, sentence, index, high)
        if plural is not None:
            return plural
    if runs.is_name_word(words, sentence, index):
        return _named(words, sentence, low, index, high, gender)
    if runs.is_abbreviation(sentence.words[index]) and (gender != "p" or lower == "сша" or lower in words.several):
        placed = index + 1 < high and names.is_place(sentence.words[index + 1], words.language)
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
    owner = runs.noun(words, sentence.lower[index - 1]) if index > low else None
    governed = governed or (owner is not None and not owner.nominative)  # "рассказал корреспонденту ТАСС"
    end = index + 1 + (sentence.lower[index + 1 : index + 2] == ["новости"])
    return Phrase(index, end, strong=True) if gender != "p" and not governed else None


def _named(words: Vocabulary, sentence: Sentence, low: int, index: int, high: int, gender: str) -> Phrase | None:
    """Return the phrase of a run of name words, of a person or of what nobody introduced."""
    lower = sentence.lower[index]
    end = runs.run_end(words, sentence, index, high)
    first = runs.name_start(sentence, index, end)
    if gender == "p" or not _agrees(sentence, first, end, gender):
        return None
    strong = runs.names_person(sentence, first, end) or first > index
    place = names.is_place(sentence.words[end - 1], words.language)
    opening = sentence.starts[index] == sentence.starts[0]
    if (
        end == index + 1
        and names.is_adjective(lower)
        and (_describes(words, sentence, end) or (opening and not strong))
    ):
        return None
    if end == index + 1 and opening and lower.endswith("ва") and _goes_on(words, sentence, end):
        return None  # "Місцева влада"
    if end == index + 1 and opening and not place and _ABSTRACT.search(lower):
        return None
    if end > index + 1 and place and not strong:  # "Гидрометцентр России"
        place = False
        return (
            Phrase(index, end, strong=False) if _ends_as_subject(sentence.lower[end - 2], gender, place=False) else None
        )
    led = index > low and sentence.lower[index - 1] not in words.adverbs  # not "также Дуда заявил"
    if not strong and lower[-1] in "аяиіыї" and led and gender in ("m", "s") and not place:
        return None  # more likely in another case
    if not strong and not _ends_as_subject(sentence.lower[end - 1], gender, place=place):
        return None
    return Phrase(first if strong else index, end, strong=strong)


def _plural(words: Vocabulary, sentence: Sentence, index: int, high: int) -> Phrase | None:
    """Return the phrase of any other word that looks like a plural: "эксперты"."""
    lower = sentence.lower[index]
    if index + 1 < high and runs.is_name_word(words, sentence, index + 1):
        return None
    before = sentence.lower[index - 1] if index else ""
    if before[:1].isalpha() and not (
        _parts(words, before) or before in words.times or before.endswith(("ые", "ие", "і"))
    ):
        return None  # a genitive of the noun before it
    opening = index
    while opening > 0 and sentence.lower[opening - 1].endswith(("ые", "ие", "і")) and index - opening < _SYLLABLE:
        opening -= 1
    if opening > 0 and sentence.lower[opening - 1] in words.prepositions:
        return None  # "через такие фильмы"
    plural = len(lower) > 3 and lower.endswith(("ы", "и", "і", "ї")) and not lower.endswith(_NO_PLURALS)
    plural = plural or lower in words.several
    known = lower in words.function or lower in words.adverbs
    return Phrase(index, index + 1, strong=False) if plural and not known else None


def _goes_on(words: Vocabulary, sentence: Sentence, after: int) -> bool:
    """Return whether a noun follows that the capital adjective before it describes: "Рузского округа"."""
    return _describes(words, sentence, after) or runs.noun(words, sentence.lower[after]) is not None


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
            stop = runs.run_end(words, sentence, index, end)
            if not is_cyrillic(sentence.words[index]) and stop < end and runs.is_name_word(words, sentence, stop):
                continue  # "директор SpaceX Эллен Мур"
            first = runs.name_start(sentence, index, stop)
            person = runs.names_person(sentence, first, stop) or role
            person = person and not _is_genitive(words, sentence, first, stop)
            nominative = role and person and _agrees(sentence, first, stop, gender)
            if nominative and not ("singular" in found.nominative and _is_owner(words, sentence, head, first, stop)):
                return Phrase(start, stop, strong=True) if "singular" in found.nominative else None
    if runs.is_abbreviation(sentence.words[head]):
        if not _stands_free(words, sentence, head, start):
            return None
        end = head + 1 + (head + 1 < high and names.is_place(sentence.words[head + 1], words.language))
        return Phrase(start, end, strong=True) if gender != "p" or sentence.lower[head] == "сша" else None
    return Phrase(start, end, strong=True) if _fits(found, gender, role=role) else None


def _is_free(words: Vocabulary, sentence: Sentence, start: int) -> bool:
    """Return whether no noun stands before a phrase, whose genitive it could be."""
    before = sentence.lower[start - 1] if start else ""
    return not before[:1].isalpha() or _parts(words, before) or before in words.times or before in words.as_words


def _stands_free(words: Vocabulary, sentence: Sentence, index: int, low: int) -> bool:
    """Return whether an abbreviation can be a nominative: no noun before it has it as its genitive."""
    if index <= low and (index == 0 or not sentence.lower[index - 1][0].isalpha()):
        return True
    before = sentence.lower[index - 1]
    if before in _AND:
        return index - 1 <= low
    return before in words.function or before in words.adverbs or before in words.times or before in words.cues


def _is_genitive(words: Vocabulary, sentence: Sentence, first: int, stop: int) -> bool:
    """Return whether capitals after an office say of what it is: "министр Северной Кореи", "мэр Нью-Йорка"."""
    lower = sentence.lower[first:stop]
    if names.is_place(sentence.words[stop - 1], words.language) or names.is_adjective(lower[0]):
        return True
    return len(lower) == 1 and lower[0][-1] in "аяиыіїую" and not runs.names_person(sentence, first, stop)


def _begins_run(words: Vocabulary, sentence: Sentence, index: int) -> bool:
    """Return whether a name may begin at a word: the first capital, or the first of another script after a firm's."""
    if not runs.is_name_word(words, sentence, index):
        return False
    return not runs.is_name_word(words, sentence, index - 1) or is_cyrillic(sentence.words[index]) != is_cyrillic(
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
    if end + 1 < high and sentence.lower[end] in _AND and gender in ("p", "s"):
        stop = runs.run_end(words, sentence, end + 1, high)
        if stop > end + 1:
            return Phrase(phrase.low, stop, phrase.strong)
    return phrase


def both(words: Vocabulary, sentence: Sentence, low: int, high: int) -> Range | None:
    """Return two names that "и" joins as the subject of a plural verb: "Иванов и Петров"."""
    for index in range(low + 1, high - 1):
        if (
            sentence.lower[index] in _AND
            and runs.is_name_word(words, sentence, index - 1)
            and runs.is_name_word(words, sentence, index + 1)
        ):
            first = index - 1
            while first > low and runs.is_name_word(words, sentence, first - 1):
                first -= 1
            return first, runs.run_end(words, sentence, index + 1, high)
    return None


def oblique(words: Vocabulary, sentence: Sentence, low: int, limit: int) -> int:
    """Return the index after the phrase in another case that begins at `low`: "Рябкова", "министра Рябкова"."""
    end = low
    high = min(limit, low + runs.LONGEST)
    while end < high:
        lower = sentence.lower[end]
        if sentence.quotes[end] >= 0:
            if (
                sentence.words[end].count(" ") >= SHORT_QUOTATION
                or end == low
                or _after_person(words, sentence, low, end)
            ):
                break
        elif (
            end > low and not _after_person(words, sentence, low, end) and (begun := tail(words, sentence, end, limit))
        ):
            end = begun
            high = max(high, min(limit, begun + _NAME))
            continue
        elif not lower[0].isalnum() or _parts(words, lower) or _after_person(words, sentence, low, end):
            break
        elif end > low and not runs.is_abbreviation(sentence.words[end]) and _is_subject(words, lower):
            break  # "цитирует директора агентство"
        end += 1
    return end


def _is_subject(words: Vocabulary, lower: str) -> bool:
    """Return whether a noun can be nothing but a nominative."""
    found = runs.noun(words, lower)
    return found is not None and not found.oblique


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
        or runs.is_name_word(words, sentence, end)
        or runs.joins_name(words, sentence, end)
        or not runs.is_name_word(words, sentence, end - 1)
        or (sentence.lower[end - 1].endswith(_WHOSE) and _goes_on(words, sentence, end))
    ):
        return False
    return runs.names_person(sentence, runs.name_start(sentence, _run_start(words, sentence, end - 1, low), end), end)


def _run_start(words: Vocabulary, sentence: Sentence, index: int, low: int) -> int:
    while index > low and runs.is_name_word(words, sentence, index - 1):
        index -= 1
    return index


def is_media(words: Vocabulary, sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a token range names or describes a news medium."""
    return any(
        (sentence.lower[i] in words.media and (sentence.words[i][0].isupper() or not is_cyrillic(sentence.lower[i])))
        or sentence.lower[i] in words.media_kinds
        or (sentence.quotes[i] >= 0 and (sentence.lower[i][1:-1] in words.media or high - low == 1))
        for i in range(low, high)
    )
