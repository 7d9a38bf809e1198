// One switch for the units of the whole page: as published with both, metric only, US only. Remembered on this device.
// It reaches every figure that has its other units beside it; a chart keeps the unit of its scale, and prose its author's.
(() => {
  "use strict";
  const CHOICES = { both: "Both", metric: "Metric", us: "US" };
  const KEY = "panoply.units";
  const place = document.querySelector(".units-place");
  if (!place) return;
  const measures = [...document.querySelectorAll(".other")].map((other) => {
    const figure = other.previousElementSibling;
    return { figure, other, own: figure.textContent, words: other.textContent };
  });

  // The author's unit is metric unless the figure's class says `us` or `own`; others stand in brackets, metric first.
  function words({ figure, own, words }, units) {
    const others = words.slice(1, -1).split("; ");
    if (figure.classList.contains("own")) return others[units === "us" ? others.length - 1 : 0];
    return figure.classList.contains("us") === (units === "us") ? own : others[0];
  }

  function apply(units) {
    for (const measure of measures) {
      measure.figure.textContent = units === "both" ? measure.own : words(measure, units);
      measure.other.hidden = units !== "both";
    }
    document.querySelectorAll('input[name="units"]').forEach((input) => { input.checked = input.value === units; });
  }

  function remembered() {
    try {
      const units = localStorage.getItem(KEY);
      return units in CHOICES ? units : "both";
    } catch {
      return "both";
    }
  }

  const field = document.createElement("fieldset");
  field.className = "units";
  field.innerHTML = "<legend>Units</legend>";
  for (const [units, label] of Object.entries(CHOICES)) {
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "units", value: units });
    const words = document.createElement("label");
    words.append(input, ` ${label}`);
    field.append(words);
  }
  field.addEventListener("change", (event) => {
    apply(event.target.value);
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      // not remembered, but chosen
    }
  });
  place.replaceWith(field);
  apply(remembered());
})();
