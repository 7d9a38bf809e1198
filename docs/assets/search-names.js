// Finds articles by name. The lists it reads, and the form in which names are compared, are made by panoply/search_names.py
// and panoply/search_words.py.
const FOLDER = new URL("../data/search/", import.meta.url);
const SITE = new URL("../", import.meta.url);
const TIER = 1e6, MOST = 200, MANY = 2000;
const LOOSE = /(\p{L}) (?=\p{L})/gu;
const loaded = new Map();
const read = new Map();

function load(name) {
  if (!loaded.has(name)) {
    const content = fetch(new URL(name, FOLDER)).then((answer) => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return name.endsWith(".json") ? answer.json() : answer.text();
    });
    content.catch(() => loaded.delete(name));
    loaded.set(name, content);
  }
  return loaded.get(name);
}

export const index = () => load("index.json");

// As search_words in Python does it. `alike` takes every strange letter for the Latin one it looks like.
export function fold(text, { latin, alike }, byLooks = false) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f'\u2019\u02bc]/g, "").replaceAll("+", " plus ");
  return (plain.match(/[\p{L}\p{N}]+/gu) || []).map((word) => {
    const looks = byLooks || /[a-z]/.test(word);
    const turned = Array.from(word, (letter) => (looks ? alike[letter] : null) ?? latin[letter] ?? letter).join("");
    return turned.match(/\p{Nd}+|[\p{L}\p{Nl}\p{No}]+/gu) || [];
  }).filter((parts) => parts.length);
}

// Damerau and Levenshtein's distance, adjacent letters swapped counting one; `most` + 1 for anything larger.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [], last = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

// The words of a file that someone who typed a part may have meant. Only letters are forgiven: a digit is another thing.
function meant(part, file) {
  const most = part.length < 4 || /\p{N}/u.test(part) ? 0 : part.length < 8 ? 1 : 2;
  if (!most) return new Map();
  file.words ||= new Set(file.text.match(/\p{L}{3,}/gu));
  const found = new Map();
  for (const word of file.words) {
    const far = word[0] === part[0] || part.length > 4 ? distance(part, word, most) : most + 1;
    if (far && far <= most) found.set(word, far);
  }
  return found;
}

// What a typed word looks like in a name: its last part may only have begun, and so may any part of two letters or more.
function pattern(parts, isLast, others) {
  const forms = parts.map((part, i) => {
    const ends = isLast && i === parts.length - 1;
    const rest = /\p{Nd}/u.test(part) ? (ends ? "\\p{Nd}*" : "") : part.length > 1 || ends ? "[^ ]*" : "";
    const alike = others ? [...others.get(part).keys()] : [];
    return alike.length ? `(?:${part + rest}|${alike.join("|")})` : part + rest;
  });
  return { find: new RegExp(` ${forms.join(" ")}(?=[ |])`, "u"), length: parts.join(" ").length + 1 };
}

function prepare(words, others) {
  const patterns = words.map((word, i) => pattern(word, i === words.length - 1, others));
  const sure = words.flat().filter((part) => !others || !others.get(part).size);
  sure.sort((a, b) => b.length - a.length);
  const last = words.at(-1).at(-1);
  return { patterns, sure, parts: words.flat().length, number: /\p{Nd}/u.test(last) ? last : "", others };
}

// How well a name fits; the less the better, Infinity if not at all: the whole name, its beginning, words in their order, words.
// A number of which only the first digits were typed is another number, and so comes after all these.
function misfit(name, { patterns, parts, number, others }) {
  let rest = name, at = -1, more = 0, tier = 1, far = 0, match;
  for (const { find, length } of patterns) {
    match = find.exec(rest);
    if (!match) return Infinity;
    if (others) for (const word of match[0].split(" ")) far += Math.max(0, ...[...others.values()].map((found) => found.get(word) || 0));
    more += match[0].length - length;
    if (at < 0 && match.index) tier = 2;
    if (match.index < at) tier = 3;
    at = match.index;
    if (patterns.length > 1) rest = rest.slice(0, at) + "|".repeat(match[0].length) + rest.slice(at + match[0].length);
  }
  let left = -parts - 1;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) === 32) left++;
  if (!left && !more && !far && tier === 1) return 0;
  if (!match[0].endsWith(number)) tier += 3;
  return (tier + 6 * far) * TIER + Math.max(0, left) * 10 + (more ? 5 : 0);
}

