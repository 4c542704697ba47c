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

for (const kind of ["pointerover", "focusin", "touchstart"]) {
  document.addEventListener(kind, loadHtmx, { passive: true });
}

// A draft survives a lost session, a refusal, a reload or a step back. It goes
// once the server has said that what was sent is kept.
const key = (box) => `draft:${box.form?.getAttribute("action")}:${box.dataset.draft}`;

if (document.querySelector("[data-saved]")) {
  sessionStorage.removeItem(sessionStorage.getItem("sent") ?? "");
}
for (const box of document.querySelectorAll("textarea[data-draft]")) {
  box.value ||= sessionStorage.getItem(key(box)) ?? "";
}
document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draft) sessionStorage.setItem(key(target), target.value);
});
document.addEventListener("submit", ({ target }) => {
  const box = target.querySelector("textarea[data-draft]");
  if (box) sessionStorage.setItem("sent", key(box));
});
