"""Only public https addresses are fetched from, and exactly those that were checked."""

import ipaddress
import socket

import pytest

from mirror import remotes
from mirror.errors import FetchFailed, UrlNotAllowed


@pytest.fixture
def strict(settings):
    settings.MIRROR_ALLOW_PRIVATE = False


def answering(monkeypatch, *addresses):
    def getaddrinfo(host, port, **_):
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "empty"),
        ("http://example.org/r", "Only https"),
        ("file:///etc/passwd", "Only https"),
        ("/srv/git/r", "Only https"),
        ("../r", "Only https"),
        ("ssh://-oProxyCommand=x/r", "Only https"),
        ("git://example.org/r", "Only https"),
        ("git@example.org:r", "Only https"),
        ("ext::sh", "Only https"),
        ("--upload-pack=x", "Only https"),
        ("https:example.org/r", "Only https"),
        ("https:///r", "host"),
        ("https://user@example.org/r", "user name"),
        ("https://example.org@127.0.0.1/r", "user name"),
        ("https://127.0.0.1:9402#@example.org/r", "fragment"),
        ("https://example.org/r#x", "fragment"),
        ("https://example.org/r?x=1", "query"),
        ("https://example.org:8443/r", "port 443"),
        ("https://example.org:99999/r", "port"),
        ("https://example.org/a b", "character"),
        ("https://example.org/a\nb", "character"),
        ("https://example.org/a\tb", "character"),
        ("https://example.org\\@127.0.0.1/r", "character"),
        ("https://ex\u00e4mple.org/r", "character"),
        ("https://example\u3002org/r", "character"),
        ("https://example.org./r", "host"),
        ("https://localhost./r", "host"),
        ("https://2130706433/r", "number"),
        ("https://0x7f000001/r", "number"),
        ("https://127.1/r", "number"),
        ("https://0177.0.0.1/r", "number"),
        ("https://[fe80::1%25eth0]/r", "IPv6"),
        ("https://[x]/r", "."),
        ("https://-x.org/r", "host"),
        ("https://example.org", "no repository"),
        ("https://example.org/", "no repository"),
        ("https://example.org/a/../b", "step"),
        ("https://example.org/" + "a" * 600, "longer"),
    ],
)
def test_a_url_that_is_no_plain_https_address_is_refused(url, sentence):
    with pytest.raises(UrlNotAllowed, match=sentence) as refused:
        remotes.parse(url)
    assert refused.value.message.endswith((".", ")."))


@pytest.mark.usefixtures("strict")
def test_a_plain_https_url_is_allowed():
    remote = remotes.parse("https://GitHub.com:443/rust-lang/rfcs.git")
    assert (remote.host, remote.port) == ("github.com", 443)
    assert (remote.owner, remote.repository) == ("rust-lang", "rfcs")


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1%eth0",
    ],
)
def test_a_name_with_one_address_that_is_not_public_is_refused(monkeypatch, address):
    answering(monkeypatch, "140.82.121.4", address)
    remote = remotes.parse("https://example.org/r")
    with pytest.raises(UrlNotAllowed, match="not public"):
        remotes.resolve(remote)


@pytest.mark.usefixtures("strict")
def test_an_address_in_the_url_is_checked_like_a_name():
    for url in ("https://127.0.0.1/r", "https://[::1]/r", "https://[::ffff:7f00:1]/r"):
        with pytest.raises(UrlNotAllowed, match="not public"):
            remotes.resolve(remotes.parse(url))


@pytest.mark.usefixtures("strict")
def test_public_addresses_are_pinned_for_git(monkeypatch):
    answering(monkeypatch, "140.82.121.4", "2606:50c0:8000::153", "140.82.121.4")
    remote = remotes.parse("https://example.org/r")
    addresses = remotes.resolve(remote)
    assert addresses == [
        ipaddress.ip_address("140.82.121.4"),
        ipaddress.ip_address("2606:50c0:8000::153"),
    ]
    pinned = "example.org:443:140.82.121.4,[2606:50c0:8000::153]"
    assert remotes.pin(remote, addresses) == pinned


def test_a_name_without_an_address_cannot_be_reached(monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(FetchFailed, match="no address") as failed:
        remotes.resolve(remotes.parse("https://nothing.example/r"))
    assert failed.value.code == "unreachable"


def test_private_addresses_and_http_are_allowed_where_the_setting_says_so():
    remote = remotes.parse("http://127.0.0.1:8080/r")
    assert [str(address) for address in remotes.resolve(remote)] == ["127.0.0.1"]
    for url in ("file:///etc", "ssh://127.0.0.1/r", "git://127.0.0.1/r"):
        with pytest.raises(UrlNotAllowed, match="Only https and http"):
            remotes.parse(url)
