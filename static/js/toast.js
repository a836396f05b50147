// Short notices: the HX-Trigger event "toast" {text, tone, undo}, and every request that failed.
"use strict";
(() => {
  const LASTS = 8000;

  const toast = ({ text, tone = "info", undo = "" }) => {
    const list = document.getElementById("toasts");
    if (!list || !text) return;
    const item = document.createElement("li");
    item.className = `toast tone-${tone}`;
    const words = document.createElement("span");
    words.textContent = text;
    item.append(words);
    const source = undo && document.querySelector(undo);
    if (source) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn-link";
      button.textContent = "Undo";
      button.addEventListener("click", () => { const live = document.querySelector(undo); item.remove(); if (live) live.click(); });
      item.append(button);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.setAttribute("aria-label", "Dismiss this notice");
    close.textContent = "×";
    close.addEventListener("click", () => item.remove());
    item.append(close);
    list.append(item);
    let timer = 0;
    const rest = () => { timer = window.setTimeout(() => item.remove(), LASTS); };
    item.addEventListener("pointerenter", () => window.clearTimeout(timer));
    item.addEventListener("focusin", () => window.clearTimeout(timer));
    item.addEventListener("pointerleave", rest);
    if (tone !== "bad") rest();
    while (list.children.length > 3) list.firstElementChild.remove();
  };

  document.addEventListener("toast", (event) => toast(event.detail.value ? { text: event.detail.value } : event.detail));
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 404) toast({ tone: "bad", text: "This is no longer here. Reload the page to see what is." });
    else if (status === 403) toast({ tone: "bad", text: "This was not accepted. Reload the page and sign in again if asked." });
    else if (status === 429) toast({ tone: "warn", text: "Too many requests. Wait a moment and try again." });
    else toast({ tone: "bad", text: "Something went wrong on our side. Nothing was changed; please try again." });
  });
  document.addEventListener("htmx:sendError", () => toast({ tone: "bad", text: "The server cannot be reached. Check the connection and try again." }));
  document.addEventListener("htmx:timeout", () => toast({ tone: "warn", text: "That took too long. Please try again." }));
})();
