"""Kubernetes enhancement proposals become one milestone a stage."""

import pytest

from roadmap.formats import kep

PATH = "keps/sig-node/4321-quiet-pods/kep.yaml"


def written(**members):
    lines = ["title: Quiet pods", "kep-number: 4321", 'authors: ["@ada", "@grace"]']
    lines += ["owning-sig: sig-node", "creation-date: 2023-14-05"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in members.items()]
    return "\n".join(lines).encode()


def test_each_stage_is_a_milestone_that_needs_the_one_before():
    found = kep.read(
        PATH,
        written(
            status="implementable",
            stage="beta",
            latest_milestone='"v1.31"',
            milestone='{stable: "", alpha: "v1.30", beta: "v1.31"}',
        ),
    )
    assert found.issues == ()
    told = [(m.key, m.target, m.state, m.dependencies) for m in found.milestones]
    assert told == [
        ("kep-4321-alpha", "v1.30", "done", ()),
        ("kep-4321-beta", "v1.31", "active", ("kep-4321-alpha",)),
        ("kep-4321-stable", "", "planned", ("kep-4321-beta",)),
    ]
    first = found.milestones[0]
    assert first.title == "Quiet pods: alpha"
    assert first.track == "sig-node"
    assert first.owner == "@ada, @grace"
    assert first.rfc == "keps/sig-node/4321-quiet-pods"


@pytest.mark.parametrize(
    ("status", "stage", "latest", "states"),
    [
        ("implemented", "stable", "v1.33", ["done", "done"]),
        ("implementable", "alpha", "v1.30", ["active", "planned"]),
        ("implementable", "alpha", "v1.31", ["done", "planned"]),
        ("provisional", "alpha", "v1.30", ["planned", "planned"]),
        ("withdrawn", "alpha", "v1.30", ["dropped", "dropped"]),
        ("withdrawn", "beta", "v1.31", ["done", "dropped"]),
        ("deferred", "alpha", "v1.30", ["deferred", "deferred"]),
        ("imlpemented", "alpha", "v1.30", ["unknown", "unknown"]),
    ],
)
def test_the_state_is_read_from_status_stage_and_latest(status, stage, latest, states):
    found = kep.read(
        PATH,
        written(
            status=status,
            stage=stage,
            latest_milestone=latest,
            milestone="{alpha: v1.30, beta: v1.31}",
        ),
    )
    assert [m.state for m in found.milestones] == states
    assert {m.status for m in found.milestones} == {status}


def test_later_stages_are_kept_too():
    found = kep.read(
        PATH,
        written(
            status="implementable",
            stage="removed",
            milestone="{removed: v1.35, deprecated: v1.33, gone: v1.40}",
        ),
    )
    assert [m.key.split("-")[-1] for m in found.milestones] == [
        "deprecated",
        "removed",
        "gone",
    ]
    assert [issue.code for issue in found.issues] == ["unknown-stage"]


def test_a_proposal_without_milestones_has_none():
    assert kep.read(PATH, written(status="implementable")).milestones == ()


def test_the_folder_gives_the_number_where_the_file_has_none():
    data = b"title: X\nkep-number: TBD\nmilestone: {alpha: v1.1}\nstatus: provisional\n"
    (milestone,) = kep.read(PATH, data).milestones
    assert milestone.key == "kep-4321-alpha"


def test_the_template_and_test_data_are_no_proposals():
    assert kep.claims(PATH)
    assert not kep.claims("keps/NNNN-kep-template/kep.yaml")
    assert not kep.claims("keps/sig-lamp/0000-lamp-template/kep.yaml")
    assert kep.claims("keps/sig-lamp/5978-claim-template/kep.yaml")
    assert not kep.claims("pkg/testdata/keps/sig-x/1-a/kep.yaml")
    assert not kep.claims("kep.yaml")
