/** The two ways to the front desk, a WebSocket and plain HTTP. Both speak in the same frames. */

const PING_EVERY = 25_000;
const FRAME_WITHIN = 10_000;
const POLL_WAIT = 20;
const PAUSE = 1_000;

/** Why a way ended; the numbers are the socket's close codes. */
export const LOST = { network: 1006, busy: 1013, session: 4401, origin: 4403 };

/** One request as `{status, body, retryAfter}`: JSON or null, and seconds. Rejects when nothing answers. */
export async function request(server, method, path, { token, body, signal } = {}) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const options = { method, headers, signal, credentials: "omit", cache: "no-store" };
  const answer = await fetch(`${server}/widget/${path}`, { ...options, body: body && JSON.stringify(body) });
  const retryAfter = Number(answer.headers.get("Retry-After"));
  return { status: answer.status, body: await answer.json().catch(() => null), retryAfter };
}

/** The LOST code of an answer that is neither a result nor a refusal of one message; no answer is a lost network. */
export function lossOf(answer) {
  if (answer?.status === 401 || answer?.body?.reason === "session") return LOST.session;
  return answer?.status === 403 ? LOST.origin : LOST.network;
}

/**
 * Open a socket and say hello. `hear(frame)` gets every frame; `lost(code)` is called once, at the end.
 * Returns `{send(frame), close()}`; after `close()` nothing is called any more.
 */
export function openSocket({ server, token, after, hear, lost }) {
  const socket = new WebSocket(`${server.replace(/^http/, "ws")}/widget/socket`);
  const send = (frame) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
  let over = false;
  let deadline;
  const end = (code) => {
    if (over) return;
    close();
    lost(code);
  };
  const expect = () => {
    clearTimeout(deadline);
    deadline = setTimeout(() => end(LOST.network), FRAME_WITHIN);
  };
  const pings = setInterval(() => {
    send({ type: "ping" });
    expect();
  }, PING_EVERY);
  function close() {
    over = true;
    clearTimeout(deadline);
    clearInterval(pings);
    socket.close();
  }
  expect();
  socket.onopen = () => send({ type: "hello", token, after });
  socket.onclose = (event) => end(event.code);
  socket.onmessage = (event) => {
    clearTimeout(deadline);
    if (!over) hear(JSON.parse(event.data));
  };
  return { send, close };
}

/** Poll and post, for networks that let no WebSocket through. Same contract as `openSocket`. */
export function openPolling({ server, token, after, hear, lost }) {
  const ending = new AbortController();
  const { signal } = ending;
  const way = {
    after,
    signal,
    hear: (frame) => signal.aborted || hear(frame),
    end: (code) => signal.aborted || (ending.abort(), lost(code)),
    ask: (method, path, body) => request(server, method, path, { token, body, signal }).catch(() => null),
  };
  poll(way);
  return { send: (frame) => post(way, frame), close: () => ending.abort() };
}

/** Long-poll until the way ends. The first answer comes at once and is the welcome. */
async function poll(way) {
  let welcomed = false;
  while (!way.signal.aborted) {
    const asked = Date.now();
    const answer = await way.ask("GET", `messages?after=${way.after}&wait=${welcomed ? POLL_WAIT : 0}`);
    if (answer?.status === 429) await pause(answer.retryAfter * 1000);
    else if (answer?.status !== 200) return way.end(lossOf(answer));
    else welcomed = passOn(way, answer.body, welcomed);
    if (Date.now() - asked < PAUSE) await pause(PAUSE / 2);
  }
}

/** One poll's answer, as the frames that a socket would have brought. */
function passOn(way, { messages, status, typing, answered }, welcomed) {
  way.after = Math.max(way.after, ...messages.map(({ id }) => id));
  if (welcomed) for (const message of messages) way.hear({ type: "message", message });
  else way.hear({ type: "welcome", messages, status });
  for (const id of answered) way.hear({ type: "answered", id });
  way.hear({ type: "status", status });
  if (status.speaker.kind === "person") way.hear({ type: "typing", who: "person", on: typing });
  return true;
}

/** Post one frame; a message's answer (stored or refused) is heard like a frame. */
async function post(way, { type, ...body }) {
  const { client_id } = body;
  const answer = await way.ask("POST", client_id ? "messages" : type, body);
  if (!client_id) return;
  const { type: result, reason } = answer?.body ?? {};
  if (result === "stored" || (result === "refused" && reason !== "session")) way.hear({ ...answer.body, client_id });
  else way.end(lossOf(answer));
}

function pause(time) {
  return new Promise((resume) => setTimeout(resume, time || PAUSE));
}
