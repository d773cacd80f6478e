"""What `beleg check` looks at: is everything there that an answer needs, and what to do where it isn't."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.schema import is_secret
from bot.terminal import counted
from retrieval.errors import CatalogDamagedError, DataFolderMissingError, EncoderError, RetrievalError

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.encoders.base import Encoder
    from retrieval.store.reading import Catalog
    from retrieval.store.records import Counts

# Chroma and SQLite need room to write; below this a re-index is likely to fail. Bytes.
_ROOM = 200_000_000
_ADDRESS = re.compile(r"(?P<scheme>https?://)(?:[^/?#]*@)?(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL)
_INDEX = "Run beleg index with a file, a folder or an address."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `needed` says whether `beleg ask` cannot work without it, `fix` what to do."""

    name: str
    ok: bool
    found: str
    fix: str | None = None
    needed: bool = False


def examine(settings: Settings) -> list[Check]:
    """Look at everything, in the order in which one would repair it; never raises for what it finds."""
    encoder, model = _model(settings)
    return [
        _python(),
        _sqlite(),
        model,
        _reader(settings),
        *_index(settings.data_dir, encoder),
        _room(settings.data_dir),
        _token(settings),
        *_language_model(settings),
        *_given(settings),
    ]


def _python() -> Check:
    version = ".".join(str(number) for number in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Check("python", fits, version, None if fits else "Install Python 3.11, 3.12 or 3.13.", needed=True)


def _sqlite() -> Check:
    from retrieval.store import full_text_support

    version, found = full_text_support()
    fix = None if found else "Install a Python whose SQLite has full-text search, such as python.org's."
    return Check("sqlite", found, f"{version}, {'with' if found else 'without'} FTS5", fix, needed=True)


def _model(settings: Settings) -> tuple[Encoder | None, Check]:
    from bot.assembly import open_encoder

    try:
        encoder = open_encoder(settings)
    except RetrievalError as exc:
        return None, Check("model", False, str(exc), "Set model.name, or install the model.", needed=True)
    return encoder, Check("model", True, f"{settings.model.name}, {encoder.dimension} dimensions", needed=True)


def _reader(settings: Settings) -> Check:
    from bot.assembly import open_reader

    try:
        open_reader(settings)
    except RetrievalError as exc:
        return Check("reader", False, str(exc), "Set model.reader, or install the reader.", needed=True)
    return Check("reader", True, settings.model.reader, needed=True)


def _index(folder: Path, encoder: Encoder | None) -> Iterator[Check]:
    from retrieval.store import open_catalog

    try:
        with open_catalog(folder) as catalog:
            counts = catalog.counts()
            if damage := catalog.damage():
                raise CatalogDamagedError(damage)
            yield Check("index", True, str(folder), needed=True)
            found = ", ".join(counted(n, noun) for noun, n in _counts(counts))
            yield Check("articles", counts.articles > 0, found, None if counts.articles else _INDEX, needed=True)
            if encoder is not None:
                yield _same_model(catalog, encoder)
            yield from _rebuild(catalog)
            yield _vectors(catalog)
    except CatalogDamagedError as exc:
        yield Check("index", False, str(exc), "Move that folder away and index the articles again.", needed=True)
    except RetrievalError as exc:
        missing = isinstance(exc, DataFolderMissingError)
        yield Check("index", False, str(exc), _INDEX if missing else None, needed=True)  # all others say what to do


def _counts(counts: Counts) -> tuple[tuple[str, int], ...]:
    return ("article", counts.articles), ("passage", counts.passages), ("statement", counts.statements)


def _same_model(catalog: Catalog, encoder: Encoder) -> Check:
    model = catalog.model()
    if model is None:
        return Check("index model", True, "the model in use", needed=True)
    try:
        model.check(encoder.fingerprint)
    except EncoderError as exc:
        if model.recipe is None:
            return Check("index model", False, str(exc), "Run beleg index, or set the model again.", needed=True)
        found = "another than the one in the settings; questions are answered with the index's own"
        return Check("index model", False, found, "Run beleg index, which builds the new index beside it and swaps.")
    return Check("index model", True, "the model in use", needed=True)


def _rebuild(catalog: Catalog) -> Iterator[Check]:
    """Say how far the index is that is being built beside the one in use."""
    state = catalog.rebuild_state()
    if state is not None:
        found = f"{state.done} of {counted(state.total, 'article')} rebuilt"
        left = state.seconds_left
        estimate = f", about {max(1, round(left / 60))} min of work left" if left is not None else ""
        fix = "Nothing while beleg index runs; else run it, and it goes on from there."
        yield Check("new index", False, found + estimate, fix)


def _vectors(catalog: Catalog) -> Check:
    """Look at the vector index without opening it; without it `ask` compares vectors one by one."""
    from retrieval.store import open_vectors

    health = open_vectors(catalog).health()
    if health.state == "none":
        return Check("vector index", True, "none yet")
    if health.state == "unfinished":
        return Check("vector index", False, "being written, or left unfinished", "Run beleg index, which finishes it.")
    if health.state == "damaged":
        return Check("vector index", False, "damaged, so searches are slower", "Run beleg index, which rebuilds it.")
    return Check("vector index", True, f"{counted(health.files, 'file')}, undamaged")


def _room(folder: Path) -> Check:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return Check("disk", False, f"{existing} cannot be written", "Allow writing there, or set BELEG_DATA_DIR.")
    found = f"{free / 1e9:.1f} GB free at {existing}"
    return Check("disk", free >= _ROOM, found, None if free >= _ROOM else "Free some space, or set BELEG_DATA_DIR.")


def _token(settings: Settings) -> Check:
    if settings.discord.token is None:
        return Check("discord token", False, "not set", "Only beleg serve needs it: set BELEG_DISCORD__TOKEN.")
    return Check("discord token", True, f"set, from {settings.places['discord.token']}")


def _language_model(settings: Settings) -> Iterator[Check]:
    """Say whether the language model that words answers could be asked, where one is set; nobody asks it."""
    if not settings.generation.model:
        return
    from bot.generation.models import ChatModel, lacking

    model, failure = ChatModel(settings.generation), lacking(settings.generation)
    if failure:
        found, _, fix = failure.reason.partition("; ")
        yield Check("language model", False, found, f"{fix[0].upper()}{fix[1:]}; until then quotations answer alone.")
    else:
        key = settings.places.get("generation.api_key")
        told = f"with the key from {key}" if key else "without a key"
        yield Check("language model", True, f"{model.name} at {model.address}, {told}")


def _given(settings: Settings) -> Iterator[Check]:
    """Say of each setting that is not left at its default what it is and where it was found."""
    for name, place in settings.places.items():
        if not is_secret(name):
            section, _, key = name.partition(".")
            value = getattr(settings, section)
            yield Check(name, True, f"{_shown(getattr(value, key) if key else value)}, from {place}")


def _shown(value: object) -> str:
    """Return a value without what an address may hold of secrets: a password, a key among its parameters."""
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "none"
    address = _ADDRESS.fullmatch(text := str(value))
    return f"{address['scheme']}{address['path']}{'?…' if address['rest'] else ''}" if address else text or "empty"
