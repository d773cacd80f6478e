"""``python -m tests.model_server WEIGHTS PORT``: serves a GGUF file on this machine, as OpenAI's servers do."""

from __future__ import annotations

import sys
import threading
from importlib import import_module


def main() -> None:
    """Serve until this process is ended."""
    llama = import_module("xllamacpp")  # no part of any extra: who tests with a model of this machine installs it
    given = llama.CommonParams()
    given.model.path = sys.argv[1]
    given.hostnames, given.port = ["127.0.0.1"], int(sys.argv[2])
    given.n_ctx, given.n_parallel = 8192, 1
    given.offline, given.ui = True, False
    server = llama.Server(given)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
