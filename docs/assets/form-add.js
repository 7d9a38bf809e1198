// "Add a page": a form made from the schema of a kind; what is typed is checked by that schema and written as YAML.
import { check } from "./form-schema.js";
import { file, tidy } from "./form-yaml.js";
import {
  Field, Panel, claimFields, copied, element, field, fold, followProblems, group, later, lines, load, option, propertiesOf, select,
  slugify, sourceFields, text,
} from "./form-fields.js";

const form = document.querySelector("form.form");
const { kinds } = JSON.parse(form.dataset.facts);
const repository = document.querySelector(".form-by-hand").dataset.repository;
const MOST = 7500; // of an address: beyond some 8,000 characters GitHub answers with an error
const wanted = new URLSearchParams(location.search).get("kind");
const panel = new Panel("The file", update);
let kind = kinds.find((one) => one.key === wanted) || kinds[0];
let names, root, parts, written;

const button = (words, properties, action) => {
  const made = element("button", { type: "button", className: "md-button", ...properties }, words);
  made.addEventListener("click", action);
  return made;
};

// Parts of one sort, to which the reader adds, and from which they take away.
class Parts {
  constructor(what, make) {
    Object.assign(this, { what, make, all: [], node: element("div"), number: 0 });
    this.more = button(`Add a ${what}`, { className: "md-button form-add" }, () => this.add().fields[0].control.focus());
  }

  add() {
    this.number += 1;
    const legend = element("legend", {}, `${this.what.charAt(0).toUpperCase()}${this.what.slice(1)} ${this.number}`);
    const part = this.make(this.number, legend);
    const remove = button("Remove", { className: "form-remove", ariaLabel: `Remove ${legend.textContent}` }, () => {
      this.all = this.all.filter((other) => other !== part);
      part.node.remove();
      this.more.focus();
      panel.changed();
    });
    part.node = element("fieldset", { className: "form-part" }, legend, ...part.nodes, remove);
    this.all.push(part);
    this.node.append(part.node);
    panel.changed();
    return part;
  }
}

// The sources of this page, as claims can choose them: they go by a number until the file is written.
const sources = {
  menus: [],
  keys: new Map(),
  offer(menu) {
    const own = group("Sources of this page", []);
    const shared = Object.entries(names.sources).map(([key, words]) => option(key, words));
    menu.append(own, ...(shared.length ? [group("Sources that several pages share", shared)] : []));
    this.menus.push([menu, own]);
    this.fill(menu, own);
  },
  fill(menu, own) {
    const chosen = menu.value;
    const fresh = parts.sources.all.map((one) => option(`:${one.id}`, one.legend.textContent + (one.fields[0].value && `: ${one.fields[0].value}`)));
    own.replaceChildren(...fresh);
    menu.value = [...menu.options].some((one) => one.value === chosen) ? chosen : "";
  },
  update() {
    this.menus = this.menus.filter(([menu]) => menu.isConnected);
    for (const [menu, own] of this.menus) this.fill(menu, own);
  },
  keyOf(chosen) {
    return chosen.startsWith(":") ? this.keys.get(chosen) || "" : chosen;
  },
};

function source(number, legend) {
  const taken = (key) => key in names.sources || [...sources.keys.values()].includes(key);
  const made = sourceFields({ root, names, taken });
  const first = made.fields.title;
  first.control.addEventListener("input", later(() => sources.update()));
  return { id: number, legend, fields: [first, ...Object.values(made.fields).filter((one) => one !== first)], by: made.fields, read: made.read, key: made.key, nodes: made.nodes };
}

function otherName() {
  const properties = root.$defs.names.items.properties;
  const by = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, field(key, schema, { root, names, optional: key !== "name", hint: key === "name" ? "As it is written, in any script." : "" })]));
  return { by, fields: Object.values(by), nodes: [element("div", { className: "form-row" }, ...Object.values(by).map((one) => one.node))] };
}

function figure() {
  const property = new Field("Property", select([], "Choose a property"), { optional: false, hint: "What the figure says." });
  const row = element("div", { className: "form-row" });
  const part = { property, fields: [property], row, nodes: [property.node, row], made: null };
  fillProperties(part);
  property.control.addEventListener("change", () => {
    const key = property.control.value;
    part.made = key ? claimFields(key, { root, names, sources }) : null;
    part.fields = [property, ...(part.made ? Object.values(part.made.fields) : [])];
    row.replaceChildren(...(part.made ? part.made.nodes : []));
    panel.changed();
  });
  return part;
}

