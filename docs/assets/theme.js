// What readers see of Material's script, which generated pages do without: it costs a phone more than all else they load.
(() => {
  const title = document.querySelector("[data-md-component=header-title]");
  const up = document.querySelector("[data-md-component=top]");

  // the other colour scheme, kept where Material keeps it
  document.addEventListener("change", ({ target }) => {
    if (target.name !== "__palette") return;
    const schemes = [...document.getElementsByName("__palette")];
    const color = Object.fromEntries(["media", "scheme", "primary", "accent"].map((key) => [key, target.getAttribute(`data-md-color-${key}`)]));
    for (const [key, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${key}`, value);
    for (const scheme of schemes) scheme.nextElementSibling.hidden = scheme !== target;
    window.__md_set("__palette", { index: schemes.indexOf(target), color });
  });

  // the page's name in the header, and a way up for those who turn back; what tables take less of the room that was kept
  // for them before they were laid out is no turning back
  let before = 0, height; // not asked for: the answer would wait for the layout of the whole page
  addEventListener("scroll", () => {
    const below = scrollY > 150, now = document.documentElement.scrollHeight;
    title?.classList.toggle("md-header__title--active", below);
    if (up) up.hidden = !below || scrollY + (height ?? now) - now >= before;
    [before, height] = [scrollY, now];
  }, { passive: true });
  up?.addEventListener("click", () => scrollTo(0, 0));

  // wide tables scroll by themselves
  for (const table of document.querySelectorAll("article table:not([class])")) {
    const [outer, inner] = ["scrollwrap", "table"].map((name) => Object.assign(document.createElement("div"), { className: `md-typeset__${name}` }));
    table.replaceWith(outer);
    outer.append(inner);
    inner.append(table);
  }

  // paper opens what is closed
  matchMedia("print").addEventListener("change", ({ matches }) => {
    if (matches) document.querySelectorAll("details").forEach((details) => (details.open = true));
  });
})();
