// The keyboard at the desk: one key for what is done a hundred times a day. `?` shows all of them; they can be
// switched off there, and none works while somebody writes. Without this file everything is reached with Tab.

(() => {
  const OFF = "amends-keys-off";
  const byId = (id) => document.getElementById(id);
  // A box to tick takes no text: the one on the help sheet keeps the focus for a frame after the sheet was closed.
  const TEXT = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  const writes = (element) => element.closest(TEXT) !== null;
  const press = (selector) => document.querySelector(selector)?.click();
  const focus = (selector) => document.querySelector(selector)?.focus();

  const open = (fold) => {
    if (!fold) return;
    fold.open = true;
    fold.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  };

  function go(by) {
    const rows = [...document.querySelectorAll("[data-row]")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  }

  const KEYS = {
    "?": () => byId("help")?.showModal(),
    n: () => press("#next-form button"),
    q: () => press("[data-key=queue]"),
    j: () => go(1),
    k: () => go(-1),
    c: () => press(".claim button"),
    r: () => focus("#reply"),
    s: () => open(byId("saved-fold")),
    o: () => open(byId("offer-fold")),
    m: () => focus("#note"),
    e: () => open(byId("resolve-fold")),
    d: () => (document.querySelector("#asked-for li summary") ?? document.querySelector("#asked-for summary"))?.focus(),
    t: () => open(byId("pass-fold")),
    l: () => press("[data-key=letter]"),
    "/": () => {
      focus("[data-key=search]");
      document.querySelector("[data-key=search]")?.select();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.altKey && event.key.toLowerCase() === "s" && byId("saved-fold")) {
      event.preventDefault();
      open(byId("saved-fold"));
      return;
    }
    if (event.altKey || writes(event.target) || localStorage.getItem(OFF)) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* Saved replies: type to find one, arrow keys to go through them, Enter takes the first, Escape goes back. */
  const choices = (fold) => [...fold.querySelectorAll("li:not([hidden]) button")];

  document.addEventListener("input", ({ target }) => {
    if (!("findReply" in target.dataset)) return;
    const words = target.value.toLowerCase().split(/\s+/);
    const fold = byId("saved-fold");
    for (const item of fold.querySelectorAll("li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    fold.querySelector("[data-none]").hidden = choices(fold).length > 0;
  });
  document.addEventListener("keydown", (event) => {
    const fold = event.target.closest?.("#saved-fold");
    if (!fold) return;
    if (event.key === "Escape") {
      fold.open = false;
      focus("#reply");
    } else if (event.key === "Enter" && "findReply" in event.target.dataset) {
      event.preventDefault();
      choices(fold)[0]?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const list = choices(fold);
      const at = list.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
      (list[at] ?? fold.querySelector("input")).focus();
    }
  });

  /* The help sheet, and the switch on it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-help]");
    if (!link || !byId("help")) return;
    event.preventDefault();
    byId("help").showModal();
  });
  const switched = byId("keys-on");
  if (switched) {
    switched.checked = !localStorage.getItem(OFF);
    switched.addEventListener("change", () =>
      switched.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  }
})();
