"""What a memory that cannot be used raises."""

from __future__ import annotations

from retrieval.errors import RetrievalError


class StateError(RetrievalError):
    """The bot's own file cannot be read or written at the moment; nothing of the call was kept."""

    code = "state"
