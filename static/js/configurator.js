// The configurator: a click made while the last one is under way is made good afterwards, and a link waits until
// the choice before it is saved; a question that was answered with "keep my build" puts the inputs back as the
// server knows them.
"use strict";
(() => {
  let busy = false;
  let waiting = null;
  let leaving = null;
  const form = () => document.getElementById("options");

  document.addEventListener("change", (event) => {
    if (busy && form() && form().contains(event.target)) waiting = { id: event.target.id, checked: event.target.checked };
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!busy || !link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leaving = link.href;
  });
  const isChoice = (event) => event.detail.requestConfig.target.id === "configurator";

  document.addEventListener("htmx:beforeRequest", (event) => { if (isChoice(event)) busy = true; });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isChoice(event)) return;
    busy = false;
    if (event.detail.failed && event.detail.xhr.status !== 409) leaving = null;  // the toast says what went wrong
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isChoice(event)) return;
    const missed = waiting;
    waiting = null;
    const field = missed && document.getElementById(missed.id);
    if (field && field.checked !== missed.checked) return field.click();
    if (leaving && !busy && !document.querySelector("dialog[open]")) location.assign(leaving);
    leaving = null;
  });
  // The list of groups: opens the group where it is folded, and goes there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    const turn = link && document.getElementById(`turn-${link.dataset.jump}`);
    if (!turn || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "start" });
    if (turn.getAttribute("aria-expanded") === "false") turn.click();
  });
  // From the search field down through what was found, and back.
  document.addEventListener("keydown", (event) => {
    const search = event.target.closest(".mto-search");
    if (!search || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
    const stops = [search.querySelector("input"), ...search.querySelectorAll("#found a")];
    const at = stops.indexOf(event.target.closest("a, input"));
    event.preventDefault();
    if (event.key === "Escape") { stops[0].value = ""; search.querySelector("#found").replaceChildren(); stops[0].focus(); return; }
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
  });
  // A link to an option leads the keyboard there too.
  const point = () => {
    const field = /^#o-\d+-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!field) return;
    const found = document.querySelector(".mto-search #found");
    if (found) found.replaceChildren();
    field.focus();
  };
  window.addEventListener("hashchange", point);
  point();
  document.addEventListener("close", (event) => {
    if (event.target.matches("dialog") && form()) form().reset();
  }, true);
})();
