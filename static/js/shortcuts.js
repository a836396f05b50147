// Keys for people who live in the lists: / search, j k rows, Enter open, x select, ? help; an element with data-key
// is clicked by its own key. Off while typing, and can be switched off.
"use strict";
(() => {
  const KEY = "shortcuts";
  const enabled = () => { try { return localStorage.getItem(KEY) !== "off"; } catch { return true; } };
  const typing = (target) => target.closest && target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const current = () => document.querySelector("[data-row].is-current");

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))] || all[0];
    for (const row of all) row.classList.toggle("is-current", row === next);
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const actions = {
    "/": () => { const field = document.querySelector("[data-search=first]") || document.querySelector("[data-search]"); if (field) { field.focus(); field.select(); } },
    j: () => move(1),
    k: () => move(-1),
    x: () => { const box = current() && current().querySelector("input[type=checkbox]"); if (box) box.click(); },
    "?": () => { const help = document.getElementById("shortcuts-help"); if (help && !help.open) help.showModal(); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (!enabled() || document.querySelector("dialog[open]")) return;
    const keyed = event.key.length === 1 && document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : keyed && (() => keyed.click());
    if (action) { event.preventDefault(); action(); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shortcuts-switch]")) return;
    try { localStorage.setItem(KEY, event.target.checked ? "on" : "off"); } catch { /* private window */ }
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = enabled();
  });
})();
