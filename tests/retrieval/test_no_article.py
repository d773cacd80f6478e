"""Pages that are no article: each is refused in one sentence, and articles about the same are read."""

from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.errors import ArticleError

STORY = (
    "Der Hafen von Norderwiek bleibt bis Montag zu, sagte Hafenmeisterin Ilse Brandt am Abend vor dem Rat der Stadt. "
)
LONG = [f"Meldung {number}. {STORY * 3}" for number in range(4)]


def page(title: str, *paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><main>'
        f"<h1>{title}</h1>{body}</main></body></html>"
    )


CONSENT_EN = page(
    "Before you continue",
    "We and our 842 partners store and/or access information on a device to show you personalised advertising.",
    "You can withdraw your consent at any time in the privacy settings at the foot of every page of this site.",
)
CONSENT_DE = page(
    "Küstenbote",
    "Wir und unsere Partner verarbeiten Daten, um Ihnen personalisierte Werbung und Inhalte zu zeigen, wie Sie wissen.",
    "Ihre Einwilligung können Sie jederzeit widerrufen, wie es in unserer Datenschutzerklärung beschrieben ist.",
)
REFRESH = '<meta http-equiv="Refresh" content="0; URL=\'https://kueste.example/hafen\'">'


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (CONSENT_EN, "asks for consent"),
        (CONSENT_DE, "asks for consent"),
        (page("Seite nicht gefunden", "Vielleicht hilft die Suche dieser Seite weiter."), "check the address"),
        (page("404 – Page not found", "It may have moved, or the address was mistyped."), "check the address"),
        (page("Страница не найдена", "Возможно, она была перенесена в другое место."), "check the address"),
        (page("Weiterleitung", "Sie werden gleich auf die neue Adresse dieser Seite geleitet.", head=REFRESH),
         "only leads on to https://kueste.example/hafen"),
    ],
)  # fmt: skip
def test_what_is_no_article(tmp_path: Path, html: str, says: str) -> None:
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    with pytest.raises(ArticleError) as caught:
        load(tmp_path / "a.html", max_bytes=100_000)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "html",
    [
        page(
            "Gericht: Cookies brauchen eine Einwilligung",
            *LONG,
            "Das Urteil sagt: „Alle akzeptieren“ genügt nicht.",
        ),
        page("Error 404: the play that never opened", *LONG),
        page("Hafen zu", *LONG, head='<meta http-equiv="refresh" content="0; url=/live">'),
        page("Hafen zu", STORY, head='<meta http-equiv="refresh" content="300">'),
        page("Hafen zu", STORY, head='<noscript><meta http-equiv="refresh" content="0; url=/?nojs"></noscript>'),
        page("Hafen zu", STORY, head='<meta http-equiv="refresh" content="600; url=/">'),
    ],
)
def test_what_is_one(tmp_path: Path, html: str) -> None:
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    assert "Ilse Brandt" in load(tmp_path / "a.html", max_bytes=100_000).text
