"""Frozen dataclasses to JSON and back, strictly: what is not exactly of its kind is refused.

Kinds are those of the values that travel: str, int, float, bool, None, Literal, tuples, frozen sets of texts, and
dataclasses of these.
"""

from __future__ import annotations

import json
import types
from dataclasses import asdict, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_PLAIN = (str, int, float, bool, types.NoneType)


def dump(value: Any) -> str:
    """Return a dataclass as JSON of ASCII characters."""
    return json.dumps(asdict(value), separators=(",", ":"), default=_listed)


def _listed(value: object) -> list[str]:
    """Return a set as a list, in the one order that makes equal sets equal texts."""
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form")


def load(kind: type[T], text: str) -> T:
    """Return the dataclass that `dump` made JSON of; fields that it lacks have their defaults.

    Raises:
        ValueError: it is no JSON, names a field that `kind` has not, or a value is of another kind.
    """
    try:
        found: T = _built(kind, json.loads(text))
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc
    return found


def _built(kind: Any, found: Any) -> Any:
    origin = get_origin(kind)
    if kind in _PLAIN:
        if type(found) is not kind:
            raise _wrong(kind)
        return found
    if origin is Literal:
        if not any(found == one and type(found) is type(one) for one in get_args(kind)):
            raise _wrong(kind)
        return found
    if origin in (Union, types.UnionType):
        return _either(get_args(kind), found)
    if origin is frozenset:
        return frozenset(_tuple((*get_args(kind), Ellipsis), found))
    if origin is tuple:
        return _tuple(get_args(kind), found)
    if is_dataclass(kind) and isinstance(found, dict):
        return _dataclass(kind, found)
    raise _wrong(kind)


def _either(kinds: tuple[Any, ...], found: Any) -> Any:
    for kind in kinds:
        try:
            return _built(kind, found)
        except ValueError:
            continue
    raise _wrong(kinds)


def _tuple(kinds: tuple[Any, ...], found: Any) -> tuple[Any, ...]:
    if not isinstance(found, list):
        raise _wrong(tuple)
    wanted = (kinds[0],) * len(found) if kinds[-1] is Ellipsis else kinds
    return tuple(_built(kind, one) for kind, one in zip(wanted, found, strict=True))


def _dataclass(kind: Any, found: dict[str, Any]) -> Any:
    known = get_type_hints(kind)
    if not found.keys() <= {one.name for one in fields(kind)}:
        raise _wrong(kind)
    try:
        return kind(**{name: _built(known[name], value) for name, value in found.items()})
    except TypeError as exc:  # a field without a default is missing
        raise _wrong(kind) from exc


def _wrong(kind: Any) -> ValueError:
    return ValueError(f"not a {kind}")
