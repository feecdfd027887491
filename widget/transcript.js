/** The conversation as it is read: messages in order, grouped by speaker, the outbox at the end. */

import { make } from "./dom.js";
import { MessageView } from "./message.js";
import { daysUntil } from "./words.js";

const GROUP_WITHIN = 5 * 60_000;
const NEAR_END = 80;
const QUIET = 250;

/** `node` scrolls; the live region is inside it. `acts` are those of MessageView. */
export class Transcript {
  #words;
  #acts;
  #views = [];
  #log;
  #section = make("div");
  #quiet = false;
  #link = "connecting";
  #atEnd = true;
  #size = 0;

  constructor(words, acts, onscroll) {
    this.#words = words;
    this.#acts = acts;
    const name = { "aria-label": words("log") };
    const live = { role: "log", "aria-live": "polite", "aria-relevant": "additions", ...name };
    this.#log = make("div", live, this.#section);
    const intro = make("p", { class: "intro" }, words("intro"));
    this.node = make("div", { class: "scroll", tabindex: "0", role: "group", ...name }, intro, this.#log);
    this.node.onscroll = () => {
      const { scrollHeight, scrollTop, clientHeight } = this.node;
      if (this.#area === this.#size) this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
      onscroll();
    };
    new ResizeObserver(() => {
      this.#size = this.#area;
      if (this.#atEnd) this.toEnd();
    }).observe(this.node);
  }

  /** Tells a customer who scrolls from a window that was resized or a phone that was turned. */
  get #area() {
    return this.node.clientWidth * this.node.clientHeight;
  }

  get atEnd() {
    return this.#atEnd;
  }

  /** The newest id, 0 before the first. */
  get lastId() {
    return Math.max(0, ...this.#views.map((view) => view.message.id ?? 0));
  }

  /** The id after which there may be news: an own message without its answer is asked for again. */
  get settledId() {
    const open = this.#views.find(({ message, own }) => own && message.id && message.state !== "answered");
    return open ? open.message.id - 1 : this.lastId;
  }

  /** How many messages of others are newer than `id`. */
  newerThan(id) {
    return this.#views.filter(({ message, own }) => !own && message.id > id).length;
  }

  /** Run `render` without the live region reading it out: history is not news. */
  quietly(render) {
    this.#loud(false);
    this.#quiet = true;
    render();
    this.#quiet = false;
    setTimeout(() => this.#loud(true), QUIET);
  }

  #loud(loud) {
    this.#log.setAttribute("aria-live", loud ? "polite" : "off");
  }

  /** Add or renew messages of the front desk. */
  show(messages) {
    for (const message of messages) {
      const view = this.#find(message);
      if (view) view.update(message);
      else this.#add(message);
    }
    this.#arrange();
  }

  showOutbox(items) {
    for (const { client_id, text, at, button, refused } of items) {
      const item = { id: null, client_id, from: "customer", text, at, button, refused };
      const view = this.#find(item);
      if (!view) this.#add(item);
      else if (view.message.id === null) view.update({ refused });
    }
    const kept = new Set(items.map((item) => item.client_id));
    this.#forget(({ message }) => message.id === null && !kept.has(message.client_id));
    this.#arrange();
  }

  stored({ client_id, id, at }) {
    this.#find({ client_id })?.update({ id, at, state: "stored" });
    this.#arrange();
  }

  answered(id) {
    this.#find({ id })?.update({ state: "answered" });
    this.#arrange();
  }

  /** The state of the connection decides what is said of messages under way. */
  set link(state) {
    this.#link = state;
    this.#arrange();
  }

  /** Another session: what was said stays readable above a line, and nothing in it can be acted on. */
  beginAgain() {
    this.#forget(({ message }) => message.id === null);
    for (const view of this.#views) view.offer(false, "");
    this.#views = [];
    this.#section = make("div");
    this.#log.append(make("p", { class: "day" }, this.#words("new_conversation")), this.#section);
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.#atEnd = true;
  }

  #find({ id, client_id: key }) {
    return this.#views.find(({ message }) => (id && message.id === id) || (key && message.client_id === key));
  }

  #add(message) {
    if (!this.#quiet) this.#loud(true);
    this.#views.push(new MessageView(message, this.#words, this.#acts));
    if (message.id === null) this.#atEnd = true;
  }

  #forget(gone) {
    for (const view of this.#views.filter(gone)) view.node.remove();
    this.#views = this.#views.filter((view) => !gone(view));
  }

  /** Put every node in its place and say what it is among the others. */
  #arrange() {
    this.#views.sort((a, b) => (a.message.id ?? Infinity) - (b.message.id ?? Infinity) || a.date - b.date);
    const now = new Date();
    this.#views.forEach((view, index) => {
      const [before, after] = [this.#views[index - 1], this.#views[index + 1]];
      const day = !before || daysUntil(view.date, before.date) !== 0;
      view.place({ day, first: day || !together(before, view), last: !after || !together(view, after) }, now);
      if (view.own) this.#showState(view);
      this.#insert(view, before);
    });
    this.#offerLast();
    if (this.#atEnd) this.toEnd();
  }

  /** Only what is out of order moves: a node that moves would be read out again. */
  #insert(view, before) {
    const place = before ? before.node.nextSibling : this.#section.firstChild;
    if (place !== view.node) this.#section.insertBefore(view.node, place);
  }

  #showState(view) {
    const { id, state, refused } = view.message;
    const show = (name, words = name) => view.showState(name, this.#words(words));
    if (id !== null) show(state ?? "stored");
    else if (refused) view.showState("refused", refused);
    else if (this.#link === "offline") show("waiting", "waiting_offline");
    else show(this.#link === "lost" ? "waiting" : "sending");
  }

  /** Buttons are offered under the last message that has some, until somebody but the customer speaks again. */
  #offerLast() {
    const speaks = ({ message }) => ["bot", "agent"].includes(message.from) || message.buttons?.length;
    const last = this.#views.findLastIndex(speaks);
    this.#views.forEach((view, index) => view.offer(index === last, index === last ? this.#chosen(view, index) : ""));
  }

  /** The title of the pressed button, "" when only the front desk knows which, null when none was. */
  #chosen({ message }, index) {
    const titles = message.buttons?.map((button) => button.title);
    const said = this.#views.slice(index + 1).find((view) => view.own && titles?.includes(view.message.text));
    return said?.message.text ?? (message.pressed ? "" : null);
  }
}

/** Two messages stand together: same speaker, soon after each other. */
function together(a, b) {
  return a.speaker === b.speaker && b.date - a.date < GROUP_WITHIN && daysUntil(b.date, a.date) === 0;
}
