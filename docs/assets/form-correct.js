// "Correct a figure": what a page says now, what it should say, and the lines to change in its file.
import { check } from "./form-schema.js";
import { tidy } from "./form-yaml.js";
import { addClaim, addSource, inOrder, isOfVariant, replaceClaim } from "./form-edit.js";
import {
  Field, Panel, claimFields, copied, element, fold, followProblems, group, lines, load, option, page, propertiesOf, select, sourceFields,
  text,
} from "./form-fields.js";

const form = document.querySelector("form.form");
const { kinds } = JSON.parse(form.dataset.facts);
const repository = document.querySelector(".form-by-hand").dataset.repository;
const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const panel = new Panel("What to change", update);
const NEW = ":new";
let names, root, entity, property, chosen, made, fresh, edits;

const sources = {
  offer(menu) {
    const own = Object.entries(entity.sources).map(([key, words]) => option(key, words));
    const shared = Object.entries(names.sources).map(([key, words]) => option(key, words));
    menu.append(option(NEW, "A source that is not listed below"));
    if (own.length) menu.append(group("Sources of this page", own));
    if (shared.length) menu.append(group("Sources that several pages share", shared));
  },
  keyOf: (value) => (value === NEW ? fresh.key() : value),
};

const section = (heading, ...children) => element("section", { className: "form-section" }, element("h2", {}, heading), ...children);
const title = (key) => root.$defs.claims.properties[key].title;

// Which page: by the names that everything goes by.
const which = new Field("Page", text({ list: "form-pages" }), { optional: false, hint: "Begin to type its name." });
const what = new Field("Property", select([], "Choose a property"), { optional: false, hint: "What the figure says." });
const says = element("div");
const should = element("div", { className: "form-row" });
const source = element("fieldset", { className: "form-part" });
const shouldBe = section("What it should say", should, source);
const saysNow = section("What the page says now", says);

function findPage(typed) {
  const all = Object.entries(names.kinds).flatMap(([kind, slugs]) => Object.entries(slugs).map(([slug, words]) => ({ kind, slug, words })));
  return all.find(({ slug, words }) => slug === typed || words.some((one) => fold(one) === fold(typed)));
}

async function openPage(found) {
  const kind = kinds.find((one) => one.key === found.kind);
  [root, entity] = await Promise.all([load(kind.schema), load(`${found.kind}/${found.slug}.json`)]);
  which.control.value = entity.name;
  const here = new Set(entity.claims.map((one) => one.property));
  const known = propertiesOf(root, entity.class);
  const options = (keep) => known.filter((key) => here.has(key) === keep).map((key) => option(key, title(key)));
  what.control.replaceChildren(option("", "Choose a property"), group("On the page", options(true)), group("Not on it yet", options(false)));
  choose("");
}

// Which property: what the page says of it, and a form for what it should say.
function choose(key) {
  property = key;
  what.control.value = key;
  saysNow.hidden = shouldBe.hidden = !key;
  if (!key) return panel.update();
  const now = entity.claims.filter((one) => one.property === key);
  const radios = element("fieldset", { className: "form-part" }, element("legend", {}, "What is to be done?"));
  const choice = (value, ...words) => {
    const input = element("input", { type: "radio", name: "form-what", value, checked: value === "add" });
    input.addEventListener("change", () => { chosen = value; fill(); });
    radios.append(element("label", { className: "form-choice" }, input, element("span", {}, ...words)));
  };
  chosen = "add";
  choice("add", now.length ? "Add a figure beside it: where sources differ, both stay" : "Add the first figure");
  for (const one of now) choice(String(one.line), "Replace ", element("strong", {}, one.text), about(one));
  says.replaceChildren(now.length ? "" : element("p", {}, "Nothing yet."), radios);
  return fill();
}

function about(one) {
  const narrowed = [one.holds && ` (${one.holds})`, one.rank !== "normal" && ` ${one.rank}`].filter(Boolean).join("");
  return `${narrowed}, by ${one.sources.map((number) => entity.cited[number]).join("; ")}; line ${one.line}`;
}

function fill() {
  const nested = chosen !== "add" && isOfVariant(entity.lines, Number(chosen));
  made = claimFields(property, { root, names, sources, variants: nested ? {} : entity.variants });
  should.replaceChildren(...made.nodes);
  fresh = sourceFields({ root, names, taken: (key) => key in entity.sources || key in names.sources });
  source.replaceChildren(element("legend", {}, "The new source"), ...fresh.nodes);
  panel.update();
}

const isNew = () => made.fields.source.control.value === NEW;

// The claim and the source by the parts of the schema that are theirs, each problem at its field.
function judged() {
  const found = isNew() ? check(root.$defs.source, fresh.read(), root) : [];
  return [...made.judge(), ...found.map((one) => [fresh.fields[one.path[0]], one.message])];
}

function update() {
  source.hidden = !property || !isNew();
  panel.body.hidden = !property;
  if (!entity) return panel.show([[which, "Choose a page"]], [which], "");
  if (!property) return panel.show([[what, "Choose a property"]], [what], "");
  const typed = made.read();
  const line = made.written();
  panel.show(judged(), [...Object.values(made.fields), ...Object.values(fresh.fields)], "Nothing to mend: the lines are ready.");
  const order = { top: Object.keys(root.properties), claims: Object.keys(root.$defs.claims.properties) };
  edits = [chosen === "add" ? addClaim(entity.lines, order, property, line) : replaceClaim(entity.lines, Number(chosen), line)];
  if (isNew()) edits.push(addSource(entity.lines, sources.keyOf(NEW), fresh.read()));
  edits = inOrder(edits);
  return show(typed);
}

