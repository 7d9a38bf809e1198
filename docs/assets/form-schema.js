// Checks data by a JSON Schema 2020-12, of which it knows the keywords that this wiki's schemas use, and no others.
// A value may be a text, a list or an object: the files' every scalar is text.

const say = (keyword, message) => (path, name) => ({ path: name === undefined ? path : [...path, name], keyword, message });
const isObject = (data) => typeof data === "object" && data !== null && !Array.isArray(data);
const isText = (data) => typeof data === "string";
const TYPES = { string: isText, array: Array.isArray, object: isObject, number: () => false };
const patterns = new Map();

function matches(pattern, text) {
  if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(pattern, "u"));
  return patterns.get(pattern).test(text);
}

export function find(root, ref) {
  return ref.slice(2).split("/").reduce((schema, key) => schema[key], root);
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const listed = (words) => (words.length > 9 ? `${words.slice(0, 9).join(", ")} …` : words.join(", "));

// Each takes the keyword's value, the data, and what the whole schema, its root and the data's path are.
const KEYWORDS = {
  $ref: (ref, data, { root, path }) => check(find(root, ref), data, root, path),
  allOf: (all, data, { root, path }) => all.flatMap((schema) => check(schema, data, root, path)),
  if: (test, data, { schema, root, path }) => {
    const then = check(test, data, root, path).length ? schema.else : schema.then;
    return then === undefined ? [] : check(then, data, root, path);
  },
  type: (types, data, { path }) =>
    [types].flat().some((type) => TYPES[type](data)) ? [] : [say("type", "This is written in another way")(path)],
  enum: (words, data, { path }) => (words.includes(data) ? [] : [say("enum", `Choose one of: ${listed(words)}`)(path)]),
  minLength: (least, data, { path }) =>
    isText(data) && [...data].length < least ? [say("minLength", "Fill this in")(path)] : [],
  pattern: (pattern, data, { schema, path }) =>
    isText(data) && !matches(pattern, data)
      ? [say("pattern", sentence(schema.patternErrorMessage || "This is written in another way"))(path)]
      : [],
  minItems: (least, data, { path }) =>
    Array.isArray(data) && data.length < least ? [say("minItems", "Add one at least")(path)] : [],
  items: (item, data, { root, path }) =>
    Array.isArray(data) ? data.flatMap((one, at) => check(item, one, root, [...path, at])) : [],
  required: (keys, data, { path }) =>
    isObject(data) ? keys.filter((key) => !(key in data)).map((key) => say("required", "Fill this in")(path, key)) : [],
  properties: (properties, data, { root, path }) =>
    isObject(data)
      ? Object.entries(properties).flatMap(([key, schema]) => (key in data ? check(schema, data[key], root, [...path, key]) : []))
      : [],
  additionalProperties: (other, data, { schema, root, path }) =>
    isObject(data)
      ? Object.keys(data).filter((key) => !Object.hasOwn(schema.properties || {}, key))
        .flatMap((key) => check(other, data[key], root, [...path, key]))
      : [],
  propertyNames: (names, data, { root, path }) =>
    isObject(data)
      ? Object.keys(data).flatMap((key) => check(names, key, root, [...path, key]).map((found) => ({ ...found, keyword: "propertyNames" })))
      : [],
};
const WORDS = [
  ..."$schema $defs title description examples enumDescriptions patternErrorMessage defaultSnippets".split(" "),
  ..."then else".split(" "),
];
export const KNOWN = [...Object.keys(KEYWORDS), ...WORDS];

// All that is wrong with the data: path, keyword and what to do. Throws on a keyword it does not know.
export function check(schema, data, root = schema, path = []) {
  if (schema === true) return [];
  if (schema === false) return [say("false", "This does not belong here")(path)];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (Object.hasOwn(KEYWORDS, keyword)) return KEYWORDS[keyword](value, data, { schema, root, path });
    if (!WORDS.includes(keyword)) throw new Error(`unknown keyword ${keyword}`);
    return [];
  });
}

// A keyword's value, wherever in a schema or in what it refers to it stands first.
export function look(schema, keyword, root) {
  if (keyword in schema) return schema[keyword];
  const parts = [...(schema.$ref ? [find(root, schema.$ref)] : []), ...(schema.allOf || [])];
  for (const part of parts) {
    const found = look(part, keyword, root);
    if (found !== undefined) return found;
  }
  return undefined;
}
