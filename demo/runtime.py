"""The repository of code: the plot, written down as commits with their trailers."""

import textwrap
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from demo import chance, plot
from demo.gitwriter import GitWriter
from demo.people import BOT, PEOPLE
from demo.plot import Event
from demo.tree import FUNCTIONS, STORY, Function, Tree, difference, fill

_FIRST = """\
A library between programs and accelerators, with nothing in it yet but the way in
which it is going to be built."""
_RELEASE_NOTE = "- `{name}`: {brief}\n"


@dataclass
class _Branch:
    """A line of work: its last commit, its tree, and what it added."""

    mark: int
    tree: Tree
    name: str = "main"
    since: list[Event] = field(default_factory=list)


class Historian:
    """Writes one event after the other into a repository."""

    def __init__(self, writer: GitWriter) -> None:
        self.writer = writer
        self.main = _Branch(0, Tree())
        self.topics: dict[str, _Branch] = {}
        self.commits: dict[tuple[str, str], int] = {}
        self.released: set[str] = set()

    def write(self, event: Event) -> None:
        """Write the commit of one event."""
        getattr(self, f"_{event.kind}")(event)

    def _begin(self, event: Event) -> None:
        message = f"Begin the runtime\n\n{_FIRST}\n\n{_signed(event.by, event.at)}"
        self._commit(self.main, event, message, Tree())

    def _step(self, event: Event) -> None:
        branch = self.main
        if event.topic:
            branch = self.topics.setdefault(
                event.topic, _Branch(self.main.mark, self.main.tree, event.topic)
            )
            branch.since.append(event)
        tree = _with(branch.tree, event.name, event.step)
        landed = "" if event.topic else plot.lander(event.by, event.name, event.step)
        message = self._message(event, landed)
        mark = self._commit(branch, event, message, tree, landed=landed)
        self.commits[event.name, event.step] = mark

    def _merge(self, event: Event) -> None:
        topic = self.topics.pop(event.topic)
        tree = self.main.tree
        for step in topic.since:
            tree = _with(tree, step.name, step.step)
        function = FUNCTIONS[event.name]
        message = (
            f"Merge branch '{event.topic}'\n\n"
            f"{function.brief} Read as a whole by two people.\n\n"
            f"{_signed(event.by, event.at)}"
        )
        self._commit(self.main, event, message, tree, merge=topic.mark)
        self.writer.delete_branch(event.topic)

    def _revert(self, event: Event) -> None:
        oid = self.writer.oid(self.commits[event.name, event.step])
        message = (
            f'Revert "{_subject(event)}"\n\nThis reverts commit {oid}.\n\n'
            "The deadline was in microseconds and the clock in nanoseconds: every\n"
            "wait of more than four milliseconds ended at once.\n\n"
            f"Reported-by: {PEOPLE['yusuf'].address}\n{_signed(event.by, event.at)}"
        )
        tree = _without(self.main.tree, event.name, event.step)
        self._commit(self.main, event, message, tree)

    def _release(self, event: Event) -> None:
        notes = [
            _RELEASE_NOTE.format(name=name, brief=FUNCTIONS[name].brief)
            for name, _ in self.main.tree.done
            if name not in self.released
        ]
        self.released |= {name for name, _ in self.main.tree.done}
        text = "".join(notes) or "- Corrections only.\n"
        old = self.main.tree
        tree = replace(old, notes=(*old.notes, (event.name, text)))
        trailers = _signed(event.by, event.at)
        if event.detail:
            trailers = f"Milestone: {event.detail}\n{trailers}"
        message = f"release: {event.name}\n\n{trailers}"
        mark = self._commit(self.main, event, message, tree)
        self.writer.tag(
            f"v{event.name}",
            mark,
            by=PEOPLE[event.by],
            at=event.at + timedelta(minutes=20),
            message=f"OAS runtime {event.name}",
        )

    def _image(self, event: Event) -> None:
        tree = replace(self.main.tree, image=int(event.name))
        message = f"ci: Move the build image to 14.{event.name}"
        self._commit(self.main, event, message, tree)

    def _vendor(self, event: Event) -> None:
        tree = replace(self.main.tree, vendored=event.name)
        verb = "Update" if self.main.tree.vendored else "Import"
        message = (
            f"third_party: {verb} minimsg {event.name}\n\n"
            "Taken as it is; nothing in it is ours.\n\n"
            f"Acked-by: {PEOPLE['ruth'].address}\n{_signed(event.by, event.at)}"
        )
        self._commit(self.main, event, message, tree)

    def _licence(self, event: Event) -> None:
        message = (
            "tree: State the licence of every file in one line\n\n"
            "The first step of the transition in RFC 7. Nothing else changes.\n\n"
            f"Reviewed-by: {PEOPLE['tamsin'].address}\n"
            f"Acked-by: {PEOPLE['astrid'].address}\n{_signed(event.by, event.at)}"
        )
        tree = replace(self.main.tree, licensed=True)
        self.commits["licence", ""] = self._commit(self.main, event, message, tree)

    def _ignore(self, event: Event) -> None:
        oid = self.writer.oid(self.commits["licence", ""])
        message = (
            "tree: Leave the licence lines out of blame\n\n"
            f"{_signed(event.by, event.at)}"
        )
        tree = replace(self.main.tree, ignored=oid)
        self._commit(self.main, event, message, tree)

    def _commit(
        self,
        branch: _Branch,
        event: Event,
        message: str,
        tree: Tree,
        *,
        landed: str = "",
        merge: int | None = None,
    ) -> int:
        person = PEOPLE.get(event.by, BOT)
        is_first_of_topic = branch is not self.main and len(branch.since) == 1
        files = difference(branch.tree.files() if branch.mark else {}, tree.files())
        branch.mark = self.writer.commit(
            author=person,
            at=event.at - _reading_time(event) if landed else event.at,
            email=plot.address(person, event.at),
            committer=PEOPLE[landed] if landed else None,
            committed_at=event.at,
            message=message,
            changes=files,
            branch=branch.name,
            parent=branch.mark if is_first_of_topic else None,
            merge=merge,
        )
        branch.tree = tree
        return branch.mark

    def _message(self, event: Event, landed: str) -> str:
        function = FUNCTIONS[event.name]
        trailers = self._fixes(event) + _trailers(event, function, landed)
        why = textwrap.fill(_why(event, function), 72)
        parts = [_subject(event), why, "\n".join(trailers)]
        return "\n\n".join(part for part in parts if part)

    def _fixes(self, event: Event) -> list[str]:
        if event.step not in {"guard", "better"} or event.detail:
            return []
        added = self.commits[event.name, "add"]
        subject = _subject(replace(event, step="add"))
        return [f'Fixes: {self.writer.oid(added)[:12]} ("{subject}")']


