"""Links that lead a browser to the quoted sentence of a page: ``#:~:text=prefix-,start,end,-suffix``.

After the WICG's draft "Text Fragments": the words are compared whole, without regard to capitals and blanks; the first
match is shown. So a fragment is made only of words that stand once in the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from urllib.parse import quote

from retrieval.text.wording import inside_word

LONGEST = 512
"""Characters of an address at most: what Discord takes for a button."""
_WHOLE = 80
"""Code points of a quotation up to which it is written out; of a longer one its first and last words are."""
_WORDS = range(3, 9)
"""How many words of a long quotation are written at either end, as few as tell the place."""
_AROUND = range(6)
"""How many words before or behind a quotation are written where it stands several times, as few as tell the place."""
_DIRECTIVE = ":~:"  # between what a page reads of its address and what the browser does
_WORD = re.compile(r"\S*\w\S*")
_REACH = 200  # code points in which words before or behind a quotation are looked for

_Span = tuple[int, int]


def text_fragment(url: str, article_text: str, start: int, end: int) -> str:
    """Return the address that leads to ``article_text[start:end]`` on the page at `url`.

    The address itself where it is none of the web, where no few words tell the place, or where it would be too long.
    """
    if not re.match(r"https?://", url, re.IGNORECASE):
        return url
    begin, stop = _trimmed(article_text, start, end)
    if begin >= stop or inside_word(article_text, begin) or inside_word(article_text, stop):
        return url
    page, hash_sign, own = url.partition("#")
    address = f"{page}#{own.partition(_DIRECTIVE)[0]}" if hash_sign else f"{page}#"
    for directive in _directives(article_text, begin, stop):
        found = f"{address}{_DIRECTIVE}text={directive}"
        if len(found) <= LONGEST:
            return found
    return url


def _directives(text: str, begin: int, stop: int) -> Iterator[str]:
    """Yield ways to name the place, the plainest first; the first place that each of them names is this one."""
    if stop - begin <= _WHOLE and "\n" not in text[begin:stop]:
        for before, behind in sorted(product(_AROUND, _AROUND), key=sum):
            left, right = _before(text, begin, before), _behind(text, stop, behind)
            if _stands_once(text, left, right):
                yield _prefix(text, left, begin) + _encoded(text[begin:stop]) + _suffix(text, stop, right)
                return
    words = [found.span() for found in _WORD.finditer(text, begin, stop)]
    for before, count in product(_AROUND, _WORDS):
        if 2 * count > len(words):
            continue
        left, head = _before(text, begin, before), _trimmed(text, begin, words[count - 1][1])[1]
        if "\n" in text[begin:head] or not _stands_once(text, left, head):
            continue
        for tail in (_trimmed(text, words[-last][0], stop)[0] for last in _WORDS if last + count <= len(words)):
            if "\n" not in text[tail:stop] and next(_places(text, text[tail:stop], head), None) == (tail, stop):
                yield f"{_prefix(text, left, begin)}{_encoded(text[begin:head])},{_encoded(text[tail:stop])}"
                break


def _before(text: str, begin: int, count: int) -> int:
    """Return where the last `count` words of the paragraph before a place begin, fewer where it has fewer."""
    paragraph = text.rfind("\n", 0, begin) + 1
    words = [found.start() for found in _WORD.finditer(text, max(paragraph, begin - _REACH), begin)]
    return _trimmed(text, words[-count:][0], begin)[0] if count and words else begin


def _behind(text: str, stop: int, count: int) -> int:
    """Return where the first `count` words of the paragraph behind a place end, fewer where it has fewer."""
    paragraph = text.find("\n", stop)
    reach = min(stop + _REACH, len(text) if paragraph < 0 else paragraph)
    words = [found.end() for found in _WORD.finditer(text, stop, reach)]
    return _trimmed(text, stop, words[:count][-1])[1] if count and words else stop


def _prefix(text: str, left: int, begin: int) -> str:
    return f"{_encoded(text[left:begin])}-," if left < begin else ""


def _suffix(text: str, stop: int, right: int) -> str:
    return f",-{_encoded(text[stop:right])}" if stop < right else ""


def _stands_once(text: str, start: int, end: int) -> bool:
    return len(list(islice(_places(text, text[start:end]), 2))) == 1


def _places(text: str, words: str, start: int = 0) -> Iterator[_Span]:
    """Yield where whole words stand from `start` on, whatever their blanks and capitals."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return (found.span() for found in re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE).finditer(text, start))


def _trimmed(text: str, start: int, end: int) -> _Span:
    """Return a span without the signs at its ends, which a page may write otherwise."""
    words = text[start:end]
    stop = start + len(words.rstrip(_signs(words)))
    return min(stop, start + len(words) - len(words.lstrip(_signs(words)))), stop


def _signs(words: str) -> str:
    return "".join({char for char in words if not char.isalnum()})


def _encoded(words: str) -> str:
    """Return words as a directive has them; a hyphen would be taken for that of a prefix or suffix."""
    return quote(" ".join(words.split()), safe="", errors="replace").replace("-", "%2D")
