"""Rust project goals, in the shapes that their periods have."""

from roadmap.formats import goals
from roadmap.formats.found import Ask

NEW = """\
# Reborrow traits

| Metadata         |                                    |
| :--------------- | ---------------------------------- |
| Point of contact | @ada                               |
| Status           | Accepted                           |
| What and why     | Extend `Pin<&mut T>`, a \\| b       |
| Timespan         | 2026-2027                          |
| Roadmap          | Beyond the `&`                     |
| Roadmap          | Rust for Linux                     |
| Tracking issue   | [rust-lang/goals#399]              |
| [types] champion | @oli                               |
| [lang] champion  | @tyl                               |

## Summary

Bring the traits to nightly.

## Motivation

```markdown
| Metadata | |
| Status | Not this one |
```

### Work items over the next year

| Task                | Owner(s)         | Notes |
| ------------------- | ---------------- | ----- |
| Land the first [PR](https://example.org/1) | @ada, @bo | |
| Write the tests     | ![Help Wanted][] |       |

## Team asks

| Team       | Support level | Notes          |
| ---------- | ------------- | -------------- |
| [lang]     | Medium        | Feedback       |
| [compiler] | Small         |                |
| [libs]     |               |                |

## Funding

| Purpose | Cost | Funded | Sponsor(s) |
|---------|------|--------|------------|
| Half a year | $60,000 | No | |
"""
OLD = """\
## Bring Async closer

| Metadata         |             |
|------------------|-------------|
| Point of contact | @tom        |
| Status           | Not accepted |
| Flagship         | Yes         |
| Tracking issue   | [the issue][105] |

[105]: https://github.com/rust-lang/rust-project-goals/issues/105

## Ownership and team asks

| Task                | Owner(s) or team(s)             | Notes |
|---------------------|---------------------------------|-------|
| Author RFC          | @tom                            |       |
| RFC decision        | ![Team][] [lang], [libs-api][]  |       |
| Implementation      | ![Help wanted][]                |       |
"""


def read(text, path="src/2026/reborrow.md"):
    return goals.read(path, text.encode())


def test_a_goal_of_this_year_is_read_whole():
    found = read(NEW)
    assert found.issues == ()
    (goal,) = found.milestones
    assert (goal.key, goal.title, goal.owner) == (
        "2026-reborrow",
        "Reborrow traits",
        "@ada",
    )
    assert (goal.status, goal.state, goal.confidence, goal.target) == (
        "Accepted",
        "active",
        "committed",
        "2026",
    )
    assert goal.champion == "@oli (types), @tyl (lang)"
    assert goal.tracking == "https://github.com/rust-lang/goals/issues/399"
    assert goal.track == "Beyond the &"
    assert goal.summary == "Bring the traits to nightly."
    assert goal.asks == (
        Ask("lang", "Medium", "Feedback", "@tyl"),
        Ask("compiler", "Small"),
    )
    assert goal.criteria == ("Land the first PR (@ada, @bo)", "Write the tests")
    assert goal.needs == ("Help: Write the tests", "Funding: Half a year ($60,000)")
    assert ("Timespan", "2026-2027") in goal.more
    assert ("Roadmap", "Rust for Linux") in goal.more


def test_a_goal_of_an_older_period_is_read_whole():
    (goal,) = read(OLD, "src/2024h2/async.md").milestones
    assert (goal.key, goal.target, goal.track) == ("2024h2-async", "2024h2", "Flagship")
    assert (goal.status, goal.state) == ("Not accepted", "dropped")
    assert goal.tracking.endswith("/rust-project-goals/issues/105")
    assert [ask.team for ask in goal.asks] == ["lang", "libs-api"]
    assert goal.asks[0].what == "RFC decision"
    assert goal.criteria == ("Author RFC (@tom)", "Implementation")


def test_a_word_that_is_no_status_is_kept_and_flagged():
    found = read(NEW.replace("Accepted", "Invited"))
    assert (found.milestones[0].status, found.milestones[0].state) == (
        "Invited",
        "unknown",
    )
    assert [issue.code for issue in found.issues] == ["unknown-status"]


def test_a_theme_becomes_a_track_and_other_pages_nothing():
    theme = "# Fast\n\n| Metadata | |\n|--|--|\n| Short title | Fast Builds |\n"
    found = read(theme, "src/2026/roadmap-fast.md")
    assert [(t.slug, t.title) for t in found.tracks] == [("fast-builds", "Fast Builds")]
    assert read("# Questions\n\nNone.\n", "src/2026/faq.md").milestones == ()


def test_a_goal_without_status_or_owner_says_so():
    text = "# A\n\n| Metadata | |\n|--|--|\n| Point of contact | @a |\n"
    assert [i.code for i in read(text).issues] == ["missing-status"]
    text = "# A\n\n| Metadata | |\n|--|--|\n| Status | Proposed |\n"
    assert [i.code for i in read(text).issues] == ["missing-owner"]


def test_bytes_of_any_kind_are_survived():
    for text in ("", "|", "| Metadata |\n|", "| Metadata | |\n||\n| Status |\n", "\0"):
        read(text)
    goals.read("src/2026/x.md", b"\xff\xfe| Metadata |")
