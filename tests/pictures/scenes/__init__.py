"""The scenes that are drawn, a module for each kind; a new module is imported here."""

from tests.pictures.scenes import answers, articles, asking, corrections, refusals, servers, watching
from tests.pictures.scenes.registry import SCENES, Scene

__all__ = ["SCENES", "Scene", "answers", "articles", "asking", "corrections", "refusals", "servers", "watching"]
