"""Which characters are text to a reader: over all of Unicode."""

import re
import sys
import unicodedata

from bot.answering.marks import printable
from bot.discord_app import markdown
from bot.terminal import safe
from retrieval.articles.metadata import line
from retrieval.search import query
from retrieval.text.cleaning import (
    BYTE_ORDER_MARK,
    DIRECTION,
    DIRECTION_MARKS,
    INVISIBLE,
    JOINERS,
    is_control,
    is_safe,
    is_shown,
    is_surrogate,
)

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
HIDDEN = [char for char in EVERY if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


def test_controls_surrogates_and_changes_of_direction_are_not_safe() -> None:
    turning = set(re.findall(f"[{DIRECTION}]", "".join(EVERY)))
    kinds = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert {unicodedata.bidirectional(char) for char in turning} == kinds
    unsafe = {char for char in EVERY if not is_safe(char)}
    assert unsafe == turning | {char for char in EVERY if is_control(char) or is_surrogate(char)}
    assert {char for char in EVERY if is_surrogate(char)} == set(EVERY[0xD800:0xE000])


def test_invisible_characters_are_not_shown_and_have_no_width() -> None:
    invisible = re.findall(f"[{INVISIBLE}{DIRECTION_MARKS}{BYTE_ORDER_MARK}{JOINERS}]", "".join(EVERY))
    assert {unicodedata.category(char) for char in invisible} == {"Cf"}
    assert not any(map(is_shown, invisible))
    assert all(map(is_safe, invisible))


def test_each_place_drops_keeps_and_replaces_as_it_says() -> None:
    for char in HIDDEN:
        category, turning = unicodedata.category(char), re.fullmatch(f"[{DIRECTION}]", char) is not None
        ends_line = char in "\n\r\t\v\f\x85\u2028\u2029"
        dropped = category in {"Cc", "Cs"} or turning
        text = f"a{char}b"
        assert safe(text) == ("ab" if dropped and char not in "\n\t" else text)
        assert printable(text) == ("a b" if ends_line else "ab" if dropped or char == "\ufeff" else text)
        assert line(text, 9) == ("a b" if char.isspace() else text if char in "\u200c\u200d" else "ab")
        assert query.clean(text) == ("a b" if category == "Cc" or char.isspace() else "ab")
        shown = markdown.clean(text)
        if category == "Cs":
            assert shown == "a\ufffdb"
        elif char in "\n\r\v\f\x85\u2028\u2029":
            assert shown == "a\nb"
        else:
            assert shown == ("ab" if dropped and char != "\t" else text)
