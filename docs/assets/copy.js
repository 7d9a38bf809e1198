// Addresses to copy: links to the rows of tables, and buttons that copy the text of `data-copy` (one that begins with # is an
// address on this page) or of the element whose id `data-copy-from` gives. Buttons are hidden until now, for without this
// script they do nothing.
(() => {
  // the address of each row, as headings show theirs
  for (const { id, rows } of document.querySelectorAll(".rows-table tbody[id]")) {
    const link = Object.assign(document.createElement("a"), { className: "headerlink", href: `#${id}`, title: "Link to this row", textContent: "¶" });
    rows[0].querySelector("th").append(" ", link);
  }

  const buttons = "[data-copy], [data-copy-from]";
  if (!navigator.clipboard) return;

  const status = document.createElement("span");
  status.className = "copy-status";
  status.setAttribute("role", "status");
  document.body.append(status);
  document.querySelectorAll(buttons).forEach((button) => (button.hidden = false));

  const words = ({ copy, copyFrom }) => {
    if (copyFrom) return document.getElementById(copyFrom).textContent;
    return copy.startsWith("#") ? new URL(copy, location.href).href : copy;
  };

  const say = (button, said) => {
    status.textContent = said;
    button.dataset.said = said;
    setTimeout(() => {
      status.textContent = "";
      delete button.dataset.said;
    }, 2000);
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest(buttons);
    if (!button) return;
    try {
      await navigator.clipboard.writeText(words(button.dataset));
      say(button, "Copied");
    } catch {
      say(button, "Not copied");
    }
  });
})();
