"""Which addresses may be fetched from, checked before git hears of them.

The name is resolved once, every address it has must be public, and git is bound
to those very addresses, so that nothing can change between check and connection.
``MIRROR_ALLOW_PRIVATE`` also allows http, other ports and private networks.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from mirror.errors import FetchFailed, UrlNotAllowed

MAX_LENGTH = 500
_ALLOWED = re.compile(r"[A-Za-z0-9._~:/\[\]@!$&'()*+,;=%#?-]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Remote:
    """An address that may be fetched from."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def owner(self) -> str:
        """The last but one part of the path: on a forge, whose repository it is."""
        return ["", "", *self._steps][-2]

    @property
    def repository(self) -> str:
        """The last part of the path, without ``.git``."""
        return ["", *self._steps][-1].removesuffix(".git")

    @property
    def _steps(self) -> list[str]:
        return [step for step in urlsplit(self.url).path.split("/") if step]


def parse(url: str) -> Remote:
    """Return the remote that ``url`` names; raises ``UrlNotAllowed`` saying why.

    Nothing is looked up yet: ``resolve`` does that.
    """
    private = settings.MIRROR_ALLOW_PRIVATE
    if len(url) > MAX_LENGTH:
        raise UrlNotAllowed(f"The URL is longer than {MAX_LENGTH} characters.")
    if not _ALLOWED.fullmatch(url):
        raise UrlNotAllowed(
            "The URL is empty or holds a character that no URL may hold "
            "(a blank, a quote, a backslash or a control character)."
        )
    parts = _split(url)
    schemes = ("https", "http") if private else ("https",)
    if parts.scheme not in schemes or not url.lower().startswith(f"{parts.scheme}://"):
        raise UrlNotAllowed(f"Only {' and '.join(schemes)} URLs are fetched.")
    _refuse_extras(parts)
    host = _host(parts)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise UrlNotAllowed("The URL's port is not a number up to 65535.") from None
    if port != 443 and not private:
        raise UrlNotAllowed(f"Only port 443 is fetched from, not {port}.")
    return Remote(url, parts.scheme, host, port)


def resolve(remote: Remote) -> list[Address]:
    """Return the addresses of the remote's host, all of which may be fetched from.

    Raises ``UrlNotAllowed`` if any of them is not public, ``FetchFailed`` if the
    name has none.
    """
    try:
        found = socket.getaddrinfo(
            remote.host.strip("[]"), remote.port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        raise FetchFailed(
            "unreachable", f"The name {remote.host} has no address right now."
        ) from None
    addresses = list(dict.fromkeys(_address(str(row[4][0])) for row in found))
    for address in addresses:
        if not (settings.MIRROR_ALLOW_PRIVATE or is_public(address)):
            raise UrlNotAllowed(
                f"{remote.host} has the address {address}, which is not public. "
                "Only public addresses are fetched from."
            )
    return addresses


def pin(remote: Remote, addresses: list[Address]) -> str:
    """Return git's ``http.curloptResolve`` that binds the host to the addresses."""
    listed = ",".join(f"[{a}]" if a.version == 6 else str(a) for a in addresses)
    return f"{remote.host.strip('[]')}:{remote.port}:{listed}"


def is_public(address: Address) -> bool:
    """Whether the whole internet reaches it, also where it wraps another address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise UrlNotAllowed("The URL cannot be read.") from None


def _refuse_extras(parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise UrlNotAllowed("The URL may not hold a user name or password.")
    if "#" in parts.geturl() or "?" in parts.geturl():
        raise UrlNotAllowed("The URL may not hold a query or a fragment.")
    if not parts.path.strip("/"):
        raise UrlNotAllowed("The URL names no repository: its path is empty.")
    if any(step in (".", "..") for step in parts.path.split("/")):
        raise UrlNotAllowed("The URL's path may not hold . or .. as a step.")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            if "%" in host:
                raise ValueError
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise UrlNotAllowed("The URL's IPv6 address cannot be read.") from None
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise UrlNotAllowed("The URL's host is not a plain domain name.")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise UrlNotAllowed("The URL's host is a number, not a name.") from None
    return host


def _address(text: str) -> Address:
    return ipaddress.ip_address(text.partition("%")[0])
