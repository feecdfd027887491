/** One message of the transcript as a node, and the sign that one is coming. */

import { icon, make, setText } from "./dom.js";
import { clock, dayName, speakerName } from "./words.js";

/**
 * `message` is a Message of the front desk, or one in the outbox (`id` null).
 * `acts`: `{press(button), retry(), edit(message)}`.
 */
export class MessageView {
  #words;
  #acts;
  #parts = {};

  constructor(message, words, acts) {
    this.message = message;
    this.#words = words;
    this.#acts = acts;
    this.own = message.from === "customer";
    this.speaker = `${message.from}:${message.name ?? ""}`;
    this.node = this.#build(message);
  }

  /** Take over what is newer; the node stays, so that nothing is read out twice. */
  update(message) {
    this.message = { ...this.message, ...message };
  }

  get date() {
    return new Date(this.message.at);
  }

  /** Where it stands among the others: first of a day, first and last of its speaker's group. */
  place({ day, first, last }, now) {
    const { heading, label, time } = this.#parts;
    heading.hidden = !day;
    if (day) setText(heading, dayName(this.date, now, this.#words));
    setText(time, clock(this.date, this.#words));
    label.classList.toggle("aside", !first || this.own);
    this.node.classList.toggle("first", first);
    this.node.classList.toggle("last", last);
  }

  /** The state of an own message (a name in ICONS), in words, and what can be done about it. */
  showState(state, sentence) {
    const { foot, sign, state: word, retry, edit } = this.#parts;
    if (foot.dataset.state !== state) sign.replaceChildren(icon(state === "sending" ? "waiting" : state));
    foot.dataset.state = state;
    setText(word, sentence);
    retry.hidden = state !== "waiting";
    edit.hidden = state !== "refused";
  }

  /** Show the buttons or not; `chosen` is the pressed one's title, "" for one we don't know, null for none. */
  offer(offered, chosen) {
    const { buttons } = this.#parts;
    if (!buttons) return;
    buttons.hidden = !offered;
    for (const button of buttons.children) {
      button.disabled = chosen !== null;
      button.classList.toggle("chosen", button.textContent === chosen);
    }
  }

  #build(message) {
    const parts = this.#parts;
    parts.heading = make("p", { class: "day" });
    parts.time = make("time", { datetime: this.date.toISOString() });
    parts.label = make("p", { class: "label" }, make("span", { class: "name" }, this.#name(message)), " ", parts.time);
    const text = make("p", { class: "text", dir: "auto" }, ...linked(message.text));
    const kind = this.own ? "own" : message.from;
    const foot = this.own && this.#buildFoot();
    const buttons = message.buttons?.length && this.#buildButtons(message.buttons);
    const about = { class: `message ${kind}`, "aria-live": this.own && "off" };
    return make("div", about, parts.heading, parts.label, text, foot || "", buttons || "");
  }

  #buildFoot() {
    const parts = this.#parts;
    parts.sign = make("span", { class: "said" });
    parts.state = make("span");
    const act = (name) => () => this.#acts[name](this.message);
    for (const name of ["retry", "edit"]) {
      parts[name] = make("button", { type: "button", class: "small", onclick: act(name) }, this.#words(name));
    }
    return (parts.foot = make("p", { class: "foot" }, parts.sign, parts.state, parts.retry, parts.edit));
  }

  #buildButtons(buttons) {
    const press = (button) => () => this.#acts.press(button);
    const choice = (one) => make("button", { type: "button", class: "choice", onclick: press(one) }, one.title);
    const group = { class: "choices", role: "group", "aria-label": this.#words("choices") };
    return (this.#parts.buttons = make("div", group, ...buttons.map(choice)));
  }

  #name({ from, name }) {
    if (this.own) return this.#words("you");
    if (from === "system") return this.#words("notice");
    return speakerName(from === "agent" ? "person" : "bot", name, this.#words);
  }
}

const ADDRESS = /https:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?'"»”’)\]}]+$/;

/** A text as nodes: https addresses as links, the rest as text nodes. Never parses HTML. */
export function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    if (!isSafe(address)) continue;
    const link = { href: address, target: "_blank", rel: "noopener noreferrer nofollow" };
    nodes.push(text.slice(end, match.index), make("a", link, address));
    end = match.index + address.length;
  }
  return [...nodes, text.slice(end)];
}

/** The sentence's own punctuation is not part of the address; a bracket that the address opened is. */
function withoutTrailing(address) {
  const tail = address.match(TRAILING)?.[0] ?? "";
  const keep = tail.startsWith(")") && address.slice(0, -tail.length).includes("(") ? 1 : 0;
  return address.slice(0, address.length - tail.length + keep);
}

/** No address with a user in it: `https://bank.example@elsewhere.example` shows one place and opens another. */
function isSafe(address) {
  try {
    const { protocol, username } = new URL(address);
    return protocol === "https:" && !username;
  } catch {
    return false;
  }
}

const BOT_AFTER = 1_000;
const GONE_AFTER = 20_000;

/** A person writes, or the bot takes more than a second: never a show (METHOD R5). `onshow()` when it appears. */
export class Indicator {
  #words;
  #onshow;
  #timer;
  #text;

  constructor(words, onshow) {
    this.#words = words;
    this.#onshow = onshow;
    const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    this.#text = make("span");
    this.node = make("p", { class: "indicator", hidden: true }, dots, this.#text);
  }

  /** `kind` is bot or person; `name` the person's, or null. */
  show(kind, name) {
    if (kind === "person") this.#appear(this.#words(name ? "typing" : "typing_unnamed", { name }));
    else if (this.node.hidden && !this.#timer) {
      this.#timer = setTimeout(() => this.#appear(this.#words("reading")), BOT_AFTER);
    }
  }

  hide() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.node.hidden = true;
  }

  /** What is never taken back goes by itself. */
  #appear(text) {
    clearTimeout(this.#timer);
    setText(this.#text, text);
    this.node.hidden = false;
    this.#timer = setTimeout(() => this.hide(), GONE_AFTER);
    this.#onshow();
  }
}
