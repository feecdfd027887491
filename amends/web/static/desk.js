// What the desk's pages do beyond htmx: drafts that survive, places that are kept, typing, and times that count.
// Without this file everything can still be read and answered.

document.documentElement.classList.add("scripted");

const byId = (id) => document.getElementById(id);
const log = () => byId("log");

/* Drafts: what an agent writes is kept in their browser, under their name, until it was sent or they sign out. */
const DRAFT_DAYS = 7;
const mine = () => `amends-draft:${document.body.dataset.agent}:`;
const draftKey = (box) => mine() + box.dataset.draft;
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(mine()));

function keepDraft(box) {
  if (box.value) localStorage.setItem(draftKey(box), JSON.stringify({ text: box.value, at: Date.now() }));
  else localStorage.removeItem(draftKey(box));
}

function readDraft(key) {
  try {
    const { text, at } = JSON.parse(localStorage.getItem(key));
    return Date.now() - at < DRAFT_DAYS * 86400000 ? text : "";
  } catch {
    return "";
  }
}

function restoreDrafts(root) {
  for (const box of root.querySelectorAll("[data-draft]")) {
    if (box.value && !("suggested" in box.dataset)) keepDraft(box);
    else box.value = readDraft(draftKey(box)) || box.value;
  }
}

function forgetDrafts(form) {
  for (const box of form.querySelectorAll("[data-draft]")) {
    localStorage.removeItem(draftKey(box));
    sessionStorage.removeItem(`amends-undo:${box.dataset.draft}`);
  }
}

/* What a page says has been sent, and a draft that is to begin anew. */
function forgetSent(root) {
  for (const one of root.querySelectorAll("[data-forget]")) localStorage.removeItem(mine() + one.dataset.forget);
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-afresh]");
  if (link) localStorage.removeItem(mine() + link.dataset.afresh);
});

for (const key of drafts()) if (!readDraft(key)) localStorage.removeItem(key);

/* Typing: the customer sees that a person writes, and when they pause. */
const PAUSE = 4000;
let pausing = 0;

function tellTyping(box, on) {
  clearTimeout(pausing);
  if (on) pausing = setTimeout(() => tellTyping(box, false), PAUSE);
  if (on === (box.dataset.told === "on")) return;
  box.dataset.told = on ? "on" : "";
  const csrf = box.form.querySelector("[name=csrf]").value;
  const body = new URLSearchParams({ on: on ? "1" : "" });
  fetch(box.dataset.typing, { method: "POST", headers: { "X-CSRF-Token": csrf }, body }).catch(() => {});
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draft) keepDraft(target);
  if (target.dataset?.typing) tellTyping(target, target.value !== "");
});
document.addEventListener("change", ({ target }) => "send" in (target.dataset ?? {}) && target.form.requestSubmit());
document.addEventListener("focusout", ({ target }) => target.dataset?.typing && tellTyping(target, false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
  event.preventDefault();
  const wait = event.shiftKey && event.target.form.querySelector("[name=then][value=wait]");
  (wait || event.target.form.querySelector(".row button")).click(); // htmx knows by the click which button it was
});
document.addEventListener("submit", ({ target }) => {
  if (target.action.endsWith("/sign-out")) for (const key of drafts()) localStorage.removeItem(key);
});

/* Places: the newest message stays in sight unless the agent reads further up; what was unfolded stays so. */
const unfolded = new Map();
let atEnd = true;

const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
const toEnd = () => log() && (log().scrollTop = log().scrollHeight);

document.addEventListener("toggle", ({ target }) => {
  if (target.id) unfolded.set(target.id, target.open);
  if (!target.open || !("fold" in target.dataset)) return;
  for (const other of document.querySelectorAll("[data-fold][open]")) if (other !== target) other.open = false;
}, true);

