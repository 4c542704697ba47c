"""Task lists in a ROADMAP.md."""

from roadmap.formats import tasks

TEXT = """\
# Roadmap 2026

## 2026-Q3

- [x] Pool the memory, by @ada and @bo <!-- id: pools -->
  - [x] Design
  - [ ] Tests
- [ ] Write the [guide](https://example.org/guide) (2026-Q4)
  with a second line
1. [ ] ~~Support the old card~~

```
- [ ] not this
```

## Drivers

### v1.4

* [ ] One driver for all
    * [x] Scan
* an item without a box
  * [ ] hidden below it

## Later

- [ ] Something (2026-02-30)
"""


def read(text):
    return tasks.read("ROADMAP.md", text.encode())


def test_boxes_become_milestones_with_target_track_and_criteria():
    found = {m.key: m for m in read(TEXT).milestones}
    pools = found["pools"]
    assert pools.title == "Pool the memory, by @ada and @bo"
    assert (pools.state, pools.status, pools.target) == ("done", "[x]", "2026-Q3")
    assert pools.owner == "@ada, @bo"
    assert pools.criteria == ("Design (done)", "Tests")
    guide = found["write-the-guide"]
    assert (guide.target, guide.links) == (
        "2026-Q4",
        (("guide", "https://example.org/guide"),),
    )
    assert found["support-the-old-card"].state == "dropped"
    driver = found["one-driver-for-all"]
    assert (driver.track, driver.target, driver.state) == ("Drivers", "v1.4", "active")
    assert found["hidden-below-it"].track == "Drivers"
    assert found["something"].target == "2026-02-30"
    assert len(found) == 6


def test_a_mark_of_ones_own_is_kept_as_it_stands_and_flagged():
    found = read("- [/] Begun\n- [?] Perhaps\n  - [~] Half\n- [1] a footnote\n")
    begun, perhaps = found.milestones
    assert (begun.title, begun.status, begun.state) == ("Begun", "[/]", "unknown")
    assert (perhaps.status, perhaps.criteria) == ("[?]", ("Half [~]",))
    assert [(i.code, i.line) for i in found.issues] == [
        ("unknown-mark", 1),
        ("unknown-mark", 2),
    ]


def test_a_file_without_boxes_holds_nothing():
    found = read("# Plans\n\n- one\n- two\n")
    assert (found.milestones, found.issues) == ((), ())


def test_an_id_that_no_address_can_hold_is_flagged():
    found = read("- [ ] A thing <!-- id: a/b -->\n")
    assert [i.code for i in found.issues] == ["bad-id"]
    assert found.milestones[0].key == "a-thing"


def test_quarters_written_the_other_way_round_are_targets():
    (found,) = read("## Q3 2026\n\n- [ ] A\n").milestones
    assert found.target == "2026-Q3"
