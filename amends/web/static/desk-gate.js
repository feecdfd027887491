// Reads a reply while it is written and offers what to send instead; what was typed can always be brought back.
// Without this file the desk reads it when it is sent.

(() => {
  const PAUSE = 250;
  const boxes = (root) => root.querySelectorAll("[data-advice]");
  const boxOf = (element) => element.closest("form").querySelector("[data-advice]");
  const place = (box) => document.getElementById(`${box.id}-advice`);
  const states = new WeakMap();
  const stateOf = (box) => states.get(box) ?? states.set(box, { timer: 0, asking: null }).get(box);

  /* Asking: after a pause, the newest text only. Whatever goes wrong, the desk still reads it on sending. */
  function readSoon(box, pause = PAUSE) {
    const state = stateOf(box);
    clearTimeout(state.timer);
    state.asking?.abort();
    state.timer = setTimeout(() => read(box, state), pause);
  }

  async function read(box, state) {
    const text = box.value;
    if (!box.isConnected) return; // it was sent meanwhile
    if (!text.trim()) return show(box, "");
    state.asking = new AbortController();
    const { signal } = state.asking;
    const headers = { "X-CSRF-Token": box.form.querySelector("[name=csrf]").value };
    try {
      const answer = await fetch(box.dataset.advice, { method: "POST", headers, body: new URLSearchParams({ text }), signal });
      const advice = answer.ok && !answer.redirected ? await answer.text() : "";
      if (!signal.aborted) show(box, advice);
    } catch {
      if (!signal.aborted) show(box, "");
    }
  }

  function show(box, advice) {
    const shown = place(box);
    if (!box.isConnected || !shown || shown.dataset.said === advice) return;
    shown.dataset.said = advice;
    shown.innerHTML = advice;
  }

  /* Using the rewrite, and going back. The browser's own undo works as well. */
  const key = (box) => `amends-undo:${box.dataset.draft}`;
  const undoOf = (box) => document.querySelector(`[data-undo="${box.id}"]`);
  const offerUndo = (box) => (undoOf(box).hidden = sessionStorage.getItem(key(box)) === null);

  function put(box, text) {
    box.focus();
    box.select();
    if (!document.execCommand("insertText", false, text) || box.value !== text) {
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function replace(box, text) {
    sessionStorage.setItem(key(box), JSON.stringify({ mine: box.value, instead: text }));
    put(box, text);
    offerUndo(box);
  }

  function undo(box) {
    const kept = JSON.parse(sessionStorage.getItem(key(box)));
    if (box.value === kept.instead) sessionStorage.removeItem(key(box));
    else sessionStorage.setItem(key(box), JSON.stringify({ mine: box.value, instead: kept.mine }));
    put(box, kept.mine);
    offerUndo(box);
  }

  function point(box, { from, to }) {
    const units = (count) => [...box.value].slice(0, count).join("").length;
    box.focus();
    box.setSelectionRange(units(Number(from)), units(Number(to)));
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-rewrite], button[data-undo], button[data-from]");
    if (!button) return;
    if ("rewrite" in button.dataset) replace(boxOf(button), button.dataset.rewrite);
    else if ("undo" in button.dataset) undo(boxOf(button));
    else point(boxOf(button), button.dataset);
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.dataset?.advice) return;
    target.form.querySelector(".stopped")?.remove(); // it was about another text
    readSoon(target);
  });

  function start(root) {
    for (const box of boxes(root)) {
      offerUndo(box);
      if (box.value && !box.form.querySelector(".stopped")) readSoon(box, 0);
    }
  }
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target?.id === "actions" && start(detail.target));
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => detail.target?.id === "actions" && start(detail.target));
  start(document);
})();
