"""``python -m tests.benchmarks.training DATA DEV``: ten minutes of training on 40,000 pairs beat the interim model.

`DATA` and `DEV` are folders as `python -m retrieval.training` takes them. Prints Recall@1 of German questions on German
passages for the packaged English model and for the student, and fails unless the student's is higher.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from retrieval.encoders.loading import INTERIM_MODEL, load_encoder
from retrieval.training.measure import measure

FIGURE = "xquad de-de passage"
PAIRS = 40_000
SECONDS = 600


def main() -> None:
    """Train in a process of its own, then compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.training", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("dev", type=Path)
    arguments = parser.parse_args()
    interim = load_encoder(INTERIM_MODEL)
    before = measure(lambda texts, role: interim.encode(texts, kind=role), arguments.dev)[FIGURE]
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "retrieval.training", str(arguments.data), work, "--dev", str(arguments.dev)]
        subprocess.run([*command, "--pairs", str(PAIRS), "--seconds", str(SECONDS)], check=True)
        after = json.loads((Path(work) / "student.figures.json").read_text(encoding="utf-8"))[FIGURE]
    print(f"{FIGURE}: {INTERIM_MODEL} {before:.3f}, ten minutes of training {after:.3f}")
    sys.exit(0 if after > before else 1)


if __name__ == "__main__":
    main()
