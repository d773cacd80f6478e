"""The doors through which forged copies come in: files, saved pages, pages, feeds and archives, with what they claim.

Each but the first claims to be the true article, by an address, an id, a path or a hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from retrieval.archive.exporting import export_archive
from retrieval.archive.format import ABOUT, ARTICLES
from retrieval.articles import article_id
from retrieval.datatypes import Article
from retrieval.indexer import Indexer
from tests.fakes import HashedEncoder
from tests.retrieval.forged_copies import (
    ELSEWHERE,
    Arrival,
    Bring,
    Case,
    Door,
    World,
    canonical,
    document,
    json_ld,
    open_graph,
    page,
)
from tests.retrieval.web_server import redirect

HERE = "127.0.0.1"
Claim = Callable[[World, Case], Mapping[str, Any]]


def _file(world: World, case: Case, forged: Article) -> Arrival:
    return Arrival(world.write(f"forged{case.number}.md", document(forged)))


def _file_with_url(world: World, case: Case, forged: Article) -> Arrival:
    claiming = replace(forged, url=case.url(world))
    return Arrival(world.write(f"forged{case.number}.md", document(claiming)))


def _file_with_id(world: World, case: Case, forged: Article) -> Arrival:
    return Arrival(world.write(f"forged{case.number}.md", document(forged, id=case.url(world))))


def _saved(world: World, case: Case, forged: Article) -> Arrival:
    return Arrival(world.write(f"forged{case.number}.html", page(forged, canonical(case.url(world)))))


def _served(host: str, *claims: Callable[[str], str], feed: bool = False) -> Bring:
    """Serve a page at a host that says by `claims` to be the true one's; `feed` has a feed name it."""

    def bring(world: World, case: Case, forged: Article) -> Arrival:
        head = "".join(claim(case.url(world)) for claim in claims)
        return Arrival(world.serve(f"/forged/{case.number}", page(forged, head), host=host), feed=feed)

    return bring


def _redirected(world: World, case: Case, forged: Article) -> Arrival:
    """Lead to the true page for as long as nothing is forged, then serve a page at that address."""
    if forged.text != case.article.text:
        return _served(HERE, canonical)(world, case, forged)
    world.server.answers[f"/forged/{case.number}"] = redirect(case.url(world))
    return Arrival(world.server.url(f"/forged/{case.number}"))


def _archived(claim: Claim) -> Bring:
    def bring(world: World, case: Case, forged: Article) -> Arrival:
        own = {"article_id": article_id(forged.text), "identity": None, "url": None, "path": None}
        record = {**own, **claim(world, case)}
        place = next((one["address"] for one in record["sources"]), f"nowhere {case.number}")
        return Arrival(place, record={**record, "forged": forged})

    return bring


def _true_ids(world: World, case: Case) -> dict[str, Any]:
    """Return the id and address of the true article."""
    url = case.url(world)
    return {"article_id": article_id(url), "identity": url, "url": url}


def _source(address: str, *, path: str | None = None, url: str | None = None, sha256: str = "") -> dict[str, Any]:
    return {"address": address, "path": path, "url": url, "sha256": sha256}


def _as_the_file(world: World, case: Case) -> dict[str, Any]:
    """Claim to be the importer's own file: its path, the hash of its bytes, its id and its address."""
    digest = hashlib.sha256(Path(case.source).read_bytes()).hexdigest()
    source = _source(case.source, path=case.source, url=case.url(world), sha256=digest)
    return {**_true_ids(world, case), "path": case.source, "sources": [source]}


def _as_a_moved_file(world: World, case: Case) -> dict[str, Any]:
    path = f"/elsewhere/forged{case.number}.md"
    return {**_true_ids(world, case), "path": path, "sources": [_source(path, path=path, url=case.url(world))]}


def _as_the_page(world: World, case: Case) -> dict[str, Any]:
    url = case.url(world)
    return {**_true_ids(world, case), "sources": [_source(url, url=url)]}


def _as_a_further_page(world: World, case: Case) -> dict[str, Any]:
    source = _source(f"http://forger.example/{case.number}", url=case.url(world))
    return {**_true_ids(world, case), "sources": [source]}


def _under_its_path(world: World, case: Case) -> dict[str, Any]:
    address = f"/elsewhere/forged{case.number}.md"
    return {"path": case.source, "sources": [_source(address, path=case.source)]}


def _without_source(world: World, case: Case) -> dict[str, Any]:
    path = None if case.form == "page" else case.source
    return {"url": case.url(world), "path": path, "sources": []}


FILES = ("file", "saved")

DOORS = (
    Door("file", _file),
    Door("file with its url", _file_with_url),
    Door("file with its id", _file_with_id),
    Door("saved page with its canonical", _saved),
    Door("other site, all claims", _served(ELSEWHERE, canonical, open_graph, json_ld)),
    Door("same site, no claim", _served(HERE)),
    Door("same site, canonical", _served(HERE, canonical)),
    Door("same site, og:url", _served(HERE, open_graph)),
    Door("same site, JSON-LD", _served(HERE, json_ld)),
    Door("same site, redirect", _redirected, ("page",)),
    Door("feed, other site", _served(ELSEWHERE, canonical, feed=True)),
    Door("feed, same site", _served(HERE, canonical, feed=True)),
    Door("archive, its file and hash", _archived(_as_the_file), FILES),
    Door("archive, its id elsewhere", _archived(_as_a_moved_file)),
    Door("archive, its page", _archived(_as_the_page), ("page",)),
    Door("archive, its id on a site", _archived(_as_a_further_page)),
    Door("archive, its path", _archived(_under_its_path), FILES),
    Door("archive, without a source", _archived(_without_source)),
)
"""All doors, and at which forms of true articles each aims."""


def write_archive(file: Path, records: Sequence[Mapping[str, Any]]) -> None:
    """Write an archive of forged articles: a true export of an index that holds their texts, with altered lines."""
    folder = file.with_suffix("")
    (folder / "articles").mkdir(parents=True)
    for number, record in enumerate(records):
        (folder / "articles" / f"{number:04}.md").write_text(document(record["forged"]), encoding="utf-8")
    Indexer(folder / "data", HashedEncoder(), max_bytes=1_000_000).index([str(folder / "articles")])
    export_archive(folder / "data", folder / "true.tar")
    with tarfile.open(folder / "true.tar") as true, tarfile.open(file, "w") as tar:
        for member in true.getmembers():
            content = true.extractfile(member)
            assert content is not None
            lines = content.read().splitlines()
            if member.name == ARTICLES:
                lines = [_altered(line, records) for line in lines]
            elif member.name == ABOUT:
                lines = [json.dumps({**json.loads(line), "roots": []}).encode() for line in lines]
            body = b"".join(line + b"\n" for line in lines)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


def _altered(line: bytes, records: Sequence[Mapping[str, Any]]) -> bytes:
    found = json.loads(line)
    record = records[int(Path(found["path"]).stem)]
    claims = {key: value for key, value in record.items() if key != "forged"}
    return json.dumps({**found, **claims}, ensure_ascii=False).encode()
