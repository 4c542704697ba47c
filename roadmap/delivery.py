"""Published editions as a git repository with signed tags, and pushing it.

The repository is made of the database alone: one commit for each edition, in the
order of publication, with all its files, and a tag signed by the log's key in the
form of SSH signatures. Made again it is the same, so that a push that failed is
simply tried again; branch and tags reach the remote all together or not at all.
"""

import os
import subprocess
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.errors import Conflict
from ledger import keys, sshsig
from ledger.note import Signer
from mirror.models import Project
from roadmap import downloads, exporting, freezing
from roadmap.gitobjects import Objects, Person, tag_text
from roadmap.models import Delivery, Edition

BRANCH = "refs/heads/roadmap"
SECONDS = 120
ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


class NotDelivered(Conflict):
    """Git or the remote refused; nothing is half there, and it may be tried again."""

    code = "not-delivered"


def place(project: Project) -> Path:
    """Return where the project's editions lie as a bare repository."""
    return Path(settings.DATA_DIR) / "editions" / f"{project.slug}.git"


def principal(signer: Signer) -> str:
    """Return whom the signatures are by, as a list of allowed signers names them."""
    host = signer.name.split("/")[0].replace(":", ".")
    return f"roadmap@{host}"


def allowed_signers() -> str:
    """Return the line that ``git tag -v`` needs to check the tags."""
    signer = keys.load()
    public = sshsig.public_line(signer.verifier.public)
    return f'{principal(signer)} namespaces="git" {public}\n'


def build(project: Project) -> dict[str, tuple[str, str]]:
    """Write every published edition into the repository; return commit and tag.

    The keys are editions, ``2026.0``. Branch and tags move in one transaction.
    """
    signer = keys.load()
    editions = Edition.objects.published().filter(project=project)
    objects, made = _objects(
        list(editions.select_related("project").order_by("published_at", "pk")), signer
    )
    where = place(project)
    where.parent.mkdir(parents=True, exist_ok=True)
    _git("init", "-q", "--bare", "-b", "roadmap", str(where))
    for oid, (kind, data) in objects.made.items():
        told = _git("hash-object", "-w", "-t", kind, "--stdin", at=where, given=data)
        if told.strip() != oid:
            raise NotDelivered(f"Git made another {kind} than was meant.")
    updates = [f"update {tag_of(name)} {tag}" for name, (_, tag) in made.items()]
    if made:
        head = list(made.values())[-1][0]
        updates.append(f"update {BRANCH} {head}")
    steps = ["start", *updates, "prepare", "commit", ""]
    _git("update-ref", "--stdin", at=where, given="\n".join(steps).encode())
    return made


def push(edition: Edition, *, remote: str) -> Delivery:
    """Push the editions and their tags to ``remote``, all or nothing; record it.

    Raises ``NotDelivered`` with git's own words; it may be called again.
    """
    made = build(edition.project)
    commit, tag = made[str(edition)]
    tags = [f"{ref}:{ref}" for ref in (tag_of(name) for name in made)]
    where = place(edition.project)
    _git("push", "-q", "--atomic", "--", remote, f"{BRANCH}:{BRANCH}", *tags, at=where)
    with transaction.atomic():
        row, _ = Delivery.objects.get_or_create(
            edition=edition,
            remote=_without_secrets(remote)[:500],
            defaults={
                "tag": tag_of(str(edition)).removeprefix("refs/tags/"),
                "tag_oid": tag,
                "commit_oid": commit,
                "delivered_at": timezone.now(),
            },
        )
    return row


def tag_of(name: str) -> str:
    """Return the ref of an edition's tag."""
    return f"refs/tags/roadmap-{name}"


def _objects(
    editions: list[Edition], signer: Signer
) -> tuple[Objects, dict[str, tuple[str, str]]]:
    objects = Objects()
    by = Person("Althing", principal(signer))
    made: dict[str, tuple[str, str]] = {}
    files: dict[str, bytes] = {"allowed_signers": allowed_signers().encode()}
    parents: list[str] = []
    for edition in editions:
        name, at = str(edition), _moment(edition)
        kept = _files(edition)
        files |= {f"{name}/{file}": data for file, data in kept.items()}
        files["README.md"] = kept["roadmap.md"]
        title = " ".join(edition.title.split())
        message = f"Publish {name}: {title}\n\nLedger-Entry: {edition.entry_id}"
        commit = objects.commit(objects.tree(files), parents, by, at, message)
        parents = [commit]
        digest = f"JSON-SHA256: {edition.json_hash}"
        text = f"{title}, edition {name}\n\n{digest}"
        body = tag_text(commit, f"roadmap-{name}", by, at, text)
        signed = body + sshsig.signature(signer.seed, body, namespace="git").encode()
        made[name] = (commit, objects.add("tag", signed))
    return objects, made


def _files(edition: Edition) -> dict[str, bytes]:
    """Return the files as they were published; of older editions what they had."""
    kept = {
        "json": bytes(edition.json_bytes or b""),
        "md": bytes(edition.markdown_bytes or b""),
    }
    kept |= {row.kind: bytes(row.data) for row in edition.files.all()}
    if set(kept) == set(freezing.COLUMNS):
        again = freezing.written_again(edition)
        kept |= {kind: again[kind] for kind in downloads.FIRST if kind not in kept}
    return exporting.with_sums({f"roadmap.{kind}": kept[kind] for kind in sorted(kept)})


def _moment(edition: Edition) -> datetime:
    if edition.published_at is None:
        raise NotDelivered(f"Edition {edition} is not published.")
    return edition.published_at


def _git(*arguments: str, at: Path | None = None, given: bytes = b"") -> str:
    where = [f"--git-dir={at}"] if at else []
    try:
        done = subprocess.run(  # noqa: S603  no shell sees the arguments
            ["git", *where, *arguments],  # noqa: S607  the git on the path
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | ENVIRONMENT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDelivered(f"git {arguments[0]} did not finish: {error}.") from None
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        words = " ".join(line.strip() for line in told[-5:]) or "no reason given"
        raise NotDelivered(f"git {arguments[0]} was refused: {words}")
    return done.stdout.decode()


def _without_secrets(remote: str) -> str:
    scheme, found, rest = remote.partition("://")
    if not found:
        return remote
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
