// Another system's envelope over the drawing, to the same scale. Nothing is loaded before the reader asks for it.
(() => {
  "use strict";
  const figure = document.querySelector(".drawing");
  if (!figure) return;
  const site = new URL("..", document.currentScript.src);
  const slot = figure.querySelector(".drawing-compare");
  const pictures = [...figure.querySelectorAll("svg")].map((svg) => ({ svg, box: { ...read(svg) } }));
  const status = element("p", { role: "status" });
  let own = null;

  function element(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function read(svg) {
    const { x, y, width, height } = svg.viewBox.baseVal;
    return { x, y, width, height };
  }

  async function load() {
    const answer = await fetch(new URL("data/v1/outlines.json", site));
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  function choice({ classes, drawings, outlines }) {
    const select = element("select", { id: "drawing-other" }, element("option", { value: "" }, "nothing"));
    for (const [key, plural] of Object.entries(classes)) {
      const group = element("optgroup", { label: plural });
      for (const outline of outlines)
        if (outline.class === key && outline !== own) group.append(element("option", { value: outline.slug }, outline.name));
      if (group.children.length) select.append(group);
    }
    select.addEventListener("change", () => {
      const other = outlines.find((outline) => outline.slug === select.value);
      show(other, other && drawings[other.drawing]);
    });
    return select;
  }

  // The frame grows to the left and upwards: ground and rear stay where they are, and so does all that stands on them.
  function frame(reach, tall) {
    const { x, width } = pictures[0].box;
    const left = Math.min(x, -reach - width * 0.02);
    const wide = x + width - left;
    figure.style.setProperty("--l", left);
    figure.style.setProperty("--w", wide);
    pictures.forEach(({ svg, box }, i) => {
      const top = i ? box.y : Math.min(box.y, -tall - wide * 0.01);
      svg.setAttribute("viewBox", `${left} ${top} ${wide} ${wide / 200 - top}`);
      svg.querySelector(".ground").setAttribute("transform", `scale(1 ${wide / 200})`);
    });
  }

  function envelope(metres) {
    const [length, overall, height, diameter, width] = ["length", "overall", "height", "diameter", "width"].map(
      (dimension) => Math.round((metres[dimension] || 0) * 100));
    const tall = height || diameter;
    const reach = "side" in figure.dataset ? length || overall : 0;
    let path = reach ? `M0 0v-${tall}h-${reach}V0Z` : "";
    if (reach && overall > reach) path += `M-${reach}-${Math.round(0.74 * tall)}H-${overall}`;
    if (figure.dataset.front && width) path += `M${figure.dataset.front - width / 2} 0v-${tall}h${width}V0Z`;
    return { path, reach: reach && Math.max(length, overall), tall };
  }

  const digits = (number) => (String(number).split(".")[1] || "").length;

  // As exact as the coarser of the two figures; a digit more where whole metres would hide what the drawing shows.
  function difference(dimension, other) {
    const [mine, theirs] = [own.metres[dimension], other.metres[dimension]];
    const coarser = Math.min(digits(mine), digits(theirs));
    const finer = coarser === 0 && digits(mine) !== digits(theirs) && Math.abs(theirs - mine) < 2;
    const apart = (theirs - mine).toFixed(coarser + finer);
    const about = finer || [own, other].some((outline) => outline.about.includes(dimension)) ? "about " : "";
    if (Number(apart) === 0) return "the same";
    return `${about}${apart.replace("-", "")} m ${apart < 0 ? "less" : "more"}`;
  }

  function words(other, labels) {
    const said = Object.entries(other.metres).map(([dimension, metres]) => {
      const apart = dimension in own.metres ? ` (${difference(dimension, other)})` : "";
      return `${labels[dimension].toLowerCase()} ${other.about.includes(dimension) ? "about " : ""}${metres} m${apart}`;
    });
    return `: ${said.join("; ")}.`;
  }

  function show(other, labels) {
    figure.querySelector("svg .other-outline")?.remove();
    status.replaceChildren();
    if (!other) return frame(0, 0);
    const { path, reach, tall } = envelope(other.metres);
    frame(reach, tall);
    const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
    made.setAttribute("class", "other-outline");
    made.setAttribute("d", path);
    pictures[0].svg.append(made);
    status.append("Dashed, ", element("a", { href: new URL(other.address, site) }, other.name), words(other, labels));
  }

  const button = element("button", { type: "button" }, "Compare with another");
  button.addEventListener("click", async () => {
    try {
      const found = await load();
      own = found.outlines.find((outline) => outline.slug === figure.dataset.system);
      const select = choice(found);
      button.replaceWith(element("label", { for: select.id }, "Compare with"), " ", select);
      select.focus();
    } catch {
      status.textContent = "The other outlines could not be loaded. Try again later.";
    }
  });
  slot.append(button, status);
})();
