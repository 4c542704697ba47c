"""Hear a running git out: what it prints, what it says, how far it is."""

import re
import selectors

from django.conf import settings

from mirror.process import Child, Progress

PRINTED_BYTES = 32_000_000
_SAID_BYTES = 65_536
_OBJECTS = re.compile(r"Receiving objects: +\d+% \(\d+/(\d+)\)")
_PROGRESS = re.compile(rb"(Receiving objects|Resolving deltas): +\d+% \((\d+)/(\d+)\)")


def listen(child: Child, progress: Progress | None) -> tuple[str, str]:
    """Take in both outputs until they end; return the last of what was said, and all
    that was printed."""
    said, text = b"", b""
    most = settings.MIRROR_MAX_OBJECTS
    with selectors.DefaultSelector() as selector:
        for stream in (child.stderr, child.stdout):
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                chunk = key.fileobj.read1(_SAID_BYTES)  # type: ignore[union-attr]
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is child.stdout:
                    text += chunk
                    if len(text) > PRINTED_BYTES:
                        child.end_group()
                else:
                    said = (said + chunk)[-_SAID_BYTES:]
                    if announced(chunk.decode("latin-1")) > most:
                        child.end_group()
                    if progress:
                        _tell(said[-400:], progress)
    return said.decode("utf-8", "replace"), text.decode("utf-8", "replace")


def announced(said: str) -> int:
    """Return how many objects the server said it would send."""
    return max((int(n) for n in _OBJECTS.findall(said)), default=0)


def _tell(said: bytes, progress: Progress) -> None:
    found = _PROGRESS.findall(said)
    if found:
        stage, done, whole = found[-1]
        progress(stage.decode("ascii").lower(), int(done), int(whole))
