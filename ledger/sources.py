"""Where a log is read from when it is verified: a directory or an address."""

import ipaddress
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from ledger.checkpoint import CheckpointInvalid, parse_size
from ledger.verification import VerificationFailed

MAX_BYTES = 256 * (2**16 + 1)  # the largest bundle
SIZES = "checkpoints.txt"
_SECONDS = 20


class DirectorySource:
    """A log as plain files; temporary files of an unfinished export do not count."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def read(self, path: str) -> bytes | None:
        """Return the file's bytes, or ``None``."""
        try:
            return (self.directory / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise VerificationFailed(path, str(error)) from None

    def kept(self) -> list[str]:
        """Return the names under ``checkpoints/``."""
        return [
            path.removeprefix("checkpoints/") for path in self._files("checkpoints")
        ]

    def tile_paths(self) -> list[str]:
        """Return every file under ``tile/``."""
        return self._files("tile")

    def _files(self, below: str) -> list[str]:
        found = (self.directory / below).rglob("*")
        return sorted(
            path.relative_to(self.directory).as_posix()
            for path in found
            if not path.is_dir() and not path.name.endswith(".tmp")
        )


class UrlSource:
    """A log over HTTP: https anywhere, plain http on this machine only."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and _is_loopback(parts.hostname or "")
        ):
            raise VerificationFailed(
                url, "only https, or http on this machine, is read"
            )
        self._opener = urllib.request.build_opener(_NoRedirect())

    def read(self, path: str) -> bytes | None:
        """Return what the address answers, or ``None`` for 404."""
        try:
            with self._opener.open(f"{self.url}/{path}", timeout=_SECONDS) as answer:
                data: bytes = answer.read(MAX_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise VerificationFailed(path, f"the server says {error.code}") from None
        except (OSError, HTTPException) as error:
            raise VerificationFailed(path, f"cannot be fetched: {error}") from None
        if len(data) > MAX_BYTES:
            raise VerificationFailed(path, "it is too large")
        return data

    def kept(self) -> list[str]:
        """Return the sizes that the log lists; a log need not list any."""
        listing = self.read(SIZES)
        names = listing.decode("ascii", "replace").split() if listing else []
        for name in names:
            try:
                parse_size(name)
            except CheckpointInvalid as error:
                raise VerificationFailed(SIZES, str(error)) from None
        return names

    def tile_paths(self) -> list[str]:
        """Return nothing: addresses cannot be listed."""
        return []


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
