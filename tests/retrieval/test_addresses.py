"""Which addresses anyone may reach: a table of those that look public and are not, and laws over all addresses."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.addresses import checked, is_public
from retrieval.articles.fetching import Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.errors import ArticleError
from tests.retrieval.web_server import Server, response

PUBLIC = """8.8.8.8 1.1.1.1 185.199.108.153 2606:4700:4700::1111 2a00:1450:4001:82a::200e ::ffff:8.8.8.8
2002:808:808::1 64:ff9b::808:808"""

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 172.31.255.255 192.0.0.8
192.0.0.9 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 fd00:ec2::254 fd20:ce::254
:: ::1 ::8.8.8.8 ::127.0.0.1 fe80::1 fe80::1%eth0 febf::1 fec0::1 feff::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1
100::1 100:0:0:1::1 2001:db8::1 2001:2::1 2001:10::1 2001:20::1 3fff::1 5f00::1 4000::1 2620:4f:8000::1
::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:168.63.129.16 ::ffff:0:127.0.0.1
64:ff9b::a9fe:a9fe 64:ff9b::a00:1 64:ff9b:0:1::808:808 64:ff9b:1::808:808 64:ff9b:1::a00:1
2002:7f00:1:: 2002:a9fe:a9fe::1 2001:0:a00:1::f7f7:f7f7 2001:0:808:808::f5ff:fffe
2a00:1450::5efe:a00:1 2a00:1450::200:5efe:a9fe:a9fe"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_anyone_may_reach_these(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", CLOSED.split())
def test_not_everyone_may_reach_these(address: str) -> None:
    assert not is_public(address)


def mapped(inner: IPv4Address, _: int) -> IPv6Address:
    return IPv6Address((0xFFFF << 32) | int(inner))


def translated(inner: IPv4Address, _: int) -> IPv6Address:
    return IPv6Address((0xFFFF << 48) | int(inner))


def compatible(inner: IPv4Address, _: int) -> IPv6Address:
    return IPv6Address(int(inner))


def nat64(inner: IPv4Address, _: int) -> IPv6Address:
    return IPv6Address((0x64FF9B << 96) | int(inner))


def local_nat64(inner: IPv4Address, rest: int) -> IPv6Address:
    return IPv6Address((0x64FF9B0001 << 80) | (rest & 0xFFFF) << 64 | int(inner))


def six_to_four(inner: IPv4Address, rest: int) -> IPv6Address:
    return IPv6Address((0x2002 << 112) | (int(inner) << 80) | rest)


def teredo_server(inner: IPv4Address, rest: int) -> IPv6Address:
    return IPv6Address((0x20010000 << 96) | (int(inner) << 64) | rest & ((1 << 64) - 1))


def teredo_client(inner: IPv4Address, rest: int) -> IPv6Address:
    return IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (rest & 0xFFFF) << 32 | (~int(inner) & 0xFFFFFFFF))


def isatap(inner: IPv4Address, rest: int) -> IPv6Address:
    return IPv6Address((0x2A00 << 112) | (rest & 0xFFFF) << 64 | (rest >> 20 & 1) << 57 | (0x5EFE << 32) | int(inner))


FORMS = [mapped, translated, compatible, nat64, local_nat64, six_to_four, teredo_server, teredo_client, isatap]
NETWORKS = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16"
NETWORKS += " 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32"
PRIVATE = st.sampled_from(NETWORKS.split()).flatmap(lambda network: st.ip_addresses(v=4, network=network))


@given(PRIVATE, st.sampled_from(FORMS), st.integers(0, (1 << 80) - 1))
def test_no_form_of_a_private_address_is_public(inner: IPv4Address, form: object, rest: int) -> None:
    assert callable(form)
    assert not is_public(str(inner))
    assert not is_public(str(form(inner, rest)))


@given(st.ip_addresses())
def test_what_is_public_is_so_to_python_and_in_no_other_guise(address: IPv4Address | IPv6Address) -> None:
    if not is_public(str(address)):
        return
    inner: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address):
        nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in IPv6Network("64:ff9b::/96") else None
        hidden = (address.ipv4_mapped, address.sixtofour, nat64, *(address.teredo or ()))
        inner = [one for one in hidden if one] or inner
    for one in inner:
        assert one.is_global
        named = ("private", "multicast", "loopback", "link_local", "reserved", "site_local", "unspecified")
        assert [name for name in named if getattr(one, f"is_{name}", False)] == []


SPELLINGS = ["127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0x7F.0.0.0x1"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_other_spellings_of_an_address_are_read_before_they_are_checked(spelling: str) -> None:
    with pytest.raises(ArticleError, match=r"private network|cannot be found"):
        asyncio.run(checked(spelling, "the page", ["127.0.0.1"]))


@pytest.mark.parametrize("address", ["8.8.8.8", "134744072", "0x08080808", "010.8.8.8", "8.8.2056"])
def test_public_addresses_pass_in_any_spelling(address: str) -> None:
    assert asyncio.run(checked(address, "the page", [])) == ["8.8.8.8"]


@pytest.mark.parametrize("found", [["169.254.169.254"], ["8.8.8.8", "fd00:ec2::254"], ["8.8.8.8", "10.0.0.1"]])
def test_a_name_that_leads_to_any_closed_address_is_refused_unless_it_is_allowed(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    answer = [(0, 0, 0, "", (address, 0)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(ArticleError, match="private network"):
        asyncio.run(checked("metadata.google.internal", "the page", ["other.example"]))
    assert asyncio.run(checked("metadata.google.internal", "the page", ["metadata.google.internal"])) == found


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    proxy, site = Server(), Server()
    try:
        monkeypatch.setenv(name, proxy.url())
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        site.answers["/"] = response("Der Hafen ist zu.", kind="text/plain")
        page = Fetcher(max_bytes=1_000, allow_hosts=["127.0.0.1"], pause=0).fetch(site.url(), MEDIA_TYPES)
        assert page is not None
        assert page.url == site.url()
        assert (len(proxy.requests), len(site.requests)) == (0, 1)
    finally:
        proxy.close()
        site.close()
