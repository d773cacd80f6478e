"""Given names of any language: whose they are, by lists and endings."""

from __future__ import annotations

import re

from retrieval.statements.international import alternatives, listed


def is_female_name(given: str) -> bool | None:
    """Return whether a given name, lower case, is a woman's; None when it does not show."""
    if given in listed("women"):
        return True
    if given in listed("men") or given in listed("men_named_like_women"):
        return False
    if given in listed("given_names_of_either_sex"):
        return None
    if re.fullmatch(alternatives("woman_patterns"), given):
        return True
    return False if re.fullmatch(alternatives("man_patterns"), given) else None
