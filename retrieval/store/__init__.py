"""One data folder: all of SQLite, all of Chroma, and the lock of its one writer."""
