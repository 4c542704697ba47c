"""References are read as what forges mean by them."""

import pytest

from mirror import forges


@pytest.mark.parametrize(
    ("url", "ref", "label", "page"),
    [
        (
            "https://github.com/rust-lang/rfcs.git", "refs/pull/123/head",
            "#123", "https://github.com/rust-lang/rfcs/pull/123",
        ),
        (
            "https://codeberg.org/a/b", "refs/pull/4/head",
            "#4", "https://codeberg.org/a/b/pulls/4",
        ),
        (
            "https://gitlab.com/a/b/c.git", "refs/merge-requests/5/head",
            "!5", "https://gitlab.com/a/b/c/-/merge_requests/5",
        ),
        (
            "https://go.googlesource.com/proposal", "refs/changes/21/654321/7",
            "change 654321",
            "https://go-review.googlesource.com/c/proposal/+/654321",
        ),
        (
            "https://review.opendev.org/openstack/nova-specs", "refs/changes/01/1/2",
            "change 1", "https://review.opendev.org/c/openstack/nova-specs/+/1",
        ),
        (
            "https://github.com/a/b", "refs/heads/rfc/x y",
            "rfc/x y", "https://github.com/a/b/tree/rfc/x%20y",
        ),
        ("https://git.example.org/a", "refs/heads/x", "x", ""),
        ("http://127.0.0.1:8417/a.git", "refs/pull/1/head", "#1", ""),
    ],
)  # fmt: skip
def test_a_proposal_has_its_forges_name_and_page(url, ref, label, page):
    name = forges.name_of(ref)
    assert name is not None
    assert (name.label, forges.page(url, name)) == (label, page)


@pytest.mark.parametrize(
    "ref",
    [
        "refs/pull/1/merge",
        "refs/pull/x/head",
        "refs/changes/45/12345/meta",
        "refs/notes/commits",
        "refs/pull/" + "9" * 40 + "/head",
        "",
    ],
)
def test_what_is_no_proposal_has_no_name(ref):
    assert forges.name_of(ref) is None
