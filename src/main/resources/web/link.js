// The socket: comes back by itself, says what is going on, and hands on each message.
import { attribute, byId, text } from "./nodes.js";
import { clockTime } from "./words.js";

const SILENT_AFTER_MS = 15000;   // an open socket that says nothing for so long is given up
const RETRY_MS = [500, 1000, 2000, 4000, 8000, 10000];
const FULL_RETRY_MS = 30000;     // all viewer places are taken
const SESSION_OVER = 4000, TRY_LATER = 1013, TOO_MUCH = 1008;

let socket = null, failures = 0, lastMessageAt = 0, newestMs = 0, retryAt = 0, retryTimer = 0, reason = "";
let onMessage = () => {}, onOpen = () => {};

/** Sends if there is somebody to send to. */
export function send(object) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(object));
}

function connect() {
  if (socket) return; // it is trying
  clearTimeout(retryTimer);
  retryAt = 0;
  const mine = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws/dashboard");
  socket = mine;
  lastMessageAt = performance.now();
  mine.onopen = () => { if (mine === socket) onOpen(); };
  mine.onmessage = event => {
    if (mine !== socket) return;
    const message = JSON.parse(event.data);
    failures = 0;
    lastMessageAt = performance.now();
    if (message.glance) newestMs = message.glance.nowMs;
    show("live");
    onMessage(message);
  };
  mine.onclose = event => { if (mine === socket) lost(event.code, event.reason); };
}

function lost(code, why) {
  socket = null;
  reason = [TRY_LATER, SESSION_OVER, TOO_MUCH].includes(code) ? why : "";
  if (code !== SESSION_OVER) {
    const wait = code === TRY_LATER ? FULL_RETRY_MS : RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures++;
    const jittered = wait * (.8 + .4 * Math.random());
    retryAt = performance.now() + jittered;
    retryTimer = setTimeout(connect, jittered);
  }
  show("lost");
}

function show(state) {
  attribute("link", "data-state", state);
  text("link-text", state === "live" ? "Live" : "Disconnected");
  document.body.classList.toggle("offline", state !== "live");
  byId("lost").hidden = state === "live";
  if (state === "live") return;
  const since = newestMs ? "Values are from " + clockTime.format(newestMs) + ". " : "";
  const left = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
  text("lost-text", (reason ? "Disconnected: " + reason + ". " : "Disconnected. ") + since + (retryAt ? "Trying again in " + left + " s." : ""));
  text("again", retryAt ? "Try now" : "Continue");
  if (newestMs) document.title = "Disconnected – Caravan";
}

/** Connects, and stays connected. */
export function begin(heard, opened) {
  onMessage = heard;
  onOpen = opened;
  byId("again").addEventListener("click", connect);
  setInterval(() => {
    if (socket && performance.now() - lastMessageAt > SILENT_AFTER_MS) {
      const silent = socket;
      lost(0, "");
      silent.close();
    } else if (!socket) {
      show("lost");
    }
  }, 1000);
  connect();
}
