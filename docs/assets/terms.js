// What a term means, where the reader is: on hover, focus, or the first tap on it. The link to the glossary stays a link.
(() => {
  const terms = document.querySelectorAll("a.term[title]");
  if (!terms.length || !HTMLElement.prototype.showPopover) return;

  const tip = document.createElement("div");
  tip.id = "term-tip";
  tip.className = "term-tip";
  tip.popover = "auto"; // Escape, or a tap beside it, closes it
  tip.setAttribute("role", "tooltip");
  document.querySelector("main").append(tip);
  let shown = null;
  let timer = 0;
  let tapped = false;

  function place(term) {
    const box = term.getClientRects()[0];
    const below = box.bottom + tip.offsetHeight < innerHeight;
    const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${(below ? box.bottom : box.top - tip.offsetHeight) + scrollY}px`;
  }

  function show(term) {
    clearTimeout(timer);
    if (shown === term) return;
    hide();
    shown = term;
    tip.textContent = term.title;
    term.dataset.title = term.title;
    term.removeAttribute("title"); // else the browser shows it as well
    term.setAttribute("aria-describedby", tip.id);
    tip.showPopover();
    place(term);
  }

  function hide() {
    clearTimeout(timer);
    if (tip.matches(":popover-open")) tip.hidePopover();
    if (!shown) return;
    shown.title = shown.dataset.title;
    shown.removeAttribute("aria-describedby");
    shown = null;
  }

  const soon = (action, delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
  tip.addEventListener("toggle", ({ newState }) => newState === "closed" && hide());
  tip.addEventListener("pointerenter", () => clearTimeout(timer));
  tip.addEventListener("pointerleave", () => soon(hide, 200));

  for (const term of terms) {
    term.addEventListener("pointerenter", ({ pointerType }) => pointerType === "touch" || soon(() => show(term), 150));
    term.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || soon(hide, 200));
    term.addEventListener("focus", () => term.matches(":focus-visible") && show(term));
    term.addEventListener("blur", () => shown === term && hide());
    // a tap that finds the pop-over closed opens it; the next one follows the link
    term.addEventListener("pointerdown", ({ pointerType }) => (tapped = pointerType === "touch" && shown !== term));
    term.addEventListener("click", (event) => {
      if (!tapped) return;
      tapped = false;
      event.preventDefault();
      show(term);
    });
  }
})();
