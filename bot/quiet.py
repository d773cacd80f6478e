"""What a program sets before it loads anybody else's code: no telemetry, no chatter on stderr."""

from __future__ import annotations

import logging
import os
import sys
import warnings


def quiet_dependencies(*, verbose: bool) -> None:
    """Turn telemetry off, and, unless `verbose`, warnings and notices below errors too."""
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[name] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
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
