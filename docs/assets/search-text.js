// Searches the text of the articles for the page of results. It is a worker, for a word that thousands of them have keeps
// Pagefind busy for a while; and only what is shown leaves it.
const SITE = new URL("../", import.meta.url);
const PAGEFIND = new URL("pagefind/", SITE);
const pagefind = open();
let facets = null;  // class and countries of all articles, read when results are narrowed
let last = "", found;  // what was searched last

async function open() {
  const client = await import(new URL("pagefind.js", PAGEFIND));
  await client.options({ baseUrl: SITE.pathname, excerptLength: 28 });
  return client;
}

// Of each article, by the name of its text; panoply/text_index.py lists those that have the same together.
async function read() {
  const answer = await fetch(new URL("facets.txt", PAGEFIND));
  if (!answer.ok) throw new Error(`facets.txt: ${answer.status}`);
  const lines = (await answer.text()).split("\n").map((line) => line.split(" "));
  return new Map(lines.flatMap(([numbers, ...texts]) => texts.map((text) => [text, about(numbers)])));
}

function about(numbers) {
  const [own, ...countries] = numbers.split("-").map(Number);
  return { class: own, countries };
}

function search(words) {
  if (words !== last) found = pagefind.then((client) => client.search(words));
  last = words;
  return found;
}

// An article, or the part of it in which the words stand. What stands first on its page tells its class and countries.
async function describe(result) {
  const { url, meta: { title }, excerpt, anchors: [{ id }], sub_results: parts } = await result.data();
  const part = parts.find((one) => one.url.includes("#") && !one.url.endsWith("#top"));
  const best = part && part.title !== title ? { address: part.url, part: part.title, excerpt: part.excerpt } : { address: url, excerpt };
  return { name: title, ...about(id.replace("of-", "")), ...best };
}

function count(values) {
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) || 0) + 1);
  return times;
}

// Those of the classes and the country (-1 is any) that are meant, and how many each choice of either would leave.
async function narrow(results, { classes, country }) {
  const of = await (facets ||= read()), meant = new Set(classes);
  const all = results.map((result) => ({ result, ...of.get(result.id) }));
  const near = all.filter(({ countries }) => country < 0 || countries.includes(country));
  const alike = all.filter((one) => meant.has(one.class));
  return {
    results: near.filter((one) => meant.has(one.class)).map(({ result }) => result),
    classes: count(near.map((one) => one.class)),
    countries: count(alike.flatMap(({ countries }) => countries)),
  };
}

async function answer({ words, narrowed, from, most }) {
  const all = await search(words);
  const { results, ...counts } = narrowed ? await narrow(all.results, narrowed) : all;
  const articles = await Promise.all(results.slice(from, from + most).map(describe));
  return { count: results.length, articles, counts: narrowed && counts };
}

addEventListener("message", ({ data, ports: [port] }) => {
  answer(data).then((found) => port.postMessage(found), () => port.postMessage(null));
});
