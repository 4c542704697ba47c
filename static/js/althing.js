// Adds to pages that already work: fetches htmx when somebody first reaches for
// an element that uses it, and keeps what they were writing.

const wanted = "[hx-get],[hx-post]";
const source = document.querySelector("meta[name=htmx-source]")?.content;
let loading;

function loadHtmx(event) {
  if (loading || !source || !event.target.closest?.(`${wanted},form`)) return;
  if (!document.querySelector(wanted)) return;
  loading = document.createElement("script");
  loading.src = source;
  document.head.append(loading);
}

// A browser that jumps to a part of the page does not put the cursor into its form,
// and takes it out again when it jumps: that is over a frame after everything came.
addEventListener("load", () => {
  requestAnimationFrame(() => {
    if (!location.hash || document.activeElement !== document.body) return;
    document.querySelector("main [autofocus]")?.focus();
  });
});

// Control or command with Enter sends what one is writing, by the form's first button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const { form } = event.target.closest?.("textarea") ?? {};
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.button--primary") ?? undefined);
});

for (const kind of ["pointerover", "focusin", "touchstart"]) {
  document.addEventListener(kind, loadHtmx, { passive: true });
}

// A draft survives a lost session, a refusal, a reload or a step back, and a
// revision that arrives meanwhile: its key names the text, not the revision. It
// goes once the server has said that what was sent is kept.
const of = (box) => box.dataset.of ?? box.form?.getAttribute("action");
const key = (box) => `draft:${of(box)}:${box.dataset.draft}`;
const place = (name) => name.replace("draft:", "place:");

if (document.querySelector("[data-saved]")) {
  const sent = sessionStorage.getItem("sent") ?? "";
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(place(sent));
  sessionStorage.removeItem("sent");
}
for (const box of document.querySelectorAll("textarea[data-draft]")) {
  box.value ||= sessionStorage.getItem(key(box)) ?? "";
}
document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.draft) return;
  sessionStorage.setItem(key(target), target.value);
  const text = target.form?.getAttribute("action").replace(/comment\/$/, "");
  sessionStorage.setItem(place(key(target)), text + location.search + "#compose");
});
document.addEventListener("submit", ({ target }) => {
  const box = target.querySelector("textarea[data-draft]");
  if (box) sessionStorage.setItem("sent", key(box));
});

// What was begun on a paragraph that this page has no form for: the way back to it.
const text = document.querySelector("#text");
for (const box of document.querySelectorAll("textarea[data-of][id=body]")) {
  const begun = Object.keys(sessionStorage).filter(
    (name) => name.startsWith(`draft:${box.dataset.of}:comment-b-`) && name !== key(box),
  );
  for (const name of begun) {
    if (!sessionStorage.getItem(name)?.trim()) continue;
    const line = document.createElement("p");
    line.className = "notice";
    const link = document.createElement("a");
    link.href = sessionStorage.getItem(place(name)) ?? "#";
    link.textContent = "Continue the comment that you began";
    line.append(link);
    (text?.parentElement ?? box.form).before(line);
  }
}

// The words that threads are about are marked once somebody reaches into the text.
if (text?.dataset.words && CSS.highlights) {
  for (const kind of ["pointerover", "focusin", "touchstart"]) {
    document.addEventListener(kind, () => import(text.dataset.words), {
      once: true,
      passive: true,
    });
  }
}

// Comment on a selection: its module comes when somebody first selects or presses.
if (text?.dataset.select) {
  document.addEventListener("selectionchange", () => import(text.dataset.select), {
    once: true,
  });
}
