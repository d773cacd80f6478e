"""The vectors in Chroma: candidates for a search, kept level with the catalog and rebuilt from it."""
