"""A roadmap repository and a code repository, mirrored from real git."""

import pytest

from mirror import repositories
from roadmap.evidence import gathering, matrices
from roadmap.milestones import import_milestones


@pytest.fixture(autouse=True)
def mirrors(settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"


@pytest.fixture
def plans(git_server):
    return git_server.create("plans.git")


@pytest.fixture
def code(git_server):
    return git_server.create("runtime.git")


@pytest.fixture
def sync(project, plans, code):
    homes = {}

    def sync():
        for served, holds in ((plans, "roadmap"), (code, "code")):
            if served.url not in homes:
                homes[served.url] = repositories.add(
                    served.url, project=project, holds=(holds,), name=served.path.stem
                )
            fetch = repositories.fetch(homes[served.url])
            assert not fetch.error_code, fetch.error
        import_milestones(homes[plans.url])
        matrices.import_matrices(homes[plans.url])
        return gathering.check(project)

    return sync


@pytest.fixture
def plan(plans):
    def plan(key, evidence, **members):
        lines = [f"id: {key}", f"title: The {key}"]
        lines += [f"{name}: {value}" for name, value in members.items()]
        lines += ["evidence:", *(f"  - {rule}" for rule in evidence)]
        return plans.commit({f"milestones/{key}.yaml": "\n".join(lines) + "\n"})

    return plan
