// Finds articles by name. The lists it reads, and the form in which names are compared, are made by panoply/search_names.py
// and panoply/search_words.py.
const FOLDER = new URL("../data/search/", import.meta.url);
const SITE = new URL("../", import.meta.url);
const TIER = 1e6, MOST = 100;
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

// A typed word as it is looked for in a name: its last part may only have begun, and so may any part of two letters or more.
function pattern(parts, isLast, others) {
  return parts.map((part, i) => {
    const ends = isLast && i === parts.length - 1;
    return { part, mayGoOn: ends || (part.length > 1 && !/\p{Nd}/u.test(part)), alike: others?.get(part) };
  });
}

function prepare(words, others) {
  const patterns = words.map((word, i) => pattern(word, i === words.length - 1, others));
  const sure = words.flat().filter((part) => !others || !others.get(part).size);
  sure.sort((a, b) => b.length - a.length);
  const last = words.at(-1).at(-1);
  const lengths = words.map((word) => word.join(" ").length);
  return { patterns, lengths, sure, parts: words.flat().length, number: /\p{Nd}/u.test(last) ? last : "", isLoose: false };
}

const match = { at: 0, end: 0, far: 0 };  // what `fits` found; one object, for it is asked ten thousand times

// Whether a typed word stands at a place of a name.
function fits(name, at, word) {
  let far = 0, from = at;
  for (let i = 0; ; i++) {
    const { part, mayGoOn, alike } = word[i];
    let end = name.indexOf(" ", from);
    if (end < 0) end = name.length;
    const slips = alike && alike.get(name.slice(from, end));
    if (slips) far += slips;
    else if (!name.startsWith(part, from) || (!mayGoOn && end - from > part.length)) return false;
    if (i === word.length - 1) {
      match.at = at;
      match.end = end;
      match.far = far;
      return true;
    }
    if (end === name.length) return false;
    from = end + 1;
  }
}

const taken = [];  // where typed words were found in a name: beginning and end of each

// The first place at which it does, and none of those before it does already.
function finds(name, word, before) {
  for (let at = 0, gap; ; at = gap + 1) {
    if (fits(name, at, word)) {
      let isFree = true;
      for (let i = 0; i < 2 * before; i += 2) if (at < taken[i + 1] && taken[i] < match.end) isFree = false;
      if (isFree) return true;
    }
    gap = name.indexOf(" ", at);
    if (gap < 0) return false;
  }
}

// How well a name fits; the less the better, Infinity if not at all: the whole name, its beginning, words in their order, words.
// A number of which only the first digits were typed is another number, and so comes after all these.
function misfit(name, { patterns, lengths, parts, number, isLoose }) {
  let last = -1, more = 0, tier = 1, far = 0;
  for (let i = 0; i < patterns.length; i++) {
    if (isLoose ? !fits(name, 0, patterns[i]) : !finds(name, patterns[i], i)) return Infinity;
    far += match.far;
    more += match.end - match.at - lengths[i];
    if (!i && match.at) tier = 2;
    if (match.at < last) tier = 3;
    last = match.at;
    taken[2 * i] = match.at;
    taken[2 * i + 1] = match.end;
  }
  let left = 1 - parts;
  for (let gap = name.indexOf(" "); gap >= 0; gap = name.indexOf(" ", gap + 1)) left++;
  if (!left && !more && !far && tier === 1) return 0;
  if (number && match.end - name.lastIndexOf(" ", match.end - 1) - 1 > number.length) tier += 3;
  return (tier + 6 * far) * TIER + Math.max(0, left) * 10 + (more ? 5 : 0);
}

// Whether a text has all parts, or else a second one has what is missing.
function holds(text, parts, other = "") {
  for (let i = 0; i < parts.length; i++) if (!text.includes(parts[i]) && !other.includes(parts[i])) return false;
  return true;
}

// The best name of each entity and variant that fits, as its rank and where it stands: most are never looked at again. One that
// is loose takes letters for one word, whatever stands between.
function scan(file, query, allows) {
  const found = { file, ranks: [], lines: [], fields: [] };
  file.lines ||= file.text.split("\n");
  for (let i = 0; i < file.lines.length; i++) {
    if (query.isLoose || holds(file.lines[i], query.sure)) scanLine(file.lines[i], i, query, allows, found);
  }
  return found;
}

