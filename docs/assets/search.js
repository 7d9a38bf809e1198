// The search box: opened by the header's link, by "/" or by Ctrl-K. Until then nothing of it is loaded.
(() => {
  "use strict";
  const SITE = new URL("../", document.currentScript.src);
  const MOST = 8;
  let box = null;
  let asked = 0;

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const names = () => import(new URL("assets/search-names.js", SITE));

  function build() {
    const input = element("input", { type: "text", name: "q", required: true, autocomplete: "off", spellcheck: false, placeholder: "Name or designation", inputMode: "search", enterKeyHint: "search" });
    input.setAttribute("aria-label", "Name or designation");
    input.setAttribute("autocapitalize", "off");
    const close = element("button", { type: "button", textContent: "Close" });
    const form = element("form", { action: new URL("wiki/search/", SITE).href }, input, element("button", { type: "submit", textContent: "All results" }), close);
    form.setAttribute("role", "search");
    const status = element("p", { className: "search-status" });
    status.setAttribute("role", "status");
    const list = element("ol", {});
    const dialog = element("dialog", { className: "search-box" }, form, status, list);
    dialog.setAttribute("aria-label", "Search");
    document.body.append(dialog);
    box = { dialog, input, status, list };
    input.addEventListener("input", answer);
    form.addEventListener("submit", (event) => {  // behind "#", for what stands there is sent to nobody
      event.preventDefault();
      dialog.close();
      location.href = `${form.action}#${new URLSearchParams({ q: input.value.trim() })}`;
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", walk);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
  }

  function open(words) {
    if (!box) build();
    if (typeof words === "string") box.input.value = words;
    if (!box.dialog.open) box.dialog.showModal();
    box.input.select();
    answer();
  }

  async function answer() {
    const mine = ++asked;
    const words = box.input.value.trim();
    try {
      const { find, choose, describe, index } = await names();
      if (!words) {
        await index();
        return mine === asked && show([], "");
      }
      const { count, best } = await find(words);
      const described = await describe(choose(best, MOST));
      if (mine === asked) show(described, said(count, described.length, words));
    } catch {
      if (mine === asked) show([], "The names could not be loaded. Every name is listed in A to Z.");
    }
  }

  function said(all, shown, words) {
    if (!all) return `Nothing is called “${words}”. Press Enter to search the text.`;
    return all > shown ? `${shown} of ${all} results` : `${all} ${all === 1 ? "result" : "results"}`;
  }

  function show(described, words) {
    box.status.textContent = words;
    box.list.replaceChildren(...described.map(item));
  }

  function item(found) {
    const about = [found.of && `Variant of ${found.of}`, found.kind[0].toUpperCase() + found.kind.slice(1), found.class, found.countries.join(", ")].filter(Boolean);
    const name = element("span", { className: "search-name", textContent: found.name });
    if (found.alias) name.append(element("small", { textContent: ` ${found.alias}` }));
    const parts = [name, element("span", { className: "search-about", textContent: about.join(" · ") })];
    if (found.words) parts.push(element("span", { className: "search-words", textContent: found.words }));
    return element("li", {}, element("a", { href: found.address }, ...parts));
  }

  // Arrows walk from the field through what was found and back.
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("button")) return;
    const stops = [box.input, ...box.list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    event.preventDefault();
    if (next) next.focus();
  }

  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    const isSlash = event.key === "/" && !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isSlash && !isCtrlK) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".search-opener, [data-search]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link.dataset.search);
  });
})();
