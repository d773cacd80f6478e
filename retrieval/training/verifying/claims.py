"""Claims that people wrote about a text, from files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from retrieval.training.verifying.examples import Example

_LONGEST = 520  # characters of what a claim rests on


def read_claims(folder: Path) -> list[Example]:
    """Return the claims of every ``*.claims.jsonl.gz`` in a folder, each with the sentences it was judged by."""
    found = []
    for path in sorted(folder.glob("*.claims.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                held = json.loads(line)
                basis = " ".join(held["passage"][start:end] for start, end in held["answers"])
                if held["label"] in ("SUPPORTS", "REFUTES") and 0 < len(basis) <= _LONGEST:
                    true = held["label"] == "SUPPORTS"
                    found.append(Example(held["question"], basis, true, () if true else None))
    return found
