// The page of results: by name as in the box, and then in the text of the articles, where `make site` has indexed it. What
// was asked stands in the address, behind "#": that part is sent to nobody.
import { choose, describe, find, index } from "./search-names.js";

const MOST = 10, MORE = 8;
const KEYS = ["kind", "class", "country"];
const form = document.querySelector(".search-page");
const status = document.querySelector("p.search-status");
const [byName, inText] = document.querySelectorAll(".search-found");
const more = inText.querySelector("button");
const { kinds, classes, countries } = await index();
let worker = null;
let asked = 0;
let isNarrowing = false;  // whether a reader has come near the facets, whose numbers take another 30 KB in a large wiki
let shown = () => {};

// What search-text.js answers, a worker that the first question starts; nothing where the text is not indexed.
function askText(question) {
  worker ||= new Worker(new URL("search-text.js", import.meta.url), { type: "module" });
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.addEventListener("error", () => resolve(worker = null));
    worker.postMessage(question, [port2]);
  });
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function item(address, name, about, ...words) {
  const line = element("small", { className: "search-about", textContent: about.filter(Boolean).join(" · ") });
  return element("li", {}, element("a", { href: address, className: "search-name", textContent: name }), line, ...words);
}

const words = (text) => (text ? [element("p", { className: "search-words", textContent: text })] : []);

function named(found) {
  const about = [found.alias && `also ${found.alias}`, found.of && `variant of ${found.of}`, found.class, found.countries.join(", ")];
  return item(found.address, found.name, about, ...words(found.words));
}

// Pagefind marks the words it found, and in all else escapes these two signs only.
function excerpt(marked) {
  const line = element("p", { className: "search-words" });
  for (const [i, part] of marked.split(/<\/?mark>/).entries()) {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    line.append(i % 2 ? element("mark", { textContent: text }) : text);
  }
  return line;
}

function inside(found) {
  const about = [found.part, classes[found.class][0], found.countries.map((country) => countries[country]).join(", ")];
  return item(found.address, found.name, about, excerpt(found.excerpt));
}

function asks() {
  const asked = new FormData(form);
  return { q: asked.get("q").trim(), ...Object.fromEntries(KEYS.map((key) => [key, asked.get(key)])) };
}

// Which classes are asked for.
function isMeant(wanted) {
  return ([label, kind]) => (!wanted.kind || kinds[kind][0] === wanted.kind) && (!wanted.class || label === wanted.class);
}

// Whether an article is among those that are asked for; nothing where all are.
function allows(wanted) {
  const meant = classes.map(isMeant(wanted));
  return KEYS.some((key) => wanted[key]) ? (one) => (
    meant[one.class] && (!wanted.country || one.countries.some((country) => countries[country] === wanted.country))
  ) : undefined;
}

// How many articles with these words each choice would leave, where that is known. A kind has those of its classes.
function count(wanted, found) {
  const counts = new Map();
  const add = (key, value, number) => counts.set(key + value, (counts.get(key + value) || 0) + number);
  for (const [i, [label, kind]] of classes.entries()) {
    const number = found?.classes.get(i) || 0, [name] = kinds[kind];
    if (isMeant({ class: wanted.class })([label, kind])) add("kind", name, number);
    if (isMeant({ kind: wanted.kind })([label, kind])) add("class", label, number);
  }
  for (const [country, number] of found?.countries || []) add("country", countries[country], number);
  for (const key of KEYS) {
    for (const option of form.elements[key].options) {
      if (option.value) option.textContent = found ? `${option.value} (${counts.get(key + option.value) || 0})` : option.value;
    }
  }
}

const counted = (number, words) => `${number} ${words}${number === 1 ? "" : "s"}`;

async function answer() {
  const mine = ++asked;
  const wanted = asks();
  document.title = document.title.replace(/^.*?(?= - |$)/, wanted.q ? `Search: ${wanted.q}` : "Search");
  inText.hidden = true;
  if (!wanted.q) {
    byName.hidden = true;
    status.textContent = "";
    return count(wanted);
  }
  const { count: number, best } = await find(wanted.q, allows(wanted));
  const described = await describe(choose(best, MOST, MOST));
  if (mine !== asked) return;
  byName.querySelector("ol").replaceChildren(...described.map(named));
  byName.hidden = !number;
  const names = (number > described.length ? `${described.length} of ` : "") + counted(number, "name");
  status.textContent = `${names}. Searching the text …`;
  await answerText(wanted, names, () => mine === asked);
}

function ask(wanted, from, most) {
  isNarrowing ||= KEYS.some((key) => wanted[key]);
  const numbers = [...classes.keys()].filter((i) => isMeant(wanted)(classes[i]));
  const narrowed = isNarrowing ? { classes: numbers, country: countries.indexOf(wanted.country) } : null;
  return askText({ words: wanted.q, narrowed, from, most });
}

async function answerText(wanted, names, isAsked) {
  const found = await ask(wanted, 0, MORE);
  if (!isAsked()) return;
  if (!found) {
    status.textContent = `${names}. The text of articles is not indexed here: make site does it.`;
    return;
  }
  const list = inText.querySelector("ol");
  const show = ({ articles }) => {
    list.append(...articles.map(inside));
    more.parentElement.hidden = list.children.length >= found.count;
  };
  shown = async () => {
    const next = await ask(wanted, list.children.length, MORE);
    if (next && isAsked()) show(next);
  };
  list.replaceChildren();
  show(found);
  count(wanted, found.counts);
  inText.hidden = !found.count;
  status.textContent = `${names}, ${counted(found.count, "article")} with these words`;
}

async function comeNear() {
  if (isNarrowing) return;
  isNarrowing = true;
  const mine = asked, wanted = asks();
  const found = wanted.q && await ask(wanted, 0, 0);
  if (found && mine === asked) count(wanted, found.counts);
}

function fill() {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const [key, values] of [["kind", kinds.map(([label]) => label)], ["class", classes.map(([label]) => label)], ["country", countries]]) {
    const select = form.elements[key];
    if (select.length < 2) select.append(...[...new Set(values)].sort().map((value) => element("option", { value, textContent: value })));
    select.value = values.includes(asked.get(key)) ? asked.get(key) : "";
  }
  form.elements.q.value = asked.get("q") || "";
}

function keep() {
  const wanted = Object.entries(asks()).filter(([, value]) => value);
  history.pushState(null, "", wanted.length ? `#${new URLSearchParams(wanted)}` : location.pathname);
  answer();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
});
form.addEventListener("change", (event) => event.target.matches("select") && keep());
form.querySelector(".search-facets").addEventListener("focusin", comeNear);
form.querySelector(".search-facets").addEventListener("pointerenter", comeNear);
more.addEventListener("click", () => shown());
addEventListener("popstate", () => {
  fill();
  answer();
});
fill();
document.querySelector(".search-without").hidden = true;
form.hidden = false;
answer();
