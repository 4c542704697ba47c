"""The runtime's files as a function of what has been done so far."""

import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from demo.people import CONTENT, mailmap

STORY: dict[str, Any] = yaml.safe_load(
    (CONTENT / "runtime.yaml").read_text(encoding="utf-8")
)
LICENCE = "/* SPDX-License-Identifier: Apache-2.0 OR MIT */\n\n"
STEPS = ("add", "test", "guard", "bind", "doc", "better")
_README = """\
# OAS runtime

The library between a program and an accelerator: devices, queues, memory, programs. Its
interface is proposed and decided in `oas-rfcs`; this repository is what came of it.

    make            build the library
    make check      run the tests on the emulator

C in `src`, the interface in `include`, Python in `python`. Changes carry a
`Signed-off-by` line and are read by somebody else before they land.
"""
_MAKEFILE = """\
SOURCES := $(wildcard src/*.c)
TESTS := $(patsubst %.c,%,$(wildcard tests/test_*.c))

liboas.a: $(SOURCES:.c=.o)
\t$(AR) rcs $@ $^

check: $(TESTS)
\t@for test in $(TESTS); do ./$$test || exit 1; done

.PHONY: check
"""
_INTERNAL = """\
/* What the parts of the library share and nobody else sees. */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#define OAS_ATTRIBUTE_MAX 256
#define OAS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

int oas_ioctl(int fd, void *request);
int oas_attribute(int fd, const char *name, char *text, size_t size);
int oas_parse(const char *text);
uint64_t oas_now_us(void);
void oas_sleep_us(unsigned int microseconds);
"""
_LIBRARY = """\
import ctypes

_oas = ctypes.CDLL("liboas.so")


def call(name, *arguments):
    \"\"\"Call a function of the library; a negative status becomes an OSError.\"\"\"
    status = getattr(_oas, name)(*arguments)
    if status < 0:
        raise OSError(-status, name)
    return status
"""
_VENDORED = {
    "README": "minimsg {version}: messages of fixed size over a socket pair.\n",
    "minimsg.h": '#define MINIMSG_VERSION "{version}"\n\nint minimsg_send(int fd, '
    "const void *data);\nint minimsg_receive(int fd, void *data);\n",
    "minimsg.c": '#include "minimsg.h"\n\n#include <sys/socket.h>\n\n'
    "int minimsg_send(int fd, const void *data)\n{{\n        return send(fd, data, "
    "MINIMSG_SIZE, 0) == MINIMSG_SIZE ? 0 : -1;\n}}\n",
}


@dataclass(frozen=True)
class Function:
    """One function of the runtime, as the story tells of it."""

    name: str
    component: str
    kind: str
    extra: str
    brief: str
    why: str

    @property
    def words(self) -> dict[str, str]:
        """What the texts of the story are filled in with."""
        short = self.name.split("_", 2)[2]
        return {
            "name": self.name,
            "object": STORY["components"][self.component]["object"],
            "op": self.name.removeprefix("oas_").upper(),
            "word": short,
        }


FUNCTIONS = {
    row["name"]: Function(
        row["name"],
        component,
        row["kind"],
        row.get("extra", ""),
        row["brief"],
        row["why"],
    )
    for component, members in STORY["components"].items()
    for row in members["functions"]
}


@dataclass(frozen=True)
class Tree:
    """What has been done: steps of each function, in the order of their first."""

    done: tuple[tuple[str, frozenset[str]], ...] = ()
    licensed: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    image: int = 0
    vendored: str = ""
    ignored: str = ""

    def steps(self, name: str) -> frozenset[str]:
        """The steps done for one function."""
        return dict(self.done).get(name, frozenset())

    def files(self) -> dict[str, str]:
        """Every file of the tree."""
        found = {
            "README.md": _README,
            "Makefile": _MAKEFILE,
            ".mailmap": mailmap(),
            "src/internal.h": (LICENCE if self.licensed else "") + _INTERNAL,
            "python/oas/_library.py": _LIBRARY,
        }
        for component in STORY["components"]:
            done = tuple(d for d in self.done if FUNCTIONS[d[0]].component == component)
            if done:
                found |= _component(component, done, self.licensed)
        if self.notes:
            found["VERSION"] = self.notes[-1][0] + "\n"
            parts = [f"## {version}\n\n{text}" for version, text in self.notes[::-1]]
            found["SUPPORT.md"] = _support(self.notes[-1][0])
            found["CHANGELOG.md"] = "# Changes\n\n" + "\n".join(parts)
        if self.image:
            found["ci/images.lock"] = f"builder: oas/builder:14.{self.image}\n"
        if self.vendored:
            for name, text in _VENDORED.items():
                found[f"third_party/minimsg/{name}"] = text.format(
                    version=self.vendored
                )
        if self.ignored:
            found[".git-blame-ignore-revs"] = (
                f"# tree: State the licence of every file in one line\n{self.ignored}\n"
            )
        return found


