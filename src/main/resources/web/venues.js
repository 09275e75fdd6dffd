// One line per venue, and all its connections.
import { attribute, byId, empty, list, make, text } from "./nodes.js";
import { count, duration, milliseconds, rate, whole } from "./words.js";

const STATES = { live: "good", connecting: "warn", subscribing: "warn", stale: "bad", backoff: "bad" };
let drawVenues, drawConnections;

/** Calls with a venue's name when somebody wants to see its streams. */
export function begin(onVenue) {
  drawVenues = list(byId("venues").tBodies[0], v => v.venue, v => {
    const row = document.createElement("tr"), cell = name => make("td", name, row);
    const button = make("button", "", cell(""));
    button.type = "button";
    button.addEventListener("click", () => onVenue(v.venue));
    row.parts = {
      name: button, wanted: cell("num"), acknowledged: cell("num"), receiving: cell("num"), rate: cell("num"),
      latency: cell("num narrow"), clock: cell("num narrow"), gaps: cell("num"),
    };
    return row;
  }, (row, v) => {
    const p = row.parts;
    text(p.name, v.venue);
    attribute(p.name, "title", v.problem || "Show only the streams of " + v.venue);
    text(p.wanted, whole.format(v.wanted));
    text(p.acknowledged, whole.format(v.acknowledged));
    p.acknowledged.className = "num" + (v.acknowledged < v.wanted ? " warn" : "");
    text(p.receiving, whole.format(v.receiving));
    attribute(p.receiving, "title", v.servedByRest ? count(v.servedByRest, "other is", "others are") + " served by REST" : "receiving");
    p.receiving.className = "num" + (v.receiving < v.wanted ? " bad" : "");
    text(p.rate, rate(v.framesPerSecond));
    text(p.latency, milliseconds(v.latencyMs));
    text(p.clock, v.clockOffsetMs === null ? "–" : (v.clockOffsetMs > 0 ? "+" : "") + milliseconds(v.clockOffsetMs));
    text(p.gaps, whole.format(v.gaps));
    p.gaps.className = "num" + (v.gaps > 0 ? " bad" : " zero");
  });
  drawConnections = list(byId("connections").tBodies[0], c => c.venue + " " + c.name, () => {
    const row = document.createElement("tr"), cell = name => make("td", name, row);
    row.parts = { name: cell(""), state: make("span", "chip", cell("")), streams: cell("num"), since: cell("num") };
    return row;
  }, (row, c) => {
    text(row.parts.name, c.name);
    attribute(row.parts.name, "title", c.name);
    text(row.parts.state, c.state);
    attribute(row.parts.state, "data-tone", STATES[c.state] || "");
    attribute(row.parts.state, "title", c.attempts ? count(c.attempts, "failed attempt", "failed attempts") : c.state);
    text(row.parts.streams, whole.format(c.streams));
    text(row.parts.since, duration(c.inStateMs));
  });
}

export function draw(venues) {
  drawVenues(venues);
  const unwell = venues.filter(v => v.problem || v.receiving < v.wanted).length;
  text("venues-note", unwell === 0 ? "all streams receive" : count(unwell, "venue is", "venues are") + " not complete");
  const shown = venues.flatMap(v => v.connections.map(c => ({ ...c, venue: v.venue })));
  drawConnections(shown);
  const all = venues.reduce((sum, v) => sum + v.connectionCount, 0);
  const live = shown.filter(c => c.state === "live").length;
  text("connections-count", whole.format(live) + " of " + whole.format(shown.length) + " live" + (all > shown.length ? "; " + whole.format(all) + " in all" : ""));
  const problems = venues.filter(v => v.problem).map(v => v.venue + ": " + v.problem);
  empty("connections-empty", problems.length > 0 || shown.length === 0, problems.join(" ") || "No connection yet.");
  byId("connections-empty").classList.toggle("bad", problems.length > 0);
}
