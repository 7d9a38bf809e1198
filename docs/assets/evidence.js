// The evidence behind a figure, and the source behind a mark, where the reader is: on hover, focus or tap.
// All of it stands on the page already: without this script, links lead there.
(() => {
  "use strict";
  const DELAY = 250;
  const rel = document.querySelector('.source-links a[rel="edit"]');
  const file = rel && rel.href.replace("/edit/", "/blob/");
  const repository = rel && rel.href.split("/edit/")[0];

  const card = document.createElement("div");
  card.className = "card md-typeset";
  card.id = "card";
  card.popover = "auto";
  card.setAttribute("role", "dialog");
  document.body.append(card);
  let opener = null;
  let timer = 0;

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function strip(clone) {
    for (const named of [clone, ...clone.querySelectorAll("[id]")]) named.removeAttribute("id");
    return clone;
  }

  // A reference's line without its number and its way back.
  function reference(mark) {
    const target = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    const line = target && target.closest("li");
    if (!line) return null;
    const clone = strip(line.cloneNode(true));
    clone.querySelectorAll(".back").forEach((back) => back.remove());
    const words = element("span", { className: "card-source" });
    words.append(element("a", { href: mark.hash, textContent: mark.textContent }), " ", ...clone.childNodes);
    return words;
  }

  function lineLink(row, body) {
    const other = body.dataset.file;
    const address = other ? `${repository}/blob/main/${other}` : file;
    if (!address || !row.dataset.line) return "";
    const words = `${(other || file).split("/").pop()}, line ${row.dataset.line}`;
    return element("a", { className: "card-line", href: `${address}#L${row.dataset.line}`, textContent: words });
  }

  function claim(row, body) {
    const cells = [...row.querySelectorAll("td")].map((cell) => strip(cell.cloneNode(true)));
    const [value, holds, sources] = cells;
    const item = element("li", { className: row.className });
    item.append(element("div", { className: "card-value" }, ...value.childNodes));
    if (holds.textContent.trim()) item.append(element("div", {}, ...holds.childNodes));
    for (const mark of sources.querySelectorAll("a.cite")) item.append(reference(mark) || mark);
    item.append(element("div", { className: "card-address" }, lineLink(row, body), copy(row.id, "Copy link to this figure")));
    return item;
  }

  // The page that corrects figures; what it is told stands behind the #, and so goes to no server.
  function report(head, body) {
    const row = body.rows[0];
    const told = new URLSearchParams({
      page: `${location.href.split("#")[0]}#${body.id}`,
      file: body.dataset.file || file.split("/blob/main/")[1],
      property: body.id.replace(/^p-/, ""),
      label: head,
      value: row.querySelector("td").textContent.trim().replace(/\s+/g, " "),
      line: row.dataset.line,
    });
    const root = new URL("..", document.querySelector('script[src$="assets/evidence.js"]').src);
    return element("a", { href: `${new URL("wiki/about/correct/", root)}#${told}`, textContent: "Correct this figure" });
  }

  // For copy.js, which copies the address of what has the id.
  function copy(id, words) {
    if (!navigator.clipboard) return "";
    const button = element("button", { type: "button", textContent: words });
    button.dataset.copy = `#${id}`;
    return button;
  }

  // The line of each claim: on the page stands that of the first, and how far each next one is from the one before.
  function number(body) {
    let line = 0;
    body.dataset.lines.split(" ").forEach((step, at) => { body.rows[at].dataset.line = line += Number(step); });
  }

  function evidence(body) {
    number(body);
    const name = body.querySelector("th span");
    const parts = [element("h2", { id: "card-name", textContent: name.textContent })];
    if (name.title) parts.push(element("p", { className: "card-definition", textContent: name.title }));
    const spread = body.querySelector(".spread");
    if (spread) parts.push(spread.cloneNode(true), element("p", { className: "card-spread", textContent: spread.getAttribute("aria-label") }));
    parts.push(element("ol", {}, ...[...body.rows].map((row) => claim(row, body))));
    const links = [element("a", { href: `#${body.id}`, textContent: "On this page" }), copy(body.id, "Copy link to all")];
    if (repository) links.push(report(name.textContent, body));
    parts.push(element("p", { className: "card-links" }, ...links));
    return parts;
  }

  function content(link) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return null;
    if (link.matches(".cite")) return [reference(link)].filter(Boolean);
    return target.matches("tbody") ? evidence(target) : null;
  }

  // Beside its link, inside the window; on a narrow screen the style sheet lays it along the bottom.
  function place(link) {
    const at = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    const below = at.bottom + 6 + height <= window.innerHeight || at.top < height + 14;
    card.style.left = `${left}px`;
    card.style.top = below ? `${Math.min(at.bottom + 6, Math.max(8, window.innerHeight - height - 8))}px` : `${at.top - height - 6}px`;
  }

  function show(link, enter) {
    clearTimeout(timer);
    if (opener !== link || !card.matches(":popover-open")) {
      const parts = content(link);
      if (!parts || !parts.length) return false;
      card.replaceChildren(...parts);
      card.setAttribute("aria-label", link.matches(".cite") ? "Source" : `Evidence: ${card.querySelector("h2").textContent}`);
      opener = link;
      if (!card.matches(":popover-open")) card.showPopover();
      card.scrollTop = 0;
      place(link);
    }
    if (enter) {
      card.tabIndex = -1;
      card.focus({ preventScroll: true });
    }
    return true;
  }

  function hide() {
    clearTimeout(timer);
    if (card.matches(":popover-open")) card.hidePopover();
  }

  function later(action) {
    clearTimeout(timer);
    timer = setTimeout(action, DELAY);
  }

  const find = (event) => event.target.closest && event.target.closest("article a.cite, a.figure, a.flag");
  const within = (node) => node && (card.contains(node) || (opener && opener.contains(node)));

  document.addEventListener("click", (event) => {
    const link = find(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches(".cite") && event.detail > 0 && matchMedia("(hover: hover)").matches) return hide();
    if (show(link, true)) event.preventDefault();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = find(event);
    if (link) later(() => show(link, false));
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (card.matches(":popover-open") && !card.contains(document.activeElement)) later(hide);
  });
  document.addEventListener("focusin", (event) => {
    const link = find(event);
    if (link && link === opener) return; // it closes, and the focus comes back
    if (link && link.matches(":focus-visible")) show(link, false);
    else if (card.matches(":popover-open") && !within(event.target)) hide();
  });
  card.addEventListener("click", (event) => {
    if (event.target.closest('a[href^="#"]')) hide();
  });
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (opener && card.contains(document.activeElement)) opener.focus({ preventScroll: true });
    opener = null;
  });
  addEventListener("scroll", () => {
    if (opener && !card.contains(document.activeElement) && card.matches(":popover-open")) place(opener);
  }, { passive: true });
})();
