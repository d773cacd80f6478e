"""What `beleg index` prints beside counts: what was left out, and a proxy that is not used."""

import pytest

from bot.commands import index
from bot.settings.sources import named_proxy
from retrieval.errors import ArticleError
from retrieval.indexing.report import FailedSource, Report


def lines(report: Report, *, proxied: bool = False) -> list[str]:
    value = index._value(report)
    return ["".join(text for text, _ in line) for line in index._report_lines(value, dry_run=False, proxied=proxied)]


def test_a_proxy_is_named_once_where_a_page_could_not_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    error = ArticleError("https://a.example/ could not be fetched.", "unreachable")
    report = Report(failures=[FailedSource.of("https://a.example/", "https://a.example/", error)] * 2)
    assert not any("set in the environment" in line for line in lines(report))
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.example:3128")
    assert named_proxy() == "HTTPS_PROXY"
    said = [line for line in lines(report) if "set in the environment" in line]
    assert said == [
        "HTTPS_PROXY is set in the environment, but Beleg asks for pages itself; to fetch pages through a proxy, set "
        "articles.proxy."
    ]
    assert not any("set in the environment" in line for line in lines(report, proxied=True))
    assert not any("set in the environment" in line for line in lines(Report()))


def test_what_was_left_out_is_told() -> None:
    assert "a.md has front matter." in lines(Report(warnings=["a.md has front matter."]))
