"""Slavic given names in the forms customary in each language, and which given names are one."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from .keys import clean, keys, latin_keys_as_written
from .transliteration import is_cyrillic


class GivenName(NamedTuple):
    """One given name: how English, German and French texts write it, and the name in Cyrillic."""

    english: str
    german: str
    french: str
    cyrillic: str


# Names of one line are forms of one name (Vladimir, Volodymyr); the customary spellings of news in each language.
_LINES = """
Sergei Sergej Sergueï Сергей | Serhiy Serhij Serhiy Сергій | Sergey Sergei Serge
Vladimir Wladimir Vladimir Владимир | Volodymyr Wolodymyr Volodymyr Володимир | Waldemar Wolodimir Vladmir
Alexander Alexander Alexandre Александр | Oleksandr Oleksandr Oleksandr Олександр | Aleksandr Alex Sascha Aliaksandr
Alexei Alexej Alexeï Алексей | Oleksiy Oleksij Oleksiy Олексій | Alexey Aleksei Aleksej Alexi
Nikolai Nikolai Nikolaï Николай | Mykola Mykola Mykola Микола | Nikolay Nikolaj Nicolas Nicholas Nikolaus Nick
Mikhail Michail Mikhaïl Михаил | Mykhailo Mychajlo Mykhaïlo Михайло | Michael Mike Michel Mykhaylo
Dmitry Dmitri Dmitri Дмитрий | Dmytro Dmytro Dmytro Дмитро | Dmitriy Dmitrij Dimitri Dimitrij Dima
Andrei Andrej Andreï Андрей | Andriy Andrij Andriy Андрій | Andrey Andrew Andreas André Andrii
Yevgeny Jewgeni Evgueni Евгений | Yevhen Jewhen Yevhen Євген | Evgeny Evgenij Jewgenij Eugene Eugen Evgeni Yevgeniy
Yuri Juri Iouri Юрий | Yuriy Jurij Youri Юрій | Yury Iurii Georg
Pyotr Pjotr Piotr Пётр | Petro Petro Petro Петро | Peter Pierre Petr
Pavel Pawel Pavel Павел | Pavlo Pawlo Pavlo Павло | Paul
Ivan Iwan Ivan Иван | Ivan Iwan Ivan Іван | John Johann
Viktor Wiktor Viktor Виктор | Viktor Wiktor Viktor Віктор | Victor
Igor Igor Igor Игорь | Ihor Ihor Ihor Ігор
Oleg Oleg Oleg Олег | Oleh Oleh Oleh Олег
Boris Boris Boris Борис | Borys Borys Borys Борис
Leonid Leonid Leonid Леонид | Leonid Leonid Leonid Леонід
Konstantin Konstantin Konstantin Константин | Kostyantyn Kostjantyn Kostiantyn Костянтин | Constantin Constantine
Maxim Maxim Maxime Максим | Maksym Maksym Maksym Максим | Maksim
Anatoly Anatoli Anatoli Анатолий | Anatoliy Anatolij Anatoliy Анатолій | Anatol
Vasily Wassili Vassili Василий | Vasyl Wassyl Vassyl Василь | Vassily Vasiliy Wasilij Wassilij
Gennady Gennadi Guennadi Геннадий | Hennadiy Hennadij Hennadi Геннадій
Georgy Georgi Gueorgui Георгий | Heorhiy Heorhij Heorhiy Георгій | George Georgij
Grigory Grigori Grigori Григорий | Hryhoriy Hryhorij Hryhoriy Григорій | Gregory Gregor
Denis Denis Denis Денис | Denys Denys Denys Денис
Ilya Ilja Ilia Илья | Illia Illja Illia Ілля
Kirill Kirill Kirill Кирилл | Kyrylo Kyrylo Kyrylo Кирило | Cyril Cyrill
Roman Roman Roman Роман
Ruslan Ruslan Rouslan Руслан
Stanislav Stanislaw Stanislav Станислав
Timofei Timofej Timofeï Тимофей
Vadim Wadim Vadim Вадим | Vadym Wadym Vadym Вадим
Valery Waleri Valéri Валерий | Valeriy Walerij Valeriy Валерій
Vitaly Witali Vitali Виталий | Vitaliy Witalij Vitaliy Віталій | Vitali Witalij
Vyacheslav Wjatscheslaw Viatcheslav Вячеслав | Viacheslav Wjatscheslaw Viatcheslav В'ячеслав
Yaroslav Jaroslaw Iaroslav Ярослав
Artyom Artjom Artiom Артём | Artem Artem Artem Артем
Fyodor Fjodor Fiodor Фёдор | Fedir Fedir Fedir Федір | Fedor Theodor
Semyon Semjon Semion Семён | Semen Semen Semen Семен
Ramzan Ramsan Ramzan Рамзан
Rustem Rustem Roustem Рустем
Maria Maria Maria Мария | Mariia Marija Maria Марія | Marija Mariya Mary
Anna Anna Anna Анна | Hanna Hanna Hanna Ганна | Anne
Natalia Natalja Natalia Наталья | Nataliya Natalija Natalia Наталія | Natalya
Olga Olga Olga Ольга | Olha Olha Olha Ольга
Elena Jelena Elena Елена | Olena Olena Olena Олена | Yelena Helena
Ekaterina Jekaterina Ekaterina Екатерина | Kateryna Kateryna Kateryna Катерина | Yekaterina Katharina Catherine
Tatyana Tatjana Tatiana Татьяна | Tetiana Tetjana Tetiana Тетяна | Tatiana
Svetlana Swetlana Svetlana Светлана | Svitlana Switlana Svitlana Світлана
Irina Irina Irina Ирина | Iryna Iryna Iryna Ирина
Yulia Julija Ioulia Юлия | Yuliya Julija Ioulia Юлія | Julia Julie
Lyudmila Ljudmila Lioudmila Людмила | Liudmyla Ljudmyla Lioudmyla Людмила
Valentina Walentina Valentina Валентина
Galina Galina Galina Галина | Halyna Halyna Halyna Галина
Ksenia Xenia Xenia Ксения
Margarita Margarita Margarita Маргарита
Oksana Oksana Oksana Оксана
Elvira Elwira Elvira Эльвира
Joe Joe Joe - | Joseph Josef
Tony Tony Tony - | Anthony Antony
Bill Bill Bill - | William Will
Bob Bob Bob - | Robert Rob
Jim Jim Jim - | James
Tom Tom Tom - | Thomas
Ben Ben Ben - | Benjamin
Dan Dan Dan - | Daniel
Dave Dave Dave - | David
Steve Steve Steve - | Stephen Steven Stefan
Ed Ed Ed - | Edward Ted
Ken Ken Ken - | Kenneth
Liz Liz Liz - | Elizabeth Elisabeth
Kate Kate Kate - | Katherine Catherine
Hans Hans Hans - | Johannes
Fritz Fritz Fritz - | Friedrich
"""


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[tuple[GivenName, ...], frozenset[str]], ...]:
    groups: list[tuple[tuple[GivenName, ...], frozenset[str]]] = []
    for line in _LINES.strip().splitlines():
        blocks = [block.split() for block in line.split(" | ")]
        named = tuple(GivenName(*block) for block in blocks if len(block) == 4 and _ends_in_cyrillic(block))
        spellings = {clean(word) for block in blocks for word in block if word != "-"}
        groups.append((named, frozenset(spellings)))
    return tuple(groups)


def _ends_in_cyrillic(block: list[str]) -> bool:
    return is_cyrillic(block[3])


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, frozenset[int]]:
    index: dict[str, set[int]] = {}
    for number, (_, spellings) in enumerate(_groups()):
        for spelling in spellings:
            index.setdefault(spelling, set()).add(number)
    return {spelling: frozenset(numbers) for spelling, numbers in index.items()}


def find(name: str, *, ukrainian: bool = False) -> GivenName | None:
    """Return the forms of a Slavic given name written in any of its customary ways, None if it is not one of them.

    With `ukrainian`, of a name that both languages have (Vladimir, Volodymyr) the Ukrainian one.
    """
    wanted = clean(name)
    for number in sorted(_by_spelling().get(wanted, frozenset())):
        forms = _groups()[number][0]
        if ukrainian and len(forms) > 1:
            return forms[1]
        for form in forms:
            if wanted in map(clean, form):
                return form
        if forms and keys(wanted) & keys(forms[0].cyrillic):
            return forms[0]
    return None


def same_given_name(a: str, b: str) -> bool:
    """Return whether two given names can be one: the same sounds, forms of one name, or an initial and its name."""
    left, right = clean(a), clean(b)
    if not left or not right:
        return True
    if len(left) == 1 or len(right) == 1:
        return bool({key[0] for key in keys(left)} & {key[0] for key in keys(right)}) or left[0] == right[0]
    if left == right:
        return True
    groups = _by_spelling()
    if groups.get(left, frozenset()) & groups.get(right, frozenset()):
        return True
    if is_cyrillic(left) or is_cyrillic(right):
        shared = keys(left) & keys(right)
    else:
        shared = latin_keys_as_written(left) & latin_keys_as_written(right)
    return bool(shared)
