"""Commits become contributions: who did what, what it earns, why some earn nothing."""

import pytest

from contributors import accounts, contributions
from contributors.models import AddressClaim, Contribution, Identity
from mirror import repositories

ANN, BOB = "Ann Author <ann@example.org>", "Bob Builder <bob@example.org>"
CY, DEE = "Cy Critic <cy@example.org>", "Dee Doer <dee@example.org>"


def record(repository):
    """Return who did what, for how many points, and why not, oldest first."""
    rows = Contribution.objects.filter(repository=repository)
    return [
        (r.identity.email.partition("@")[0], r.kind, r.points, r.not_counted)
        for r in rows.select_related("identity").order_by("commit_id", "pk")
    ]


def credit(subject, *lines):
    return f"{subject}\n\nBecause.\n\n" + "\n".join(lines) + "\n"


def test_a_commit_earns_its_author_the_pot(repository, served, count):
    served.commit({"a": "1"}, author=ANN)
    assert count(repository) == 1
    assert record(repository) == [("ann", "authored", 60, "")]


def test_authors_share_the_pot_and_helpers_get_fixed_points(repository, served, count):
    message = credit(
        "Add a",
        f"Co-authored-by: {BOB}",
        f"reviewed-by: {CY}",
        f"Tested-by: {CY}",
        "Acked-by: Ed <ed@example.org>",
        "Suggested-by: Flo <flo@example.org>",
        f"Signed-off-by: {DEE}",
        f"Reviewed-by: {ANN}",
    )
    served.commit({"a": "1"}, message, author=ANN, committer=DEE)
    count(repository)
    assert record(repository) == [
        ("ann", "authored", 30, ""),
        ("bob", "co-authored", 30, ""),
        ("cy", "reviewed", 15, ""),
        ("ed", "acked", 5, ""),
        ("flo", "reported", 5, ""),
        ("dee", "landed", 5, ""),
    ]


def test_who_lands_their_own_change_cannot_hand_out_credit(repository, served, count):
    message = credit("Add a", f"Reviewed-by: {BOB}")
    served.commit({"a": "1"}, message, author=ANN, committer=ANN)
    count(repository)
    assert record(repository)[1] == ("bob", "reviewed", 0, "landed-by-its-author")


@pytest.mark.parametrize(
    ("merger", "committer", "points", "reason"),
    [
        (DEE, DEE, 15, ""),
        (ANN, ANN, 0, "landed-by-its-author"),
        (ANN, "GitHub <noreply@github.com>", 15, ""),
    ],
)
def test_credit_inside_a_branch_counts_when_another_merges_it(
    repository, served, count, merger, committer, points, reason
):
    base = served.commit({"a": "1"}, author=BOB)
    served.git("update-ref", "refs/heads/side", base)
    message = credit("Add b", f"Reviewed-by: {CY}")
    side = served.commit({"b": "1"}, message, author=ANN, branch="side")
    served.commit(
        {"b": "1"}, "Merge", author=merger, committer=committer, parents=[base, side]
    )
    count(repository)
    rows = [row for row in record(repository) if row[0] in ("cy", "dee")]
    assert ("cy", "reviewed", points, reason) in rows
    assert not any(row[1] == "landed" for row in rows)


def test_a_forge_that_lands_a_change_earns_nothing_by_it(repository, served, count):
    message = credit("Add a", f"Reviewed-by: {BOB}")
    forge = "GitHub <noreply@github.com>"
    served.commit({"a": "1"}, message, author=ANN, committer=forge)
    count(repository)
    assert record(repository) == [
        ("ann", "authored", 60, ""),
        ("bob", "reviewed", 15, ""),
    ]


def test_only_three_reviewers_and_five_co_authors_share(repository, served, count):
    lines = [f"Co-authored-by: P{i} <p{i}@x.example>" for i in range(7)]
    lines += [f"Reviewed-by: R{i} <r{i}@x.example>" for i in range(4)]
    served.commit({"a": "1"}, credit("Add a", *lines), author=ANN, committer=BOB)
    count(repository)
    rows = record(repository)
    assert [r[2] for r in rows if r[1] == "co-authored"] == [10] * 5 + [0] * 2
    assert [r[2] for r in rows if r[1] == "reviewed"] == [15] * 3 + [0]
    assert {r[3] for r in rows if not r[2]} == {"one-of-too-many"}


def test_machines_earn_nothing_and_take_no_share(repository, served, count):
    served.commit({"a": "1"}, author="renovate[bot] <bot@renovateapp.com>")
    message = credit("Add b", "Co-authored-by: Helper <noreply@helper.example>")
    served.commit({"b": "1"}, message, author=ANN)
    count(repository)
    assert record(repository) == [
        ("bot", "authored", 0, "bot"),
        ("ann", "authored", 60, ""),
    ]


@pytest.mark.parametrize(
    ("files", "message", "reason"),
    [
        ({}, "Nothing", "empty"),
        ({"vendor/x.c": "1", "yarn.lock": "2"}, "Vendor", "excluded-paths"),
        (
            {"a": "2"},
            "Add a\n\n(cherry picked from commit " + "a" * 40 + ")\n",
            "cherry-pick",
        ),
    ],
)
def test_some_commits_earn_nothing(repository, served, count, files, message, reason):
    served.commit(files, message, author=ANN)
    count(repository)
    assert record(repository) == [("ann", "authored", 0, reason)]