function fillProperties(part) {
  const chosen = part.property.control.value;
  const titles = root.$defs.claims.properties;
  const known = propertiesOf(root, parts.head.class.value).map((key) => option(key, titles[key].title));
  part.property.control.replaceChildren(option("", "Choose a property"), ...known);
  part.property.control.value = known.some((one) => one.value === chosen) ? chosen : "";
  if (part.property.control.value !== chosen) part.property.control.dispatchEvent(new Event("change"));
}

function head() {
  const given = { root, names, optional: false };
  const properties = root.properties;
  const found = {
    kind: new Field("Kind", select(kinds.map((one) => option(one.key, one.name)), null), { optional: false, hint: "Choose it first: another one begins anew." }),
    class: field("class", properties.class, given),
    name: field("name", properties.name, given),
    slug: new Field("Short name in its address", text(), { optional: false, hint: "Lower-case letters, digits and hyphens. It is made from the name; change it if it is taken." }),
  };
  found.kind.control.value = kind.key;
  found.kind.control.addEventListener("change", () => {
    kind = kinds.find((one) => one.key === found.kind.control.value);
    start().then(() => parts.head.kind.control.focus());
  });
  found.class.control.addEventListener("change", () => parts.figures.all.forEach(fillProperties));
  found.name.control.addEventListener("input", () => {
    if (!found.slug.typed) found.slug.control.value = slugify(found.name.value).slice(0, names.longest).replace(/-$/, "");
  });
  found.slug.control.addEventListener("input", () => { found.slug.typed = found.slug.control.value !== ""; });
  return found;
}

// What the schema cannot know: what is there already.
function taken() {
  const found = [];
  const { slug, name } = parts.head;
  const clash = Object.values(names.kinds).flatMap((slugs) => Object.entries(slugs))
    .find(([other, words]) => other === slug.value || words.some((one) => fold(one) === fold(name.value) || fold(one) === slug.value));
  const same = clash && (clash[0] === slug.value && fold(clash[1][0]) !== fold(name.value) ? slug : name);
  if (clash && (slug.value || name.value)) found.push([same, `${clash[1][0]} is here already under that name: correct its page, or choose another name`]);
  else if (names.taken.includes(slug.value)) found.push([slug, "This one is taken: choose another"]);
  if (!slug.value) return [...found, [slug, "Fill this in"]];
  if (new RegExp(names.reserved, "u").test(slug.value)) found.push([slug, "This word is reserved: add another to it"]);
  if (slug.value.length > names.longest) found.push([slug, `At most ${names.longest} characters`]);
  found.push(...check(root.$defs.slug, slug.value, root).map((one) => [slug, one.message]));
  return found;
}

// Whether there is anything in a part, or a figure that rests on it.
const filled = (part) => part.fields.some((one) => one.control.matches("input") && one.value && one !== part.by.accessed);
const cites = (part) => sources.menus.some(([menu]) => menu.value === `:${part.id}`);
const some = (list) => (Object.keys(list).length ? list : undefined);

// What was typed: as an object with the field of each part, and as the file will have it.
function gather() {
  const places = new Map();
  const doc = {};
  const problems = [];
  const put = (into, key, one, path) => {
    places.set(path, one);
    if (one.value) into[key] = one.value;
  };
  put(doc, "name", parts.head.name, "name");
  put(doc, "class", parts.head.class, "class");
  const others = parts.names.all.filter(filled).map((part, at) => {
    const found = {};
    for (const [key, one] of Object.entries(part.by)) put(found, key, one, `names/${at}/${key}`);
    return found;
  });
  sources.keys.clear();
  const cited = {};
  for (const part of parts.sources.all.filter((one) => filled(one) || cites(one))) {
    const key = part.key();
    sources.keys.set(`:${part.id}`, key);
    cited[key] = part.read();
    for (const [name, one] of Object.entries(part.by)) places.set(`sources/${key}/${name}`, one);
  }
  const lead = paragraphs(problems);
  const claims = {};
  const written = {};
  const figures = parts.figures.all.filter((part) => part.made);
  for (const key of Object.keys(root.$defs.claims.properties)) {
    for (const { made } of figures.filter((part) => part.property.value === key)) {
      (claims[key] ||= []).push(made.read());
      (written[key] ||= []).push(made.written());
      problems.push(...made.judge());
    }
  }
  const whole = { ...doc, names: others.length ? others : undefined, lead, sources: some(cited) };
  return { places, problems, typed: strip({ ...whole, claims: some(claims) }), written: strip({ ...whole, claims: some(written) }) };
}

