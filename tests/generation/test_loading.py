"""Loading the client: not before it is needed, beside the event loop, and nothing goes to anybody but the model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def run(way: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.generation.child", way],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,  # a busy machine takes minutes for what a free one does in five seconds
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def tracer() -> Iterator[tuple[dict[str, str], list[str]]]:
    """Stand in for LangSmith: give the environment that has everything sent to it, and the paths of what came."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            came.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_PATCH = _take  # noqa: N815 - what the base class looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    on = dict.fromkeys(
        ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_CALLBACKS_BACKGROUND"], "true"
    )
    addresses = dict.fromkeys(["LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"], url)
    keys = dict.fromkeys(["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"], "lsv2_made_up")
    try:
        yield {**on, **addresses, **keys}, came
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def test_nothing_is_traced_whatever_the_environment_says() -> None:
    with tracer() as (environment, came):
        assert run("beleg", **environment)["claims"] == 1
        assert came == []
        assert run("plain", **environment)["text"]
        assert came  # so a trace would have come


def test_the_loop_is_not_held_and_nothing_is_loaded_before_it_is_asked(tmp_path: Path) -> None:
    # Python compiles modules once, after an installation, and that can take longer than all else.
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    run("beleg", **environment)
    found = run("beleg", **environment)
    assert found["claims"] == 1
    assert found["before"] == []
    assert found["longest"] < 0.1
