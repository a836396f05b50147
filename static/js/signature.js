// A drawn signature: strokes of finger, pen or mouse become path data in a hidden field.
// Without JavaScript the place stays hidden, and the typed name is the signature.
"use strict";
(() => {
  const WIDTH = 600, HEIGHT = 200;
  const MOST = 19900;  // the server takes 20,000 characters
  const STEP = 3;  // points nearer to each other say nothing new

  const wake = (box) => {
    if (box.dataset.awake) return;
    box.dataset.awake = "1";
    box.hidden = false;
    const pad = box.querySelector("svg");
    const path = pad.querySelector("path");
    const field = box.querySelector("input[type=hidden]");
    let last = null;  // where the stroke being drawn has come to
    let isDot = false;

    const show = (strokes) => { field.value = strokes; path.setAttribute("d", strokes); };
    const within = (value, most) => Math.max(0, Math.min(most - 1, Math.round(value)));
    const place = (event) => {
      const frame = pad.getBoundingClientRect();
      return [
        within((event.clientX - frame.left) / frame.width * WIDTH, WIDTH),
        within((event.clientY - frame.top) / frame.height * HEIGHT, HEIGHT),
      ];
    };
    const add = (letter, [x, y]) => {
      if (field.value.length < MOST) show(`${field.value}${letter}${x} ${y}`);
    };

    pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || last || field.value.length > MOST - 20) return;
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      last = place(event);
      isDot = true;
      add("M", last);
    });
    pad.addEventListener("pointermove", (event) => {
      if (!last) return;
      const passed = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const one of passed.length ? passed : [event]) {
        const next = place(one);
        if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) continue;
        add("L", next);
        last = next;
        isDot = false;
      }
    });
    const lift = () => {
      if (last && isDot) add("L", [within(last[0] - 1, WIDTH), last[1]]);
      last = null;
    };
    pad.addEventListener("pointerup", lift);
    pad.addEventListener("pointercancel", lift);
    box.querySelector("[data-signature-clear]").addEventListener("click", () => show(""));
    show(field.value);
  };

  const wakeAll = () => { for (const box of document.querySelectorAll("[data-signature]")) wake(box); };
  document.addEventListener("htmx:afterSwap", wakeAll);
  document.addEventListener("DOMContentLoaded", wakeAll);
  if (document.readyState !== "loading") wakeAll();
})();
