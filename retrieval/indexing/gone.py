"""What a run says of files and folders that are gone and have articles, and what to do."""

from __future__ import annotations

from retrieval.errors import ArticleError
from retrieval.indexing import sources


def file_gone(source: str, ident: str) -> ArticleError:
    """Return the failure of a file that was asked for by its name, is indexed, and is no longer there."""
    return ArticleError(
        f"{sources.shown(source)} is gone and its article stays in the index: put the file back, or run beleg remove "
        f"{ident}.",
        "gone",
    )


def folder_gone(folder: str, articles: int) -> ArticleError:
    """Return the failure of a folder that is no longer there and had articles."""
    stay = "1 article read from it stays" if articles == 1 else f"{articles} articles read from it stay"
    return ArticleError(
        f"{sources.shown(folder)} is gone and {stay} in the index: put the folder back, or, to forget it "
        f"with them, run beleg index --prune-all {sources.shown(folder)}.",
        "gone",
    )


def mostly_gone(folder: str, lost: int, of: int) -> ArticleError:
    """Return the failure of a folder that has lost so much that it may not be itself."""
    return ArticleError(
        f"{sources.shown(folder)} has lost {lost} of its {of} articles, which is more than half, so none was removed: "
        f"see that its drive is mounted, or, to remove them, run beleg index --prune-all {sources.shown(folder)}.",
        "gone",
    )
