/** <amends-chat>, the chat with the front desk, in one script tag. README.md beside this file says how to set it up. */

import { Chat } from "./chat.js";
import { icon, make, setText } from "./dom.js";
import { Sheet } from "./panel.js";
import { sheet } from "./style.js";
import { wordsFor } from "./words.js";

const SERVER = new URL("..", import.meta.url).href;

export class AmendsChat extends HTMLElement {
  static observedAttributes = ["open"];

  #chat;
  #sheet;
  #launcher;
  #shown = false;

  async connectedCallback() {
    const words = await wordsFor(this.lang || document.documentElement.lang);
    if (!this.isConnected) return;
    if (!this.shadowRoot) this.#build(words);
    this.#chat.wake();
    if (kept() === "open") this.setAttribute("open", "");
    this.#toggle();
  }

  disconnectedCallback() {
    this.#sheet?.close();
    this.#chat?.sleep();
    this.#shown = false;
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#sheet) this.#toggle();
  }

  /** Open the chat and put the customer where they can write; on a phone, where no keyboard hides the greeting. */
  open() {
    this.setAttribute("open", "");
    (this.#sheet.isPhone ? this.#chat.header.close : this.#chat.composer).focus({ preventScroll: true });
  }

  /** Close the chat and give the focus back to the launcher. */
  close() {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.#launcher.button.focus({ preventScroll: true });
  }

  #build(words) {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#launcher = new Launcher(words, () => this.open());
    const panel = make("dialog", { class: "panel", lang: words.lang });
    const name = (company) => {
      this.#launcher.company = company;
      panel.setAttribute("aria-label", words("panel", { company }));
    };
    this.#chat = new Chat((this.dataset.server || SERVER).replace(/\/$/, ""), words, {
      close: () => this.close(),
      unread: (count) => (this.#launcher.unread = count),
      company: name,
    });
    name(location.hostname);
    panel.append(...this.#chat.nodes);
    this.#sheet = new Sheet(panel, () => this.close());
    root.append(this.#launcher.node, panel);
  }

  #toggle() {
    const open = this.hasAttribute("open");
    if (open === this.#shown) return;
    this.#shown = open;
    if (open) this.#sheet.open();
    else this.#sheet.close();
    this.#launcher.button.hidden = open;
    kept(open ? "open" : "closed");
    this.#chat.visible = open;
  }
}

/** The button that opens the chat, and a status region that tells of new messages while it is closed. */
class Launcher {
  #words;
  #company = "";
  #badge = make("span", { class: "badge", "aria-hidden": "true", hidden: true });
  #news = make("p", { class: "aside", role: "status" });

  constructor(words, onclick) {
    this.#words = words;
    const text = make("span", { class: "launcher-text" }, words("launcher"));
    this.button = make("button", { type: "button", class: "launcher", onclick }, icon("chat"), text, this.#badge);
    this.node = make("div", {}, this.button, this.#news);
  }

  set company(name) {
    this.#company = name;
    this.#name();
  }

  /** How many messages are new; 0 takes the badge away. */
  set unread(count) {
    this.#badge.hidden = !count;
    setText(this.#badge, count > 9 ? "9+" : `${count}`);
    setText(this.#news, count ? this.#words("unread", { count }) : "");
    this.#name();
  }

  #name() {
    const name = this.#words("launcher_name", { company: this.#company });
    this.button.setAttribute("aria-label", [name, this.#news.textContent].filter(Boolean).join(", "));
  }
}

/** Whether this tab has the chat open, through pages and reloads; undefined where the browser keeps nothing. */
function kept(state) {
  try {
    if (state) sessionStorage.setItem("amends:panel", state);
    return sessionStorage.getItem("amends:panel");
  } catch {
    return undefined;
  }
}

/** Put the element into the page, with the data-* settings of our script tag. */
function insert() {
  if (document.querySelector("amends-chat")) return;
  const tag = [...document.scripts].find((script) => script.src === import.meta.url);
  const chat = make("amends-chat");
  for (const [name, value] of Object.entries(tag?.dataset ?? {})) {
    chat.setAttribute(name === "server" ? "data-server" : name, value);
  }
  document.body.append(chat);
}

if (!customElements.get("amends-chat")) {
  customElements.define("amends-chat", AmendsChat);
  if (document.body) insert();
  else addEventListener("DOMContentLoaded", insert, { once: true });
}