def write(writer: GitWriter) -> None:
    """Write the whole history."""
    historian = Historian(writer)
    for event in plot.events():
        historian.write(event)


def _with(tree: Tree, name: str, step: str) -> Tree:
    steps = dict(tree.done)
    steps[name] = steps.get(name, frozenset()) | {step}
    return replace(tree, done=tuple(steps.items()))


def _without(tree: Tree, name: str, step: str) -> Tree:
    steps = dict(tree.done)
    steps[name] -= {step}
    return replace(tree, done=tuple(steps.items()))


def _subject(event: Event) -> str:
    function = FUNCTIONS[event.name]
    thing = function.words["object"]
    kind = STORY["kinds"][function.kind]
    text = {
        "add": f"{function.component}: Add {{name}}",
        "test": "tests: Cover {name}",
        "guard": f"{function.component}: Refuse a missing {thing} in {{name}}",
        "bind": "python: Bind {name}",
        "doc": "docs: Describe {name}",
        "better": f"{function.component}: {kind['better']}",
    }[event.step]
    return fill(text, function) + (f", {event.detail}" if event.detail else "")


def _why(event: Event, function: Function) -> str:
    if event.step == "add":
        return function.why
    if event.step == "better":
        return str(STORY["kinds"][function.kind]["reason"])
    reasons = {"guard": "guard_reasons", "test": "test_reasons"}.get(event.step)
    return chance.pick(STORY[reasons], event.name) if reasons else ""


def _trailers(event: Event, function: Function, landed: str) -> list[str]:
    names = (event.name, event.step, event.detail)
    helpers = plot.others(function.component, event.at, 5, {event.by, landed}, *names)
    reviewers = 1 + chance.number(2, "reviewers", *names)
    lines = []
    if event.step in {"add", "better"} and chance.one_in(4, "together", *names):
        lines.append(f"Co-authored-by: {PEOPLE[helpers[4]].address}")
    if event.step == "guard" and not chance.one_in(3, "reported", *names):
        lines.append(f"Reported-by: {PEOPLE[helpers[3]].address}")
    lines += [f"Reviewed-by: {PEOPLE[key].address}" for key in helpers[:reviewers]]
    if event.step in {"better", "guard"} and not chance.one_in(3, "tested", *names):
        lines.append(f"Tested-by: {PEOPLE[helpers[2]].address}")
    if event.step == "add" and chance.one_in(3, "acked", *names):
        lines.append(f"Acked-by: {PEOPLE[helpers[3]].address}")
    return [*lines, _signed(event.by, event.at, landed)]


def _signed(by: str, at: datetime, landed: str = "") -> str:
    author = PEOPLE[by]
    lines = [f"Signed-off-by: {author.name} <{plot.address(author, at)}>"]
    if landed:
        lines.append(f"Signed-off-by: {PEOPLE[landed].address}")
    return "\n".join(lines)


def _reading_time(event: Event) -> timedelta:
    return timedelta(minutes=40 + chance.number(3000, event.name, event.step, "read"))
