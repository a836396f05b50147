// Native dialogs: [data-opens="#id"] opens one, what the server puts into #dialog opens itself, focus returns to the opener.
"use strict";
(() => {
  const outlet = () => document.getElementById("dialog");
  let opener = null;

  const show = (dialog) => {
    if (dialog.open) dialog.close();
    if (!opener || !opener.isConnected) opener = document.activeElement;
    dialog.showModal();
    (dialog.querySelector("[autofocus]") || dialog).focus();
  };

  const giveBack = () => {
    const target = opener && (opener.isConnected ? opener : opener.id && document.getElementById(opener.id));
    opener = null;
    if (target) target.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-opens]");
    if (open) {
      const dialog = document.querySelector(open.dataset.opens);
      if (dialog) { opener = open; show(dialog); event.preventDefault(); }
      return;
    }
    const close = event.target.closest("[data-closes]");
    const dialog = close && close.closest("dialog");
    if (dialog) { dialog.close(); event.preventDefault(); return; }
    if (event.target.matches && event.target.matches("dialog[open]")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("close", (event) => {
    if (event.target.closest && event.target.closest("#dialog")) event.target.remove();
    giveBack();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.requestConfig.triggeringEvent) return;  // a fragment that loads by itself opens nothing
    if (!event.target.closest("dialog")) opener = event.detail.elt.matches("form") ? document.activeElement : event.detail.elt;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === outlet()) {
      const dialog = outlet().querySelector("dialog");
      if (dialog) show(dialog);
    }
  });
  // An answer that goes elsewhere ends the dialog it was asked from; a fragment that arrives meanwhile does not.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, shouldSwap, target } = event.detail;
    const dialog = requestConfig.elt.closest("#dialog dialog[open]");
    if (dialog && shouldSwap && !outlet().contains(target)) dialog.close();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const waiting = document.querySelector("dialog[data-open]");
    if (waiting) { waiting.removeAttribute("open"); show(waiting); }
    const problem = document.querySelector("[data-focus]");
    if (problem) problem.focus();
  });
})();
