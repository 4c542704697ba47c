"""Verify this log: python verify.py DIRECTORY VKEY.

It shares no code with the program that wrote the log; it needs only Python's own
library and the package ``cryptography``. The protocol: RFC 6962 for the tree,
c2sp.org/tlog-tiles for the files, c2sp.org/signed-note for the signatures.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """The log is not what its key signed."""


def sha256(*parts: bytes) -> bytes:
    """Hash the parts together."""
    return hashlib.sha256(b"".join(parts)).digest()


def tree(hashes: list[bytes]) -> bytes:
    """Return the Merkle tree hash by the definition of RFC 6962, 2.1."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01", tree(hashes[:middle]), tree(hashes[middle:]))


def tile_name(number: int) -> str:
    """Return 1234067 as x001/x234/067."""
    name = f"{number % 1000:03d}"
    while number := number // 1000:
        name = f"x{number % 1000:03d}/{name}"
    return name


def head(path: Path, vkey: str) -> tuple[int, bytes]:
    """Return the size and root that a checkpoint signs."""
    name, key_id, key = vkey.split("+", 2)
    public = base64.b64decode(key, validate=True)
    if sha256(name.encode(), b"\n", public)[:4].hex() != key_id or public[0] != 1:
        raise Wrong("the public key is damaged")
    text, _, signatures = path.read_bytes().decode().rpartition("\n\n")
    text += "\n"
    form = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n", text)
    if form is None or form[1] != name or not signatures.endswith("\n"):
        raise Wrong(f"{path} is not a checkpoint of {name}")
    good = 0
    for line in signatures[:-1].split("\n"):
        dash, signer, value = line.split(" ")
        raw = base64.b64decode(value, validate=True)
        if base64.b64encode(raw).decode() != value or dash != "—":
            raise Wrong(f"{path} has a malformed signature")
        if signer == name and raw[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(
                raw[4:], text.encode()
            )
            good += 1
    if not good:
        raise Wrong(f"{path} is not signed by the key")
    root = base64.b64decode(form[3])
    if base64.b64encode(root).decode() != form[3]:
        raise Wrong(f"{path} spells its root in an unusual way")
    return int(form[2]), root


def read(log: Path, folder: str, number: int, width: int) -> bytes:
    """Return a tile's bytes, from the partial file or the full one."""
    full = log / "tile" / folder / tile_name(number)
    partial = full.with_name(full.name + ".p") / str(width)
    return (full if width == 256 or not partial.exists() else partial).read_bytes()


def entries(log: Path, size: int) -> list[bytes]:
    """Return all entries."""
    found: list[bytes] = []
    for number in range((size + 255) // 256):
        width = min(256, size - number * 256)
        data = read(log, "entries", number, width)
        start = 0
        for _ in range(width):
            length = int.from_bytes(data[start : start + 2], "big")
            found.append(data[start + 2 : start + 2 + length])
            start += 2 + length
        if start > len(data) or (start < len(data) and width == 256):
            raise Wrong(f"bundle {number} does not hold {width} entries")
    return found


def check_tiles(log: Path, leaves: list[bytes]) -> None:
    """Compare every tile file, full or partial, with the hashes it should hold."""
    row, level = leaves, 0
    while row:
        for number in range((len(row) + 255) // 256):
            want = row[number * 256 : number * 256 + 256]
            have = read(log, str(level), number, len(want))
            if have[: 32 * len(want)] != b"".join(want):
                raise Wrong(f"tile/{level}/{tile_name(number)} is not made of entries")
            full = log / "tile" / str(level) / tile_name(number)
            for part in sorted(full.with_name(full.name + ".p").glob("*")):
                count = int(part.name)
                if count <= len(want) and part.read_bytes() != b"".join(want[:count]):
                    raise Wrong(f"{part} is not made of entries")
        row = [tree(row[i : i + 256]) for i in range(0, len(row) // 256 * 256, 256)]
        level += 1


def main(log: Path, vkey: str) -> str:
    """Verify all; return the sentence to print."""
    heads = {"checkpoint": head(log / "checkpoint", vkey)}
    for path in (log / "checkpoints").glob("*"):
        heads[f"checkpoints/{path.name}"] = head(path, vkey)
        if str(heads[f"checkpoints/{path.name}"][0]) != path.name:
            raise Wrong(f"{path} is the checkpoint of another size")
    size = max(size for size, _ in heads.values())
    leaves = [sha256(b"\x00", entry) for entry in entries(log, size)]
    check_tiles(log, leaves)
    for name, (signed, root) in heads.items():
        if tree(leaves[:signed]) != root:
            raise Wrong(f"{name} signs another root than the entries have")
    return f"ok: {size} entries, {len(heads) - 1} kept checkpoints"


if __name__ == "__main__":
    try:
        sys.stdout.write(main(Path(sys.argv[1]), sys.argv[2]) + "\n")
    except IndexError:
        sys.exit("usage: python verify.py DIRECTORY VKEY")
    except InvalidSignature:
        sys.exit("WRONG: a signature does not verify")
    except (Wrong, ValueError, OSError) as error:
        sys.exit(f"WRONG: {error}")
