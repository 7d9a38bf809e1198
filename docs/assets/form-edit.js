// Changes to the lines of a file in its canonical form. An edit replaces the lines `from` to `to`, the latter not included,
// counted from 0, by `lines`; where both are one, it puts them before that line.
import { entry, pairs } from "./form-yaml.js";

const indent = (line) => line.length - line.trimStart().length;
const says = (line) => line.trim() && !line.trimStart().startsWith("#");
const isItem = (line) => /^ *- /.test(line);

// The line behind what begins on a line: blank lines and comments at its end belong to what follows.
function end(lines, start) {
  let last = start;
  for (let at = start + 1; at < lines.length; at += 1) {
    if (!says(lines[at])) continue;
    if (indent(lines[at]) <= indent(lines[start])) break;
    last = at;
  }
  return last + 1;
}

// The keys directly below a line, or of the whole file, with their lines.
function keys(lines, start, stop) {
  const found = new Map();
  let depth = -1;
  for (let at = start; at < stop; at += 1) {
    if (!says(lines[at])) continue;
    if (depth < 0) depth = indent(lines[at]);
    const key = indent(lines[at]) === depth && /^ *([^\s:]+):/.exec(lines[at]);
    if (key) found.set(key[1], at);
  }
  return found;
}

// Where a key that is not there yet goes: behind the last of those before it.
function place(lines, found, order, key, first) {
  const before = order.slice(0, order.indexOf(key)).filter((other) => found.has(other));
  return before.length ? end(lines, Math.max(...before.map((other) => found.get(other)))) : first;
}

const insert = (at, lines) => ({ from: at, to: at, lines });

// Another claim of a property.
export function addClaim(lines, order, key, claim) {
  const top = keys(lines, 0, lines.length);
  if (!top.has("claims")) {
    const at = place(lines, top, order.top, "claims", lines.length);
    return insert(at, ["", "claims:", ...entry(claim, "  ", `${key}:`)]);
  }
  const start = top.get("claims");
  const found = keys(lines, start + 1, end(lines, start));
  if (!found.has(key)) return insert(place(lines, found, order.claims, key, start + 1), entry(claim, "  ", `${key}:`));
  const at = found.get(key);
  const stop = end(lines, at);
  const own = lines.slice(at + 1, stop);
  const fresh = entry(claim, "    ", "- ");
  if (own.length && isItem(own.find(says))) return insert(stop, fresh);
  const words = lines[at].slice(lines[at].indexOf(":") + 1).trim();
  const old = words ? [`    - ${words}`, ...own.map((line) => `  ${line}`)] : own.map((line) => `  ${line}`);
  if (!words) {
    const first = old.findIndex(says);
    old[first] = `    - ${old[first].trimStart()}`;
  }
  return { from: at, to: stop, lines: [`  ${key}:`, ...old, ...fresh] };
}

// A claim in place of the one on a line, which counts from 1.
export function replaceClaim(lines, line, claim) {
  let at = line - 1;
  if (/^ *value:/.test(lines[at])) {
    const deep = indent(lines[at]);
    while (indent(lines[at]) >= deep || !says(lines[at])) at -= 1;
  }
  const pad = " ".repeat(indent(lines[at]));
  const opening = isItem(lines[at]) ? "- " : `${lines[at].trimStart().split(":")[0]}:`;
  return { from: at, to: end(lines, at), lines: entry(claim, pad, opening) };
}

// Whether a claim stands below a variant, which it then need not name.
export function isOfVariant(lines, line) {
  const start = keys(lines, 0, lines.length).get("variants");
  return start !== undefined && line - 1 > start && line - 1 < end(lines, start);
}

// A new source at the end of those that only this file cites.
export function addSource(lines, key, source) {
  const fresh = [`  ${key}:`, ...pairs(source, "    ")];
  const top = keys(lines, 0, lines.length);
  if (top.has("sources")) return insert(end(lines, top.get("sources")), fresh);
  const last = lines.findLastIndex(says) + 1;
  return insert(last, ["", "sources:", ...fresh]);
}

// Edits in the order in which they are best made: from the file's end, so that no line changes its number. Two at one place are one.
export function inOrder(edits) {
  const found = [];
  for (const edit of edits) {
    const same = found.find((other) => other.from === edit.from && other.to === other.from && edit.to === edit.from);
    if (same) same.lines = [...same.lines, ...edit.lines];
    else found.push({ ...edit });
  }
  return found.sort((a, b) => b.from - a.from);
}

export function apply(lines, edits) {
  const found = [...lines];
  for (const { from, to, lines: fresh } of inOrder(edits)) found.splice(from, to - from, ...fresh);
  return found;
}