function scanLine(line, number, query, allows, { ranks, lines, fields }) {
  let links = -1, known, own = "", from = line.indexOf("\t") + 1;
  while (from) {
    const start = from, next = line.indexOf("\t", from);
    const field = line.slice(start, next < 0 ? line.length : next);
    from = next + 1;
    let place = "0", of = "", words = field;
    if (own) {
      const gap = field.indexOf(" "), dot = field.indexOf(".");
      const isLonger = field[gap + 1] === "~", isOf = dot > 0 && dot < gap;
      if (!query.isLoose && !holds(field, query.sure, isLonger || isOf ? own : "")) continue;
      place = field.slice(0, isOf ? dot : gap);
      if (isOf) of = field.slice(dot + 1, gap);
      words = isLonger ? own + field.slice(gap + 2) : field.slice(gap + 1);
    } else own = words;
    if (query.isLoose) words = words.replace(LOOSE, "$1");
    let cost = misfit(words, query);
    if (cost === Infinity && of) cost = misfit(`${own} ${words}`, query);  // "Rh-120 L/55", whose name is L/55
    if (cost === Infinity) continue;
    if (links < 0) {
      const about = new Head(line);
      if (allows && !allows(about)) return;
      links = about.links;
    }
    const rank = (cost + (of ? (place === of ? 2 : 3) : place === "0" ? 0 : 1)) * 65536 - links;
    if (known !== of) {
      known = of;
      ranks.push(Infinity);
      lines.push(number);
      fields.push(start);
    }
    if (rank < ranks[ranks.length - 1]) {
      ranks[ranks.length - 1] = rank;
      fields[ranks.length - 1] = start;
    }
  }
}

// Those of what was found that are good enough, with the words of their names.
function pick({ file, ranks, lines, fields }, worst = Infinity) {
  const best = [];
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i] > worst) continue;
    const line = file.lines[lines[i]], about = new Head(line), own = line.indexOf("\t") + 1;
    const [name] = line.slice(own).split("\t", 1), [field] = line.slice(fields[i]).split("\t", 1);
    const gap = field.indexOf(" "), [at, of = ""] = field.slice(0, gap).split(".");
    const words = field.slice(gap + 1).replace("~", name);
    best.push({ rank: ranks[i], about, ...(fields[i] === own ? { at: "0", of: "", words: name } : { at, of, words }) });
  }
  return best;
}

// What a line says of its entity. The best are few, so that most of it is seldom read.
class Head {
  constructor(line) {
    const from = line.indexOf(" ") + 1;
    this.links = +line.slice(from, line.indexOf(" ", from));
    this.line = line;
  }

  get fields() {
    return this.line.slice(0, this.line.indexOf("\t")).split(" ");
  }

  get entity() {
    return parseInt(this.line, 36);
  }

  get class() {
    return +this.fields[2];
  }

  get countries() {
    return this.fields[3] ? this.fields[3].split(",").map(Number) : [];
  }
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

async function look(words, files, allows) {
  if (!words.length) return { ranks: [] };
  const file = await fileFor(words, files);
  const found = scan(file, prepare(words), allows);
  if (found.ranks.length) return found;
  const begins = prepare([words.flat().join(" ").replace(LOOSE, "$1").split(" ")]);
  const begun = scan(file, { ...begins, isLoose: true }, allows);
  if (begun.ranks.length) return begun;
  const others = new Map(words.flat().map((part) => [part, meant(part, file)]));
  return [...others.values()].some((some) => some.size) ? scan(file, prepare(words, others), allows) : begun;
}

// Of what two readings of one query found, the better for each entity and variant.
function merge(one, other) {
  const found = new Map();
  for (const each of [...pick(one), ...pick(other)]) {
    const key = `${each.about.entity}.${each.of}`;
    if (!(found.get(key)?.rank <= each.rank)) found.set(key, each);
  }
  return [...found.values()];
}

const compare = (a, b) => a.rank - b.rank || (a.words < b.words ? -1 : a.words > b.words ? 1 : a.about.entity - b.about.entity);
const sorted = (all) => all.sort(compare).slice(0, MOST);

// What is found by a beginning that hundreds of names have (panoply/search_firsts.py).
async function first(beginning) {
  const [count, ...lines] = (await load(`first-${beginning}.txt`)).split("\n");
  const best = lines.map((line) => {
    const [at, of = ""] = line.slice(line.indexOf("\t") + 1).split(".");
    return { about: new Head(line), at, of };
  });
  return { count: +count, best };
}

// What goes by a name: how many, and the best of them, the best first.
export async function find(text, allows) {
  const tables = await index();
  const [sound, looks] = [fold(text, tables), fold(text, tables, true)];
  const isOne = String(sound) === String(looks), [beginning, ...others] = sound.flat();
  if (isOne && !allows && !others.length && tables.firsts.includes(beginning)) return first(beginning);
  const found = await look(sound, tables.files, allows);
  if (!isOne) {
    const all = merge(found, await look(looks, tables.files, allows));
    return { count: all.length, best: sorted(all) };
  }
  const worst = Float64Array.from(found.ranks).sort()[MOST - 1];
  return { count: found.ranks.length, best: sorted(pick(found, worst)) };
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
  return Promise.all(found.map(async ({ about, at: place, of }) => {
    const at = parseInt(place, 36), variant = of ? parseInt(of, 36) : -1;
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
