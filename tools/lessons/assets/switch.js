// The language switch: R, Python, or both. The choice is kept in localStorage for the whole site. Where a browser keeps the storage of each
// file:// page apart, the links carry it along as ?lang=. Without this script a page shows both languages and no switch.
(function () {
  "use strict";
  const choices = ["r", "python", "both"];
  const root = document.documentElement;

  const stored = {
    get() {
      try { return localStorage.getItem("torchduet-language"); } catch { return null; }
    },
    set(choice) {
      try { localStorage.setItem("torchduet-language", choice); } catch { /* then the links alone carry it */ }
    },
  };

  // Following a link, its ?lang= is the newest choice; going back or reloading, the stored one is.
  function remembered() {
    const linked = new URLSearchParams(location.search).get("lang");
    const came = performance.getEntriesByType("navigation")[0];
    const order = came && came.type !== "navigate" ? [stored.get(), linked] : [linked, stored.get()];
    return order.find((choice) => choices.includes(choice)) || "both";
  }

  function carryInLinks(choice) {
    for (const link of document.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) continue; // another site
      const [, page, , fragment] = href.match(/^([^?#]*)(\?[^#]*)?(#.*)?$/);
      if (page.endsWith(".html")) link.setAttribute("href", page + "?lang=" + choice + (fragment || ""));
    }
  }

  function show(choice) {
    root.dataset.language = choice;
    for (const input of document.querySelectorAll(".switch input")) input.checked = input.value === choice;
    carryInLinks(choice);
  }

  // What stands at the top of the window stays there although columns above it come and go.
  function showInPlace(choice) {
    const anchor = [...document.querySelectorAll("article > *")].find((element) => element.getBoundingClientRect().bottom > 80);
    const before = anchor ? anchor.getBoundingClientRect().top : 0;
    show(choice);
    if (anchor) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  }

  root.dataset.language = remembered(); // at once, before anything is drawn

  document.addEventListener("DOMContentLoaded", () => {
    const control = document.querySelector(".switch");
    control.hidden = false;
    show(root.dataset.language);
    stored.set(root.dataset.language);
    control.addEventListener("change", (event) => {
      stored.set(event.target.value);
      showInPlace(event.target.value);
    });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) show(stored.get() || root.dataset.language); });
  window.addEventListener("storage", () => show(stored.get() || root.dataset.language));
})();
