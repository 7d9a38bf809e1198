// From each reference back to the parts of the page that cite it: gathered from the marks once a reader comes near.
(() => {
  const list = document.querySelector("#references + ol");
  if (!list) return;

  function gather() {
    removeEventListener("hashchange", come);
    document.removeEventListener("click", come);
    near.disconnect();
    const places = new Map([...list.querySelectorAll("[id]")].map((target) => [`#${target.id}`, new Map()]));
    let here = null;
    for (const found of document.querySelectorAll("article :is(h1, h2, h3, .evidence tbody)[id], article a.cite")) {
      if (found.matches("[id]")) here = found;
      else if (!found.closest(".infobox, .key-figures")) {
        const citing = places.get(found.hash);
        // the rows of a table are told together, by its heading; the first of them is where to go
        if (citing && !citing.has(here)) citing.set(here, found.closest(".rows tbody[id]") || here);
      }
    }
    for (const [hash, citing] of places) {
      const links = [...citing].flatMap(([part, place]) => [" · ", link(part, place)]).slice(1);
      if (!links.length) continue;
      const back = Object.assign(document.createElement("small"), { className: "back" });
      back.append(...links);
      list.querySelector(hash).parentElement.append(" ", back);
    }
  }

  function link(part, place) {
    const name = part.matches("h1") ? "Lead" : (part.querySelector("th span") || part.firstChild).textContent;
    return Object.assign(document.createElement("a"), { href: `#${place.id}`, textContent: name });
  }

  // before the browser goes there, so that nothing moves afterwards
  function come({ target }) {
    if (target === window ? location.hash.startsWith("#ref-") : target.closest('a[href*="#ref-"]')) gather();
  }

  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && gather(), { rootMargin: "2000px" });
  near.observe(list);
  addEventListener("hashchange", come);
  document.addEventListener("click", come);
  if (location.hash.startsWith("#ref-")) gather();
})();