// The best name of each entity and variant that fits; `loose` takes letters for one word, whatever stands between them.
function scan(file, query, loose, allows, found) {
  file.lines ||= file.text.split("\n");
  lines: for (const line of file.lines) {
    if (!loose) for (const part of query.sure) if (!line.includes(part)) continue lines;
    const [head, own, ...others] = line.split("\t");
    let about = null, ownFits = false;
    for (let i = -1; i < others.length; i++) {
      let place = "0", words = own;
      if (i >= 0) {
        const gap = others[i].indexOf(" ");
        [place, words] = [others[i].slice(0, gap), others[i].slice(gap + 1)];
        if (words[0] === "~") {
          if (ownFits && found.size > MANY) continue;
          words = own + words.slice(1);
        }
      }
      if (loose) words = words.replace(LOOSE, "$1");
      const [at, variant] = place.split(".");
      let cost = misfit(` ${words} `, query);
      if (cost === Infinity && variant) cost = misfit(` ${own} ${words} `, query);  // "Rh-120 L/55", whose name is L/55
      if (cost === Infinity) continue;
      if (i < 0) ownFits = true;
      about ||= headOf(head);
      if (!allows(about)) continue lines;
      const score = cost + (variant ? (at === variant ? 2 : 3) : at === "0" ? 0 : 1);
      const key = `${about.entity}.${variant || ""}`;
      const known = found.get(key);
      if (!known || score < known.score) found.set(key, { about, score, words, at: parseInt(at, 36), variant: variant ? parseInt(variant, 36) : -1 });
    }
  }
}

function headOf(head) {
  const [number, links, kind, countries] = head.split(" ");
  return { entity: parseInt(number, 36), links: +links, class: +kind, countries: countries ? countries.split(",").map(Number) : [] };
}

// The shortest file in which whatever holds all parts must be.
async function fileFor(words, files) {
  const beginnings = "" in files ? [""] : words.flat().map((part) => (/[a-z0-9]/.test(part[0]) ? part[0] : "_"));
  const there = beginnings.filter((one) => one in files);
  if (!there.length) return { text: "" };
  const part = there.reduce((a, b) => (files[b] < files[a] ? b : a));
  const text = await load(part ? `names-${part}.txt` : "names.txt");
  if (!read.has(part)) read.set(part, { text });
  return read.get(part);
}

async function look(words, files, allows, found) {
  const file = await fileFor(words, files);
  scan(file, prepare(words), false, allows, found);
  if (found.size) return;
  const begins = prepare([words.flat().join(" ").replace(LOOSE, "$1").split(" ")]);
  begins.patterns[0].find = new RegExp(`^${begins.patterns[0].find.source}`, "u");
  scan(file, begins, true, allows, found);
  if (found.size) return;
  const others = new Map(words.flat().map((part) => [part, meant(part, file)]));
  if ([...others.values()].some((some) => some.size)) scan(file, prepare(words, others), false, allows, found);
}

const compare = (a, b) => a.score - b.score || b.about.links - a.about.links || (a.words < b.words ? -1 : a.words > b.words ? 1 : a.about.entity - b.about.entity);

// What goes by a name: how many, and the best of them, the best first.
export async function find(text, allows = () => true) {
  const tables = await index();
  const found = new Map();
  const forms = [fold(text, tables), fold(text, tables, true)];
  if (forms[0].length) await look(forms[0], tables.files, allows, found);
  if (forms[1].length && String(forms[0]) !== String(forms[1])) await look(forms[1], tables.files, allows, found);
  const all = [...found.values()];
  const last = Float64Array.from(all, ({ score }) => score).sort()[MOST - 1] ?? Infinity;
  return { count: all.length, best: all.filter(({ score }) => score <= last).sort(compare).slice(0, MOST) };
}

// The first of the best, with few variants of any one entity as long as there is something else.
export function choose(best, most, ofOne = 4) {
  const times = new Map();
  const seldom = best.filter(({ about: { entity } }) => times.set(entity, (times.get(entity) || 0) + 1).get(entity) <= ofOne);
  const first = new Set(seldom.slice(0, most));
  for (const one of best) if (first.size < most) first.add(one);
  return best.filter((one) => first.has(one));
}

// Address, name and words of what was found, from the files that describe it.
export async function describe(found) {
  const { classes, kinds, countries, together } = await index();
  return Promise.all(found.map(async ({ about, at, variant }) => {
    const [address, words, names] = (await load(`about-${Math.floor(about.entity / together)}.json`))[about.entity % together];
    const named = (place) => (Array.isArray(names[place]) ? names[place][0] : names[place]);
    const own = variant < 0 ? 0 : variant;
    const [label, kind] = classes[about.class];
    return {
      address: new URL(address + (variant < 0 ? "" : `#variant-${names[variant][1]}`), SITE).href,
      name: named(own),
      alias: at === own ? "" : named(at),
      of: variant < 0 ? "" : named(0),
      kind: kinds[kind][1],
      class: label,
      countries: about.countries.map((one) => countries[one]),
      words,
    };
  }));
}
