/** The one way to the front desk: keeps a session, a socket (or plain HTTP) and the outbox going by itself. */

import { LOST, lossOf, openPolling, openSocket, request } from "./transports.js";

const FIRST_RETRY = 500;
const LONGEST_RETRY = 30_000;
const STORED_WITHIN = 10_000;
const SOCKET_TRIES = 3;
const SOCKET_AGAIN = 60_000;

/** Milliseconds before try `attempt` (0, 1, ...): doubling up to half a minute, half of it by chance. */
export function retryDelay(attempt, chance = Math.random()) {
  return Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempt) * (0.5 + chance / 2);
}

/**
 * `options`: `{server, memory, outbox, hear, after}`. `hear(frame)` gets the front desk's frames and two of our own:
 * `session` (the answer of POST session) and `link` (`state`: connecting | online | lost | offline). `after()` is the
 * message id after which news is wanted. Nothing is contacted before `start()`.
 */
export class Connection {
  #options;
  #way = null;
  #opening = false;
  #inSession = false;
  #online = false;
  #attempt = 0;
  #socketFailures = 0;
  #inFlight = null;
  #timers = {};
  #stopping = null;

  constructor(options) {
    this.#options = options;
  }

  start() {
    if (this.#stopping) return;
    this.#stopping = new AbortController();
    const listen = (name, action) => addEventListener(name, action, { signal: this.#stopping.signal });
    listen("online", () => this.retry());
    listen("offline", () => this.#lose(LOST.network));
    listen("pagehide", () => this.#drop());
    listen("pageshow", ({ persisted }) => persisted && this.retry());
    listen("visibilitychange", () => document.hidden || this.#online || this.retry());
    this.#report("connecting");
    this.#open();
  }

  stop() {
    this.#stopping?.abort();
    this.#stopping = null;
    this.#drop();
  }

  /** Try at once, as if nothing had failed before. */
  retry() {
    if (!this.#stopping) return;
    this.#attempt = 0;
    this.#socketFailures = 0;
    this.#open();
  }

  /** Send what lies in the outbox, one after the other, each again until it is stored or refused. */
  flush() {
    if (!this.#online || this.#inFlight) return;
    const item = this.#options.outbox.items().find((one) => !one.refused);
    if (!item) return;
    const { client_id, text, button } = item;
    this.#inFlight = client_id;
    this.#after("stored", STORED_WITHIN, () => this.#lose(LOST.network));
    this.#way.send(button ? { type: "press", client_id, button } : { type: "say", client_id, text });
  }

  /** Send what needs no keeping (typing, seen). Returns whether there was a way to. */
  tell(frame) {
    if (this.#online) this.#way.send(frame);
    return this.#online;
  }

  async #open() {
    if (this.#opening || this.#way || !this.#stopping) return;
    clearTimeout(this.#timers.retry);
    this.#opening = true;
    const failure = this.#inSession ? null : await this.#openSession().catch(() => LOST.network);
    this.#opening = false;
    if (!this.#stopping) return;
    if (failure) this.#lose(failure);
    else this.#openWay();
  }

  /** Renew the kept session or begin a new one. Returns a LOST code, or null. */
  async #openSession() {
    const { server, memory, hear } = this.#options;
    const once = (action) => (navigator.locks ? navigator.locks.request("amends:session", action) : action());
    const answer = await once(async () => {
      const token = memory.get("token");
      const reply = await request(server, "POST", "session", { body: token ? { token } : {} });
      if (reply.status === 200) memory.set("token", reply.body.token);
      else if (lossOf(reply) === LOST.session) memory.remove("token");
      return reply;
    });
    if (answer.status !== 200) return lossOf(answer);
    this.#inSession = true;
    this.#settle(answer.body.messages);
    hear({ type: "session", ...answer.body });
    return null;
  }

  #openWay() {
    const { server, memory, after } = this.#options;
    const open = this.#socketFailures < SOCKET_TRIES ? openSocket : openPolling;
    this.#way = open({
      server,
      token: memory.get("token"),
      after: after(),
      hear: (frame) => this.#take(frame),
      lost: (code) => this.#lose(code, open === openSocket && !this.#online),
    });
    if (open === openPolling) this.#after("socket", SOCKET_AGAIN, () => this.#trySocketAgain());
  }

  #trySocketAgain() {
    this.#drop();
    this.#socketFailures = SOCKET_TRIES - 1;
    this.#open();
  }

  #take(frame) {
    if (frame.reason === "session") return this.#lose(LOST.session);
    if (frame.reason === "unavailable") return this.#lose(LOST.network);
    if (frame.type === "welcome") {
      this.#online = true;
      this.#attempt = 0;
      if (frame.token) this.#options.memory.set("token", frame.token);
      this.#settle(frame.messages);
    }
    if (frame.type === "message") this.#settle([frame.message]);
    if (frame.type === "stored") this.#settle([frame]);
    if (frame.type === "refused") {
      this.#options.outbox.refuse(frame.client_id, frame.text);
      this.#landed(frame.client_id);
    }
    this.#options.hear(frame);
    if (frame.type === "welcome") this.#report("online");
    this.flush();
  }

  /** What the front desk has stored leaves the outbox, whichever tab sent it. */
  #settle(stored) {
    for (const { client_id } of stored.filter((one) => one.client_id)) {
      this.#options.outbox.remove(client_id);
      this.#landed(client_id);
    }
  }

  #landed(clientId) {
    if (this.#inFlight !== clientId) return;
    this.#inFlight = null;
    clearTimeout(this.#timers.stored);
  }

  #drop() {
    this.#way?.close();
    this.#way = null;
    this.#online = false;
    this.#inFlight = null;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  /** The way is gone: remember why, say so, try again later. */
  #lose(code, socketFailed = false) {
    const byHttp = this.#socketFailures >= SOCKET_TRIES;
    this.#drop();
    if (code === LOST.session) this.#inSession = false;
    else if (code === LOST.busy) this.#socketFailures = SOCKET_TRIES;
    else if (code === LOST.origin) console.warn(`Amends: add ${origin} to AMENDS_ALLOWED_ORIGINS.`);
    else if (byHttp) this.#socketFailures = 0;
    else if (socketFailed && navigator.onLine) this.#socketFailures += 1;
    this.#report(navigator.onLine ? "lost" : "offline");
    if (this.#stopping) this.#after("retry", retryDelay(this.#attempt++), () => this.#open());
  }

  #report(state) {
    this.#options.hear({ type: "link", state });
  }

  #after(name, time, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(action, time);
  }
}
