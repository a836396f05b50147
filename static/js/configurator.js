// The configurator: a click made while the last one is under way is made good afterwards; a question that was
// answered with "keep my build" puts the inputs back as the server knows them.
"use strict";
(() => {
  let busy = false;
  let waiting = null;
  const form = () => document.getElementById("options");

  document.addEventListener("change", (event) => {
    if (busy && form() && form().contains(event.target)) waiting = { id: event.target.id, checked: event.target.checked };
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target.id === "configurator") busy = true; });
  document.addEventListener("htmx:afterRequest", () => { busy = false; });
  document.addEventListener("htmx:afterSettle", () => {
    const missed = waiting;
    waiting = null;
    const field = missed && document.getElementById(missed.id);
    if (field && field.checked !== missed.checked) field.click();
  });
  document.addEventListener("close", (event) => {
    if (event.target.matches("dialog") && form()) form().reset();
  }, true);
})();
