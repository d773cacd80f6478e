"""Chinese names in pinyin, as Russian writes them: by the system of Palladius (1888), the standard since."""

from __future__ import annotations

import re

# Syllables that are no initial and final, or another final than the letters say.
_WHOLE = """
yuan юань yang ян yong юн ying ин yao яо yan янь you ю yin инь yue юэ yun юнь ya я ye е yi и yu юй wang ван weng вэн
wai вай wan вань wei вэй wen вэнь wa ва wo во wu у zi цзы ci цы si сы
"""
_INITIALS = """
zh чж ch ч sh ш b б p п m м f ф d д t т n н l л g г k к h х j цз q ц x с r ж z цз c ц s с
"""
_FINALS = """
iang ян iong юн uang уан iao яо ian янь ang ан eng эн ong ун ing ин uai уай uan уань ai ай ei эй ao ао ou оу an ань
en энь er эр ia я ie е iu ю in инь ua уа uo о ui уй un унь ue юэ a а o о e э i и u у
"""
# After these the letter u is ü.
_PALATAL = frozenset("jqx")
_ROUNDED = {"у": "юй", "уань": "юань", "унь": "юнь"}
# What syllables end in.
_LAST = frozenset("aeioungr")
# Syllables of a surname and a given name, or of a given name alone, at most.
_MOST_SYLLABLES = 3


def _table(listed: str) -> dict[str, str]:
    words = listed.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SPELT, _BEGUN, _ENDED = _table(_WHOLE), _table(_INITIALS), _table(_FINALS)
_SYLLABLE = re.compile(f"(?:({'|'.join(_SPELT)})|({'|'.join(_BEGUN)})?({'|'.join(_ENDED)}))(?![iou])")


def palladius(name: str) -> str | None:
    """Return a lower-case name in pinyin as Russian writes it, in Cyrillic letters; None for what is no pinyin."""
    if name[-1:] not in _LAST:
        return None
    at = 0
    pieces: list[str] = []
    while at < len(name):
        match = _SYLLABLE.match(name, at)
        if match is None or len(pieces) == _MOST_SYLLABLES:
            return None
        whole, initial, final = match.groups()
        if whole:
            pieces.append(_SPELT[whole])
        else:
            sound = _ENDED[final]
            sound = _ROUNDED.get(sound, sound) if initial in _PALATAL else sound
            pieces.append(_BEGUN.get(initial or "", "") + sound)
        at = match.end()
    return "".join(pieces) or None
