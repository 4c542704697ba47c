// Marks the words that threads are about, where they stand in the text.

const text = document.querySelector("#text");
const talked = new Highlight();
CSS.highlights.set("talked", talked);

function* lettersOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".block__link, .select-act")) continue;
    for (let at = 0; at < node.length; at++) {
      if (/\S/.test(node.data[at])) yield [node, at];
    }
  }
}

// White space does not count; words may go on in the blocks that follow.
function rangeOf(block, words) {
  const sought = words.replace(/\s+/g, "");
  const blocks = [...text.querySelectorAll(".block")];
  const letters = [...lettersOf(block)];
  const enough = letters.length + sought.length;
  for (const next of blocks.slice(blocks.indexOf(block) + 1)) {
    if (letters.length >= enough) break;
    letters.push(...lettersOf(next));
  }
  const said = letters.map(([node, at]) => node.data[at]).join("");
  const at = said.indexOf(sought);
  if (at < 0 || !sought) return null;
  const range = new Range();
  range.setStart(...letters[at]);
  const [last, place] = letters[at + sought.length - 1];
  range.setEnd(last, place + 1);
  return range;
}

function mark() {
  talked.clear();
  for (const quote of text.querySelectorAll(".discussed [data-words]")) {
    const block = quote.closest(".discussed").querySelector(":scope > .block");
    const range = block && rangeOf(block, quote.dataset.words || quote.textContent);
    if (range) talked.add(range);
  }
}

mark();
document.addEventListener("htmx:afterSettle", mark);
