// Forms: submit on change where asked, no double posts, copy to the clipboard, select all.
"use strict";
(() => {
  const submit = (field) => { if (field.form) field.form.requestSubmit(); };

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.closest("[data-autosubmit]")) submit(field);
    if (field.matches("[data-select-all]")) {
      for (const box of document.querySelectorAll(`input[name="${field.dataset.selectAll}"]`)) box.checked = field.checked;
    }
    count();
  });

  const count = () => {
    for (const place of document.querySelectorAll("[data-count-of]")) {
      const chosen = document.querySelectorAll(`input[name="${place.dataset.countOf}"]:checked`).length;
      place.textContent = String(chosen);
      const bar = place.closest("[data-bulk]");
      if (bar) bar.hidden = chosen === 0;
    }
  };

  // A plain form goes out once; htmx keeps its own order by hx-sync.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // Dangerous buttons ask first; without JavaScript the server's own confirmation page does.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        document.dispatchEvent(new CustomEvent("toast", { detail: { text: "Copied.", tone: "ok" } }));
      });
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("htmx:afterSwap", count);
  document.addEventListener("DOMContentLoaded", count);
})();
