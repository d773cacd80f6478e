"""Russian and Ukrainian names of people: case endings undone, and what a given name or surname tells about its bearer.

A form that may be its own nominative stays as it is unless the article or the words before it decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from retrieval.languages.word_data import load
from retrieval.names import shapes
from retrieval.names.inflection import cyrillic_bases
from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.given_names import is_female_name

_RUSSIAN_MEN, _RUSSIAN_WOMEN = (load("ru", "statements").words(name) for name in ("men", "women"))
_UKRAINIAN_MEN, _UKRAINIAN_WOMEN = (load("uk", "statements").words(name) for name in ("men", "women"))
_MEN = _RUSSIAN_MEN | _UKRAINIAN_MEN
_WOMEN = _RUSSIAN_WOMEN | _UKRAINIAN_WOMEN
_SPECIAL = {"пётр": "петр", "петр": "петр", "павел": "павл", "лев": "льв", "ігор": "ігор", "федір": "федор"}
_MAN = re.compile(r"(?:[оеёє]в|[иіїы]н|[сцз]ь?кий)$")
_WOMAN = re.compile(r"(?:[оеёє]ва|[^аеиоу][иіїы]на|[сцз]ь?ка|[сц]кая|[^о]ая)$")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|йович|овна|евна|ична|івна|ївна)(?:а|у|ем|ом|еві|ові|і|е|ы|и|ой|ою)?$")
_SURNAME = re.compile(
    r"..(?:[оеёє]в|[иіїы]н|[сцз]ь?к(?:ий|ая|а|ого|ому|им|ой|ую|ої|ій|у)|енк[оауі]|енком|[уюаи]к|ич|ян|дзе|швили|ейко"
    r"|ец|ець)(?:а|у|ым|им|ом|е|ой|ою|і|ої|ові)?$"
)
_OBLIQUE = re.compile(
    r"..(?:[оеёє]в(?:у|ым|им|е|ой|ою|ої|ій|і|ові)|[иы]н(?:ым|ой|у|е)|[сцз]ь?к(?:ого|ому|им|ом|ой|ую|ої|ій|ою|у)"
    r"|ого|ому|енк(?:а|у|ом|ові))$"
)
_ADJECTIVE = re.compile(
    r"..(?:ая|яя|ое|ее|ые|ие|ый|ий|ой|ых|их|ого|его|ому|ему|ым|им|ую|юю|ими|ыми|[ні]а|ня|ні|[сц]ьк[аеі]|щийся|вшийся|щаяся|вшаяся)$"
)


def is_given(lower: str) -> bool:
    """Return whether a word, lower case, is a given name in some case."""
    return lower in _MEN or lower in _WOMEN or lower in _declined()


def is_female(given: str) -> bool | None:
    """Return whether a given name in the nominative, lower case, is a woman's; None for names in Latin letters."""
    return is_female_name(given) if is_cyrillic(given) else None


def gender(surname: str) -> str:
    """Return m or f for a surname whose nominative, lower case, tells the sex; else an empty string."""
    return "m" if _MAN.search(surname) else "f" if _WOMAN.search(surname) else ""


def is_surname(lower: str) -> bool:
    """Return whether a word, lower case, ends as Slavic surnames do in some case."""
    return _SURNAME.search(lower) is not None and lower not in _MEN


def is_patronymic(lower: str) -> bool:
    """Return whether a word, lower case, can be a patronymic in some case."""
    return _PATRONYMIC.search(lower) is not None


def is_adjective(lower: str) -> bool:
    """Return whether a word, lower case, ends as adjectives do: "Верхняя", "Белый"."""
    return _ADJECTIVE.search(lower) is not None and not is_given(lower)


def is_oblique(name: Sequence[str]) -> bool:
    """Return whether a name, lower case, surely stands in another case than the nominative."""
    if len(name) > 1 and (name[0] in _MEN or name[0] in _WOMEN):
        return bool(name[0] not in _declined() and _OBLIQUE.search(name[-1]) and name[0] in _MEN)
    if name[0] in _declined() and name[0] not in _MEN and name[0] not in _WOMEN:
        return True
    return _OBLIQUE.search(name[-1]) is not None


def may_be_mans(name: Sequence[str]) -> bool:
    """Return whether a name, lower case, may be a man's in the genitive as well as a woman's in the nominative.

    So may "Александра Петрова" and every surname in "-ова" alone.
    """
    if not (name[-1].endswith(("а", "я")) and name[0].endswith(("а", "я"))) or name[0] in _MEN:
        return False
    return len(name) == 1 or name[0].removesuffix("а") in _MEN or f"{name[0][:-1]}й" in _MEN or name[0] in _declined()


