"""The spellings under which people know a name: English, German, French and Cyrillic."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from . import given
from .keys import clean, keys
from .persons import surname
from .transliteration import Standard, is_cyrillic, is_ukrainian, transliterate

MAX_VARIANTS = 5
_SHOWN: tuple[Standard, ...] = ("english", "german", "french")
# Surnames of people in the news and in history whose Cyrillic spelling no rule finds from the Latin letters (soft
# signs, ё, э, endings that are not Slavic alone).
_WELL_KNOWN = """
Путин Ельцин Горбачёв Хрущёв Брежнев Ленин Сталин Чайковский Достоевский Толстой Тургенев Чехов Пушкин Гагарин
Медведев Лавров Рябков Песков Шойгу Собянин Мишустин Пригожин Навальный Навальная Захарова Набиуллина Володин Сечин
Кудрин Силуанов Белоусов Герасимов Патрушев Бортников Кадыров Матвиенко Антонов Небензя Ушаков Грушко Карасин Кириенко
Немцов Ходорковский Березовский Абрамович Дерипаска Каспаров Кара-Мурза Яшин Рахманинов Шостакович Прокофьев
Менделеев Королёв Сахаров Солженицын Жириновский Зюганов Явлинский Лукашенко Тихановская Черномырдин Примаков
Милов Дугин Гиркин Суровикин Греф Чубайс Дворкович Новак Костин Миллер Мединский Слуцкий Полянский Булгаков Набоков
Зеленський Ющенко Янукович Порошенко Тимошенко Кучма Кличко Залужний Сирський Єрмак Кулеба Подоляк Резніков Умєров
Шмигаль Стефанчук Данілов Буданов Арестович Яценюк Турчинов Гройсман Кравчук Шевченко Грушевський Мельник Макеєв
Свириденко Верещук Федоров Наєв Неїжпапа
"""
_WORD = re.compile(r"\S+")
# Sounds of each system, the longest first, in Cyrillic.
_ENGLISH = """shch щ|zh ж|kh х|ts ц|ch ч|sh ш|yu ю|iu ю|ya я|ia я|yo ё|ye е|a а|b б|v в|g г|d д|e е|z з|i и|k к|l л|m м|n н|o о|
p п|r р|s с|t т|u у|f ф|y ы"""
_GERMAN = """schtsch щ|tsch ч|sch ш|ch х|ju ю|ja я|jo ё|je е|a а|b б|w в|g г|d д|e е|z ц|i и|k к|l л|m м|n н|o о|p п|r р|
ss с|s с|t т|u у|f ф|y ы|x кс|j й"""
_FRENCH = """chtch щ|tch ч|kh х|ts ц|ch ш|iou ю|ia я|io ё|ie е|ou у|j ж|gu г|a а|b б|v в|g г|d д|e е|z з|i и|k к|l л|m м|n н|
o о|p п|r р|ss с|s с|t т|u у|f ф|y ы"""
_SYSTEMS: tuple[tuple[Standard, str], ...] = (("english", _ENGLISH), ("german", _GERMAN), ("french", _FRENCH))
_ENDINGS = re.compile(r"(?:[оеё]ва?|ск(?:ий|ая)|цк(?:ий|ая)|енко)$")
_LATIN_ADJECTIVE = re.compile(r"(?<=[szt]k)(?:ij|iy|yj|yy|ii|yi|i|y)$")
_LATIN_ADJECTIVE_FEMININE = re.compile(r"(?<=sk)(?:aja|aya|aia|aïa)$")


def variants(name: str) -> tuple[str, ...]:
    """Return the spellings of a name that readers know, the given one first, at most five, without repeats.

    A wrong spelling shown is worse than none: names that are not Slavic have only their own. Of a full name the given
    name is changed with the surname; a Cyrillic form is left out where the given name has none that is known.
    Empty input gives ().
    """
    name = " ".join(_WORD.findall(unicodedata.normalize("NFC", name[:200])))
    if not name:
        return ()
    words = name.split()
    last = surname(name)
    cyrillic = cyrillic_spelling(last)
    if cyrillic is None or words[-1] != last or len(words) > 3:
        return (name,)
    found = [name]
    givens = [given.find(word) for word in words[:-1]]
    for standard in _SHOWN:
        forms = [
            word if form is None else str(getattr(form, standard))
            for word, form in zip(words[:-1], givens, strict=True)
        ]
        if not any(is_cyrillic(form) for form in forms):
            found.append(" ".join([*forms, _customary(cyrillic, standard)]))
    if None not in givens:
        found.append(" ".join([form.cyrillic for form in givens if form] + [cyrillic]))
    return tuple(dict.fromkeys(found))[:MAX_VARIANTS]


@lru_cache(maxsize=1 << 12)
def cyrillic_spelling(word: str) -> str | None:
    """Return the Cyrillic spelling of a Slavic surname, None where it is not certain."""
    if is_cyrillic(word):
        return _capital(word.lower()) if _ENDINGS.search(word.lower()) or _known(word) else None
    return _known(word) or _by_rule(word)


@lru_cache(maxsize=1)
def _well_known() -> dict[str, str]:
    index: dict[str, str] = {}
    for cyrillic in _WELL_KNOWN.split():
        for standard in (*_SHOWN, "passport", "scientific"):
            for form in (cyrillic, cyrillic.replace("ё", "е")):
                index.setdefault(_plain(transliterate(form, standard)), cyrillic)
        for customary in _SHOWN:
            index.setdefault(_plain(_customary(cyrillic, customary)), cyrillic)
        index.setdefault(cyrillic.lower().replace("ё", "е"), cyrillic)
    return index


def _known(word: str) -> str | None:
    lower = word.lower()
    return _well_known().get(lower.replace("ё", "е")) or _well_known().get(_plain(word))


def _plain(word: str) -> str:
    """Return a Latin spelling without the differences of hands: marks, signs, the several endings -y, -ij, -iy."""
    decomposed = unicodedata.normalize("NFD", clean(word))
    letters = "".join(letter for letter in decomposed if letter.isalpha() and letter not in "ʹʺ")
    return re.sub(r"(?:[iy]j|[iy]y|[iy]i|i|y)$", "y", letters)


def _by_rule(word: str) -> str | None:
    lower = clean(word)
    for standard, table in _SYSTEMS:
        cyrillic = _read(lower, table)
        if cyrillic is None or not _ENDINGS.search(cyrillic):
            continue
        if _plain(transliterate(cyrillic, standard)) == _plain(word) and keys(cyrillic) & keys(word):
            return _capital(cyrillic)
    return None


def _read(lower: str, table: str) -> str | None:
    """Return a Latin name letter by letter in Cyrillic, None where a letter does not belong to the system."""
    sounds = dict(entry.strip().split(" ") for entry in table.split("|"))
    lower, feminine = _LATIN_ADJECTIVE_FEMININE.subn("", lower)
    lower, masculine = _LATIN_ADJECTIVE.subn("", lower) if not feminine else (lower, 0)
    pieces: list[str] = []
    index = 0
    while index < len(lower):
        for width in range(min(7, len(lower) - index), 0, -1):
            sound = sounds.get(lower[index : index + width])
            if sound is not None:
                pieces.append(sound)
                index += width
                break
        else:
            return None
    cyrillic = "".join(pieces) + ("ая" if feminine else "ий" if masculine else "")
    cyrillic = re.sub(r"ы(?=[аоуеи])|(?<=[аоуеи])ы", "й", cyrillic)
    if cyrillic.startswith("ы") or re.search(r"л[сцн]|[ёй]|^е|[аеиоу]е", cyrillic[:-2]):
        # A soft sign, ё or э is a guess here.
        return None
    return cyrillic


def _customary(cyrillic: str, standard: Standard) -> str:
    """Return the spelling that news in a language uses: the standard's, with the plain ending for -ський."""
    word = transliterate(cyrillic, standard)
    if standard == "english" and is_ukrainian(cyrillic):
        return re.sub(r"skyi$", "sky", word)
    return word


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
