// The streams: the server chooses, orders and counts them; here are only the lines one can see, and some around them.
import { attribute, byId, empty, make, text } from "./nodes.js";
import * as request from "./request.js";
import { count, duration, milliseconds, rate, whole } from "./words.js";

const PHASES = { receiving: "good", acknowledged: "warn", wanted: "warn", stale: "bad", refused: "bad" };
const LARGEST_FIRST = ["rate", "latency", "silence", "id", "gaps", "phase"];
const AROUND = 12, MOST = 120;
const rows = [];
let page = null, active = 0, choose = () => {}, chosen = null;

const box = () => byId("streams-window");
const headHeight = () => byId("streams-table").tHead.offsetHeight;
const lineHeight = () => matchMedia("(max-width: 760px)").matches ? 46 : 30;
const same = (a, b) => a && b && a.venue === b.venue && a.channel === b.channel && a.symbol === b.symbol;

/** Asks for the lines around those one can see, if they are not here. */
function look() {
  const first = Math.floor(box().scrollTop / lineHeight());
  const seen = Math.ceil((box().clientHeight - headHeight()) / lineHeight());
  const wanted = request.streams(), end = Math.min(first + seen, page ? page.lines : Infinity);
  if (wanted.from <= first && wanted.from + wanted.count >= end) return;
  request.wantStreams({ from: Math.max(0, first - AROUND), count: Math.min(MOST, seen + 2 * AROUND) });
}

function changed(change) {
  box().scrollTop = 0;
  active = 0;
  request.wantStreams({ ...change, from: 0 });
}

function makeRow() {
  const row = document.createElement("tr"), cell = name => make("td", name, row);
  const symbol = cell("symbol");
  row.parts = {
    symbol: make("span", "", symbol), under: make("small", "", symbol), channel: cell("channel"), venue: cell("venue"),
    phase: make("span", "chip", cell("phase")), rate: cell("num"), latency: cell("num"), last: cell("num"), id: cell("num"), gaps: cell("num"),
  };
  row.addEventListener("click", () => { active = row.line; pick(row.stream); });
  return row;
}

function drawHeading(row, heading) {
  const p = row.parts;
  row.stream = null;
  row.className = "heading";
  text(p.symbol, heading.heading);
  for (const part of [p.under, p.channel, p.venue, p.rate, p.latency, p.last, p.id, p.gaps]) text(part, "");
  text(p.phase, whole.format(heading.receiving) + " of " + whole.format(heading.streams));
  attribute(p.phase, "data-tone", heading.receiving === heading.streams ? "good" : "bad");
  attribute(p.phase, "title", "receiving");
}

function drawStream(row, s) {
  const p = row.parts;
  row.stream = s;
  row.className = "";
  text(p.symbol, s.symbol || "all");
  attribute(p.symbol.parentNode, "title", s.symbol);
  text(p.under, s.channel + " · " + s.venue);
  text(p.channel, s.channel);
  text(p.venue, s.venue);
  text(p.phase, s.rest ? s.phase + " · REST" : s.phase);
  attribute(p.phase, "data-tone", PHASES[s.phase] || "");
  attribute(p.phase, "title", s.phase + (s.rest ? ", served by REST" : "") + (s.retry ? ": " + s.retry : ""));
  text(p.rate, rate(s.rate));
  text(p.latency, milliseconds(s.latencyMs));
  text(p.last, s.silenceMs === undefined ? "never" : duration(s.silenceMs, false));
  attribute(p.last, "title", "stale after " + duration(s.staleAfterMs));
  p.last.className = "num" + (s.silenceMs > s.staleAfterMs ? " bad" : s.silenceMs > .7 * s.staleAfterMs ? " warn" : "");
  text(p.id, s.lastId || "–");
  text(p.gaps, whole.format(s.gaps || 0));
  attribute(p.gaps, "title", count(s.missingIds || 0, "id", "ids") + " missing");
  p.gaps.className = "num" + (s.gaps ? " bad" : " zero");
}

export function draw(received) {
  page = received;
  const body = byId("streams-rows"), height = lineHeight();
  while (rows.length < page.rows.length) rows.push(makeRow());
  page.rows.forEach((item, i) => {
    const row = rows[i];
    row.line = page.from + i;
    row.id = "line-" + row.line;
    (item.heading === undefined ? drawStream : drawHeading)(row, item);
    attribute(row, "aria-rowindex", String(row.line + 2));
    if (body.children[i] !== row) body.insertBefore(row, body.children[i] || null);
  });
  for (let i = page.rows.length; i < rows.length; i++) rows[i].remove();
  byId("streams-above").querySelector("td").style.height = page.from * height + "px";
  byId("streams-below").querySelector("td").style.height = (page.lines - page.from - page.rows.length) * height + "px";
  attribute("streams-table", "aria-rowcount", String(page.lines + 1));
  text("streams-count", page.matching === page.total ? whole.format(page.total) : whole.format(page.matching) + " of " + whole.format(page.total));
  const show = byId("show").value;
  empty("streams-empty", page.matching === 0, page.total === 0 ? "No stream is wanted yet." : show === "troubled" && !byId("filter").value ? "No stream is troubled." : "No stream matches.");
  mark();
  look();
}

function mark() {
  active = Math.max(0, Math.min(active, page.lines - 1));
  for (const row of byId("streams-rows").children) {
    row.classList.toggle("active", row.line === active);
    attribute(row, "aria-selected", String(same(row.stream, chosen)));
  }
  attribute("streams-table", "aria-activedescendant", "line-" + active);
}

/** Shows that this stream is looked at. */
export function select(stream) {
  chosen = stream;
  if (page) mark();
}

function pick(stream) {
  if (!stream) return;
  select(stream);
  choose({ venue: stream.venue, channel: stream.channel, symbol: stream.symbol });
}

function move(event) {
  if (!page || event.target !== byId("streams-table")) return;
  const seen = Math.floor((box().clientHeight - headHeight()) / lineHeight());
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: seen, PageUp: -seen, Home: -Infinity, End: Infinity };
  if (event.key === "Enter") {
    const row = byId("line-" + active);
    if (row) pick(row.stream);
  } else if (event.key in steps) {
    active = Math.max(0, Math.min(page.lines - 1, active + steps[event.key]));
    const top = active * lineHeight();
    if (top < box().scrollTop) box().scrollTop = top;
    else if (top > box().scrollTop + (seen - 1) * lineHeight()) box().scrollTop = top - (seen - 1) * lineHeight();
    mark();
  } else {
    return;
  }
  event.preventDefault();
}

function sort(button) {
  const by = button.dataset.sort, now = request.streams();
  const descending = by === now.sort ? !now.descending : by !== "phase" && LARGEST_FIRST.includes(by);
  for (const other of document.querySelectorAll("#streams-table th[aria-sort]")) other.removeAttribute("aria-sort");
  attribute(button.parentNode, "aria-sort", descending ? "descending" : "ascending");
  changed({ sort: by, descending });
}

/** Shows only what has these words. */
export function filter(words) {
  byId("filter").value = words;
  changed({ find: words });
}

/** Calls with the stream that somebody chose. */
export function begin(onChoice) {
  choose = onChoice;
  box().addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box());
  byId("streams-table").addEventListener("keydown", move);
  byId("filter").addEventListener("input", event => changed({ find: event.target.value }));
  byId("show").addEventListener("change", event => changed({ show: event.target.value }));
  byId("group").addEventListener("change", event => changed({ group: event.target.checked }));
  for (const button of document.querySelectorAll("#streams-table th button")) button.addEventListener("click", () => sort(button));
}