@cache
def _declined(*, ukrainian: bool = False) -> dict[str, tuple[str, str]]:
    """Return the oblique forms of given names with nominative and gender; where two names share one, the language's."""
    russian = ((_RUSSIAN_MEN, "m"), (_RUSSIAN_WOMEN, "f"))
    other = ((_UKRAINIAN_MEN, "m"), (_UKRAINIAN_WOMEN, "f"))
    table: dict[str, tuple[str, str]] = {}
    for names, sex in (*other, *russian) if ukrainian else (*russian, *other):
        for name in sorted(names, key=lambda name: ("ё" not in name, name)):  # Пётр before Петр
            for form in _oblique(name, sex):
                table.setdefault(form, (name, sex))
    return table


def _oblique(name: str, sex: str) -> list[str]:
    stem = _SPECIAL.get(name, name)
    if name.endswith("ия"):
        return [name[:-1] + e for e in ("и", "ю", "ей")]
    if name.endswith("ія"):
        return [name[:-1] + e for e in ("ї", "ю", "єю")]
    if name.endswith("я"):
        return [name[:-1] + e for e in ("и", "і", "ї", "е", "ю", "ей", "ею", "єю")]
    if name.endswith("а"):
        return [name[:-1] + e for e in ("ы", "и", "е", "і", "у", "ой", "ою", "ей")]
    if name == "любовь":
        return ["любови", "любовью"]
    if sex == "f":
        return []
    if name.endswith("о") and name not in ("марко", "уго", "бруно"):
        return [name[:-1] + e for e in ("а", "у", "ом", "ові", "ові")]
    if name.endswith(("ь", "й")) or name == "ігор":
        base = name if name == "ігор" else name[:-1]
        return [base + e for e in ("я", "ю", "ем", "ём", "єм", "е", "и", "і", "ї", "еві", "єві")]
    return [stem + e for e in ("а", "у", "ом", "ем", "е", "і", "ові", "еві")] if name[-1] not in "оиіеу" else []


@lru_cache(maxsize=1 << 12)
def is_place(word: str, language: str) -> bool:
    """Return whether a word is a country, capital or people in some case."""
    return shapes.is_place(word, language) or any(shapes.is_place(b, language) for b in cyrillic_bases(word.lower()))


def nominative(name: Sequence[str], *, oblique: bool, forms: Collection[str], language: str) -> list[str]:
    """Return the words of a name in the nominative.

    `oblique` tells that the words before it demand another case; `forms` are the capitalised words of the article,
    lower case, one of which may be the nominative.
    """
    lower = [word.lower() for word in name]
    if len(name) == 1:
        return [_surname(name[0], "m" if oblique else "", forms, sure=oblique)]
    known = _declined(ukrainian=language == "uk").get(lower[0])
    nominal = lower[0] in _MEN or lower[0] in _WOMEN
    if known and (not nominal or (oblique and known[0] != lower[0])):
        first = name[0][0] + known[0][1:]
        return [first, *(_surname(word, known[1], forms, sure=True) for word in name[1:])]
    if nominal:
        sex = "f" if lower[0] in _WOMEN else "m"
        undeclined = not _oblique(lower[0], sex)  # Джо, Энтони: only the surname tells the case
        return [name[0], *(_surname(w, sex, forms, sure=undeclined and oblique) if undeclined else w for w in name[1:])]
    return _by_article(name, lower, forms) or _by_ending(name, lower, oblique)


def _by_article(name: Sequence[str], lower: list[str], forms: Collection[str]) -> list[str] | None:
    """Return the name by forms that the article has of both its first and its last word."""
    for last in bases(lower[-1])[1:]:
        if last not in forms:
            continue
        firsts = [lower[0], *cyrillic_bases(lower[0])]
        first = next((f for f in firsts if f in forms and f != lower[0]), None)
        if first is None and lower[0][-1] in "иіоуыэ" and lower[-1].endswith(("ом", "ем", "ым", "у", "ю", "а")):
            first = lower[0]  # a name that has no cases: Джереми Корбином
        if first is not None:
            return [_like(name[0], first), *name[1:-1], _like(name[-1], last)]
    return None


