// Incidents, open ones first, and every health check with its reason.
import { attribute, byId, empty, list, make, text } from "./nodes.js";
import { dayTime, duration, whole } from "./words.js";

const SEVERITIES = { critical: "bad", warning: "warn", info: "" };
let drawIncidents, drawChecks, newest = null;

export function begin() {
  drawIncidents = list(byId("incidents"), i => i.id, () => {
    const node = make("li", ""), head = make("div", "head", node);
    node.parts = {
      severity: make("span", "chip", head), key: make("span", "key", head), when: make("span", "when", head),
      sentence: make("p", "sentence", node), next: make("p", "next", node),
    };
    return node;
  }, (node, { incident: i, nowMs }) => {
    const p = node.parts, open = i.closedAtMs === null;
    node.classList.toggle("closed", !open);
    text(p.severity, open ? i.severity : "closed");
    attribute(p.severity, "data-tone", open ? SEVERITIES[i.severity] || "" : "");
    text(p.key, i.key);
    text(p.when, open ? "for " + duration(nowMs - i.openedAtMs) : dayTime.format(i.openedAtMs) + ", " + duration(i.closedAtMs - i.openedAtMs));
    attribute(p.when, "title", new Date(i.openedAtMs).toISOString());
    text(p.sentence, i.sentence);
    text(p.next, open ? i.nextStep : "");
  });
  drawChecks = list(byId("checks"), check => check.name, () => {
    const node = make("li", ""), head = make("div", "head", node);
    node.parts = { state: make("span", "chip", head), key: make("span", "key", head), why: make("p", "why", node) };
    return node;
  }, (node, check) => {
    node.classList.toggle("down", !check.up);
    text(node.parts.state, check.up ? "up" : "down");
    attribute(node.parts.state, "data-tone", check.up ? "good" : "bad");
    text(node.parts.key, check.name);
    text(node.parts.why, check.reason);
  });
}

export function take(incidents) { newest = incidents; }

/** Open ones grow older though nothing about them changes. */
export function draw(nowMs) {
  if (!newest) return;
  const all = newest.open.concat(newest.recent);
  text("incidents-count", whole.format(newest.openCount) + " open, " + whole.format(newest.recent.length) + " closed lately");
  empty("incidents-empty", all.length === 0, "Nothing happened.");
  drawIncidents(all.map(incident => ({ id: incident.id, incident, nowMs })));
}

export function drawHealth({ health }) {
  const checks = [...health.checks].sort((a, b) => a.up - b.up || (a.name < b.name ? -1 : 1));
  const up = checks.filter(check => check.up).length;
  text("health-count", (health.ready ? "ready, " : "not ready, ") + whole.format(up) + " of " + whole.format(checks.length) + " up");
  empty("checks-empty", checks.length === 0, "No check has run yet.");
  drawChecks(checks);
}
