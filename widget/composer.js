/** Where the customer writes: a text box that grows, a counter near the limit, and Send. */

import { icon, make, setText } from "./dom.js";

const COUNT_FROM = 400;
const TYPING_EVERY = 4_000;

/**
 * `acts`: `{send(text), draft(text), typing(on)}`. Lengths are code points, as the front desk counts them.
 * A text is never cut: one that is too long stays, and the counter says by how much.
 */
export class Composer {
  #words;
  #acts;
  #parts;
  #limit = 4000;
  #typed = 0;
  #idle;

  constructor(words, acts) {
    this.#words = words;
    this.#acts = acts;
    this.#parts = {
      box: make("textarea", {
        class: "box", id: "box", rows: "1", dir: "auto", enterkeyhint: "send", autocomplete: "off",
        placeholder: words("write"), "aria-label": words("write"), "aria-describedby": "keys count",
        oninput: () => this.#changed(), onkeydown: (event) => this.#key(event), onblur: () => this.#typing(false),
      }),
      count: make("p", { class: "count", id: "count", hidden: true }),
      send: make("button", {
        type: "button", class: "send", "aria-label": words("send"), "aria-disabled": "true",
        onclick: () => this.#send(), onpointerdown: (event) => event.preventDefault(),
      }, icon("send")),
    };
    const { box, count, send } = this.#parts;
    const keys = make("p", { class: "aside", id: "keys" }, words("keys"));
    this.notice = new Notice(words);
    const composer = make("div", { class: "composer" }, box, send);
    this.node = make("div", { class: "below" }, this.notice.node, composer, count, keys);
  }

  get text() {
    return this.#parts.box.value;
  }

  set text(text) {
    this.#parts.box.value = text;
    this.fit();
  }

  set limit(limit) {
    this.#limit = limit;
    this.fit();
  }

  focus() {
    this.#parts.box.focus({ preventScroll: true });
  }

  #key(event) {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || event.altKey || composing) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.text.trim();
    this.focus();
    if (!text) return;
    if ([...text].length > this.#limit) return this.notice.show(this.#words("too_long", { limit: this.#limit }));
    this.notice.hide();
    this.#acts.send(text);
    this.text = "";
    this.#acts.draft("");
    this.#typing(false);
  }

  #changed() {
    this.fit();
    this.#acts.draft(this.text);
    this.#typing(this.text !== "");
  }

  /** Tell at most every few seconds that somebody is writing, and once that they stopped. */
  #typing(on) {
    clearTimeout(this.#idle);
    if (on) this.#idle = setTimeout(() => this.#typing(false), TYPING_EVERY + 1_000);
    if (on ? Date.now() - this.#typed < TYPING_EVERY : !this.#typed) return;
    this.#typed = on ? Date.now() : 0;
    this.#acts.typing(on);
  }

  /** As high as the text, up to the style's max-height; the counter only when the limit comes near. */
  fit() {
    const { box, count, send } = this.#parts;
    box.style.height = "auto";
    if (box.scrollHeight) box.style.height = `${box.scrollHeight}px`;
    const left = this.#limit - [...this.text.trim()].length;
    count.hidden = left > COUNT_FROM;
    count.classList.toggle("over", left < 0);
    setText(count, count.hidden ? "" : this.#words(left < 0 ? "over" : "left", { count: Math.abs(left) }));
    send.setAttribute("aria-disabled", String(!this.text.trim()));
  }
}

/** Why something was not sent, above the text box until it is dealt with. */
class Notice {
  constructor(words) {
    this.text = make("p", { role: "status" });
    const button = { type: "button", class: "round", "aria-label": words("dismiss"), onclick: () => this.hide() };
    const close = make("button", button, icon("close"));
    this.node = make("div", { class: "notice", hidden: true }, this.text, close);
  }

  show(sentence) {
    this.node.hidden = false;
    setText(this.text, sentence);
  }

  hide() {
    this.node.hidden = true;
    setText(this.text, "");
  }
}
