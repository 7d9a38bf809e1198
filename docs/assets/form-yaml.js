// Writes the wiki's YAML as `build_entities.py fmt` does.

const RESERVED = new Set("'\"[]{}>|#@`%,&*!");
const TYPED = new Set(["true", "false", "null", "~"]);
const WIDTH = 110;

// What someone typed or pasted, on one line, without what no editor shows.
export function tidy(text) {
  return text.replace(/\s+/gu, " ").replace(/[\p{C}\u034f]/gu, "").replaceAll("\u2212", "-").replace(/ +/g, " ").trim();
}

// Whether a text can stand without quotation marks; an item of a list also has to be no key.
function isPlain(text, inList) {
  return !(
    RESERVED.has(text[0]) || TYPED.has(text.toLowerCase()) || /^[-?:](?: |$)/.test(text) || /: | #|:$/.test(text) ||
    (inList && /^[a-z][a-z_]*:(?!\/\/)[^\s:]/.test(text))
  );
}

export function scalar(text, inList = false) {
  if (isPlain(text, inList)) return text;
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

function wrapped(text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last && last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

// Prose of one paragraph or several: one is folded, several are kept as they are, each on a line of its own.
export function prose(key, paragraphs) {
  if (paragraphs.length === 1) return [`${key}: >-`, ...wrapped(paragraphs[0]).map((line) => `  ${line}`)];
  return [`${key}: |`, ...paragraphs.flatMap((words, at) => [...(at ? [""] : []), `  ${words}`])];
}

// An object of texts, one key a line.
export function pairs(fields, pad) {
  return Object.entries(fields).filter(([, text]) => text).map(([key, text]) => `${pad}${key}: ${scalar(text)}`);
}

// A list's item of an object.
export function item(fields, pad) {
  const lines = pairs(fields, `${pad}  `);
  return [`${pad}- ${lines[0].trimStart()}`, ...lines.slice(1)];
}

// A claim on one line, or as the fields of the long form where its text could hold what reads as a qualifier.
export function claim({ value = "…", variant, condition, as_of, cite }, isText) {
  const narrowed = [variant && `variant ${variant}`, condition, as_of && `as of ${as_of}`].filter(Boolean);
  if (isText && (narrowed.length || !/[^\])]$/.test(value))) {
    return Object.fromEntries(Object.entries({ value, variant, condition, as_of, cite }).filter(([, text]) => text));
  }
  return `${value}${narrowed.length ? ` (${narrowed.join("; ")})` : ""}${cite ? ` [@${cite}]` : ""}`;
}

function claims(key, found) {
  if (found.length > 1) return [`  ${key}:`, ...found.flatMap((one) => entry(one, "    ", "- "))];
  return entry(found[0], "  ", `${key}:`);
}

// A claim behind a dash or a key.
export function entry(one, pad, opening) {
  const dash = opening === "- ";
  if (typeof one === "string") return [`${pad}${opening}${dash ? "" : " "}${scalar(one, dash)}`];
  return dash ? item(one, pad) : [`${pad}${opening}`, ...pairs(one, `${pad}  `)];
}

// A file: head, names, lead, claims and sources; a blank line before whatever takes several.
export function file(modeline, { name, class: group, names, lead, claims: found, sources }) {
  const lines = [modeline, ...pairs({ name, class: group }, "")];
  if (names) lines.push("names:", ...names.flatMap((one) => item(one, "  ")));
  if (lead) lines.push("", ...prose("lead", lead));
  if (found) lines.push("", "claims:", ...Object.entries(found).flatMap(([key, list]) => claims(key, list)));
  if (sources) lines.push("", "sources:", ...Object.entries(sources).flatMap(([key, source]) => [`  ${key}:`, ...pairs(source, "    ")]));
  return `${lines.join("\n")}\n`;
}
