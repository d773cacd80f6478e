"""Cues that say the opposite of what they introduce: "denied that the bridge would close"."""

from __future__ import annotations

import re

from retrieval.datatypes import Statement

_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|bestr(?:eit|itt)\w*|dementier\w*|(?:ge)?leugne\w*|abgestritten"
    r"|отриц\w+|опроверг\w*|запереч\w+|спрост(?:ов|ув)\w+)\b",
    re.IGNORECASE,
)


def is_denied(statement: Statement) -> bool:
    """Tell whether the speaker denies what the quotation says; of direct speech only the speaker's own words count."""
    return statement.kind == "indirect" and _DENYING.search(statement.cue or "") is not None
