"""Questions that Beleg offers, and what it says to whoever greets or thanks it, by language."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.search.courtesies import Courtesy


@dataclass(frozen=True, slots=True)
class Asking:
    """The words of one language.

    `said` asks what ``{name}`` said, `about` what the articles on ``{topic}`` say; both are read by `understand` as
    that. `replies` answer a message that asks for nothing.
    """

    said: str
    about: str
    replies: dict[Courtesy, str]


_ENGLISH = Asking(
    said="What did {name} say?",
    about="What's new about {topic}?",
    replies={
        "hello": "Hello! Ask me what somebody said or what happened, and I'll quote the articles word for word.",
        "thanks": "You're welcome! Ask me whatever else you would like to know from the articles.",
    },
)
_OTHERS = {
    "de": Asking(
        said="Was sagte {name}?",
        about="Worum geht es in den Artikeln über {topic}?",
        replies={
            "hello": "Hallo! Frag mich, was jemand gesagt hat oder was geschehen ist; ich antworte mit wörtlichen "
            "Zitaten aus den Artikeln.",
            "thanks": "Gern! Frag einfach weiter, wenn du noch etwas aus den Artikeln wissen möchtest.",
        },
    ),
    "fr": Asking(
        said="Qu'a dit {name} ?",
        about="Quoi de neuf sur {topic} ?",
        replies={
            "hello": "Bonjour ! Demande-moi ce que quelqu'un a dit ou ce qui s'est passé : je cite les articles mot "
            "pour mot.",
            "thanks": "Avec plaisir ! N'hésite pas à poser une autre question sur les articles.",
        },
    ),
    "ru": Asking(
        said="Что говорит {name}?",
        about="Что нового по теме {topic}?",
        replies={
            "hello": "Здравствуйте! Спросите, что кто-то сказал или что произошло, и я отвечу дословными цитатами из "
            "статей.",
            "thanks": "Пожалуйста! Спрашивайте, если хотите узнать из статей что-нибудь ещё.",
        },
    ),
    "uk": Asking(
        said="Що каже {name}?",
        about="Що нового про {topic}?",
        replies={
            "hello": "Вітаю! Запитайте, що хтось сказав або що сталося, і я відповім дослівними цитатами зі статей.",
            "thanks": "Прошу! Запитуйте, якщо хочете дізнатися зі статей щось іще.",
        },
    ),
}


def asking(language: str) -> Asking:
    """Return the words for an asker in `language` (ISO 639-1)."""
    return _OTHERS.get(language, _ENGLISH)
