"""Who an English noun phrase names: a person, an office, an organisation, or somebody described."""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import load
from retrieval.statements.english.words import (
    BEFORE_NOUNS,
    DETERMINERS,
    MEDIA,
    PLURAL_ENDINGS,
    PREPOSITIONS,
    is_adverb,
    is_infinite,
    is_name_word,
    is_past,
    is_relative,
    is_time,
)
from retrieval.statements.international import listed
from retrieval.statements.reports import Range
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")
_NAMES = load("en", "names")

NAME_PARTICLES = _LISTS.words("name_particles")
_ROLES = _LISTS.words("roles")
TITLES = _LISTS.words("titles")
ORGANISATIONS = _LISTS.words("organisations")
_PLACES = _NAMES.words("places") | _LISTS.words("places")
_THINGS = _LISTS.words("words_of_things")
_MODIFIERS = _LISTS.words("office_modifiers")
_DEPARTMENTS = _LISTS.words("departments")
_QUALITIES = _LISTS.words("qualities")
_DOCUMENTS = _LISTS.words("documents")
_FEMALE = _LISTS.words("female_roles")
_MALE = _LISTS.words("male_roles")
_PLURALS = _LISTS.words("plural_groups")
_POSSESSIVES = _LISTS.pairs("possessives")
_THING_ENDINGS = (
    "ments",
    "ounts",
    "vents",
    "oints",
    "rints",
    "ents'",
    "papers",
    "letters",
    "numbers",
    "orders",
    "matters",
)
_DROPPED = frozenset({"the", "a", "an", "this", "that", "these", "those", "both", "one"})
"""Determiners that are left out before a description."""
_NAMING = frozenset({"named", "called"})
_OWNED = ("'s", "’s")
_LONGEST_NAME = 5
_HEADLINE = 5
"""Letters of words that a headline in capitals writes with one, too."""


def is_role(lower: str) -> bool:
    """Return whether a word, lower case, is an office or title."""
    lower = lower.removesuffix(".")
    return lower in _ROLES or lower in TITLES or lower.endswith(("ologist", "ographer", "onomer", "-elect"))


def is_place(lower: str) -> bool:
    """Return whether a word names a place, or who or what is of it."""
    return lower.removesuffix("'s").removesuffix("’s") in _PLACES


def is_no_person(lower: str) -> bool:
    """Return whether a word with a capital is no part of a person's name: a place, body, thing or time."""
    bare = lower.removesuffix("'s").removesuffix("’s")
    return bare in _PLACES or bare in ORGANISATIONS or bare in _THINGS or bare in MEDIA


@cache
def _given_names() -> frozenset[str]:
    return listed("women") | listed("men") | listed("given_names_of_either_sex")


def is_given(lower: str) -> bool:
    """Return whether a word is listed as a given name."""
    return lower in _given_names()


def is_group(lower: str) -> bool:
    """Return whether a noun in the plural means people: "residents", not "documents"."""
    return lower in _PLURALS or (lower.endswith(PLURAL_ENDINGS) and not lower.endswith(_THING_ENDINGS))


