// Offers to comment on selected words: a link beside them that opens the same form
// as the sign beside a paragraph, which needs no script.

const text = document.querySelector("#text");
const link = document.createElement("a");
link.className = "button button--primary select-act no-print";
link.textContent = "Comment on the selection";

const LONGEST = 300;
const END = 100;
let waiting;

const blockOf = (node) => {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest?.("#text .block");
};

const wordsOf = (range) => range.toString().replace(/\s+/g, " ").trim();

function within(range, block) {
  const part = document.createRange();
  part.selectNodeContents(block);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) {
    part.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) {
    part.setEnd(range.endContainer, range.endOffset);
  }
  return wordsOf(part);
}

function offer() {
  link.remove();
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const touched = [...text.querySelectorAll(".block")].filter(
    (block) => range.intersectsNode(block) && within(range, block),
  );
  const [first, last] = [touched[0], touched.at(-1)];
  if (!first || !blockOf(range.startContainer)) return;
  const query = new URLSearchParams({ block: first.id });
  const words = within(range, first);
  query.set("words", words.slice(0, LONGEST));
  if (last !== first) {
    query.set("last_block", last.id);
    query.set("until", within(range, last).slice(-END));
  } else if (words.length > LONGEST) {
    query.set("until", words.slice(-END));
  }
  link.href = `${location.pathname}?${query}#compose`;
  const box = range.getBoundingClientRect();
  last.append(link);
  link.style.top = `${box.bottom - last.getBoundingClientRect().top + 6}px`;
}

document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 200);
});
offer();
