"""How often a ground names the right speaker, as measured."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.datatypes import Ground

LEAST = 0.8
"""The share of right speakers from which a ground is good enough to name one."""

_MEASURED: Mapping[str, Mapping[Ground, float]] = {
    # 500 articles of German Wikinews that no rule was made on, direct and indirect speech together.
    "de": {
        "verb": 0.94,
        "source": 0.95,
        "colon": 0.91,
        "action": 0.83,
        "mood": 0.86,
        "continued": 0.81,
        "beside": 1.0,
        "guess": 0.5,
    },
}


def certainty(ground: Ground, language: str) -> float:
    """Return the share of statements on this ground whose speaker is right; `language` is ISO 639-1."""
    return _MEASURED.get(language, _MEASURED["de"])[ground]
