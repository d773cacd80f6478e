"""How a name may sound: Latin letters read by the spelling of one language, Cyrillic letters, both in one alphabet.

The alphabet of sounds is lower-case ASCII: ``c`` is ц (ts), ``q`` is ч (tsh), ``w`` is ш and ж (sh, zh), ``h`` is х,
``y`` the English a of "cat", the rest as in Italian. Each reading is one table of spellings, the first that fits wins,
applied in one pass from left to right, so that reading is linear in the length of the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Reading = Callable[[str], str]

_VOWEL = "aeiouyáàâäãåāăąéèêëēėęěíìîïīįıóòôöõøōőúùûüūůűýÿæœ"
_CONSONANT = "bcdfghjklmnpqrstvwxz"


def _reading(rules: str, *tables: dict[str, str]) -> Reading:
    """Compile rules, one ``pattern sound`` each line (``-`` is silence), the first that matches wins."""
    pairs = [line.split() for line in rules.strip().splitlines() if line.strip()]
    for table in tables:
        pairs += [list(pair) for pair in table.items()]
    patterns = [re.sub("V", f"[{_VOWEL}]", re.sub("C", f"[{_CONSONANT}]", pair[0])) for pair in pairs]
    sounds = ["" if pair[1] == "-" else pair[1] for pair in pairs]
    machine = re.compile("|".join(f"({pattern})" for pattern in patterns))

    def read(name: str) -> str:
        return machine.sub(lambda match: sounds[(match.lastindex or 1) - 1], name)

    return read


_BASE = {
    **{letter: letter for letter in "abdefghiklmnoprstuvz"},
    "j": "i", "w": "v", "y": "i", "c": "k", "q": "k", "x": "ks", "ß": "s",
    "[áàâäãåāăạảấầẩẫậắằẳẵặ]": "a", "ą": "on", "æ": "e", "œ": "e",
    "[éèêëēėęěẽẻếềểễệə]": "e", "[íìîïīįıĩỉị]": "i", "[óòôõōőŏỏọốồổỗộơớờởỡợ]": "o", "[öø]": "e",
    "ü": "u", "[úùûūůűųưụủứừửữự]": "u", "[ýÿỳỷỹỵ]": "i",
    "[čć]": "q", "[çşšśŝșžźż]": "w", "ñ": "n", "[ńňņ]": "n", "ł": "l", "[ľļĺ]": "l", "ř": "rw", "ŕ": "r",
    "[ďđð]": "d", "[ťţț]": "t", "þ": "t", "[ğģ]": "g", "ķ": "k", "ħ": "h", "ŋ": "n", "ĵ": "w", "ĉ": "q",
    ".": "-",
}  # fmt: skip

slavic = _reading(
    """
    schtsch|stsch|shtsh|shch|chtch|szcz|šč|ŝ wq
    tsch|tch|tsh|cz|č|ć q
    sch|sh|sz|š|ś|zh|ž|ż|ź w
    kh h
    ch q
    tz|ts c
    c c
    ou u
    gu(?=[eiy]) g
    [iy]ne$ in
    â ia
    û iu
    ê e
    ą on
    ę en
    ó u
    """,
    _BASE,
)
slavic_german = _reading(
    """
    schtsch|stsch wq
    tsch q
    sch w
    ch h
    kh h
    z c
    c c
    """,
    _BASE,
)
slavic_scientific = _reading(
    """
    šč wq
    č q
    š|ž w
    ch h
    c c
    """,
    _BASE,
)
slavic_french = _reading(
    """
    chtch wq
    tch q
    ch w
    j w
    kh h
    ts c
    ou u
    gu(?=[eiy]) g
    [iy]ne$ in
    """,
    _BASE,
)
continental = _reading(
    """
    sch|sh|š|ş|ś w
    tsch|tch q
    ck k
    ch h
    ph f
    th t
    qu kv
    zh w
    c(?=[eiyéèíë]) c
    tz|ts c
    """,
    _BASE,
)
german = _reading(
    """
    tsch q
    sch w
    chs ks
    ch h
    ck k
    ph f
    th t
    tz|z c
    dt$ t
    qu kv
    ei|ey|ai|ay ai
    eu|äu oi
    ie i
    (?<=[aeiouäöü])h(?=C|$) -
    ^s(?=V) z
    (?<=V)s(?=V) z
    ^v f
    c(?=[eiy]) c
    ä|ae e
    ö|oe e
    ue u
    """,
    _BASE,
)
english = _reading(
    """
    tch q
    sch w
    sh w
    ch q
    ck k
    ph f
    th t
    wh u
    ^wr r
    ^kn n
    qu ku
    (?<=C)le$ l
    ^j|j dw
    dge dw
    g(?=[eiy]) dw
    c(?=[eiy]) s
    ^y(?=V) i
    igh ai
    eill il
    eigh ei
    gh$ -
    ee|ea i
    oo u
    ou au
    ow(?=C|$) ou
    au|aw o
    ai|ay|ei|ey(?!$) ei
    ey$ i
    ew iu
    oa ou
    ie i
    a(?=C[e](?:C?$)) ei
    i(?=C[e](?:C?$)) ai
    o(?=C[e](?:C?$)) ou
    u(?=C[e](?:C?$)) iu
    a(?=r) a
    a(?=CC|C$) y
    i(?=r) e
    u(?=r) e
    u(?=CC|C$) a
    (?<=C)e$ -
    (?<=C)es$ s
    w(?=V) u
    w -
    """,
    _BASE,
)
french = _reading(
    """
    tch q
    ch w
    eau|eaux|aux?|ault$|aud$ o
    oi|oy ua
    ou u
    ain|ein en
    ai e
    eu|œu e
    gn ni
    gu(?=[eiéè]) g
    qu k
    ph f
    th t
    ill(?=[aeoé]) i
    ^jean wan
    g(?=[eiéèy]) w
    j w
    c(?=[eiéèy]) s
    ç s
    (?<=V)s(?=V) z
    x$|s$|t$|d$ -
    ier$ e
    es?$ -
    h -
    """,
    _BASE,
)
romance = _reading(
    """
    cch(?=[ei]) k
    ch(?=[ei]) k
    ch q
    sch(?=[ei]) sk
    sc(?=[ei]) w
    cci(?=[aou]) q
    cc?(?=[ei]) q
    ggi?(?=[aou]) dw
    gi(?=[aou]) dw
    gg?(?=[ei]) dw
    gh g
    gli(?=V) li
    gn ni
    qu kv
    zz c
    z c
    h -
    """,
    _BASE,
)
spanish = _reading(
    """
    ch q
    ll li
    ñ ni
    j h
    g(?=[eiéí]) h
    gu(?=[eiéí]) g
    qu k
    c(?=[eiéí]) s
    z s
    h -
    """,
    _BASE,
)
japanese = _reading(
    """
    sh s
    ch t
    tsu cu
    j z
    tch t
    fu fu
    n(?=[bpm]) m
    ōi|ō o
    ū u
    """,
    _BASE,
)
_CYRILLIC_SOUNDS = """
а a б b в v г g ґ g д d е e є e ё io ж w з z и i й i і i ї i к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч q ш w
щ wq ъ - ы i ь - э e ю iu я ia ў u ј i љ l њ n ћ q ђ dw џ dw ' - ’ - ә y
"""
_CYRILLIC = dict(zip(_CYRILLIC_SOUNDS.split()[::2], _CYRILLIC_SOUNDS.split()[1::2], strict=True))
cyrillic = _reading("", _CYRILLIC, _BASE)