def _by_ending(name: Sequence[str], lower: list[str], oblique: bool) -> list[str]:
    """Return a name with an unknown given name, by the endings of both where they surely belong to another case."""
    last = lower[-1]
    if re.search(r"(?:[оеёє]в|[иы]н)(?:ой|ою|ої)$|[сц]ь?к(?:ой|ою|ої|ую)$", last):
        first = re.sub(r"(?:ы|и|е|і|у|ой|ою)$", "а", lower[0])
        first = (
            re.sub(r"(?:ии|ию|ией|ії|ію|ією)$", "ия" if "ї" not in lower[0] else "ія", lower[0])
            if (lower[0].endswith(("ии", "ию", "ией", "ії", "ію", "ією")))
            else first
        )
        return [_like(name[0], first), *(_surname(word, "f", (), sure=True) for word in name[1:])]
    if oblique and all(re.search("[бвгджзклмнпрстфхцчшщ]а$", word) for word in lower):
        return [word[:-1] for word in name]
    surely = re.search(r"(?:[оеёє]в|[иы]н)(?:ым|им|ому)$|[сцз]ь?к(?:ого|ому|им)$", last)
    if surely or (oblique and re.search(r"(?:[оеёє]в|[иы]н)[ау]$", last)):
        first = re.sub(r"(?<=[^аеёиоуыэюяіїє])(?:а|у|ом|ем|ові)$", "", lower[0])
        return [_like(name[0], first), *(_surname(word, "m", (), sure=True) for word in name[1:])]
    return list(name)


def _surname(word: str, sex: str, forms: Collection[str], *, sure: bool) -> str:
    """Return a surname or patronymic in the nominative; `sure` tells that it stands in another case."""
    lower = word.lower()
    found = _candidates(lower, sex, sure=sure)
    known = next((form for form in found if form != lower and form in forms), None)
    if known is not None and (sure or lower not in forms or _OBLIQUE.search(lower)):
        return _like(word, known)
    if sure or _OBLIQUE.search(lower):
        return _like(word, found[0])
    return word


@lru_cache(maxsize=1 << 12)
def bases(lower: str) -> tuple[str, ...]:
    """Return the nominatives that a surname, lower case, may stand for: itself, then others, likeliest first."""
    return tuple(dict.fromkeys((lower, *_candidates(lower, "m", sure=True), *_candidates(lower, "f", sure=True))))


_MALE_RULES = (
    (re.compile(r"([оеёєї]в|[иіїы]н)(?:а|у|ым|им|ом|е|і|ові)$"), r"\1"),
    (re.compile(r"([сцз]к)(?:ого|ому|им|ом)$"), r"\1ий"),
    (re.compile(r"([сцз]ьк)(?:ого|ому|им|ім)$"), r"\1ий"),
    (re.compile(r"(ен|й)к(?:а|у|ом|ові|ові)$"), r"\1ко"),
    (re.compile(r"(?<=..)(?:ого|ому)$"), "ой"),
    (re.compile(r"(?<=..)(?:ого|ому|им)$"), "ий"),
    (re.compile(r"(?<=..)(?:ого|ому|ым)$"), "ый"),
    (re.compile(r"(?<=.[аеиіоуєя])(?:я|ю|ем|єм|еві|єві)$"), "й"),
    (re.compile(r"(?<=..)ц(?:я|ю|ем|еві)$"), "ець"),
    (re.compile(r"(?<=..[лнрст])(?:я|ю)$"), "ь"),
    (re.compile(r"(?<=..[бвгґджзйклмнпрстфхцчшщ])(?:а|у|ом|ем|е|ові|еві|і)$"), ""),
    (re.compile(r"(?<=..[бвгґджзклмнпрстфхцчшщ])(?:ы|и|ой|ою)$"), "а"),
)
_FEMALE_RULES = (
    (re.compile(r"([оеёєї]в|[иіїы]н)(?:ой|ою|у|ої|ій|ы|и)$"), r"\1а"),
    (re.compile(r"([сцз]к)(?:ой|ую|ою)$"), r"\1ая"),
    (re.compile(r"([сцз]ьк)(?:ої|ій|у|ою)$"), r"\1а"),
    (re.compile(r"(овн|евн|івн|ївн|ичн)(?:ы|и|е|і|у|ой|ою)$"), r"\1а"),
)


@lru_cache(maxsize=1 << 12)
def _candidates(lower: str, sex: str, *, sure: bool) -> tuple[str, ...]:
    """Return nominatives for a surname of a man, woman or (empty) either, the word itself last."""
    rules = [*(_FEMALE_RULES if sex == "f" else ()), *(_MALE_RULES if sex != "f" else ())]
    if sex == "":
        rules = [*_MALE_RULES, *_FEMALE_RULES]
    found = [rule.sub(put, lower) for rule, put in rules if rule.search(lower)]
    return tuple(dict.fromkeys([*found[: 1 if sure and found else None], *found, lower]))


def _like(word: str, lower: str) -> str:
    """Return `lower` with the capitals of `word`: of its first letter and after hyphens."""
    return "-".join(part[:1].upper() + part[1:] for part in lower.split("-")) if word[:1].isupper() else lower
