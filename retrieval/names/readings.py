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


def _reading(rules: str) -> Reading:
    """Compile rules, one ``pattern sound`` each line (``-`` is silence); letters no rule takes sound as in `_LETTERS`.

    V and C in a pattern stand for any vowel and consonant.
    """
    pairs = [line.split() for line in rules.strip().splitlines()]
    patterns = [re.sub("V", f"[{_VOWEL}]", re.sub("C", f"[{_CONSONANT}]", pattern)) for pattern, _ in pairs]
    # Capitals mark the sounds that are done, so that the letters that are left can be told from them.
    sounds = ["" if sound == "-" else sound.upper() for _, sound in pairs]
    machine = re.compile("|".join(f"({pattern})" for pattern in patterns))

    def read(name: str) -> str:
        read_by_rule = machine.sub(lambda match: sounds[(match.lastindex or 1) - 1], name)
        return read_by_rule.translate(_LETTERS).lower()

    return read


# Letters and their sound in most of Europe.
_LETTER_SOUNDS = """
a a b b d d e e f f g g h h i i k k l l m m n n o o p p r r s s t t u u v v z z j i w v y i c k q k x ks ß s
áàâäãåāăạảấầẩẫậắằẳẵặ a ą on æœ e éèêëēėęěẽẻếềểễệə e íìîïīįıĩỉị i óòôõōőŏỏọốồổỗộơớờởỡợ o öø io ü u úùûūůűųưụủứừửữự u
ýÿỳỷỹỵ i čć q çşšśŝșžźż w ñńňņ n łľļĺ l ř rw ŕ r ďđð d ťţț t þ t ğģ g ķ k ħ h ŋ n ĵ w ĉ q
"""
_CYRILLIC_SOUNDS = """
а a б b в v г g ґ g д d е e є e ё io ж w з z и i й i і i ї i к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч q ш w
щ wq ы i э e ю iu я ia ў u ј i љ l њ n ћ q ђ dw џ dw ә y
"""


def _sounds(table: str) -> dict[int, str]:
    entries = table.split()
    return {
        ord(letter): sound for letters, sound in zip(entries[::2], entries[1::2], strict=True) for letter in letters
    }


_LETTERS = _sounds(_LETTER_SOUNDS) | _sounds(_CYRILLIC_SOUNDS)

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
)
slavic_scientific = _reading(
    """
    šč wq
    č q
    š|ž w
    ch h
    c c
    """,
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
    ughes$ ius
    gh$ -
    ee|ea i
    oo u
    ou au
    ow(?=[nl]) au
    ow(?=C|$) ou
    au|aw o
    ai(?=r) e
    ai|ay|ei|ey(?!$) ei
    ey$ i
    ew iu
    oa ou
    ie i
    a(?=re$) e
    a(?=C[e](?:C?$)) ei
    i(?=C[e](?:C?$)) ai
    o(?=re$) o
    o(?=C[e](?:C?$)) ou
    u(?=C[e](?:C?$)) iu
    a(?=r) a
    a(?=CC|C$) y
    i(?=r) e
    u(?=r) e
    u(?=CC|C$) a
    (?<=C)e$ -
    (?<=C)es$ s
    w(?=oo) v
    w(?=V) u
    w -
    """,
)
french = _reading(
    """
    ^jean wan
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
)
turkish = _reading(
    """
    ç q
    ş w
    c dw
    ğ g
    ı i
    ö io
    """,
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
)


def cyrillic(name: str) -> str:
    """Return the sounds of a lower-case Cyrillic name, letter by letter."""
    return name.translate(_LETTERS)
