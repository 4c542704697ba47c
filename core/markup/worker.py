"""The child that renders: one text after another, each within its budget.

It reads frames from standard input and answers on standard output: four bytes of
length, then JSON. It knows no database and no settings. A text that takes too much
costs this process its life, and only that.
"""

import json
import resource
import select
import signal
import sys
import time
from typing import IO, Any

from core.markup import asciidoc, markdown, mediawiki, rst, xml
from core.markup.rendered import Rendered
from core.markup.sanitise import clean_comment, finish

CPU_SECONDS = 10
MEMORY_BYTES = 400_000_000
MAX_OUTPUT = 8_000_000
IDLE_SECONDS = 60
RECURSION = 600


def main() -> None:
    """Answer until standard input closes or nothing came for a minute."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(resource.RLIMIT_DATA, MEMORY_BYTES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    sys.setrecursionlimit(RECURSION)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        request = read_frame(requests)
        if request is None:
            return
        budget = int(time.process_time()) + CPU_SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.RLIM_INFINITY))
        answer = _answer(request)
        write_frame(answers, answer)
        if answer.get("error") == "memory":
            return


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, hard))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        rendered = render(request["source"], request["markup"])
    except MemoryError:
        return {"error": "memory"}
    except RecursionError:
        return {"error": "nesting"}
    except Exception as error:  # noqa: BLE001  parsers fail in any way on such input
        return {"error": type(error).__name__}
    if len(rendered.html) > MAX_OUTPUT:
        return {"error": "output"}
    return rendered.as_dict()


def render(source: str, markup: str) -> Rendered:
    """Render and sanitise one text."""
    if markup == "rst":
        unsafe, notice = rst.document_html(source)
        return finish(unsafe, notice=notice)
    if markup == "comment":
        return Rendered(clean_comment(markdown.comment_html(source)))
    if markup == "mediawiki":
        return finish(mediawiki.document_html(source))
    if markup == "asciidoc":
        return finish(asciidoc.document_html(source))
    if markup == "xml":
        unsafe, notice = xml.document_html(source)
        return finish(unsafe, notice=notice)
    return finish(markdown.document_html(source))


def read_frame(stream: IO[bytes]) -> dict[str, Any] | None:
    """Return the next frame, or ``None`` when the other side is gone."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    frame: dict[str, Any] | None = json.loads(body) if len(body) == size else None
    return frame


def write_frame(stream: IO[bytes], frame: dict[str, Any]) -> None:
    """Send one frame."""
    body = json.dumps(frame).encode()
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


if __name__ == "__main__":
    main()