def _support(version: str) -> str:
    """Return the table of what the tests passed on, as of a release."""
    release = tuple(map(int, version.split(".")))
    rows = [
        f"| {row['what']} | {on} | tested |\n"
        for row in STORY["support"]
        for on, since in row["hosts"].items()
        if tuple(map(int, since.split("."))) <= release
    ]
    head = "# Support\n\nWhat the tests of this release passed on.\n\n"
    return head + "| accelerators | on | state |\n|---|---|---|\n" + "".join(rows)


def difference(old: dict[str, str], new: dict[str, str]) -> dict[str, str | None]:
    """Return what turns the files ``old`` into ``new``."""
    changed: dict[str, str | None] = {
        path: text for path, text in new.items() if old.get(path) != text
    }
    return changed | {path: None for path in old if path not in new}


@cache
def _component(
    component: str, done: tuple[tuple[str, frozenset[str]], ...], licensed: bool
) -> dict[str, str]:
    brief = STORY["components"][component]["brief"]
    top = LICENCE if licensed else ""
    functions = [(FUNCTIONS[name], steps) for name, steps in done]
    include = f'#include "oas/{component}.h"\n'
    source = f'{top}/* {brief} */\n\n{include}\n#include "internal.h"\n'
    header = (
        f"{top}#ifndef OAS_{component.upper()}_H\n#define OAS_{component.upper()}_H\n"
    )
    found = {
        f"src/{component}.c": source + "".join(_definition(f, s) for f, s in functions),
        f"include/oas/{component}.h": header
        + "".join(f"\n/* {f.brief} */\n{_prototype(f)};\n" for f, _ in functions)
        + "\n#endif\n",
    }
    for step, path, head, part in (
        (
            "test",
            f"tests/test_{component}.c",
            f"{top}{include}#include <assert.h>\n",
            _test,
        ),
        (
            "bind",
            f"python/oas/{component}.py",
            _python_head(component, licensed),
            _binding,
        ),
        (
            "doc",
            f"docs/{component}.md",
            f"# {component.title()}\n\n{brief}\n",
            _chapter,
        ),
    ):
        texts = [part(f, s) for f, s in functions if step in s]
        if texts:
            found[path] = head + "".join(texts)
    return found


def _python_head(component: str, licensed: bool) -> str:
    top = "# SPDX-License-Identifier: Apache-2.0 OR MIT\n" if licensed else ""
    brief = STORY["components"][component]["brief"]
    return f'{top}"""{brief}"""\n\nfrom oas._library import call\n'


def _prototype(function: Function) -> str:
    thing = function.words["object"]
    rest = f", {function.extra}" if function.extra else ""
    return f"int {function.name}(struct oas_{thing} *{thing}{rest})"


def _definition(function: Function, steps: frozenset[str]) -> str:
    kind = STORY["kinds"][function.kind]
    body = kind["better_body" if "better" in steps else "body"]
    text = fill(body, function)
    if "guard" in steps:
        text = fill(STORY["guard"], function) + "\n" + text
    indented = textwrap.indent(text, " " * 8)
    return f"\n/* {function.brief} */\n{_prototype(function)}\n{{\n{indented}}}\n"


def _test(function: Function, steps: frozenset[str]) -> str:
    thing = function.words["object"]
    rest = ", 1" if function.extra else ""
    lines = [f"        assert({function.name}(emulated_{thing}(){rest}) >= 0);\n"]
    if "guard" in steps:
        lines.append(f"        assert({function.name}(NULL{rest}) == -EINVAL);\n")
    return f"\nstatic void test_{function.name}(void)\n{{\n{''.join(lines)}}}\n"


def _binding(function: Function, steps: frozenset[str]) -> str:
    thing, short = function.words["object"], function.words["word"]
    argument = function.extra.split()[-1] if function.extra else ""
    names = f"{thing}, {argument}" if argument else thing
    return (
        f'\n\ndef {short}({names}):\n    """{function.brief}"""\n'
        f'    return call("{function.name}", {names})\n'
    )


def _chapter(function: Function, steps: frozenset[str]) -> str:
    limits = "\n\nEnds with `-ETIME` at its deadline.\n" * (
        function.kind == "wait" and "better" in steps
    )
    return (
        f"\n## `{function.name}`\n\n{function.brief} {function.why}\n{limits}"
        f"\n```c\n{_prototype(function)};\n```\n"
    )


def fill(text: str, function: Function) -> str:
    """Return ``text`` with the words of ``function`` in it."""
    for name, word in function.words.items():
        text = text.replace("{" + name + "}", word)
    return text
