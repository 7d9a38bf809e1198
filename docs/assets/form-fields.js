// The parts of the forms: labelled fields made from a schema, sources, claims, and the panel that shows what comes of them.
// Words of readers and of files become text, never HTML.
import { check, find, look } from "./form-schema.js";
import { claim, tidy } from "./form-yaml.js";

const SITE = new URL("..", import.meta.url);
const LABELS = {
  as_of: "As of", lang: "Language", system: "Sort of name", issued: "Published on", accessed: "Read on", url: "Web address",
  archived: "Address of an archived copy", isbn: "ISBN", container: "Journal, series or site", by: "Whose statement it is",
};
const HINTS = {
  type: "What sort of work it is. Without it, a web page.",
  grade: "How good a source it is, from A, the body concerned, to E.",
  url: "Begins with https:// or http://. Leave it out for a book.",
  issued: "Such as 2019, 2019-05 or 2019-05-04.",
  accessed: "When you read it on the web.",
  class: "It decides which figures there are.",
};
const KEYED = new Set(["grade", "condition"]);
let count = 0;

export async function load(file) {
  const answer = await fetch(new URL(`data/edit/${file}`, SITE));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.json();
}

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export const page = (file) => new URL(file, SITE).href;

export function slugify(words) {
  const plain = words.normalize("NFKD").replace(/[^\0-\x7f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

// As names are compared: T 72 and t-72 are one.
export function fold(name) {
  return (name.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("ß", "ss").replaceAll("+", "-plus").match(/[\p{L}\p{N}]+/gu) || []).join("-");
}

// One control with its label, what helps to fill it in, and what is wrong with it.
export class Field {
  constructor(label, control, { hint = "", optional = true } = {}) {
    count += 1;
    this.label = label;
    this.control = control;
    control.id = `form-${count}`;
    this.error = element("p", { id: `${control.id}-error`, className: "form-error" });
    this.hint = element("p", { id: `${control.id}-hint`, className: "form-hint", textContent: hint });
    control.setAttribute("aria-describedby", `${this.hint.id} ${this.error.id}`);
    if (!optional) control.setAttribute("aria-required", "true");
    const name = element("label", { htmlFor: control.id }, label, optional ? "" : element("span", { className: "form-needed" }, " needed"));
    this.node = element("div", { className: "form-field" }, name, this.hint, control, this.error);
    control.addEventListener("change", () => { this.touched = true; });
  }

  get value() {
    return tidy(this.control.value);
  }

  // Told once its field was left, so that nobody is scolded while typing.
  show(problem, everything) {
    const words = problem && (this.touched || everything) ? problem : "";
    if (this.error.textContent !== words) this.error.textContent = words;
    if (words) this.control.setAttribute("aria-invalid", "true");
    else this.control.removeAttribute("aria-invalid");
  }
}

export const text = (properties = {}) => element("input", { type: "text", autocomplete: "off", spellcheck: false, ...properties });

export function select(options, empty = "") {
  return element("select", {}, ...(empty === null ? [] : [option("", empty)]), ...options);
}

export const option = (value, words) => element("option", { value, textContent: words });

export const group = (label, options) => element("optgroup", { label }, ...options);

// A list of entities or sources to complete from: by kind, or "entities", or "sources". Made once for each.
const lists = new Map();
function completions(kind, names) {
  if (!lists.has(kind)) {
    const found = kind === "sources"
      ? Object.entries(names.sources)
      : Object.values(names.kinds[kind] ? { kind: names.kinds[kind] } : names.kinds)
        .flatMap((slugs) => Object.entries(slugs).map(([slug, [name]]) => [slug, name]));
    const made = element("datalist", { id: `form-list-${kind}` }, ...found.map(([slug, name]) => option(slug, name)));
    document.body.append(made);
    lists.set(kind, found);
  }
  return { id: `form-list-${kind}`, found: lists.get(kind) };
}

// A text that names an entity or a source: a name that was typed becomes its slug.
function reference(kind, names) {
  const { id, found } = completions(kind, names);
  const control = text({ list: id });
  control.addEventListener("change", () => {
    const typed = fold(tidy(control.value));
    const match = found.find(([slug, name]) => slug === typed || fold(name) === typed);
    if (match) [control.value] = match;
  });
  return control;
}

const target = (schema) => (schema.allOf || []).map((part) => /([^/]+)-slugs$/.exec(part.$ref || "")?.[1]).find(Boolean);

const words = (key) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");

// A field as a schema describes it.
export function field(key, schema, { root, names, optional = true, hint = "" }) {
  const values = look(schema, "enum", root);
  const described = look(schema, "enumDescriptions", root) || [];
  const kind = target(schema);
  let control;
  if (values) {
    const said = (value, at) => (described[at] && KEYED.has(key) ? `${value}: ${described[at]}` : described[at] || words(value).replaceAll("-", " "));
    control = select(values.map((value, at) => option(value, said(value, at))), "—");
  } else control = kind ? reference(kind, names) : text(key === "url" || key === "archived" ? { type: "url" } : {});
  return new Field(schema.title || LABELS[key] || words(key), control, { optional, hint: hint || HINTS[key] || look(schema, "description", root) || "" });
}

// Which properties a class has is for the schema's rules to say.
export function propertiesOf(root, chosen) {
  const keys = Object.keys(root.$defs.claims.properties);
  const claims = Object.fromEntries(keys.map((key) => [key, []]));
  const refused = check({ allOf: root.allOf }, { class: chosen, claims }, root).filter((one) => one.keyword === "propertyNames");
  return keys.filter((key) => !refused.some((one) => one.path[1] === key));
}

// What a claim of one property is made of. Its value is as its schema says: a choice, a name, or a text with its unit.
export function claimFields(key, { root, names, sources, variants = {} }) {
  const schema = find(root, `#/$defs/claim-${key}`);
  const own = schema.properties.value;
  const given = { root, names };
  const hints = (root.$defs[`claim-${key}-hints`]?.defaultSnippets || []).map((snippet) => snippet.label);
  const about = look(root.$defs.claims.properties[key], "description", root).split(" Conditions: ")[0].split(" Choices: ")[0];
  const example = schema.examples[0].replace(/ \[@.*$/, "");
  const fields = {};
  let units = [];
  if (hints.length && hints[0].endsWith("]")) {
    units = hints.map((hint) => hint.replace(/ \[@.*$/, "").replace(/^-?[\d.]+(?: to -?[\d.]+)? ?/, ""));
    const number = example.replace(new RegExp(` ?${units[0].replace(/[^\w ]/g, "\\$&")}$`), "");
    fields.value = new Field("Value", text(), { optional: false, hint: `${about} Such as ${number}, ~${number}, 40-44 or unknown.` });
    fields.unit = new Field("Unit", select(units.map((unit) => option(unit, unit || "none")), null), { hint: "As the source prints it." });
  } else if (hints.length && !own.enum) {
    fields.value = new Field("Value", select(hints.map((hint) => option(hint, hint)), "—"), { optional: false, hint: about });
  } else {
    const named = Boolean(target(own));
    const hint = own.enum ? about : `${about} ${named ? "Begin to type its name." : `Such as ${example}.`}`;
    fields.value = field("value", own, { ...given, optional: false, hint });
  }
  if (schema.properties.condition) fields.condition = field("condition", { ...schema.properties.condition, description: "What the figure holds for, if the source says so." }, given);
  if (Object.keys(variants).length) {
    const options = Object.entries(variants).map(([slug, name]) => option(slug, name));
    fields.variant = new Field("Version", select(options, "—"), { hint: "If it holds for one version only." });
  }
  const common = root.$defs.claim.properties;
  fields.as_of = field("as_of", common.as_of, given);
  fields.source = new Field("Source", select([], "Choose the source"), { optional: false, hint: "Which source says so?" });
  fields.place = new Field("Page or place in it", text(), { hint: "Such as p. 12. Needed for a source without a web address." });
  sources.offer(fields.source.control);

  function value() {
    const typed = fields.value.value;
    if (!fields.unit || !typed || !check(own, typed, root).length) return typed;
    return `${typed} ${fields.unit.value}`.trim();
  }

  function read() {
    const source = sources.keyOf(fields.source.control.value);
    const cite = source && (fields.place.value ? `${source}, ${fields.place.value}` : source);
    const found = { value: value(), variant: fields.variant?.value, condition: fields.condition?.value, as_of: fields.as_of.value, cite };
    return Object.fromEntries(Object.entries(found).filter(([, words]) => words));
  }

  // Which field what is wrong with a part of the claim is told at.
  const atSource = () => (sources.keyOf(fields.source.value) ? fields.place : fields.source);
  const at = (part) => (part === "cite" ? atSource() : fields[part] || fields.value);
  const isText = !("pattern" in schema);

  // What the schema has against the parts, and against the claim as it will be written: there a place can read as more than one.
  function judge() {
    const typed = read();
    const found = check(schema, typed, root).map((one) => [at(one.path[0]), one.message]);
    const faults = found.length ? [] : check(schema, claim(typed, isText), root);
    if (!faults.length) return found;
    const plain = { ...typed, cite: sources.keyOf(fields.source.value) };
    if (check(schema, claim(plain, isText), root).length) return faults.map((one) => [fields.value, one.message]);
    return [[fields.place, "Write it without ; @ [ and ]"]];
  }

  return { fields, judge, written: () => claim(read(), isText), nodes: Object.values(fields).map((one) => one.node), read };
}

const MAIN = ["title", "publisher", "issued", "url", "accessed", "type", "grade"];

// A source that is new to the wiki.
export function sourceFields({ root, names, taken }) {
  const schema = root.$defs.source;
  const fields = {};
  for (const [key, part] of Object.entries(schema.properties))
    fields[key] = field(key, part, { root, names, optional: !schema.required.includes(key) });
  const today = new Date();
  fields.accessed.control.value = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const nodes = (keep) => Object.keys(fields).filter((key) => MAIN.includes(key) === keep).map((key) => fields[key].node);
  const more = element("details", { className: "form-more" }, element("summary", {}, "More on this source"), element("div", { className: "form-row" }, ...nodes(false)));

  function key() {
    const year = /\d{4}/.exec(fields.issued.value)?.[0] || "";
    const base = slugify(`${(fields.publisher.value || fields.title.value).slice(0, 40)} ${year}`) || "source";
    for (let number = 1; ; number += 1) {
      const found = number > 1 ? `${base}-${number}` : base;
      if (!taken(found)) return found;
    }
  }

  const read = () => {
    const typed = Object.entries(fields).map(([name, one]) => [name, one.value]).filter(([, words]) => words);
    return Object.fromEntries(typed.filter(([name]) => name !== "accessed" || fields.url.value));
  };
  return { fields, read, key, nodes: [element("div", { className: "form-row" }, ...nodes(true)), more] };
}

// What comes of the form: how many things are wrong and which, the lines, and ways on.
export class Panel {
  constructor(heading, update) {
    this.everything = false;
    this.update = () => {
      update();
      this.node.ariaBusy = "false";
    };
    const soon = later(this.update);
    this.changed = () => {
      this.node.ariaBusy = "true";
      soon();
    };
    this.status = element("p", { className: "form-count", role: "status" });
    this.list = element("ul", { className: "form-problems" });
    this.body = element("div");
    this.node = element("section", { className: "form-result", "aria-label": heading }, element("h2", {}, heading), this.status, this.list, this.body);
  }

  // Problems are pairs of a field, or nothing, and what to do.
  show(problems, fields, done) {
    const first = new Map();
    for (const one of fields) {
      const found = problems.find(([other]) => other === one);
      if (found) first.set(...found);
    }
    for (const one of fields) one.show(first.get(one), this.everything);
    const told = [...first].map(([one, message]) => element("li", {}, element("a", { href: `#${one.control.id}` }, one.label), `: ${message}`));
    told.push(...problems.filter(([one]) => !fields.includes(one)).map(([, message]) => element("li", {}, message)));
    const number = told.length;
    const words = number ? `${number} ${number === 1 ? "thing" : "things"} to fill in or mend` : done;
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.classList.toggle("form-done", !number);
    const shown = element("ul", {}, ...told.slice(0, this.everything ? 40 : 5));
    if (shown.innerHTML !== this.list.innerHTML) this.list.replaceChildren(...shown.childNodes); // else a link keeps its focus
    this.problems = number;
  }

  // For a way on: false, and all that is wrong is told, while something is.
  isDone() {
    this.update();
    if (!this.problems) return true;
    this.everything = true;
    this.update();
    this.list.querySelector("a")?.focus();
    return false;
  }
}

// Lines to look at and to copy.
export function lines(label, content) {
  const copy = element("button", { type: "button", className: "md-button form-copy" }, "Copy");
  const said = element("span", { role: "status" });
  copy.addEventListener("click", async () => { said.textContent = (await copied(content())) ? " Copied" : " Not copied: select the text"; });
  const code = element("pre", { tabIndex: 0, role: "region", "aria-label": label });
  return { code, copy, said };
}

export async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

// Follows a link to a field: the field is focused, not only scrolled to.
export function followProblems(form) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest('.form-problems a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    const control = document.getElementById(link.hash.slice(1));
    control.closest("details")?.setAttribute("open", "");
    control.focus();
    control.scrollIntoView({ block: "center" });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}

export function later(action, delay = 150) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
}
