// Tables of members sort by a click on a head: numbers by the cell's data-value, words as a reader expects.
(() => {
  "use strict";
  const words = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });

  function compare(a, b) {
    return typeof a === "number" ? a - b : words.compare(a, b);
  }

  // What a row is sorted by in a column; a column with numbers has no words, so that "unknown" comes last.
  function keys(rows, column) {
    const cells = rows.map((row) => row.cells[column]);
    const numbers = cells.some((cell) => cell.dataset.value);
    return new Map(rows.map((row, i) => {
      const { value } = cells[i].dataset;
      return [row, value ? Number(value) : numbers ? "" : cells[i].textContent.trim()];
    }));
  }

  function sort(table, head, column) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const rows = [...table.tBodies[0].rows];
    const by = keys(rows, column);
    const filled = rows.filter((row) => by.get(row) !== "").sort((a, b) => compare(by.get(a), by.get(b)) * (down ? -1 : 1));
    table.tBodies[0].append(...filled, ...rows.filter((row) => by.get(row) === ""));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  for (const table of document.querySelectorAll("table.members")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
    table.classList.add("sortable");
  }
})();
