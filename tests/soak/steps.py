"""The random sequences of `test_store_laws`, many more and longer.

Run it with ``python -m tests.soak.steps [SEQUENCES]``; the sequences are the same each time.
"""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.retrieval.test_store_laws import Store

STEPS = 50  # of a sequence


def main() -> None:
    """Print how many sequences kept the laws."""
    sequences = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    began = time.monotonic()
    run_state_machine_as_test(
        Store,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"steps: {sequences} sequences of up to {STEPS} steps in {time.monotonic() - began:.0f} s, nothing broken")


if __name__ == "__main__":
    main()
