// Checks the ledger in this browser: the signature over the newest checkpoint, the
// tiles up to its root, and the bytes that the page shows. A tick appears only for
// what was computed here. Formats: c2sp.org/tlog-tiles, c2sp.org/signed-note, RFC 6962.

const page = document.querySelector("[data-ledger]");
const base = page?.dataset.ledger;
const WIDTH = 256;
const SIZE = 32;

class Wrong extends Error {}

const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const bytesOf = (words) => new TextEncoder().encode(words);
const decode = (words) => Uint8Array.from(atob(words), (c) => c.charCodeAt(0));
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

const sha256 = async (...parts) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

async function rootOf(hashes) {
  let row = hashes;
  while (row.length > 1) {
    const next = [];
    for (let i = 0; i + 1 < row.length; i += 2) next.push(nodeHash(row[i], row[i + 1]));
    const odd = row.length % 2 ? [row.at(-1)] : [];
    row = [...(await Promise.all(next)), ...odd];
  }
  return row[0];
}

async function read(path, cache = "default") {
  const answer = await fetch(base + path, { credentials: "omit", cache });
  if (!answer.ok) throw new Wrong(`${path} is missing`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function openNote(note, vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const key = decode(rest.join("+"));
  const own = await sha256(bytesOf(`${name}\n`), key);
  if (key[0] !== 1 || hex(own.slice(0, 4)) !== id) throw new Wrong("the key is damaged");
  const cut = note.lastIndexOf("\n\n");
  const signed = note.slice(0, cut + 1);
  const publicKey = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, [
    "verify",
  ]);
  for (const line of note.slice(cut + 2).split("\n")) {
    const [dash, signer, value] = line.split(" ");
    if (dash !== "—" || signer !== name) continue;
    const raw = decode(value);
    if (hex(raw.slice(0, 4)) !== id) continue;
    const good = await crypto.subtle.verify("Ed25519", publicKey, raw.slice(4), bytesOf(signed));
    if (!good) throw new Wrong("the checkpoint's signature is false");
    const [origin, size, root, end] = signed.split("\n");
    if (origin !== name || !/^(0|[1-9]\d{0,14})$/.test(size) || end !== "") break;
    return { size: Number(size), root: decode(root) };
  }
  throw new Wrong("the checkpoint is not signed by the log's key");
}

function tilePath(level, number, width) {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

async function readTile(level, number, width) {
  const data = await read(tilePath(level, number, width));
  if (data.length !== width * SIZE) throw new Wrong(`tile ${level}/${number} is too short`);
  return Array.from({ length: width }, (_, i) => data.slice(i * SIZE, (i + 1) * SIZE));
}

// A tree whose tiles are believed only once they lead to the signed root.
class Tree {
  constructor(size) {
    this.counts = [];
    for (let count = size; count; count = Math.floor(count / WIDTH)) this.counts.push(count);
    this.tiles = new Map();
  }

  async open(root) {
    let right;
    for (const [level, count] of this.counts.entries()) {
      const number = Math.floor(count / WIDTH);
      if (!(count % WIDTH)) continue;
      const row = await readTile(level, number, count % WIDTH);
      this.tiles.set(`${level}/${number}`, row);
      for (let end = row.length; end; ) {
        const run = end & -end;
        const left = await rootOf(row.slice(end - run, end));
        right = right ? await nodeHash(left, right) : left;
        end -= run;
      }
    }
    if (!right || !equal(right, root)) throw new Wrong("the tiles do not lead to the signed root");
  }

  async tile(level, number) {
    const name = `${level}/${number}`;
    if (!this.tiles.has(name)) {
      if (level >= this.counts.length) throw new Wrong(`tile ${name} is beyond the log`);
      const row = await readTile(level, number, WIDTH);
      const above = await this.tile(level + 1, Math.floor(number / WIDTH));
      const wanted = above[number % WIDTH];
      if (!wanted || !equal(await rootOf(row), wanted)) throw new Wrong(`tile ${name} was changed`);
      this.tiles.set(name, row);
    }
    return this.tiles.get(name);
  }

  async holds(index, entry) {
    const row = await this.tile(0, Math.floor(index / WIDTH));
    return equal(await leafHash(entry), row[index % WIDTH] ?? []);
  }
}

// RFC 9162, 2.1.4.2: does the log of ``newer`` extend that of ``older``?
async function extendsIt(older, newer, proof) {
  if (older.size === newer.size) return equal(older.root, newer.root);
  const hashes = [...proof];
  if (Number.isInteger(Math.log2(older.size))) hashes.unshift(older.root);
  let here = older.size - 1;
  let last = newer.size - 1;
  const up = () => ([here, last] = [Math.floor(here / 2), Math.floor(last / 2)]);
  while (here % 2) up();
  let [first, second] = [hashes[0], hashes[0]];
  for (const sibling of hashes.slice(1)) {
    if (!last) return false;
    if (here % 2 || here === last) {
      first = await nodeHash(sibling, first);
      second = await nodeHash(sibling, second);
      while (here % 2 === 0 && here) up();
    } else {
      second = await nodeHash(second, sibling);
    }
    up();
  }
  return !last && equal(first, older.root) && equal(second, newer.root);
}

// This browser is a witness: it remembers the last head that it saw of this log.
// A log on one's own machine is often begun anew, so there the key is part of the name.
async function compareWithMemory(head, vkey) {
  const own = /^(localhost|127\.|\[::1\])/.test(location.hostname);
  const name = `ledger:${own ? vkey : vkey.split("+")[0]}`;
  const seen = JSON.parse(localStorage.getItem(name) ?? "null");
  let sentence = "";
  if (seen) {
    if (seen.vkey !== vkey) throw new Wrong("the log shows another key than on your last visit");
    const old = { size: seen.size, root: decode(seen.root) };
    const [older, newer] = old.size <= head.size ? [old, head] : [head, old];
    const path = `proof/consistency?from=${older.size}&to=${newer.size}`;
    const proof = JSON.parse(text(await read(path))).proof.map(decode);
    if (!(await extendsIt(older, newer, proof))) {
      throw new Wrong(`the log was rewritten since your last visit, when it had ${seen.size} entries`);
    }
    sentence = ` It still holds the ${seen.size} entries of your last visit.`;
    if (newer === old) return sentence;
  }
  const root = btoa(String.fromCharCode(...head.root));
  localStorage.setItem(name, JSON.stringify({ vkey, size: head.size, root }));
  return sentence;
}

async function check() {
  const vkey = page.dataset.vkey;
  const head = await openNote(text(await read("checkpoint", "no-cache")), vkey);
  const tree = new Tree(head.size);
  await tree.open(head.root);
  const memory = await compareWithMemory(head, vkey);
  let checked = 0;
  for (const shown of page.querySelectorAll("[data-entry]")) {
    const index = Number(shown.dataset.entry);
    if (index >= head.size) continue;
    const entry = bytesOf(shown.querySelector("[data-bytes]").textContent);
    if (!(await tree.holds(index, entry))) throw new Wrong(`entry ${index} is not what was signed`);
    shown.querySelector("[data-tick]").classList.remove("unproved");
    checked += 1;
  }
  const entries = checked === 1 ? "this entry" : `these ${checked} entries`;
  say("accept", `✓ This browser checked the signature and the path of ${entries} to it.${memory}`);
}

function say(tone, sentence) {
  const verdict = page.querySelector("[data-verdict]");
  verdict.classList.add(`notice--${tone}`);
  verdict.textContent = sentence;
  verdict.dataset.verdict = tone;
}

async function run() {
  if (!page?.querySelector("[data-verdict]")) return;
  if (!globalThis.crypto?.subtle) {
    say("hold", "This browser computes signatures only over https, so nothing was checked here.");
    return;
  }
  try {
    await check();
  } catch (error) {
    if (error.name === "NotSupportedError") {
      say("hold", "This browser does not know Ed25519 signatures, so nothing was checked here.");
    } else if (error instanceof Wrong) {
      say("reject", `Not verified: ${error.message}. Keep the checkpoint shown here and ask why.`);
    } else {
      say("hold", `Nothing was checked here: ${error.message}.`);
    }
  }
}

run();