// Each edit in words, with the lines that go and those that come.
function told({ from, to, lines: come }, at) {
  const gone = entity.lines.slice(from, to);
  const many = to - from > 1 ? `lines ${from + 1} to ${to}` : `line ${from + 1}`;
  const { code, copy, said } = lines(`Step ${at + 1}: new lines`, () => `${come.join("\n")}\n`);
  code.textContent = come.join("\n");
  const old = gone.length ? [element("pre", { className: "form-gone", tabIndex: 0, role: "region", ariaLabel: `Step ${at + 1}: lines that go` }, element("del", {}, gone.join("\n")))] : [];
  const words = gone.length ? `In place of ${many}:` : from ? `As new lines below line ${from}:` : "At the top:";
  return element("li", {}, ...(gone.length ? [`Delete ${many}:`] : []), ...old, words, code, element("p", {}, copy, said));
}

const steps = element("ol", { className: "form-edits" });
const edit = element("a", { className: "md-button md-button--primary", target: "_blank", rel: "noopener" }, "Edit the file on GitHub");
const issue = element("a", { className: "md-button", target: "_blank", rel: "noopener" }, "Report it instead");
const copy = element("span", { role: "status" });
const next = element("p", { className: "form-hint" }, "Both open GitHub in a new tab, where you sign in. Editing: the new lines of the first step are copied for you; change the file as shown, from the bottom up, press “Commit changes”, and say in a sentence what your source says. Reporting: the form there is filled in, and somebody else changes the file. Either is checked and read before it is published.");
edit.addEventListener("click", async (event) => {
  if (!panel.isDone()) return event.preventDefault();
  copy.textContent = (await copied(`${edits[0].lines.join("\n")}\n`)) ? "Copied" : "";
  return undefined;
});

function show(typed) {
  steps.replaceChildren(...edits.map(told));
  if (!repository) return;
  edit.href = `${repository}/edit/main/${entity.path}#L${edits[0].from + 1}`;
  const now = entity.claims.filter((one) => one.property === property && (chosen === "add" || String(one.line) === chosen));
  report(entity.name, entity.address && page(entity.address), title(property), now.map((one) => `${one.text}${one.holds && ` (${one.holds})`}`).join("; "), typed);
}

// GitHub's form for corrections, filled in; its fields are those of .github/ISSUE_TEMPLATE/correction.yml.
function report(name, address, label, value, typed = {}) {
  const cited = made && isNew() ? Object.values(fresh.read()).join(", ") : made?.fields.source.control.selectedOptions[0]?.textContent || "";
  const narrowed = [typed.variant, typed.condition, typed.as_of && `as of ${typed.as_of}`].filter(Boolean).join(", ");
  const said = {
    template: "correction.yml", title: `Correction: ${name}: ${label}`, page: address || name, property: narrowed ? `${label}, ${narrowed}` : label, value,
    proposal: typed.value || "", source: typed.cite ? [cited, made.fields.place.value].filter(Boolean).join(", ") : "",
  };
  issue.href = `${repository}/issues/new?${new URLSearchParams(Object.entries(said).filter(([, words]) => words))}`;
}

// Where the file cannot be had: what the address says, as text, and the issue form.
function fallBack() {
  const words = [asked.page, asked.label || asked.property, asked.value].map((one) => tidy(one || "")).filter(Boolean);
  form.replaceChildren(section("What the page says now", element("p", {}, words.join(" · ") || "Nothing is known of that page here.")),
    ...(repository ? [element("p", { className: "form-ways" }, issue)] : []));
  report(tidy(asked.page || ""), tidy(asked.page || ""), tidy(asked.label || asked.property || ""), tidy(asked.value || ""));
}

async function start() {
  names = await load("names.json");
  const pages = Object.values(names.kinds).flatMap((slugs) => Object.values(slugs).map(([name]) => option(name, "")));
  form.append(
    element("div", { className: "form-typed" }, section("Which figure", element("div", { className: "form-row" }, which.node, what.node)), saysNow, shouldBe,
      element("datalist", { id: "form-pages" }, ...pages)),
    panel.node);
  panel.body.append(steps, element("p", { className: "form-ways" }, ...(repository ? [edit, issue, copy] : [])), ...(repository ? [next] : []));
  choose("");
  const [, kind, slug] = /^entities\/([a-z0-9-]+)\/([a-z0-9-]+)\.yml$/.exec(asked.file || "") || [];
  if (!kind) return;
  await openPage({ kind, slug });
  const key = Object.keys(root.$defs.claims.properties).find((one) => one === asked.property || one.replaceAll("_", "-") === asked.property);
  if (key) choose(key);
}

which.control.addEventListener("change", () => {
  const found = findPage(tidy(which.control.value));
  if (found) openPage(found);
  else {
    entity = property = undefined;
    choose("");
  }
});
what.control.addEventListener("change", () => choose(what.control.value));
form.addEventListener("input", panel.changed);
form.addEventListener("change", panel.changed);
followProblems(form);
start().catch(fallBack).then(() => { form.hidden = false; });
