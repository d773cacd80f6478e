"""The base forms that an inflected name may come from: Slavic cases, German genitive, English possessive.

A form that could be its own base is always among the answers, so that nothing is lost where the ending belongs to the
name; the likelier base comes first.
"""

from __future__ import annotations

import re

_APOSTROPHES = "'’ʼ‘`´′"
_POSSESSIVE = re.compile(f"(?:[{_APOSTROPHES}]s|(?<=[sxzß])[{_APOSTROPHES}])$", re.IGNORECASE)
# Surnames in -ov, -ev have their own declension; all of it, and the feminine, is one base.
_OV = re.compile(r"(?<=..[оеёєї]в)(?:а|у|ым|им|е|і|ой|ою|ы|и|ых|ими|ыми|ому|ові|ої|ій)$")
_SK = re.compile(r"(?<=.[сцз])(ь?к)(?:ий|ый|ой|ого|ому|им|ом|ая|ую|ие|их|ими|а|у|ої|ій|ою|і)$")
_IN = re.compile(r"(?<=..[иыії]н)(?:ым|им|ою)$")
_ADJECTIVE = re.compile(r"(?<=..)(?:ого|ому)$")
_SOFT_ADJECTIVE = re.compile(r"(?<=..)(?:его|ему|ього|ьому)$")
_MASCULINE = re.compile(r"(?<=..[бвгґджзйклмнпрстфхцчшщ])(?:а|у|ом|ем|ём|е|і|ові|еві)$")
_SOFT = re.compile(r"(?<=...)[яюе]$|(?<=..)(?:ем|ём|єм)$")
_FEMININE = re.compile(r"(?<=..[бвгґджзклмнпрстфхцчшщ])(?:ы|и|у|ой|ою|е|і)$")
_FEMININE_SOFT = re.compile(r"(?<=..[иіь])(?:и|ю|ей|ї|єю)$")
_VOWELS = "аеёиоуыэюяіїє"

# A German genitive -s is undone only where the rest is long enough to be a surname and the -s is no part of one
# (Thomas, Harris, Jones, Marcos, Hopkins, Peters).
_GENITIVE = re.compile(r"(?<=...[bcdfghklmnpqrtvwjčćłńğ])s$")
_OWN_S = re.compile(
    r"(?:kins|lins|^[a-z]{2,4}ers|^(?:will?iam|robert|richard|edward|steven|phil+ip|david|simon|arnold)s)$"
)
_SLAVIC_GENITIVE = re.compile(
    r"(?<=..)(?:(?<=[oe][vw])|(?<=owa)|(?<=ewa)|(?<=sk[iyj])|(?<=sk[iy]j)|(?<=enko)|(?<=aja))s$"
)


def without_possessive(name: str) -> str:
    """Return the name without an English 's or the German apostrophe after s, x, z."""
    return _POSSESSIVE.sub("", name)


def latin_bases(name: str) -> list[str]:
    """Return the bases of a lower-case Latin name: itself, and without what may be a genitive -s."""
    if _SLAVIC_GENITIVE.search(name):
        return [name[:-1]]
    if _GENITIVE.search(name) and not _OWN_S.search(name):
        return [name, name[:-1]]
    return [name]


def cyrillic_bases(name: str) -> list[str]:
    """Return the nominatives that a lower-case Cyrillic name may stand for, the likeliest first, without repeats."""
    if _OV.search(name):
        return [_OV.sub("", name)]
    if _SK.search(name):
        return [_SK.sub(r"\1ий", name)]
    if _IN.search(name):
        return [_IN.sub("", name)]
    bases = [name]
    if _ADJECTIVE.search(name):
        bases = [_ADJECTIVE.sub("ой", name), _ADJECTIVE.sub("ый", name), name]
    elif _SOFT_ADJECTIVE.search(name):
        bases = [_SOFT_ADJECTIVE.sub("ий", name), name]
    else:
        if _MASCULINE.search(name):
            bases.append(_MASCULINE.sub("", name))
        elif _SOFT.search(name):
            stem = _SOFT.sub("", name)
            bases.append(stem + "й" if stem[-1] in _VOWELS else stem + "ь")
        if _FEMININE.search(name):
            bases.append(_FEMININE.sub("а", name))
            if name.endswith(("иной", "ыной", "іною")):
                bases.append(name[:-2])
        elif _FEMININE_SOFT.search(name):
            bases.append(_FEMININE_SOFT.sub("я", name))
    return list(dict.fromkeys(bases))