def test_a_merge_earns_nothing(repository, served, count):
    base = served.commit({"a": "1"}, author=ANN)
    side = served.commit({"b": "1"}, author=BOB, branch="side", parents=[base])
    served.commit({"b": "1"}, "Merge side", author=ANN, parents=[base, side])
    count(repository)
    assert sorted(record(repository)) == [
        ("ann", "authored", 0, "merge"),
        ("ann", "authored", 60, ""),
        ("bob", "authored", 60, ""),
    ]


def test_a_change_told_to_blame_as_formatting_earns_nothing(repository, served, count):
    oid = served.commit({"a": "1"}, author=ANN)
    count(repository)
    served.commit({".git-blame-ignore-revs": f"# format\n{oid}\n"}, author=BOB)
    count(repository)
    assert ("ann", "authored", 0, "listed-as-formatting") in record(repository)
    served.commit({".git-blame-ignore-revs": "\n"}, author=BOB)
    count(repository)
    assert ("ann", "authored", 60, "") in record(repository)


@pytest.mark.parametrize("by", ["id", "subject"])
def test_a_reverted_change_loses_its_points_until_restored(
    repository, served, count, by
):
    def undo(oid, subject):
        named = f"\n\nThis reverts commit {oid}.\n" if by == "id" else " (#7)"
        return served.commit({"a": oid}, f'Revert "{subject}"{named}', author=BOB)

    oid = served.commit({"a": "1"}, "Add a", author=ANN)
    count(repository)
    revert = undo(oid, "Add a")
    count(repository)
    assert record(repository) == [
        ("ann", "authored", 60, "reverted"),
        ("bob", "authored", 0, "revert"),
    ]
    subject = served.git("log", "-1", "--format=%s", "main")
    undo(revert, subject)
    count(repository)
    assert record(repository)[0] == ("ann", "authored", 60, "")


def test_a_reverted_change_that_lands_again_counts(repository, served, count):
    at = 1_700_000_100
    oid = served.commit({"a": "1"}, "Add a", author=ANN, at=at)
    undo = f'Revert "Add a"\n\nThis reverts commit {oid}.\n'
    served.commit({"a": None}, undo, author=BOB)
    served.commit({"a": "1"}, "Add a", author=ANN, at=at)
    count(repository)
    assert [row[2:] for row in record(repository)] == [
        (60, "reverted"),
        (0, "revert"),
        (60, ""),
    ]


def test_the_same_change_counts_once_in_a_project(
    repository, project, served, git_server, count
):
    other = git_server.create("fork.git")
    twin = repositories.add(other.url, project=project, holds=("code",))
    for place in (served, other):
        place.commit({"a": "1"}, "Add a", author=ANN, committer=ANN, at=1_700_000_100)
    count(repository)
    count(twin)
    assert record(repository) == [("ann", "authored", 60, "")]
    assert record(twin) == [("ann", "authored", 0, "duplicate")]


def test_counting_again_adds_nothing_and_new_commits_add_theirs(
    repository, served, count
):
    served.commit({"a": "1"}, author=ANN)
    assert count(repository) == 1
    assert contributions.count(repository) == 0
    served.commit({"a": "2"}, "Change a", author=ANN)
    assert count(repository) == 1


def test_a_rewritten_history_is_counted_anew(repository, served, count):
    base = served.commit({"a": "1"}, "Add a", author=ANN)
    served.commit({"a": "2"}, "Change a", author=BOB)
    count(repository)
    served.commit({"a": "3"}, "Mend a", author=CY, parents=[base])
    count(repository)
    assert record(repository) == [
        ("ann", "authored", 60, ""),
        ("cy", "authored", 60, ""),
    ]


def test_a_mailmap_joins_addresses_as_a_claim(repository, served, count):
    mailmap = "Ann Author <ann@example.org> <ann@old.example>\n"
    served.commit({".mailmap": mailmap}, author="ann <Ann@Old.example>")
    message = credit("Add a", f"Co-authored-by: {ANN}")
    served.commit({"a": "1"}, message, author="ann <Ann@Old.example>")
    count(repository)
    claim = AddressClaim.objects.get()
    assert (claim.address.email, claim.target.email) == (
        "ann@old.example",
        "ann@example.org",
    )
    # both addresses are one person, who is not their own co-author
    assert [row[1:3] for row in record(repository)] == [("authored", 60)] * 2


def test_a_claim_keeps_its_date_and_ends_with_its_line(repository, served, count):
    mailmap = "<ann@example.org> <ann@old.example>\n"
    served.commit({".mailmap": mailmap}, author="ann <ann@old.example>")
    count(repository)
    first = AddressClaim.objects.get()
    served.commit({"a": "1"}, author=ANN)
    count(repository)
    assert AddressClaim.objects.get().claimed_at == first.claimed_at
    served.commit({".mailmap": "# empty\n"}, author=ANN)
    count(repository)
    assert AddressClaim.objects.get().withdrawn_at is not None


def test_a_verified_address_is_known_whatever_a_mailmap_says(
    repository, served, count, make_user
):
    accounts.bind_addresses(make_user("ann@example.org", "ann@old.example"))
    message = credit("Add a", "Co-authored-by: Ann <ann@old.example>")
    served.commit({"a": "1"}, message, author=ANN)
    count(repository)
    assert record(repository) == [("ann", "authored", 60, "")]


def test_identities_are_entered_once_in_lower_case(repository, served, count):
    served.commit({"a": "1"}, "One", author="Ann <ANN@Example.org>")
    served.commit({"a": "2"}, "Two", author=ANN)
    count(repository)
    assert Identity.objects.get().email == "ann@example.org"
