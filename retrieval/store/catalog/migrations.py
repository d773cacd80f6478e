"""The tables of the catalog as numbered migrations: a new catalog takes all, an older one those it lacks."""

from __future__ import annotations

import sqlite3

from retrieval.store.records import text_hash

# Terms are stored beside the contentless index because its 'delete' command needs exactly what was inserted.
# `passages.slot` is the passage's row in Chroma; a row in `pending` says that Chroma does not hold it yet.
# `build` names everything an article's passages depend on beside its text: model, chunker, analyser, statements.
_FORMAT_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    language TEXT NOT NULL, publisher TEXT, published TEXT, day TEXT, url TEXT, path TEXT, identity TEXT,
    text_hash BLOB NOT NULL, build TEXT NOT NULL, indexed TEXT NOT NULL);
CREATE INDEX articles_by_text ON articles (text_hash);
CREATE INDEX articles_by_day ON articles (day);
CREATE TABLE texts (article INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE sources (
    number INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL UNIQUE, article INTEGER NOT NULL, path TEXT,
    url TEXT, size INTEGER, mtime_ns INTEGER, inode INTEGER, checked_ns INTEGER, digest BLOB NOT NULL);
CREATE INDEX sources_by_article ON sources (article);
CREATE TABLE roots (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL, key TEXT NOT NULL, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, language TEXT NOT NULL, sentences BLOB NOT NULL, content BLOB NOT NULL,
    slot INTEGER NOT NULL UNIQUE);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_by_content ON passages (content);
CREATE INDEX passages_by_language ON passages (language);
CREATE TABLE passage_texts (
    passage INTEGER PRIMARY KEY, text TEXT NOT NULL, terms TEXT NOT NULL, names TEXT NOT NULL);
CREATE TABLE pending (passage INTEGER PRIMARY KEY);
CREATE TABLE free_slots (slot INTEGER PRIMARY KEY);
CREATE TABLE models (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL);
CREATE TABLE vectors (
    number INTEGER PRIMARY KEY, model INTEGER NOT NULL, content BLOB NOT NULL, vector BLOB NOT NULL,
    UNIQUE (model, content));
CREATE TABLE sentence_vectors (
    number INTEGER PRIMARY KEY, model INTEGER NOT NULL, content BLOB NOT NULL, scales BLOB NOT NULL,
    vectors BLOB NOT NULL, UNIQUE (model, content));
CREATE TABLE statements (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL, speaker TEXT, mention TEXT, mention_start INTEGER,
    mention_end INTEGER, kind TEXT NOT NULL, quote TEXT NOT NULL, quote_start INTEGER NOT NULL,
    quote_end INTEGER NOT NULL, parts TEXT NOT NULL, cue TEXT, via TEXT, office TEXT);
CREATE INDEX statements_by_article ON statements (article, quote_start);
CREATE TABLE speaker_keys (
    key TEXT NOT NULL, statement INTEGER NOT NULL, PRIMARY KEY (key, statement)) WITHOUT ROWID;
CREATE INDEX speaker_keys_by_statement ON speaker_keys (statement);
CREATE VIRTUAL TABLE terms_index USING fts5 (terms, content = '', tokenize = "ascii tokenchars '_'");
CREATE VIRTUAL TABLE terms_vocabulary USING fts5vocab (terms_index, 'row');
CREATE VIRTUAL TABLE names_index USING fts5 (names, content = '', tokenize = "ascii tokenchars '_'");
CREATE VIRTUAL TABLE names_vocabulary USING fts5vocab (names_index, 'row');
"""

# `versions` is the history of each article's text. A row of `tombstones` keeps a removed article from coming back: by
# where it was read, by its text's hash, by its id. `staged` holds articles made again beside the ones in use, until all
# are and take their places. `models.recipe` tells how to load a model again. `passages.day` is the article's.
_FORMAT_2 = """
ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE TABLE versions (
    article INTEGER NOT NULL, version INTEGER NOT NULL, indexed TEXT NOT NULL, text_hash BLOB NOT NULL,
    PRIMARY KEY (article, version)) WITHOUT ROWID;
INSERT INTO versions SELECT number, 1, indexed, text_hash FROM articles;
CREATE TABLE tombstones (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL, address TEXT, text_hash BLOB NOT NULL, removed TEXT NOT NULL,
    UNIQUE (article_id, address));
CREATE TABLE staged (article INTEGER PRIMARY KEY, payload BLOB NOT NULL);
ALTER TABLE models ADD COLUMN recipe TEXT;
ALTER TABLE passages ADD COLUMN day TEXT;
UPDATE passages SET day = (SELECT day FROM articles WHERE number = article);
CREATE INDEX passages_by_day ON passages (day);
"""

# `signatures` shows likely copies of a story (see retrieval/indexing/copies.py), `sources.etag` and `modified` are what
# a server gave to ask whether a page has changed. `feed_items.stated` is what told an entry from its earlier form,
# `published` what the feed says; a failure is one in a row.
_FORMAT_3 = """
CREATE TABLE signatures (article INTEGER PRIMARY KEY, version INTEGER NOT NULL, signature BLOB NOT NULL);
ALTER TABLE sources ADD COLUMN etag TEXT;
ALTER TABLE sources ADD COLUMN modified TEXT;
CREATE TABLE feeds (
    address TEXT PRIMARY KEY, etag TEXT, modified TEXT, failures INTEGER NOT NULL, tried REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE feed_items (
    address TEXT PRIMARY KEY, stated TEXT, published TEXT, failures INTEGER NOT NULL) WITHOUT ROWID;
"""

# `articles.story` is a number that copies of one story share (see retrieval/indexing/stories.py), `seen` when
# the run began that first saw its text. Format 3 kept a copy as a further source of an article with another text:
# such sources are read again, and count for nothing until then.
# `sources.described` is what the source says of the article: title, language and so on, as a list in JSON.
# `feed_items.stated` is hashed from here on: it may be a title. What was removed by then is to leave the files, too.
_FORMAT_4 = """
ALTER TABLE articles ADD COLUMN story INTEGER;
ALTER TABLE articles ADD COLUMN seen TEXT;
ALTER TABLE sources ADD COLUMN described TEXT;
UPDATE articles SET seen = (SELECT min(indexed) FROM versions WHERE article = articles.number);
CREATE INDEX articles_by_story ON articles (story) WHERE story IS NOT NULL;
UPDATE sources
SET size = NULL, mtime_ns = NULL, inode = NULL, checked_ns = 0, digest = x'', etag = NULL, modified = NULL
WHERE number NOT IN (SELECT min(number) FROM sources GROUP BY article);
UPDATE feed_items SET stated = hashed(stated) WHERE stated IS NOT NULL;
INSERT OR REPLACE INTO meta
    SELECT 'takedown', 'ordered' FROM tombstones WHERE EXISTS (SELECT 1 FROM feed_items) LIMIT 1;
"""

# Statements say why they count as the speaker's, how surely, and whether they are denied or a rumour. They are
# extracted again, which fills this in.
_FORMAT_5 = """
ALTER TABLE statements ADD COLUMN ground TEXT NOT NULL DEFAULT 'verb';
ALTER TABLE statements ADD COLUMN certainty REAL NOT NULL DEFAULT 1.0;
ALTER TABLE statements ADD COLUMN stance TEXT NOT NULL DEFAULT 'said';
"""

# Every article stands on a shelf, '' until now, and so does what is known of where articles come from: one file or page
# may be read for several. What the full-text indexes hold of other shelves ends with the shelf (see full_text.py).
_FORMAT_6 = """
ALTER TABLE articles ADD COLUMN shelf TEXT NOT NULL DEFAULT '';
CREATE INDEX articles_by_shelf ON articles (shelf);
CREATE TEMP TABLE tombstones_before AS SELECT * FROM tombstones;
DROP TABLE tombstones;
CREATE TABLE tombstones (
    number INTEGER PRIMARY KEY, shelf TEXT NOT NULL, article_id TEXT NOT NULL, address TEXT, text_hash BLOB NOT NULL,
    removed TEXT NOT NULL, UNIQUE (shelf, article_id, address));
INSERT INTO tombstones SELECT number, '', article_id, address, text_hash, removed FROM tombstones_before;
DROP TABLE tombstones_before;
CREATE TEMP TABLE sources_before AS SELECT * FROM sources;
DROP TABLE sources;
CREATE TABLE sources (
    number INTEGER PRIMARY KEY AUTOINCREMENT, shelf TEXT NOT NULL, address TEXT NOT NULL, article INTEGER NOT NULL,
    path TEXT, url TEXT, size INTEGER, mtime_ns INTEGER, inode INTEGER, checked_ns INTEGER, digest BLOB NOT NULL,
    etag TEXT, modified TEXT, described TEXT, UNIQUE (shelf, address));
CREATE INDEX sources_by_article ON sources (article);
INSERT INTO sources
    SELECT number, '', address, article, path, url, size, mtime_ns, inode, checked_ns, digest, etag, modified, described
    FROM sources_before;
DROP TABLE sources_before;
CREATE TEMP TABLE roots_before AS SELECT * FROM roots;
DROP TABLE roots;
CREATE TABLE roots (shelf TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (shelf, address)) WITHOUT ROWID;
INSERT INTO roots SELECT '', address FROM roots_before;
DROP TABLE roots_before;
CREATE TEMP TABLE feeds_before AS SELECT * FROM feeds;
DROP TABLE feeds;
CREATE TABLE feeds (
    shelf TEXT NOT NULL, address TEXT NOT NULL, etag TEXT, modified TEXT, failures INTEGER NOT NULL,
    tried REAL NOT NULL, PRIMARY KEY (shelf, address)) WITHOUT ROWID;
INSERT INTO feeds SELECT '', address, etag, modified, failures, tried FROM feeds_before;
DROP TABLE feeds_before;
CREATE TEMP TABLE feed_items_before AS SELECT * FROM feed_items;
DROP TABLE feed_items;
CREATE TABLE feed_items (
    shelf TEXT NOT NULL, address TEXT NOT NULL, stated TEXT, published TEXT, failures INTEGER NOT NULL,
    PRIMARY KEY (shelf, address)) WITHOUT ROWID;
INSERT INTO feed_items SELECT '', address, stated, published, failures FROM feed_items_before;
DROP TABLE feed_items_before;
-- The texts that articles had before: what was quoted from one is found in the present one by them.
CREATE TABLE earlier_texts (
    article INTEGER NOT NULL, version INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (article, version));
"""

# `sources.reader` says how bytes were read (see retrieval/articles/formats.py): files that an earlier version of Beleg
# read are read again, though they are as they were.
_FORMAT_7 = """
ALTER TABLE sources ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
"""

MIGRATIONS = (_FORMAT_1, _FORMAT_2, _FORMAT_3, _FORMAT_4, _FORMAT_5, _FORMAT_6, _FORMAT_7)
"""The script at place n brings a catalog from format n to format n + 1; one that was released is never changed."""

SCHEMA_VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, found: int, wanted: int | None = None) -> None:
    """Bring a catalog of format `found` to that `wanted`, else the last, in one transaction; 0 is an empty file."""
    scripts = " ".join(MIGRATIONS[found:wanted])
    connection.create_function("hashed", 1, lambda text: text_hash(str(text)).hex(), deterministic=True)
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {scripts} PRAGMA user_version = {wanted or SCHEMA_VERSION}; COMMIT;"
        )
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
