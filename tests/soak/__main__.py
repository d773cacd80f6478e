"""``make soak``: every long run one after the other, each in a process of its own; fails where one does."""

from __future__ import annotations

import subprocess
import sys
import time

RUNS = (
    "kills",
    "full_disk",
    "io_errors",
    "readers",
    "damage",
    "steps",
    "scale",
    "news",
    "formats",
    "copies",
    "forgeries",
    "texts",
    "foreign",
    "crowds",
)


def main() -> int:
    """Run all, or those named; return how many failed."""
    failed = []
    for name in sys.argv[1:] or RUNS:
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-m", f"tests.soak.{name}"], check=False)
        print(
            f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s", flush=True
        )
        failed += [name] * (done.returncode != 0)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
