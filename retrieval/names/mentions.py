"""Text → spans that look like names of persons or organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retrieval.languages.word_data import load

from .inflection import without_possessive
from .keys import clean
from .shapes import is_common_noun, is_function_word, is_given, is_place, is_surname_like, is_title
from .tokens import Token, runs, tokens
from .words import capitalises_nouns, endings, everywhere, own, people

Span = tuple[int, int]


def mentions(text: str, language: str) -> list[Span]:
    """Return the spans of name-like runs in a text, in order, without overlap; offsets in code points.

    A run is a full name with its particles and academic titles ("Dr. Anna von der Heide"), or a single word that
    something marks as a name: its shape, a given name, a title or reporting verb beside it, or a full name elsewhere
    in the text. Offices, places and peoples are no part of it. `language` is ISO 639-1.
    """
    words_of = list(tokens(text))
    candidates: list[tuple[int, int, bool]] = []
    known: set[str] = set()
    for first, last in runs(words_of, language):
        for begin, end, after_title in _names(words_of, first, last, language):
            full = end - begin > 1
            certain = full or after_title or _is_name(words_of, begin, language)
            candidates.append((begin, end, certain))
            if after_title or (full and not _after_determiner(words_of, begin)):
                known.add(clean(words_of[end - 1].text))
    spans: list[Span] = []
    for begin, end, certain in candidates:
        word = clean(words_of[begin].text)
        genitive = word.endswith(endings("genitive_endings", language)) and not is_given(words_of[begin].text)
        if end - begin == 2 and genitive and (word[:-1] in known or is_surname_like(words_of[begin].text)):
            # "Krügers Tor": what is his is none of his name.
            end -= 1
        if certain or word in known or (word.endswith("s") and word[:-1] in known):
            last_word = words_of[end - 1]
            stop = last_word.start + len(without_possessive(last_word.text))
            spans.append((words_of[_particles_before(words_of, begin)].start, stop))
    return spans


def _particles_before(words_of: list[Token], begin: int) -> int:
    """Return where the name begins when its particle is written small: "von der Leyen", "van der Bellen"."""
    start = begin
    joining, sure = people("joining_particles"), people("sure_particles")
    while start > 0 and words_of[start].joined and words_of[start - 1].lower in joining:
        start -= 1
    small = [word.lower for word in words_of[start:begin]]
    for place, word in enumerate(small):
        if word in sure:
            return start + place
    if len(small) < 2 or clean(words_of[begin].text) not in people("surnames"):
        return begin
    return begin - 2 if " ".join(small[-2:]) in load("mul", "people").phrases("doubtful_particles") else begin


def _names(words_of: list[Token], first: int, last: int, language: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the names of a run: what is left when titles, function words, places and nouns divide it.

    The third value says whether an office, or another noun, stood right before the name.
    """
    begin: int | None = None
    titled = after_title = False
    for index in range(first, last + 1):
        if index < last and not _divides(words_of, index, first, language):
            if begin is None:
                begin, titled = index, after_title
            continue
        if begin is not None:
            yield from _cut(words_of, begin, index, titled, language)
        begin = None
        after_title = index < last and is_title(words_of[index].text, language)


def _cut(words_of: list[Token], begin: int, end: int, titled: bool, language: str) -> Iterator[tuple[int, int, bool]]:
    """Yield a run without what precedes its given name ("Handballer Jan Krüger"), and that word by word."""
    start = begin
    while start < end and words_of[start].lower in people("particles") and not words_of[start].capital:
        start += 1
    while end > start and (not words_of[end - 1].capital or len(clean(words_of[end - 1].text)) < 2):
        end -= 1
    if end == start:
        return
    name = next((i for i in range(start, end - 1) if is_given(words_of[i].text)), start)
    if name == start and capitalises_nouns(language) and end - start > 1 and _after_determiner(words_of, start):
        # "der Insel Santorin": the noun that the article belongs to is none of the name.
        name = start if is_given(words_of[start].text) else start + 1
    if clean(words_of[max(start, name - 1)].text) in everywhere("academic_titles"):
        name = max(start, name - 1)
    for index in range(start, name):
        if words_of[index].capital and not is_title(words_of[index].text, language):
            yield index, index + 1, False
    titled = titled if name == start else end - name > 1
    for split in range(name + 1, end):
        if _begins_another(words_of, split, name):
            yield name, split, titled
            name, titled = split, split + 1 < end or is_surname_like(words_of[split].text)
    yield name, end, titled


