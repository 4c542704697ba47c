"""Backups: one directory with everything, checked before it is believed.

``database.json.gz`` (every row, engine-independent), ``mirrors/`` (the bare
repositories), ``keys/`` and ``manifest.json`` with a SHA-256 of each file. The copy of
the database is taken in one transaction, so that it shows one moment.
"""

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from core import triggers
from core.errors import Conflict, InvalidInput
from ledger.models import Head
from search import index

SKIPPED = {
    *("contenttypes.ContentType", "auth.Permission", "sessions.Session"),
    # Made anew from the rest.
    *("search.Document", "search.Credit", "search.Position"),
}
CHUNK = 1 << 20


def backup(directory: Path) -> dict[str, object]:
    """Write a backup into ``directory``, which must be empty or absent.

    Returns the manifest. Raises ``Conflict`` where the directory holds something.
    """
    if directory.exists() and any(directory.iterdir()):
        raise Conflict(f"{directory} is not empty; choose a new directory.")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        head = Head.objects.first()
        rows = _dump(directory / "database.json.gz")
    for name, source in _trees().items():
        if source.exists():
            # What the signer remembers must never be older than what it signed.
            forgotten = shutil.ignore_patterns("*.signed")
            shutil.copytree(source, directory / name, symlinks=True, ignore=forgotten)
    manifest: dict[str, object] = {
        "made_at": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
        "rows": rows,
        "ledger_size": head.size if head else 0,
        "files": {
            str(path.relative_to(directory)): _sha256(path)
            for path in sorted(directory.rglob("*"))
            if path.is_file()
        },
    }
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return manifest


def restore(directory: Path) -> dict[str, object]:
    """Bring back a backup into an empty installation; return its manifest.

    Raises ``InvalidInput`` for a damaged backup, ``Conflict`` where data exists.
    """
    manifest = _checked_manifest(directory)
    call_command("migrate", interactive=False, verbosity=0)
    if apps.get_model("mirror.Project").objects.exists():
        raise Conflict("This installation holds data; restore into an empty one.")
    for name, target in _trees().items():
        if (directory / name).exists():
            shutil.copytree(directory / name, target, symlinks=True, dirs_exist_ok=True)
    with transaction.atomic():
        # Constraints are deferred; a trigger would refuse the lines of an edition.
        with triggers.taken_off():
            _load(directory / "database.json.gz")
        connection.check_constraints()
        _reset_sequences()
    index.rebuild()
    return manifest


def _trees() -> dict[str, Path]:
    return {"mirrors": settings.MIRROR_DIR, "keys": settings.LEDGER_KEY_FILE.parent}


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in serializers.sort_dependencies(
            [(app, None) for app in apps.get_app_configs()], allow_cycles=True
        )
        if model._meta.label not in SKIPPED and model._meta.managed
    ]


def _dump(path: Path) -> int:
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=5) as file:
        for model in _models():
            for line in _lines(model):
                file.write(line + "\n")
                count += 1
    return count


def _lines(model: type[models.Model]) -> Iterator[str]:
    rows = model._default_manager.order_by("pk").iterator(chunk_size=500)
    for row in rows:
        yield json.dumps(serializers.serialize("python", [row])[0], default=_json)


def _json(value: object) -> object:
    return json.loads(DjangoJSONEncoder().encode(value))


def _load(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        batch: list[models.Model] = []
        for line in file:
            row = next(iter(serializers.deserialize("python", [json.loads(line)])))
            if batch and (type(batch[0]) is not type(row.object) or len(batch) >= 500):
                _insert(batch)
                batch = []
            batch.append(row.object)
        _insert(batch)


def _insert(batch: list[models.Model]) -> None:
    if batch:
        # ``bulk_create`` passes by ``save``: append-only rows are inserted, once.
        type(batch[0])._base_manager.bulk_create(batch)


def _reset_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _checked_manifest(directory: Path) -> dict[str, object]:
    try:
        manifest = json.loads((directory / "manifest.json").read_text())
        files = dict(manifest["files"])
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(f"{directory} holds no readable backup: {error}") from None
    for name, digest in files.items():
        path = directory / name
        if not path.is_file() or _sha256(path) != digest:
            raise InvalidInput(f"The backup is damaged: {name} is not what it was.")
    return dict(manifest)


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()
