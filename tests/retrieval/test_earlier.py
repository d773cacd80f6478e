"""Earlier texts: packed small against what replaced them, read back as they were, refused where they are not that."""

from __future__ import annotations

import random
import struct
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import CatalogDamagedError
from retrieval.store.catalog.earlier import KEPT, out_of_bounds, packed, unpacked

TEXTS = st.text(alphabet="aä é„“\n한😀", max_size=60)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_what_was_packed_is_read_back_whatever_replaced_it(before: str, old: str, new: str, after: str) -> None:
    for first, second in ((old, new), (before + old + after, before + new + after), (old, old + new), (old + new, new)):
        assert unpacked(packed(first, second), second) == first


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_a_chain_of_texts_is_read_back_from_the_last_one(texts: list[str]) -> None:
    rows = [packed(old, new) for old, new in pairwise(texts)]
    found, text = [], texts[-1]
    for row in reversed(rows):
        text = unpacked(row, text)
        found.append(text)
    assert found[::-1] == texts[:-1]


def test_a_changed_word_costs_some_bytes_in_a_text_longer_than_zlib_looks_back() -> None:
    draw = random.Random(5)
    words = [f"w{draw.randint(0, 9_999)}" for _ in range(40_000)]
    for place in (3, 20_000, 39_990):
        changed = [*words[:place], "anders", *words[place + 1 :]]
        assert len(packed(" ".join(words), " ".join(changed))) < 60


def test_texts_have_as_much_room_as_the_present_one_and_no_more_than_eight_are_kept() -> None:
    assert out_of_bounds([], 0) is None
    assert out_of_bounds([400, 600], 1000) is None
    assert out_of_bounds([400, 600, 1], 1000) == 2
    assert out_of_bounds([1001, 1], 1000) == 0
    assert out_of_bounds([1] * KEPT, 1000) is None
    assert out_of_bounds([1] * (KEPT + 3), 1000) == KEPT
    assert out_of_bounds([512, 1], 3) == 1, "a short text has no less room than another"


def header(start: int, end: int, length: int, between: bytes = b"") -> bytes:
    return struct.pack("<III", start, end, length) + between


NEW = "Der Damm hält."
DAMAGED = {
    "nothing": b"",
    "half a header": header(1, 1, 1)[:7],
    "no zlib": header(1, 1, 1, b"abc"),
    "more shared than there is": header(20, 20, 0, zlib.compress(b"")),
    "longer than told": header(0, 0, 3, zlib.compress(b"abcd")),
    "shorter than told": header(0, 0, 5, zlib.compress(b"abcd")),
    "something after the end": header(0, 0, 4, zlib.compress(b"abcd") + b"x"),
    "half a letter": header(0, 0, 1, zlib.compress("ä".encode()[:1])),
    "a bomb": header(0, 0, (1 << 32) - 1, zlib.compress(bytes(1 << 20))),
    "cut": packed("Ein ganz anderer Text.", NEW)[:-3],
    "of another text": packed("Ein ganz anderer Text.", "Noch einer."),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_what_was_not_packed_so_is_a_damaged_catalog(data: bytes) -> None:
    with pytest.raises(CatalogDamagedError):
        unpacked(data, NEW)