function unfold(root) {
  for (const fold of root.querySelectorAll("details[id]")) {
    if (unfolded.has(fold.id) && !fold.querySelector("[role=alert], [autofocus]")) fold.open = unfolded.get(fold.id);
  }
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.hasAttribute("data-changes")) return;
  const said = [...document.querySelectorAll("#log [data-id]")];
  detail.parameters.set("after", said.at(-1)?.dataset.id ?? 0);
  detail.parameters.set("unread", said.filter((one) => "unread" in one.dataset).slice(-50).map((one) => one.dataset.id).join());
  detail.parameters.set("stance", document.querySelector("#actions [data-stance]")?.dataset.stance ?? "");
  detail.parameters.set("ledger", document.querySelector("#asked-for [data-ledger]")?.dataset.ledger ?? "");
});
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const sent = detail.xhr.getResponseHeader("HX-Trigger-After-Swap") !== null;
  if (!sent || !detail.requestConfig.elt.matches("form")) return;
  forgetDrafts(detail.requestConfig.elt);
  unfolded.delete(detail.requestConfig.elt.closest("details")?.id); // it is done, and so is its fold
});

/* What an agent can do, and what the customer wants, is drawn anew where somebody else changed it: what they wrote and
   chose stays, and the place. */
const fieldsOf = (root) => root.querySelectorAll("input[name]:not([name=csrf]), textarea[name], select[name]");
const nameOf = (field) => `${field.form?.getAttribute("action")} ${field.name}`;

let keyboardAt = null; // where the keyboard was before an answer came: its first pieces may have taken that away already
document.addEventListener("htmx:beforeSwap", () => (keyboardAt = document.activeElement));
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  if (target.id !== "actions" && target.id !== "asked-for") return;
  const written = new Map([...fieldsOf(target)].map((field) => [nameOf(field), field.value]));
  for (const field of fieldsOf(fragment)) field.value = written.get(nameOf(field)) ?? field.value;
  const elsewhere = keyboardAt && keyboardAt !== document.body && !target.contains(keyboardAt);
  if (!elsewhere && !keyboardAt?.matches("input, textarea, select")) return;
  for (const field of fragment.querySelectorAll("[autofocus]")) field.removeAttribute("autofocus");
});
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  refresh(detail.target);
  if (detail.target.id !== "log") return;
  byId("newer").hidden = atEnd;
  if (atEnd) toEnd();
});
// The extension for events swaps the typing line without naming it: there is nothing to refresh in it.
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (!target) return;
  refresh(target);
  // htmx would give the focus a little later, and take it from whoever went on meanwhile. What has it must work at once.
  const first = target.querySelector("[autofocus]");
  if (first) window.htmx.process(target);
  first?.focus();
  first?.removeAttribute("autofocus");
});

function refresh(root) {
  unfold(root);
  forgetSent(root);
  restoreDrafts(root);
}

/* The connection: say plainly when something did not go through; the text is still in its box. */
const say = (text) => {
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = text;
  byId("notice").replaceChildren(...(text ? [note] : []));
};
document.addEventListener("htmx:sendError", () => say("Not sent: the connection is lost. Your text is kept; try again."));
document.addEventListener("htmx:responseError", () => say("Not sent: the desk did not answer as it should. Your text is kept; try again."));
document.addEventListener("htmx:sseError", () => say("The connection is lost. New messages come when it is back."));
document.addEventListener("htmx:sseOpen", () => say(""));

let writing = 0;
document.addEventListener("htmx:sseMessage", ({ detail }) => {
  if (detail.type !== "typing") return;
  clearTimeout(writing);
  writing = setTimeout(() => byId("typing")?.replaceChildren(), 8000);
});

/* Times count on. The same steps as amends/desk/times.py. */
function length(seconds) {
  if (seconds < 60) return "";
  if (seconds < 90 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

function count() {
  for (const time of document.querySelectorAll("time[data-far], time[data-due]")) {
    const due = "due" in time.dataset;
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const far = length(Math.abs(seconds));
    if (far) time.textContent = seconds > 0 ? `in ${far}` : `${far} ${due ? "late" : "ago"}`;
    else time.textContent = due || seconds > 0 ? "now" : "just now";
    if (due) time.parentElement.classList.toggle("broken", seconds < 0);
  }
}
setInterval(count, 15000);

refresh(document);
toEnd();
// The browser gives the focus with its first picture; a list that is renewed before that would take it away for good.
document.querySelector("[autofocus]")?.focus();
if (log()) {
  log().addEventListener("scroll", () => {
    atEnd = isAtEnd(log());
    if (atEnd) byId("newer").hidden = true;
  });
  new ResizeObserver(() => atEnd && toEnd()).observe(log());
  byId("newer").addEventListener("click", toEnd);
}
