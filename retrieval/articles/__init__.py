"""Articles from files and addresses: text whose offsets hold, and metadata that was checked."""

from retrieval.articles.files import KNOWN_SUFFIXES, load
from retrieval.articles.metadata import article_id
from retrieval.articles.web import load_url

__all__ = ["KNOWN_SUFFIXES", "article_id", "load", "load_url"]
