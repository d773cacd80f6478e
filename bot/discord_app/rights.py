"""Who may do what, and whose articles and which languages they see; asked when something arrives, not in the client."""

from __future__ import annotations

from typing import Literal, Protocol

from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.state.preferences import ServerSettings
from bot.state.state import State
from retrieval.shelves import SHARED

Right = Literal["read", "ask", "add", "refresh_own", "setup", "add_shared", "refresh", "operate"]
"""To read what Beleg says of itself; to ask questions and press what is under answers; to add articles of a server's
own, to have them read again, and to set Beleg up there.

The operator's are: to add shared articles, to have all articles read again, and to say which servers are answered.
"""

_OPERATORS = frozenset({"add_shared", "refresh", "operate"})


class Governed(Protocol):
    """What knows which servers are answered, and their settings."""

    state: State
    admission: Admission


def require(host: Governed, asker: Asker, right: Right) -> None:
    """Let somebody pass who has a right; who asks outside of a server has to be met before.

    Raises:
        Failure: why they may not.
    """
    if why := refusal(host, asker, right):
        raise why


def refusal(host: Governed, asker: Asker, right: Right) -> Failure | None:
    """Return why somebody has not a right, None where they have it."""
    if right in _OPERATORS and operates(host, asker):
        return None
    if why := _turned_away(host.admission, asker):
        return why
    if right == "read":
        return None
    settings = settings_of(host, asker)
    if right == "ask":
        return _not_here(asker, settings)
    if asker.at_home is None:
        return Failure("servers_only")
    if right in _OPERATORS:
        return Failure("operators_only")
    if asker.manages:
        return None
    if right == "add" and settings.editors:
        return None if asker.roles.intersection(settings.editors) else Failure("not_editor", role=settings.editors[0])
    return Failure("not_allowed")


def operates(host: Governed, asker: Asker) -> bool:
    """Return whether somebody runs Beleg: the owner of its application, and who manages the first server, on it."""
    on_first = asker.at_home is not None and asker.at_home == host.admission.first
    return asker.person == host.admission.owner or (on_first and asker.manages)


def settings_of(host: Governed, asker: Asker) -> ServerSettings:
    """Return the settings of the server where somebody asks; what is usual where the bot is no member."""
    return host.state.servers.of(asker.at_home)


def scope(host: Governed, asker: Asker) -> frozenset[str]:
    """Return the shelves whose articles somebody may see: that of their server, its id, and mostly the shared one."""
    own = {str(asker.at_home)} if asker.at_home is not None else set()
    return frozenset(own | ({SHARED} if settings_of(host, asker).shared else set()))


def reads(host: Governed, asker: Asker) -> tuple[str, ...]:
    """Return the ISO 639-1 codes of the languages that are understood where somebody asks, the surest first."""
    own = host.state.people.of(asker.person).languages
    locales = (asker.locale, *own, *settings_of(host, asker).languages, asker.server_locale or "")
    return tuple(dict.fromkeys(code for locale in locales if (code := locale.partition("-")[0])))


def plain_text(host: Governed, asker: Asker) -> bool:
    """Return whether somebody is answered in plain text instead of cards: as they have chosen, or else their server."""
    own = host.state.people.of(asker.person).plain
    return settings_of(host, asker).plain if own is None else own


def _turned_away(admission: Admission, asker: Asker) -> Failure | None:
    """Return why somebody is not answered at all."""
    if asker.at_home is None:
        return None if admission.knows(asker) else Failure("stranger")
    return None if admission.admits(asker.at_home) else Failure("not_admitted")


def _not_here(asker: Asker, settings: ServerSettings) -> Failure | None:
    """Return why somebody may not ask here: in another channel, or not without a role."""
    places = (*settings.channels, *settings.forums)
    if settings.channels and asker.channel not in places and asker.thread not in places:
        return Failure("wrong_channel", channel=settings.channels[0])
    if settings.askers and not (asker.manages or asker.roles.intersection(settings.askers)):
        return Failure("wrong_role", role=settings.askers[0])
    return None
