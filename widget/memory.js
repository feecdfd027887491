/** What this browser keeps between pages: session token, outbox, draft, what was seen. Never the transcript. */

/** The part of localStorage of one front desk, as JSON. Where storage is refused, it lasts as long as the page. */
export class Memory {
  #prefix;
  #held = new Map();

  constructor(server) {
    this.#prefix = `amends:${server}:`;
  }

  get(key) {
    const name = this.#prefix + key;
    return attempt(() => JSON.parse(this.#held.get(name) ?? localStorage.getItem(name))) ?? null;
  }

  set(key, value) {
    const [name, raw] = [this.#prefix + key, JSON.stringify(value)];
    this.#held.set(name, raw);
    attempt(() => {
      localStorage.setItem(name, raw);
      this.#held.delete(name);
    });
  }

  remove(key) {
    this.#held.delete(this.#prefix + key);
    attempt(() => localStorage.removeItem(this.#prefix + key));
  }

  /** The keys that start with `start`. */
  keys(start) {
    const names = [...(attempt(() => Object.keys(localStorage)) ?? []), ...this.#held.keys()];
    return names.map((name) => this.keyOf(name)).filter((key) => key?.startsWith(start));
  }

  /** The key that a name in localStorage stands for, or null. */
  keyOf(name) {
    return name?.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : null;
  }
}

/** Browsers throw on storage that the visitor has switched off: an answer here, not an error. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/**
 * Messages until the front desk has stored them: `{client_id, text, button, at, refused}`; `at` in ms, `button` (an id)
 * and `refused` (the front desk's sentence) may be null. Each has a storage key of its own, so that two tabs never
 * write over each other, and a client id for life: sent twice, it is stored once.
 */
export class Outbox {
  #memory;
  #last = 0;

  constructor(memory) {
    this.#memory = memory;
  }

  /** Keep a message, or a pressed button with its title as text. */
  add(text, button = null) {
    this.#last = Math.max(Date.now(), this.#last + 1);
    this.#put({ client_id: newId(), text, button, at: this.#last, refused: null });
  }

  /** All items, oldest first, those of other tabs included. */
  items() {
    const items = this.#memory.keys("out:").map((key) => this.#memory.get(key));
    return items.filter(Boolean).sort((a, b) => a.at - b.at);
  }

  get(clientId) {
    return this.#memory.get(`out:${clientId}`);
  }

  remove(clientId) {
    this.#memory.remove(`out:${clientId}`);
  }

  /** Keep an item, but send it no more. */
  refuse(clientId, sentence) {
    const item = this.get(clientId);
    if (item) this.#put({ ...item, refused: sentence });
  }

  /** A new session knows no old button: what was pressed is said in words. */
  forgetButtons() {
    for (const item of this.items()) this.#put({ ...item, button: null });
  }

  #put(item) {
    this.#memory.set(`out:${item.client_id}`, item);
  }
}

/** A random UUID, also on pages without https, where the browser has no randomUUID. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const digit = (shape) => (shape ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (shape / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (shape) => digit(+shape));
}
