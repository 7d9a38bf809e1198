// Groups of the infobox are closed on a phone. Where the style sheet shows them all, they are open for every reader.
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 60em)");
  const groups = document.querySelectorAll(".infobox-group:not([open])");

  function adapt() {
    groups.forEach((group) => {
      group.open = wide.matches;
      group.firstElementChild.tabIndex = wide.matches ? -1 : 0;
    });
  }

  wide.addEventListener("change", adapt);
  if (wide.matches) adapt();
})();