const strip = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

// The lead's paragraphs, each with a citation.
function paragraphs(problems) {
  const { lead, cite } = parts;
  const key = sources.keyOf(cite.control.value);
  const found = lead.control.value.split(/\n\s*\n/).map(tidy).filter(Boolean);
  if (found.length && !key && found.some((words) => !words.includes("[@"))) problems.push([cite, "Choose the source"]);
  const cited = found.map((words) => (words.includes("[@") || !key ? words : words.replace(/([.!?]?)$/, ` [@${key}]$1`)));
  return cited.length ? cited : undefined;
}

// What the schema has against the file, each at its field; claims have told of themselves.
function judged({ places, typed, problems }) {
  const whole = typed.lead ? { ...typed, lead: typed.lead.join("\n\n") } : typed;
  const found = check(root, whole, root).filter(({ path }) => path[0] !== "claims" || path.length < 3);
  return [...problems, ...found.map(({ path, message }) => [places.get(path.join("/")), message])];
}

function update() {
  sources.update();
  const found = gather();
  const all = [parts.head, ...[parts.names, parts.sources, parts.figures].map((one) => one.all.map((part) => part.fields))];
  const fields = [...Object.values(all[0]), ...all.slice(1).flat(2), parts.lead, parts.cite];
  panel.show([...taken(), ...judged(found)], fields, "Nothing to mend: the file is ready.");
  written = file(kind.modeline, found.written);
  shown.code.textContent = written;
  ways();
}

const shown = lines("The file so far", () => written);
const download = element("a", { className: "md-button" }, "Download");
const propose = element("a", { className: "md-button md-button--primary", target: "_blank", rel: "noopener" }, "Propose it on GitHub");
const next = element("p", { className: "form-hint" });
for (const way of [download, propose])
  way.addEventListener("click", async (event) => {
    if (!panel.isDone()) return event.preventDefault();
    if (way === propose && !propose.search.includes("value=")) await copied(written);
    return undefined;
  });

function ways() {
  const name = `${parts.head.slug.value || "new"}.yml`;
  download.href = `data:text/yaml;charset=utf-8,${encodeURIComponent(written)}`;
  download.download = name;
  if (!repository) return propose.remove();
  const address = (query) => `${repository}/new/main/entities/${kind.key}?${new URLSearchParams(query)}`;
  const whole = address({ filename: name, value: written });
  propose.href = whole.length > MOST ? address({ filename: name }) : whole;
  next.textContent = `Opens GitHub in a new tab, where you sign in and press “Commit changes”. ${whole.length > MOST ? "The file is too long for a link, so it is copied: paste it into the empty editor there. " : ""}Every rule of the wiki is checked once more, and somebody reads it, before it is published.`;
  return undefined;
}

const section = (heading, hint, ...children) =>
  element("section", { className: "form-section" }, element("h2", {}, heading), element("p", { className: "form-hint" }, hint), ...children);

async function start() {
  root = await load(kind.schema);
  sources.menus = [];
  parts = { sources: new Parts("source", source), names: new Parts("name", otherName), figures: new Parts("figure", figure) };
  parts.head = head();
  parts.lead = new Field("In a few sentences", element("textarea", { rows: 5 }), { hint: root.properties.lead.description });
  parts.cite = new Field("Its source", select([], "Choose the source"), { hint: "It is cited at the end of each paragraph." });
  sources.offer(parts.cite.control);
  const rows = Object.values(parts.head).map((one) => one.node);
  const typed = element("div", { className: "form-typed" },
    section("What it is", kind.label, element("div", { className: "form-row" }, ...rows)),
    section("Sources", "Nothing is said here without a source that others can check. Begin with these.", parts.sources.node, parts.sources.more),
    section("What it is, in words", "Your own words, not the source's.", parts.lead.node, parts.cite.node),
    section("Figures and facts", "One at a time, each as its source prints it.", parts.figures.node, parts.figures.more),
    section("Other names", "By which it is found too.", parts.names.node, parts.names.more));
  form.replaceChildren(typed, panel.node);
  parts.sources.add();
  parts.figures.add();
  panel.update();
}

panel.body.append(shown.code, element("p", { className: "form-ways" }, propose, shown.copy, download, shown.said), next);
followProblems(form);
form.addEventListener("input", panel.changed);
form.addEventListener("change", panel.changed);
load("names.json").then((found) => { names = found; return start(); }).then(() => { form.hidden = false; });
