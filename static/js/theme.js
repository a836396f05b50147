// The scheme a person chose, before the first paint. Everything else follows color-scheme.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const chosen = () => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } };
  const apply = (theme) => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
    }
  };
  apply(chosen());
  document.addEventListener("DOMContentLoaded", () => apply(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    try { localStorage.setItem("theme", button.dataset.themeSet); } catch { /* private window: for this page only */ }
    apply(button.dataset.themeSet);
  });
})();
