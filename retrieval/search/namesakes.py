"""People of the articles who share the name that a question asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrieval import names
from retrieval.datatypes import Hit, Statement
from retrieval.names.roles import role
from retrieval.names.shapes import is_common_noun, is_given, is_title
from retrieval.names.words import everywhere, people

QUOTED = 3
"""People of one name of whom each is quoted, where the question has no topic that tells them apart."""
_MOST_NAMES = 50  # of one surname that are compared with one another
_NAME_WORDS = 4  # of a person's name at most; more are a sentence that was taken for one


def namesakes(asked: str, statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the people whose statements these are by their fullest names, the most quoted first; () for one.

    Only names with a given name tell people apart. Where the question gives a first name, all that it means are one.
    """
    first, *more = asked.split() or [""]
    if more and first.lower().rstrip(".") not in people("particles") | everywhere("titles"):
        return ()
    counted = Counter(one.speaker for one in statements if one.speaker)
    apart: list[list[str]] = []
    full = sorted(filter(_tells_apart, counted), key=lambda name: (-counted[name], -len(name), name))
    for name in full[:_MOST_NAMES]:
        same = [of for of in apart if any(names.same_person(name, other) for other in of)]
        # Joe and Джо are one by way of Joseph.
        apart = [of for of in apart if of not in same] + [[*(other for of in same for other in of), name]]
    apart.sort(key=lambda of: -sum(counted[name] for name in of))
    return tuple(max(of, key=lambda name: counted[name]) for of in apart) if len(apart) > 1 else ()


def _tells_apart(name: str) -> bool:
    """Return whether a speaker's name is a given name and a surname, with nothing that is neither."""
    words = name.split()
    if not 1 < len(words) <= _NAME_WORDS or role(name) is not None:
        return False
    first = words[0]
    return is_given(first) or not (is_title(first, "de") or is_common_noun(first, "de") or first[0].islower())


def each_first(
    hits: Sequence[Hit], sharing: Sequence[str], statements: Mapping[str, Iterable[Statement]]
) -> Sequence[Hit]:
    """Return hits with the best one of each of the first `QUOTED` people before all others, else in their order."""
    first: dict[str, Hit] = {}
    for name in sharing[:QUOTED]:
        said = (
            hit for hit in hits if any(_is_in(one, hit, name) for one in statements.get(hit.passage.article_id, ()))
        )
        if (best := next(said, None)) is not None:
            first[best.passage.key] = best
    return [*first.values(), *(hit for hit in hits if hit.passage.key not in first)]


def _is_in(one: Statement, hit: Hit, speaker: str) -> bool:
    """Return whether a passage holds a statement, and somebody made it."""
    inside = one.quote_start < hit.passage.end and one.quote_end > hit.passage.start
    return inside and one.speaker is not None and " " in one.speaker and names.same_person(speaker, one.speaker)
