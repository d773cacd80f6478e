"""The unit file and the container file: what they say is what Beleg does."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembly import open_indexer
from bot.discord_app.operation import watched
from bot.discord_app.serving import _CLOSING, MISCONFIGURED
from bot.settings import OperationSettings, load_settings
from bot.settings.schema import FROM_DOTENV, is_secret, names, variable
from tests.bot.discord_server import TOKEN, discord_server
from tests.bot.discord_world import Shelf, bot, connected
from tests.bot.test_discord_operation import free_port

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "docs" / "deploy" / "beleg.service"
CONTAINER = ROOT / "docs" / "deploy" / "Containerfile"
SETTINGS = {variable(name): name for name in names()}


# --- systemd ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def unit() -> dict[str, list[str]]:
    """Return what the unit says, by key."""
    found = defaultdict(list)
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found[key].append(value)
    return found


def test_the_unit_stops_beleg_as_beleg_stops(unit: dict[str, list[str]]) -> None:
    assert unit["KillMode"] == ["mixed"]  # Beleg ends the process that indexes by itself.
    assert unit["KillSignal"] == []  # SIGTERM
    assert int(unit["TimeoutStopSec"][0]) >= _CLOSING + 5


def test_the_unit_starts_beleg_again_unless_a_setting_is_wrong(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["on-failure"]
    assert unit["RestartPreventExitStatus"] == [str(MISCONFIGURED)]
    assert unit["ExecStart"] == ["/opt/beleg/bin/beleg serve"]


def test_the_unit_sets_what_there_is_and_no_secret(unit: dict[str, list[str]]) -> None:
    assert unit["User"] == ["beleg"]
    given = dict(word.split("=", 1) for line in unit["Environment"] for word in shlex.split(line))
    assert {name for name in given if name.startswith("BELEG_")} == {"BELEG_DATA_DIR"}
    assert given["BELEG_DATA_DIR"].startswith(f"/var/lib/{unit['StateDirectory'][0]}/")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_unit_and_finds_it_shut(tmp_path: Path) -> None:
    copy = tmp_path / "beleg.service"
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/beleg/bin/beleg", "/bin/true"), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    # Of 100, where less is shut better.
    reviewed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" not in reviewed.stderr:
        assert reviewed.returncode == 0, reviewed.stdout[-300:]


# --- the container ---------------------------------------------------------------------------------------------------


def steps() -> Iterator[tuple[str, str]]:
    """Yield each instruction of the container file with what follows it, in the last stage and those before."""
    text = re.sub(r"\\\n\s*", "", CONTAINER.read_text(encoding="utf-8"))
    for line in text.splitlines():
        if line and not line.startswith("#"):
            instruction, _, rest = line.partition(" ")
            yield instruction, rest


@pytest.fixture
def last() -> dict[str, str]:
    """Return the instructions of the last stage."""
    found = list(steps())
    start = max(number for number, (instruction, _) in enumerate(found) if instruction == "FROM")
    return dict(found[start:])


def environment(last: dict[str, str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(last["ENV"]))


def test_the_container_has_no_secret_and_only_settings_there_are(last: dict[str, str]) -> None:
    given = {name: value for name, value in environment(last).items() if name.startswith("BELEG_")}
    assert set(given) <= set(SETTINGS)
    assert not [name for name in given if is_secret(SETTINGS[name])]
    assert "TOKEN" not in CONTAINER.read_text(encoding="utf-8")
    assert "operation.port" not in FROM_DOTENV  # A folder that somebody else made opens no port.


def test_the_container_runs_as_nobody_in_particular_and_keeps_its_data_in_a_volume(last: dict[str, str]) -> None:
    user, _, group = last["USER"].partition(":")
    assert (user.isdigit() and int(user) >= 10_000, group) == (True, user)
    assert f"-o {user} -g {group} {last['VOLUME']}" in last["RUN"]
    given = environment(last)
    assert given["BELEG_DATA_DIR"].startswith(f"{last['VOLUME']}/")
    assert (last["WORKDIR"], given["HOME"]) == (last["VOLUME"], last["VOLUME"])
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert _CLOSING < 10  # what container hosts wait for


def built(folder: Path) -> Path:
    """Copy what the first stage copies, as it does."""
    for instruction, rest in steps():
        if instruction == "FROM" and not rest.endswith(" AS build"):
            break
        if instruction == "COPY":
            *sources, target = rest.split()
            for source in sources:
                path, to = ROOT / source, folder / target
                if path.is_dir():
                    hidden = shutil.ignore_patterns("__pycache__", "*.gz")
                    shutil.copytree(path, to, symlinks=True, ignore=hidden)
                else:
                    shutil.copy(path, to)
    return folder


@pytest.mark.slow
def test_what_is_copied_is_whole_and_says_that_the_token_is_missing(tmp_path: Path, last: dict[str, str]) -> None:
    source, data = tmp_path / "src", tmp_path / "data"
    source.mkdir()
    data.mkdir()
    built(source)
    command = [*json.loads(last["ENTRYPOINT"]), *json.loads(last["CMD"])]
    assert command == ["beleg", "serve"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import sys; from bot.cli import main; sys.exit(main())", *command[1:]],
        cwd=data,
        env={**environment(last), "PATH": os.environ["PATH"], "PYTHONPATH": str(source), "BELEG_DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == MISCONFIGURED
    assert done.stderr.startswith("beleg: No Discord token was found; set the environment variable")
    assert list(data.iterdir()) == []
    named = re.findall(r'"(README\.md|LICENSE)"', (source / "pyproject.toml").read_text(encoding="utf-8"))
    assert [name for name in named if not (source / name).is_file()] == []


async def test_the_health_check_says_what_healthz_says(last: dict[str, str]) -> None:
    _, _, shown = last["HEALTHCHECK"].partition("CMD ")
    _, option, script = json.loads(shown)
    port = free_port()
    assert environment(last)["BELEG_OPERATION__PORT"] in script
    script = script.replace(environment(last)["BELEG_OPERATION__PORT"], str(port))

    async def checked() -> int | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, option, script, stderr=asyncio.subprocess.DEVNULL, env={"http_proxy": "http://127.0.0.1:9"}
        )
        return await process.wait()

    client = bot(Shelf(), shard_count=None)
    client._connection.guild_ready_timeout = 0.0
    assert await checked() == 1
    async with watched(client, OperationSettings(host="127.0.0.1", port=port)):
        assert await checked() == 1
        async with connected(client):
            await client.wait_until_ready()
            assert await checked() == 0


# --- a root that cannot be written -----------------------------------------------------------------------------------

# Everything is read-only but the data folder and /tmp, as with `--read-only --tmpfs /tmp -v …:/data`.
_READ_ONLY = """
set -e
mount --make-rprivate /
mount --bind "$DATA" "$DATA"
mount --bind "$CODE" "$CODE"
mount -o remount,bind,ro "$CODE"
mount -o remount,bind,ro /
mount -t tmpfs tmpfs "$SPARE"
if touch "$CODE/written" 2>/dev/null; then exit 77; fi
export TMPDIR="$SPARE"
exec "$@"
"""


def _may_unshare() -> bool:
    command = ["unshare", "--mount", "sh", "-c", "mount --make-rprivate / && mount -t tmpfs tmpfs /mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
async def test_a_root_that_cannot_be_written_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: dict[str, str]
) -> None:
    if not _may_unshare():
        pytest.skip("no namespaces may be made here")
    data, spare = tmp_path / "data", tmp_path / "spare"
    data.mkdir()
    spare.mkdir()
    article = Path(shutil.copy(ROOT / "seeds" / "genf-rjabkow-keine-zugestaendnisse.md", data))
    monkeypatch.setenv("BELEG_DATA_DIR", str(data / "index"))
    assert open_indexer(load_settings()).index([str(article)]).added == 1
    async with discord_server() as server:
        serving = await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "sh", "-c", _READ_ONLY, "sh", sys.executable, "-P", "-m", "bot", "serve"),
            cwd=data,
            env={
                **{name: value for name, value in environment(last).items() if not name.startswith("BELEG_")},
                "PATH": os.environ["PATH"],
                "HOME": str(data),
                "PYTHONPATH": str(ROOT),
                "DATA": str(data),
                "SPARE": str(spare),
                "CODE": str(ROOT),
                "BELEG_DATA_DIR": str(data / "index"),
                "BELEG_DISCORD__API_BASE": server.api_base,
                "BELEG_DISCORD__TOKEN": TOKEN,
                "BELEG_DISCORD__SERVERS": '["60"]',
            },
            stderr=asyncio.subprocess.PIPE,
        )
        await server.until(lambda: server.identified, 120)
        token = await server.slash("ask", question="What did Ryabkov say?")
        await server.until(lambda: server.replies[token].state == "shown", 60)
        assert "Rjabkow" in server.replies[token].content
        reindexed = await server.slash("reindex", permissions=0x20)
        await server.until(lambda: "1 unchanged" in server.replies[reindexed].content, 120)
        serving.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_CLOSING):
            _, log = await serving.communicate()
    assert (serving.returncode, b"Traceback" in log) == (0, False), log.decode()
