"""What a failed command says, and its exit code: never a traceback."""

from __future__ import annotations

import difflib
import json
import os
import sys
import traceback
from dataclasses import dataclass
from typing import NoReturn

import click

# Codes of errors that the user fixes by typing or configuring something else; all others failed while running.
_USAGE = frozenset({"usage", "bad_question", "bad_settings", "bad_shelf", "no_such_path", "no_token"})


class UsageFailure(click.ClickException):
    """The command was called in a way that cannot work; `code` names the mistake for programs."""

    def __init__(self, message: str, code: str = "usage") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Failure:
    """One sentence for the user, a code for programs, and the exit code."""

    code: str
    message: str
    exit_code: int


def describe(error: BaseException) -> Failure:
    """Return what to say about an exception that ended a command."""
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return Failure("interrupted", "Interrupted.", 130)
    if isinstance(error, UsageFailure):
        return Failure(error.code, error.format_message(), 2)
    if isinstance(error, click.ClickException):
        return Failure("usage", _completed(error), 2)
    code = getattr(error, "code", None)
    if isinstance(code, str):  # the project's own errors name themselves
        return Failure(code, " ".join(str(error).split()), 2 if code in _USAGE else 1)
    if isinstance(error, MemoryError):
        return Failure("out_of_memory", "There was not enough memory; close other programs and try again.", 1)
    if isinstance(error, OSError) and error.strerror:
        where = f" {error.filename!r}" if error.filename else ""
        return Failure("system", f"The operating system reported an error{where}: {error.strerror}.", 1)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(
        "unexpected",
        f"Something unexpected happened ({' '.join(what.split())[:300]}); run the command again with --verbose and "
        "report what it prints.",
        1,
    )


def _completed(error: click.ClickException) -> str:
    """Return click's message as a whole sentence that says where to look, unless it already suggests something."""
    message = " ".join(error.format_message().split())
    if message.endswith("?") or not (isinstance(error, click.UsageError) and error.ctx):
        return message if message.endswith((".", "?")) else f"{message}."
    return f"{message.rstrip('.')}; see {error.ctx.command_path} --help."


def report(error: BaseException, *, as_json: bool, verbose: bool) -> int:
    """Tell the user about `error` on stderr, and on stdout too under --json; return the exit code."""
    from bot.terminal import json_text, safe

    failure = describe(error)
    if verbose and failure.code != "interrupted":
        click.echo(safe("".join(traceback.format_exception(error))), err=True)
    try:
        if as_json:
            click.echo(json_text({"error": {"code": failure.code, "message": failure.message}}))
        sys.stdout.flush()
    except OSError:  # stdout itself is what failed
        abandon_stdout()
    click.echo(f"beleg: {safe(failure.message)}", err=True)
    return failure.exit_code


def abandon_stdout() -> None:
    """Send what is still to be written to stdout nowhere, so that the flush at exit cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unknown_command(name: str, known: list[str]) -> NoReturn:
    """Refuse a command that does not exist and name the nearest that does."""
    near = difflib.get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(sorted(known))}."
    raise UsageFailure(f"There is no command {json.dumps(name, ensure_ascii=False)}; {meant}")
