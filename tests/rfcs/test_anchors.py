"""Where threads stand in a text that has changed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rfcs.alignment import align
from rfcs.anchors import Crossing
from rfcs.likeness import Pattern
from rfcs.sheets import Sheet

SUMMARY = "Drivers ship the interface under a free licence from their first release."
FIRMWARE = "Firmware may stay closed if anyone can pass it on without asking."
CONTACT = "A vendor names one person who answers questions about the interface."
TEXT = ["# Drivers", SUMMARY, "# Firmware", FIRMWARE, CONTACT]
CHINESE = (
    "调度器必须在每个时钟周期检查就绪队列并且将优先级最高的任务分配给空闲的处理器。"
)
JAPANESE = (
    "ドライバは最初のリリースから自由なライセンスで"
    "インターフェースを公開しなければならない。"
)
HEBREW = "מנהלי ההתקנים חייבים לפרסם את הממשק תחת רישיון חופשי מן הגרסה הראשונה."
ARABIC = "يجب على كل مورد أن يسمي شخصا واحدا يجيب عن الأسئلة المتعلقة بالواجهة."


def sheet(*texts):
    return Sheet(
        {"id": f"b-{n}", "text": text.lstrip("# "), "level": text.count("#", 0, 2)}
        for n, text in enumerate(texts)
    )


def placed(old, new, quote, *, at=0):
    old, new = sheet(*old), sheet(*new)
    start = old.text.index(quote, at)
    found = Crossing(old, new).place(start, start + len(quote))
    return found.method, new.text[found.start : found.end]


def test_words_of_an_unchanged_block_stay_where_the_block_goes():
    moved = ["# Drivers", "Something new.", SUMMARY, "# Firmware", CONTACT, FIRMWARE]
    assert placed(TEXT, moved, "under a free") == ("block", "under a free")
    assert placed(TEXT, moved, "stay closed") == ("block", "stay closed")


def test_of_equal_blocks_each_keeps_its_own_threads():
    rows = ["# A", "Yes.", "# B", "Yes."]
    old, new = sheet(*rows), sheet("# A", "Yes.", "New.", "# B", "Yes.")
    crossing = Crossing(old, new)
    for block, there in ((1, 1), (3, 4)):
        assert crossing.place(*old.span(block)).start == new.starts[there]


def test_words_that_stayed_in_a_changed_block_are_shifted():
    changed = SUMMARY.replace("Drivers ship", "All drivers, old and new, ship")
    new = [TEXT[0], changed, *TEXT[2:]]
    assert placed(TEXT, new, "under a free licence") == (
        "shifted",
        "under a free licence",
    )


def test_words_that_moved_into_another_paragraph_are_quoted_there():
    joined = f"{CONTACT} And this holds too. {SUMMARY}"
    new = ["# Drivers", "# Firmware", FIRMWARE, joined]
    method, words = placed(TEXT, new, "interface under a free licence from")
    assert (method, words) == ("quote", "interface under a free licence from")


def test_words_that_became_others_are_found_by_what_is_alike():
    changed = SUMMARY.replace("under a free licence", "under some permissive licence")
    new = [TEXT[0], changed, *TEXT[2:]]
    method, words = placed(TEXT, new, "the interface under a free licence")
    assert (method, words) == ("fuzzy", "the interface under some permissive licence")


def test_a_quote_of_which_half_is_gone_stands_on_the_rest():
    new = [TEXT[0], "Drivers ship the interface under a free licence.", *TEXT[2:]]
    method, words = placed(TEXT, new, SUMMARY)
    assert method == "fuzzy"
    assert words.startswith("Drivers ship the interface under a free licence")


def test_a_quote_across_blocks_is_found_across_them():
    new = [*TEXT[:3], FIRMWARE.replace("closed", "secret"), CONTACT, "More."]
    quote = "without asking. A vendor names one person"
    assert placed(TEXT, new, quote) == ("shifted", quote)


def test_gone_words_lead_to_their_section_and_then_to_the_document():
    new = [TEXT[0], SUMMARY, TEXT[2], "All of this was withdrawn by its author."]
    assert placed(TEXT, new, "A vendor names one person") == ("section", "Firmware")
    method, _ = placed(TEXT, ["Nothing of it is left."], "A vendor names one person")
    assert method == "document"


def test_a_section_that_got_another_name_is_known_by_what_stands_in_it():
    new = [TEXT[0], SUMMARY, "# Blobs and microcode", FIRMWARE]
    assert placed(TEXT, new, "one person who answers questions") == (
        "section",
        "Blobs and microcode",
    )


def test_a_few_letters_are_never_guessed():
    new = ["# Drivers", "We ask for openness and for one licence only.", *TEXT[2:]]
    assert placed(TEXT, new, "a free")[0] == "section"


def test_of_two_places_that_are_as_good_none_is_taken():
    row = "the value of {} is written before the lock is taken"
    old = ["# A", row.format("x"), "# B", "Other words."]
    new = ["# B", row.format("y"), "Words between.", row.format("z"), "# C"]
    assert placed(old, new, row.format("x"))[0] in ("section", "document")


def test_nothing_is_found_in_a_text_about_something_else():
    other = ["# Queues", "A consumer takes messages in the order of their arrival."]
    for quote in (SUMMARY, "Firmware may stay closed", "one person"):
        assert placed(TEXT, other, quote)[0] == "document"


@pytest.mark.parametrize(
    ("text", "quote", "old", "new"),
    [
        (CHINESE, "检查就绪队列并且将优先级最高的任务", "优先级最高", "等待时间最长"),
        (JAPANESE, "自由なライセンスでインターフェースを公開", "自由な", "寛容な"),
        (HEBREW, "לפרסם את הממשק תחת רישיון חופשי", "חופשי", "מתירני"),
        (ARABIC, "يسمي شخصا واحدا يجيب عن الأسئلة", "واحدا", "مسؤولا"),
    ],
)
def test_every_script_is_read(text, quote, old, new):
    before = ["# 一", text, FIRMWARE]
    longer = f"{FIRMWARE} {text} {FIRMWARE}"
    assert placed(before, ["# 一", longer], quote) == ("shifted", quote)
    changed = text.replace(old, new)
    method, words = placed(before, ["# 一", changed, FIRMWARE], quote)
    assert (method, words) == ("fuzzy", quote.replace(old, new))
    assert placed(before, ["# 一", FIRMWARE], quote)[0] == "section"


def test_a_long_selection_is_found_by_its_head_and_its_tail():
    words = " ".join(f"word{number} follows" for number in range(300))
    changed = words.replace("word150 follows", "word150 leads")
    method, found = placed(["# A", words], ["# A", "New.", changed], words)
    assert (method, found) == ("fuzzy", changed)


def test_one_anchor_costs_little_however_repetitive_the_text():
    old = sheet(*["a b a c " * 200] * 400)
    new = sheet(*["b a b d " * 200] * 400)
    crossing = Crossing(old, new)
    _ = new.seeds
    started = time.process_time()
    for start in range(0, 100_000, 5_000):
        crossing.place(start, start + 300)
    assert time.process_time() - started < 2


def test_locating_a_quote_minds_its_offset():
    here = sheet("one two one two one")
    assert here.locate("b-0", "one") == (0, 3)
    assert here.locate("b-0", "one", 4) == (8, 11)
    assert here.locate("b-0", "three") == (0, 19)
    assert here.locate("b-7", "one") is None


@given(st.text("ab c", max_size=30), st.text("ab c", max_size=30))
def test_a_distance_is_the_least_number_of_edits(one, other):
    assert Pattern(one).distance(other) == _edits(one, other)
    edits, start, end = Pattern(one).nearest(other)
    assert edits == _edits(one, other[start:end])


@given(st.text("abc", max_size=40), st.text("abc", max_size=40))
def test_runs_are_in_order_and_the_same_on_both_sides(one, other):
    i = j = 0
    for a, b, size in align(one, other, all_single=True):
        assert a >= i
        assert b >= j
        assert one[a : a + size] == other[b : b + size]
        i, j = a + size, b + size


def _edits(one, other):
    row = list(range(len(other) + 1))
    for i, x in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
