/** The panel around the conversation: opening and closing, who speaks, how the connection is. */

import { icon, make, setText } from "./dom.js";
import { speakerName, statusSentence } from "./words.js";
import { PHONE } from "./style.js";

/**
 * Opens and closes a <dialog>: a window in the corner beside the page, or, modal, the whole screen of a phone.
 * `onclose()` is called when the customer closes it: by Escape, or a phone's back gesture.
 */
export class Sheet {
  #dialog;
  #phone = matchMedia(PHONE);
  #scroll = null;

  constructor(dialog, onclose) {
    this.#dialog = dialog;
    this.#phone.addEventListener("change", () => this.isOpen && this.#reopen());
    dialog.onclose = () => this.isOpen || onclose();
    dialog.onkeydown = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      onclose();
    };
    for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, () => this.#fit());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  get isPhone() {
    return this.#phone.matches;
  }

  open() {
    if (this.isOpen) return;
    if (this.isPhone) {
      this.#scroll = document.documentElement.style.overflow;
      document.documentElement.style.overflow = "hidden";
      this.#dialog.showModal();
    } else this.#dialog.setAttribute("open", "");
    this.#fit();
  }

  close() {
    if (this.isOpen) this.#dialog.close();
    if (this.#scroll !== null) document.documentElement.style.overflow = this.#scroll;
    this.#scroll = null;
  }

  /** A turned phone or a resized window becomes the other kind, with the focus where it was. */
  #reopen() {
    const focused = this.#dialog.getRootNode().activeElement;
    this.close();
    this.open();
    focused?.focus({ preventScroll: true });
  }

  /** A phone's keyboard covers the page without resizing it: keep to the part that can be seen. */
  #fit() {
    const { height, offsetTop } = window.visualViewport ?? {};
    if (!height || !this.isOpen) return;
    this.#dialog.style.setProperty("--_height", `${height}px`);
    this.#dialog.style.setProperty("--_top", `${offsetTop}px`);
  }
}

const LOOK_AGAIN = 30_000;

/** The header and the status strip. */
export class Header {
  #words;
  #parts;
  #status;
  #timer;

  constructor(words, onclose) {
    this.#words = words;
    this.#parts = {
      mark: make("span", { class: "mark", "aria-hidden": "true" }, icon("lines")),
      title: make("h2", { class: "title" }, words("bot")),
      company: make("p", { class: "company" }),
      line: make("p", { class: "line", role: "status" }),
      case: make("p", { class: "case" }),
    };
    const { mark, title, company, line } = this.#parts;
    const button = { type: "button", class: "round", "aria-label": words("close"), onclick: onclose };
    this.close = make("button", button, icon("close"));
    this.strip = make("div", { class: "strip", hidden: true }, line, this.#parts.case);
    const who = make("div", { class: "who" }, title, company);
    this.node = make("div", {}, make("div", { class: "head" }, mark, who, this.close), this.strip);
  }

  set company(name) {
    setText(this.#parts.company, name);
  }

  show(status) {
    this.#status = status;
    this.#speaker(status.speaker);
    this.#strip();
    clearInterval(this.#timer);
    if (status.promised_by) this.#timer = setInterval(() => this.#strip(), LOOK_AGAIN);
  }

  stop() {
    clearInterval(this.#timer);
  }

  #speaker({ kind, name }) {
    const { mark, title } = this.#parts;
    setText(title, speakerName(kind, name, this.#words));
    const isPerson = kind === "person";
    mark.classList.toggle("person", isPerson);
    mark.replaceChildren(isPerson && name ? [...name][0].toLocaleUpperCase() : icon("lines"));
  }

  #strip() {
    const sentence = statusSentence(this.#status, this.#words, new Date());
    const reference = this.#status.case ? this.#words("case", this.#status) : "";
    this.strip.hidden = !sentence && !reference;
    setText(this.#parts.line, sentence);
    setText(this.#parts.case, reference);
  }
}

const CALM = 1_500;

/** The state of the connection, unless all is well or the break is short. */
export class Banner {
  #words;
  #timer;
  #state;

  constructor(words) {
    this.#words = words;
    this.node = make("p", { class: "banner", role: "status", hidden: true });
  }

  /** `state`: connecting | online | lost | offline. */
  show(state) {
    if (state === "online") this.#timer = clearTimeout(this.#timer);
    if (state === "online" || state === "offline" || !this.node.hidden) return this.#say(state);
    this.#state = state;
    this.#timer ??= setTimeout(() => this.#say(this.#state), CALM);
  }

  #say(state) {
    this.node.hidden = state === "online";
    setText(this.node, this.node.hidden ? "" : this.#words(state));
  }
}
