"""What the house promises and a machine can hold it to."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WRITES = {"save", "create", "delete", "get_or_create", "update_or_create"}
FLOOR_FREE_OF_WRITES = [
    *ROOT.glob("*/views.py"),
    *ROOT.glob("*/views/*.py"),
    *ROOT.glob("*/tasks.py"),
    *ROOT.glob("api/**/*.py"),
    *ROOT.glob("web/**/*.py"),
]


@pytest.mark.parametrize(
    "path", FLOOR_FREE_OF_WRITES, ids=lambda p: str(p.relative_to(ROOT))
)
def test_views_tasks_and_interfaces_never_write(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            is_write = name in WRITES or name.startswith("bulk_")
            assert not is_write, (
                f"{path}:{node.lineno} calls .{name}(): writes live in noun modules"
            )
