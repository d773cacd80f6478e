"""Cues that say the opposite of what they introduce: "denied that the bridge would close"."""

from __future__ import annotations

import re

from retrieval.datatypes import Statement
from retrieval.statements.international import alternatives


def is_denied(statement: Statement) -> bool:
    """Return whether the speaker denies what the quotation says; direct speech is the speaker's own words."""
    if statement.kind != "indirect" or not statement.cue:
        return False
    return re.search(rf"\b(?:{alternatives('denial_patterns')})\b", statement.cue, re.IGNORECASE) is not None
