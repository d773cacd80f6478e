"""What a program sets before it loads anybody else's code: no telemetry, no chatter on stderr."""

from __future__ import annotations

import logging
import os
import sys
import warnings

# Whatever the environment says: hub clients, Chroma, OpenTelemetry.
_SILENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OTEL_SDK_DISABLED": "true",
}
# LangChain sends texts to LangSmith under any of these names, old and new, and requests through its gateway.
_UNTRACED = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGCHAIN_HANDLER": "false",
    "LANGSMITH_GATEWAY": "false",
}


def forbid_tracing() -> None:
    """Have LangChain, not imported yet or already, send no texts to anybody but the model's server."""
    os.environ.update(_UNTRACED)


def quiet_dependencies(*, verbose: bool) -> None:
    """Turn telemetry off, and, unless `verbose`, warnings and notices below errors too."""
    os.environ.update(_SILENT)
    forbid_tracing()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if verbose:
        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )
        return
    if logging.lastResort is not None:  # the handler of programs that configure none
        logging.lastResort.setLevel(logging.ERROR)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
