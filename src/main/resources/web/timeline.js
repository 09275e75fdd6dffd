// Gaps, swaps and lost connections with their causes, on a line and as a list.
import { chart, font, timeAxis, tooltip } from "./charts.js";
import { attribute, byId, list, make, text } from "./nodes.js";
import { colour } from "./theme.js";
import { clockTime, count, dayTime, shortTime } from "./words.js";

const KINDS = {
  gap: { word: "gap", tone: "bad", colour: "--bad", symbol: "diamond", size: 13, above: -7 },
  filled: { word: "filled", tone: "good", colour: "--good", symbol: "triangle", size: 9, above: -19 },
  clock: { word: "clock", tone: "warn", colour: "--warn", symbol: "pin", size: 14, above: 0 },
  lost: { word: "lost", tone: "warn", colour: "--warn", symbol: "rect", size: 10, above: 7 },
  swap: { word: "swap", tone: "", colour: "--swap", symbol: "circle", size: 11, above: 7 },
  live: { word: "live", tone: "good", colour: "--good", symbol: "circle", size: 6, above: 7 },
};
const MOST = 300, LISTED = 60, HOUR = 3600000;
const events = new Map();
let drawn = null, drawList = null, spanMs = 0;

function said(event) {
  const times = event.times > 1 ? " and " + count(event.times - 1, "more", "more") : "";
  const ids = event.ids > 0 ? ": " + count(event.ids, "id", "ids") : "";
  return event.venue + " " + event.what + times + ids + (event.cause ? " (" + event.cause + ")" : "");
}

export function begin() {
  drawn = chart("timeline-chart", () => ({
    animation: false, textStyle: { fontFamily: font() }, grid: { left: 12, right: 22, top: 8, bottom: 24, containLabel: true },
    tooltip: tooltip(point => clockTime.format(point.value[0]) + "  " + point.value[2], "item"),
    xAxis: { ...timeAxis(value => (spanMs < 600000 ? clockTime : shortTime).format(value)), splitNumber: 3 },
    yAxis: {
      type: "category", data: [], inverse: true, axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: colour("--rule") } },
      axisLabel: { color: colour("--dim"), width: 110, overflow: "truncate" },
    },
    series: Object.entries(KINDS).map(([id, kind]) => ({ id, type: "scatter", symbol: kind.symbol, symbolSize: kind.size, itemStyle: { color: colour(kind.colour) } })),
  }));
  drawList = list(byId("timeline"), event => event.id, () => {
    const node = make("li", "");
    node.parts = { kind: make("span", "chip", node), said: make("span", "said", node), when: make("span", "when", node) };
    return node;
  }, (node, event) => {
    const kind = KINDS[event.kind] || { word: event.kind, tone: "" };
    text(node.parts.kind, kind.word);
    attribute(node.parts.kind, "data-tone", kind.tone);
    text(node.parts.said, said(event));
    text(node.parts.when, clockTime.format(event.atMs));
    attribute(node.parts.when, "title", dayTime.format(event.atMs));
  });
}

/** Adds events, or more to events that are known. */
export function take(added) {
  for (const event of added) events.set(event.id, event);
  for (const id of events.keys()) if (events.size > MOST) events.delete(id);
}

export function clear() { events.clear(); }

export function draw(nowMs, venueNames) {
  const all = [...events.values()].sort((a, b) => b.atMs - a.atMs);
  drawList(all.slice(0, LISTED));
  const number = kind => all.reduce((sum, event) => sum + (event.kind === kind ? event.times : 0), 0);
  text("timeline-note", all.length === 0 ? "nothing happened since start" : count(number("gap"), "gap", "gaps") + ", " + count(number("swap"), "swap", "swaps") + ", " + count(number("lost"), "connection lost", "connections lost"));
  const oldest = all.length ? all[all.length - 1].atMs : nowMs;
  spanMs = Math.max(60000, Math.min(24 * HOUR, (nowMs - oldest) * 1.05));
  const lanes = [...new Set([...venueNames, ...all.map(event => event.venue)])];
  drawn.set({
    xAxis: { min: nowMs - spanMs, max: nowMs }, yAxis: { data: lanes },
    series: Object.keys(KINDS).map(id => ({ id, symbolOffset: [0, lanes.length > 3 ? 0 : KINDS[id].above], data: all.filter(event => event.kind === id).map(event => [event.atMs, event.venue, said(event)]) })),
  });
}