def _begins_another(words_of: list[Token], index: int, first: int) -> bool:
    """Return whether a second name begins inside a run: "Interfax Rjabkow", "Olaf Scholz Wladimir Putin"."""
    before, word = words_of[index - 1], words_of[index]
    if not (before.capital and word.capital):
        return False
    agencies = people("agencies")
    if (before.lower in agencies) != (word.lower in agencies):
        return True
    if index < first + 2 or is_given(before.text):
        return False
    complete = clean(before.text) in people("surnames") and is_given(words_of[index - 2].text)
    followed = index + 1 < len(words_of) and words_of[index + 1].joined and words_of[index + 1].capital
    return (is_given(word.text) and followed) or (complete and is_surname_like(word.text))


def _after_determiner(words_of: list[Token], index: int) -> bool:
    """Return whether an article, or an inflected adjective after one, stands before the word."""
    determiners = everywhere("determiners")
    if not words_of[index].joined or (words_of[index - 1].capital and words_of[index - 1].lower not in determiners):
        return False
    before = [word.lower for word in words_of[max(0, index - 3) : index]]
    if not before or before[-1] in determiners:
        return bool(before)
    return before[-1].endswith(endings("adjective_endings")) and not determiners.isdisjoint(before)


def _divides(words_of: list[Token], index: int, first: int, language: str) -> bool:
    token = words_of[index]
    lower = clean(token.text)
    if not token.capital:
        return False
    follows_given = index > first and token.joined and is_given(words_of[index - 1].text)
    surnames = people("surnames")
    if lower in everywhere("academic_titles"):
        return not (index + 1 < len(words_of) and words_of[index + 1].joined and words_of[index + 1].capital)
    if len(lower) == 1:
        return token.opens_sentence and (index + 1 == len(words_of) or not words_of[index + 1].capital)
    if follows_given and not token.opens_sentence:
        return is_function_word(token.text, language) and not capitalises_nouns(language) and lower not in surnames
    if is_function_word(token.text, language) and (token.opens_sentence or not is_given(token.text)):
        return lower not in surnames or token.opens_sentence
    if is_place(token.text, language) or is_title(token.text, language):
        return True
    return capitalises_nouns(language) and is_common_noun(token.text, language)


def _is_name(words_of: list[Token], index: int, language: str) -> bool:
    """Return whether a capitalised word that stands alone is a name, by itself and by its neighbours."""
    token = words_of[index]
    if len(clean(token.text)) < 2:
        return False
    if is_surname_like(token.text):
        return True
    before = words_of[index - 1].lower if index and not token.opens_sentence else ""
    after = words_of[index + 1].lower if index + 1 < len(words_of) and not words_of[index + 1].opens_sentence else ""
    asked = index > 1 and words_of[index - 2].lower in everywhere("question_words")
    said, speech = everywhere("reporting_words"), everywhere("speech_verbs")
    if capitalises_nouns(language):
        if _after_determiner(words_of, index):
            return False
        if before in own("reflexives", language) and index > 1 and words_of[index - 2].lower in said:
            return True
        opens = not before or before in own("clause_openers", language)
        if before in speech or (before in said and asked) or (after in speech and opens):
            return True
        return is_given(token.text) or (before in everywhere("prepositions") and _is_foreign(token.lower, language))
    if token.opens_sentence:
        return after in said or is_given(token.text) or "'" in token.text[:-2]
    return before not in everywhere("articles") or is_given(token.text)


def _is_foreign(lower: str, language: str) -> bool:
    """Return whether a word is spelt as common nouns of a language are not."""
    return _foreign(language).search(lower) is not None


@cache
def _foreign(language: str) -> re.Pattern[str]:
    return re.compile("".join(load(language, "names").phrases("foreign_spellings")))
