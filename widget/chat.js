/** The panel's inside: between its parts and the front desk. */

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { icon, make } from "./dom.js";
import { Indicator } from "./message.js";
import { Memory, Outbox } from "./memory.js";
import { Banner, Header } from "./panel.js";
import { Transcript } from "./transcript.js";

const OTHER_TAB = 3_000;
const HEARD_BY_A_PERSON = ["queued", "follow_up", "person"];

/** `nodes` are the panel's children; `acts`: `{close(), company(name), unread(count)}`. */
export class Chat {
  #acts;
  #status = null;
  #visible = false;
  #told = 0;
  #listening = null;

  constructor(server, words, acts) {
    this.#acts = acts;
    this.memory = new Memory(server);
    this.outbox = new Outbox(this.memory);
    this.connection = new Connection({
      server,
      memory: this.memory,
      outbox: this.outbox,
      hear: (frame) => this[`on_${frame.type}`]?.(frame),
      after: () => this.transcript.settledId,
    });
    this.#build(words);
  }

  #build(words) {
    this.header = new Header(words, this.#acts.close);
    this.banner = new Banner(words);
    const acts = {
      press: (button) => this.#press(button),
      retry: () => this.connection.retry(),
      edit: (message) => this.#edit(message),
    };
    this.transcript = new Transcript(words, acts, () => this.#look());
    this.indicator = new Indicator(words, () => this.transcript.atEnd && this.transcript.toEnd());
    this.transcript.node.append(this.indicator.node);
    this.composer = new Composer(words, {
      send: (text) => this.#say(text),
      draft: (text) => (text ? this.memory.set("draft", text) : this.memory.remove("draft")),
      typing: (on) => HEARD_BY_A_PERSON.includes(this.#status?.phase) && this.connection.tell({ type: "typing", on }),
    });
    const jump = { type: "button", class: "jump", hidden: true, onclick: () => this.#jump() };
    this.jump = make("button", jump, icon("down"), words("jump"));
    const middle = make("div", { class: "middle" }, this.transcript.node, this.jump);
    this.nodes = [this.header.node, middle, this.banner.node, this.composer.node];
  }

  /** Bring back what was kept, and connect when there is a session to go on with. */
  wake() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    addEventListener("storage", (event) => this.#otherTab(this.memory.keyOf(event.key), event), { signal });
    addEventListener("visibilitychange", () => this.#look(), { signal });
    this.composer.text = this.memory.get("draft") ?? "";
    this.#showOutbox();
    this.#name(this.memory.get("company"));
    if (this.memory.get("token") || this.outbox.items().length) this.connection.start();
  }

  sleep() {
    this.#listening?.abort();
    this.connection.stop();
    this.header.stop();
  }

  /** The panel was opened or closed. */
  set visible(visible) {
    this.#visible = visible;
    if (visible) {
      this.connection.start();
      this.composer.fit();
      this.transcript.toEnd();
    }
    this.#look();
  }

  on_session({ company, messages, status, limits }) {
    const last = this.transcript.lastId;
    if (last && !messages.some(({ id }) => id === last)) {
      this.outbox.forgetButtons();
      this.transcript.beginAgain();
    }
    this.memory.set("company", company);
    this.#name(company);
    this.composer.limit = limits.length;
    this.transcript.quietly(() => this.transcript.show(messages));
    if (this.memory.get("seen") > this.transcript.lastId) this.memory.remove("seen");
    this.on_status({ status });
  }

  on_welcome({ messages, status }) {
    this.#told = 0;
    this.transcript.show(messages);
    this.#showOutbox();
    this.on_status({ status });
    this.#look();
  }

  on_message({ message }) {
    if (message.from !== "customer") this.indicator.hide();
    this.transcript.show([message]);
    this.#look();
  }

  on_stored(frame) {
    this.transcript.stored(frame);
    if (this.#status?.phase === "bot") this.indicator.show("bot");
  }

  on_answered({ id }) {
    this.indicator.hide();
    this.transcript.answered(id);
  }

  on_status({ status }) {
    this.#status = status;
    this.header.show(status);
  }

  on_typing({ who, on }) {
    if (on) this.indicator.show(who, this.#status?.speaker.name);
    else this.indicator.hide();
  }

  /** What was refused comes back to the text box when that is free, else it waits under its message. */
  on_refused({ client_id, reason, text }) {
    const item = client_id && this.outbox.get(client_id);
    if (!item && reason === "too_many") return;
    if (!item || item.button || !this.composer.text) {
      this.composer.notice.show(text);
      this.outbox.remove(client_id);
      if (item && !item.button) this.#giveBack(item.text);
    }
    this.#showOutbox();
  }

  on_link({ state }) {
    this.banner.show(state);
    this.transcript.link = state;
    if (state !== "online") this.indicator.hide();
  }

  #say(text) {
    this.outbox.add(text);
    this.#sendOut();
  }

  #press(button) {
    this.outbox.add(button.title, button.id);
    this.#sendOut();
    if (matchMedia("(pointer: fine)").matches) this.composer.focus();
    else this.transcript.node.focus({ preventScroll: true });
  }

  #sendOut() {
    this.#showOutbox();
    this.connection.start();
    this.connection.flush();
  }

  #showOutbox() {
    this.transcript.showOutbox(this.outbox.items());
  }

  #edit({ client_id, text }) {
    this.outbox.remove(client_id);
    this.#giveBack(text);
    this.#showOutbox();
    this.composer.focus();
  }

  /** A text comes back before what is being written now; nothing typed is lost. */
  #giveBack(text) {
    this.composer.text = [text, this.composer.text].filter(Boolean).join("\n");
    this.memory.set("draft", this.composer.text);
  }

  #jump() {
    this.transcript.toEnd();
    this.transcript.node.focus({ preventScroll: true });
    this.#look();
  }

  /** What stands in sight of the customer is seen; what does not is counted. */
  #look() {
    const [last, seen] = [this.transcript.lastId, this.memory.get("seen") ?? 0];
    const inSight = this.#visible && !document.hidden && this.transcript.atEnd;
    if (inSight && last > seen) this.memory.set("seen", last);
    if (inSight && last > this.#told && this.connection.tell({ type: "seen", id: last })) this.#told = last;
    const unread = inSight ? 0 : this.transcript.newerThan(seen);
    this.jump.hidden = !unread || this.transcript.atEnd;
    this.#acts.unread(this.#visible ? 0 : unread);
  }

  #otherTab(key, { oldValue, newValue }) {
    const text = (value) => JSON.parse(value) ?? "";
    if (key === "draft" && text(oldValue) === this.composer.text) this.composer.text = text(newValue);
    if (key === "seen") this.#look();
    if (key?.startsWith("out:")) setTimeout(() => this.#showOutbox(), newValue ? 0 : OTHER_TAB);
  }

  #name(company) {
    if (!company) return;
    this.header.company = company;
    this.#acts.company(company);
  }
}
