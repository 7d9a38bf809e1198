// On 404.html: the words of the address that was asked for, as a search.
(() => {
  const line = document.querySelector(".not-found");
  const last = location.pathname.split("/").filter((part) => part && !/^index\.\w+$/.test(part)).pop() || "";
  let words = last;
  try {
    words = decodeURIComponent(last);
  } catch { /* a stray % stays as it is */ }
  words = words.replace(/\.(html?|md|yml)$/, "").replace(/[-_+.\s]+/g, " ").trim().slice(0, 80);
  if (!words) return;

  line.querySelector("span").textContent = `“${words}”`;
  line.querySelector("button").dataset.search = words;
  line.hidden = false;
})();
