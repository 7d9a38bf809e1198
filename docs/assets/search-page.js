// The page of results: by name as in the box, and in the text of the articles where `make site` has indexed it. What was
// asked stands in the address, behind "#": that part is sent to nobody.
import { choose, describe, find, index } from "./search-names.js";

const SITE = new URL("../", import.meta.url);
const MOST = 10, MORE = 8;
const KEYS = ["kind", "class", "country"];
const form = document.querySelector(".search-page");
const status = document.querySelector("p.search-status");
const [byName, inText] = document.querySelectorAll(".search-found");
const more = inText.querySelector("button");
const { kinds, classes, countries } = await index();
const pagefind = await open();
let asked = 0;
let shown = () => {};

async function open() {
  try {
    const found = await import(new URL("pagefind/pagefind.js", SITE));
    await found.options({ baseUrl: SITE.pathname, excerptLength: 28 });
    await found.filters();
    return found;
  } catch {
    return null;
  }
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

// Pagefind marks the words it found; all else in its excerpt is text.
function excerpt(html) {
  const line = element("p", { className: "search-words" });
  for (const [i, part] of html.split(/<\/?mark>/).entries()) {
    const text = new DOMParser().parseFromString(part, "text/html").documentElement.textContent;
    line.append(i % 2 ? element("mark", { textContent: text }) : text);
  }
  return line;
}

function read(data) {
  const [best] = data.sub_results.filter((part) => part.url.includes("#") && part.url.split("#")[1] !== "top").slice(0, 1);
  const { class: label = [], country = [] } = data.filters || {};
  const where = best && best.title !== data.meta.title ? best : null;
  return item(where ? where.url : data.url, data.meta.title, [where?.title, ...label, country.join(", ")], excerpt(where ? where.excerpt : data.excerpt));
}

function asks() {
  const asked = new FormData(form);
  return { q: asked.get("q").trim(), ...Object.fromEntries(KEYS.map((key) => [key, asked.get(key)])) };
}

// Whether an article is among those that are asked for; nothing where all are.
function allows(wanted) {
  return KEYS.some((key) => wanted[key]) ? (one) => {
    const [label, kind] = classes[one.class];
    return (!wanted.kind || kinds[kind][0] === wanted.kind) && (!wanted.class || label === wanted.class)
      && (!wanted.country || one.countries.some((country) => countries[country] === wanted.country));
  } : undefined;
}

// How many articles each choice would leave. A kind has those of its classes.
function count(filters) {
  if (filters?.class) {
    filters.kind = {};
    for (const [label, kind] of classes) {
      const [name] = kinds[kind];
      filters.kind[name] = (filters.kind[name] || 0) + (filters.class[label] || 0);
    }
  }
  for (const key of KEYS) {
    for (const option of form.elements[key].options) {
      if (!option.value) continue;
      const number = filters?.[key]?.[option.value];
      option.textContent = number === undefined ? option.value : `${option.value} (${number})`;
    }
  }
}

async function searchText(wanted) {
  const isMeant = ([label, kind]) => (!wanted.kind || kinds[kind][0] === wanted.kind) && (!wanted.class || label === wanted.class);
  const any = classes.filter(isMeant).map(([label]) => label);
  if (!any.length) return { results: [] };
  const filters = { ...(any.length < classes.length && { class: { any } }), ...(wanted.country && { country: wanted.country }) };
  return pagefind.search(wanted.q, { filters });
}

const counted = (number, words) => `${number} ${words}${number === 1 ? "" : "s"}`;

async function answer() {
  const mine = ++asked;
  const wanted = asks();
  document.title = document.title.replace(/^.*?(?= - |$)/, wanted.q ? `Search: ${wanted.q}` : "Search");
  if (!wanted.q) {
    byName.hidden = inText.hidden = true;
    status.textContent = "";
    return;
  }
  const { count: found, best } = await find(wanted.q, allows(wanted));
  const described = await describe(choose(best, MOST, MOST));
  if (mine !== asked) return;
  byName.querySelector("ol").replaceChildren(...described.map(named));
  byName.hidden = !found;
  const names = (found > described.length ? `${described.length} of ` : "") + counted(found, "name");
  if (!pagefind) {
    status.textContent = `${names}. The text of articles is not indexed here: make site does it.`;
    return;
  }
  const inside = await searchText(wanted);
  if (mine !== asked) return;
  count(inside.filters);
  let at = 0;
  shown = async () => {
    const next = await Promise.all(inside.results.slice(at, at += MORE).map((result) => result.data()));
    if (mine === asked) inText.querySelector("ol").append(...next.map(read));
    more.parentElement.hidden = at >= inside.results.length;
  };
  inText.querySelector("ol").replaceChildren();
  await shown();
  if (mine !== asked) return;
  inText.hidden = !inside.results.length;
  status.textContent = `${names}, ${counted(inside.results.length, "article")} with these words`;
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
more.addEventListener("click", () => shown());
addEventListener("popstate", () => {
  fill();
  answer();
});
fill();
document.querySelector(".search-without").hidden = true;
form.hidden = false;
answer();