def may_report(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a subject can say something: no things in the plural like "positive tests"."""
    index = core_end(sentence, low, high) - 1
    head = bare(sentence.lower[index])
    things = head.endswith("s") and not head.endswith(("ss", "us", "is")) and sentence.words[index][0].islower()
    return not things or head in DETERMINERS or is_agent(sentence, low, high)


def is_headline(sentence: Sentence) -> bool:
    """Return whether all longer words of a sentence have capitals, so that they tell no names."""
    return (
        len(sentence) > _HEADLINE
        and sentence.words[-1][-1] not in '.!?”"'
        and not any(len(word) >= _HEADLINE and word[0].islower() for word in sentence.words)
    )


def bare(word: str) -> str:
    """Return a word without the ending of an owner."""
    return next((word[: -len(ending)] for ending in _OWNED if word.endswith(ending)), word)


def joined(sentence: Sentence, low: int, high: int) -> list[str]:
    """Return words as a name has them: as they are written together ("J.D.", "34%"), without the owner's ending."""
    words: list[str] = []
    for index in range(low, high):
        word = bare(sentence.words[index]) if index == high - 1 else sentence.words[index]
        if sentence.quotes[index] >= 0:
            word = word[1:-1]
        if words and sentence.starts[index] == sentence.ends[index - 1]:
            words[-1] += word
        else:
            words.append(word)
    return words


def person(sentence: Sentence, low: int, high: int) -> list[str]:
    """Return the words of a person's name in a run of capitals, none where it is no person's."""
    while low < high and (
        (is_place(sentence.lower[low]) and not is_given(sentence.lower[low]))
        or sentence.lower[low] in _QUALITIES
        or is_time(sentence, low)
    ):
        low += 1
    while high - low > 2 and _is_post_nominal(sentence, high - 1, high):
        high -= 1
    given = low < high and is_given(sentence.lower[low])
    for index in range(low, high):
        no_person = is_no_person(sentence.lower[index]) and not is_given(sentence.lower[index])
        thing = no_person or is_role(sentence.lower[index])
        surname = given and index == high - 1 and high - low < 4 and not is_place(sentence.lower[index])
        if (thing and not (surname and high - low > 1)) or is_time(sentence, index):
            return []
    if low >= high or (high - low > 1 and is_headline(sentence)):
        return []
    words = joined(sentence, low, high)
    if len(words) == 1 and is_role(words[0].lower().removesuffix("s")):
        return []  # "foreign ministers"
    if len(words) == 1 and not (low and is_role(sentence.lower[low - 1]) and not words[0].isupper()):
        return []
    return words


def name_start(sentence: Sentence, start: int, end: int) -> int:
    """Return where the name begins in a run of capitals: after the last office, its department, an owner."""
    first = start
    for index in range(start, end - 1):
        lower = sentence.lower[index]
        if is_role(lower) or sentence.words[index].endswith(_OWNED):
            first = index + 1
        elif index > start and lower in ("of", "for") and is_role(sentence.lower[index - 1]):
            first = min(index + 2, end - 1)
    while first > start and first < end - 1 and sentence.lower[first] in _DEPARTMENTS:
        first += 1
    return first


def office_before(sentence: Sentence, index: int) -> str | None:
    """Return the office that stands before a name at `index`, lower case."""
    lower = sentence.lower
    first = index
    while first > 0 and _is_of_office(sentence, first - 1, index):
        first -= 1
    words = [word for word in lower[first:index] if word.removesuffix(".") not in TITLES and word != "."]
    return " ".join(words) if any(is_role(word) for word in words) else None


def _is_of_office(sentence: Sentence, at: int, end: int) -> bool:
    """Return whether a word is part of the office that ends at `end`: "state" and "of" of "secretary of state"."""
    lower = sentence.lower
    word = lower[at]
    if word in _DEPARTMENTS and {"of", "for"} & set(lower[max(0, at - 3) : at]):
        return True
    inner = at + 1 < end
    if word in ("of", "for"):
        return inner and at > 0 and is_role(lower[at - 1]) and lower[at + 1] in _DEPARTMENTS | _ROLES
    return is_role(word) or (inner and word in _MODIFIERS) or (word == "." and at > 0)


def core_end(sentence: Sentence, low: int, high: int) -> int:
    """Return where the core of a noun phrase ends, before all that describes its head from behind."""
    lower = sentence.lower
    for index in range(low + 1, high):
        word = lower[index]
        if word in ("of", "for") and is_role(lower[index - 1]) and index + 2 < high:
            state = lower[index + 1] in _DEPARTMENTS and is_name_word(sentence, index + 2)
            if state:
                continue
        if (
            word in PREPOSITIONS
            or _is_post_nominal(sentence, index, high)
            or is_relative(sentence, index)
            or (is_adverb(sentence, index) and not _is_attribute(sentence, index) and is_name_word(sentence, index - 1))
            or sentence.words[index] in ",(–—-:"
            or sentence.quotes[index] >= 0
            or (is_past(sentence, index) and not _is_attribute(sentence, index) and _ends_noun(sentence, index))
            or (is_infinite(word) and sentence.words[index].islower() and _ends_noun(sentence, index))
        ):
            return index
    return high


def _is_post_nominal(sentence: Sentence, index: int, high: int) -> bool:
    """Return whether an office in capitals stands behind a full name: "Ona Brandt MP"."""
    if index < 2 or not sentence.words[index].isupper() or not is_role(sentence.lower[index]):
        return False
    last = index + 1 >= high or sentence.words[index + 1] in ",("
    return last and is_name_word(sentence, index - 1) and is_name_word(sentence, index - 2)


def _is_attribute(sentence: Sentence, index: int) -> bool:
    """Return whether a participle stands before its noun: "a visibly tired mayor"."""
    return sentence.lower[index - 1] in DETERMINERS or sentence.lower[index - 1].endswith("ly")


def _ends_noun(sentence: Sentence, index: int) -> bool:
    """Return whether a participle stands behind its noun: "a girl named Ona", "people living there"."""
    after = index + 1
    return (
        after >= len(sentence)
        or sentence.lower[after] in BEFORE_NOUNS
        or (sentence.words[after][0].isupper() and sentence.lower[index - 1] not in DETERMINERS)
    )


def joins_name(sentence: Sentence, index: int) -> bool:
    """Return whether a particle stands between two parts of a name, alone or with another: "von der"."""
    if sentence.lower[index] not in NAME_PARTICLES or not 0 < index < len(sentence) - 1:
        return False
    before = index - 1 if sentence.lower[index - 1] not in NAME_PARTICLES else index - 2
    after = index + 1 if sentence.lower[index + 1] not in NAME_PARTICLES else index + 2
    return before >= 0 and after < len(sentence) and is_name_word(sentence, before) and is_name_word(sentence, after)


def name_run(sentence: Sentence, low: int, high: int) -> Range:
    """Return the run of a name's words that ends a core, empty where its head is a common noun."""
    start = high
    while start > low:
        index = start - 1
        lower = sentence.lower[index]
        if sentence.words[index].endswith(_OWNED) and start < high:
            break
        particle = start < high and index > low and joins_name(sentence, index)
        dot = sentence.words[index] == "." and index > low and is_name_word(sentence, index - 1)
        role = is_role(lower) and not (start == high and index > low and _is_given(sentence, index - 1))
        if not (particle or dot or (is_name_word(sentence, index) and not role)):
            break
        start = index
    before = sentence.lower[start - 1] if start > low else ""
    if is_role(before) or (before in ("of", "for") and start > low + 1 and is_role(sentence.lower[start - 2])):
        while start < high - 1 and sentence.lower[start] in _DEPARTMENTS:
            start += 1
    while start < high - 1 and _is_of_place(sentence, start, high):
        start += 1
    return start, high


def _is_given(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a person's given name, so that even "Barber" behind it is a surname."""
    return is_name_word(sentence, index) and is_given(sentence.lower[index])


def _is_of_place(sentence: Sentence, start: int, high: int) -> bool:
    """Return whether a name begins with a place that is no part of it: "Spain's Ona Brandt", "British Ona Brandt"."""
    lower = sentence.lower[start]
    return is_place(lower) and not is_given(lower) and not _all_places(sentence, start, high)


def _all_places(sentence: Sentence, low: int, high: int) -> bool:
    return any(is_no_person(sentence.lower[i]) for i in range(low + 1, high))


def describe(sentence: Sentence, low: int, high: int) -> tuple[str | None, str, str | None]:
    """Return a phrase as a speaker's name, its gender, and its role, lower case."""
    lower = sentence.lower
    if lower[low] in _POSSESSIVES and (high - low == 1 or (lower[low + 1] in _DOCUMENTS and high - low == 2)):
        return None, "", None  # "his", "according to his data"
    start = low
    while (
        start < high
        and lower[start] in DETERMINERS - set(_POSSESSIVES)
        and (lower[start] in _DROPPED and start + 1 < high and lower[start + 1] != "of")
    ):
        start += 1
    if start >= high or (high - start == 1 and lower[start] in _DROPPED - {"both", "one", "these", "those"}):
        return None, "", None
    if _is_somebodys(sentence, start, high):
        return " ".join(joined(sentence, start, high)), "", None
    if is_list(sentence, start, high):
        return " ".join(joined(sentence, start, high)), "p", None
    core = core_end(sentence, start, high)
    run, end = name_run(sentence, start, core)
    if core < high and lower[core] in _NAMING and core + 1 < high and is_name_word(sentence, core + 1):
        after = core + 1
        while after < high and is_name_word(sentence, after):
            after += 1
        return " ".join(joined(sentence, core + 1, after)), "", None  # "a girl named Ona"
    body = any(is_no_person(lower[i]) for i in range(run, end))
    behind = trailing_name(sentence, start, core, high)
    if behind is not None:
        return " ".join(joined(sentence, *behind)), "", None
    bound = core < high and lower[core] in ("of", "for") and (end - run < 2 or body)
    if "and" in lower[start:core] and not bound and not body:
        return " ".join(joined(sentence, start, core)), "p", None  # "Brandt and Kolb"
    if run < end and not bound:
        if body and run > start:
            run = start if not any(is_role(lower[i]) for i in range(start, run)) else run
        return " ".join(joined(sentence, run, end)), _name_gender(sentence, run, end), None
    return _described(sentence, start, core, high)


def _is_somebodys(sentence: Sentence, start: int, high: int) -> bool:
    """Return whether a phrase is another's relative or employee: "the wife of Mr Brandt"."""
    lower = sentence.lower
    return any(lower[i] in ("of", "for") and lower[i + 1] in TITLES for i in range(start + 1, high - 1))


def trailing_name(sentence: Sentence, start: int, core: int, high: int) -> Range | None:
    """Return the full name at the end of "press secretary of the courts Ona Brandt", which is no part of its "of …"."""
    if core >= high or sentence.lower[core] not in ("of", "for") or not is_role(sentence.lower[core - 1]):
        return None
    end = next((i for i in range(core, high) if sentence.words[i] in ",("), high)
    run, _ = name_run(sentence, core + 1, end)
    noun = sentence.words[run - 1] if run > core + 1 else ""
    full = end - run > 1 and not any(is_no_person(sentence.lower[i]) for i in range(run, end))
    return (run, end) if full and noun[:1].islower() and not is_role(noun) and run > start else None


def is_list(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a phrase is nothing but names with commas and "and" between: "Britain, Norland and France"."""
    words = sentence.lower[low:high]
    return (
        "," in words
        and "and" in words
        and all(is_name_word(sentence, i) or sentence.lower[i] in (",", "and", "the", "of") for i in range(low, high))
    )


def _described(sentence: Sentence, start: int, core: int, high: int) -> tuple[str | None, str, str | None]:
    """Return a phrase whose head is a common noun: all its words, gender and role."""
    lower = sentence.lower
    end = next(
        (
            i
            for i in range(core, high)
            if sentence.words[i] in ",(" or is_relative(sentence, i) or is_adverb(sentence, i)
        ),
        high,
    )
    head = bare(lower[core - 1])
    gender = "f" if head in _FEMALE else "m" if head in _MALE else ""
    role = None
    if is_role(head):
        words = [bare(word) for word in lower[start:core]]
        role = " ".join(w for w in words if w not in _QUALITIES and not is_place(w) and w not in DETERMINERS)
    elif not gender:
        gender = "p" if is_group(head) else "n" if head in ORGANISATIONS else ""
    words = joined(sentence, start, end)
    return " ".join(words) or None, gender, role or None


def _name_gender(sentence: Sentence, low: int, high: int) -> str:
    """Return n for the name of a body or place, else nothing."""
    acronym = high - low == 1 and sentence.words[low].isupper() and len(sentence.words[low]) > 1
    return "n" if acronym or any(is_no_person(sentence.lower[i]) for i in range(low, high)) else ""


def is_bare_name(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether one word between commas is the name of what a common noun before it describes."""
    lower = sentence.lower[low]
    described = low > 1 and sentence.words[low - 1] == "," and sentence.words[low - 2][0].islower()
    named = is_name_word(sentence, low) and not is_place(lower) and not is_time(sentence, low) and not is_role(lower)
    return high - low == 1 and described and named


def is_agent(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a phrase names an office, a group of people or an organisation."""
    core = core_end(sentence, low, high)
    lower = bare(sentence.lower[core - 1])
    return (
        is_role(lower)
        or is_group(lower)
        or lower in ORGANISATIONS
        or (is_name_word(sentence, core - 1) and not is_time(sentence, core - 1) and lower not in _THINGS)
    )
