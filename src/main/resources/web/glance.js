// The tiles on top: is it recording, is anything missing, how full is the disk.
import { attribute, bar, byId, text } from "./nodes.js";
import { bytes, count, duration, percent, rate, whole } from "./words.js";

const VERDICTS = { "recording": "Recording", "partly": "Partly recording", "not-recording": "Not recording" };
const OVER_MS = 4000;          // rates are taken over this long; a venue's counts may be a quarter second old
let earlier = [], gapCauses = "", down = 0;

export function drawQuality(quality) {
  const sums = new Map();
  for (const gap of quality.gapsByCause) sums.set(gap.cause, (sums.get(gap.cause) || 0) + gap.gaps);
  gapCauses = sums.size ? " (" + [...sums].map(([cause, n]) => cause + " " + whole.format(n)).join(", ") + ")" : "";
}

export function drawHealth(health) { down = health.health.checks.filter(check => !check.up).length; }

export function draw(glance) {
  const t = glance.totals;
  attribute("verdict", "data-state", t.verdict);
  text("verdict-word", VERDICTS[t.verdict] || t.verdict);
  text("verdict-sentence", t.sentence);
  attribute("verdict-sentence", "title", t.sentence);
  document.title = (t.incidentsOpen > 0 ? "(" + t.incidentsOpen + ") " : "") + (VERDICTS[t.verdict] || "") + " – Caravan";
  text("version", glance.software.replace("caravan ", ""));
  text("uptime", duration(glance.uptimeMs));
  text("data-dir", glance.dataDir);
  attribute("data-dir", "title", glance.dataDir);
  text("viewers", whole.format(glance.viewers));
  text("receiving", whole.format(t.receiving));
  text("wanted", whole.format(t.wanted));
  text("acknowledged", whole.format(t.acknowledged));
  bar("receiving-bar", t.receiving / t.wanted);
  bar("acknowledged-bar", t.acknowledged / t.wanted);
  text("rate", rate(t.framesPerSecond));
  text("frames", whole.format(t.frames));
  text("gaps", whole.format(t.gaps));
  byId("gaps-tile").classList.toggle("caution", t.gaps > 0);
  const missing = t.gaps === 0 ? "nothing missing since start" : count(t.missingIds, "id", "ids") + " missing" + gapCauses;
  text("gaps-note", missing);
  attribute("gaps-note", "title", missing);
  text("incidents-open", whole.format(t.incidentsOpen));
  byId("incidents-tile").classList.toggle("alarm", t.incidentsOpen > 0);
  text("ready-note", down === 0 ? "all checks are up" : count(down, "check is down", "checks are down"));
  drawDisk(glance.disk);
  drawMachine(glance);
}

function drawDisk(disk) {
  const free = disk.totalBytes > 0 ? disk.freeBytes / disk.totalBytes : 0;
  text("disk-free", bytes(disk.freeBytes));
  const hours = disk.hoursToFull;
  const note = percent.format(free) + " of " + bytes(disk.totalBytes)
    + (hours === null ? "" : hours > 24 * 999 ? ", full in years" : ", full in " + duration(hours * 3600000));
  text("disk-note", note);
  attribute("disk-note", "title", note);
  bar("disk-bar", 1 - free);
  byId("disk-tile").classList.toggle("caution", free < .1 || (hours !== null && hours < 48));
  byId("disk-tile").classList.toggle("alarm", disk.freeBytes <= disk.reserveBytes);
}

function drawMachine(glance) {
  const p = glance.process, m = glance.machine;
  const cpu = m.cpuLoad === null ? p.cpuLoad : m.cpuLoad;
  text("cpu", cpu === null ? "–" : percent.format(cpu));
  text("cpu-note", " CPU" + (p.cpuLoad === null ? "" : ", ours " + percent.format(p.cpuLoad)));
  const own = m.residentBytes === null ? p.heapUsedBytes : m.residentBytes;
  const used = m.memoryBytes === null ? null : m.memoryBytes - m.availableBytes;
  bar("memory-bar", used === null ? p.heapUsedBytes / p.heapMaxBytes : used / m.memoryBytes);
  const memory = bytes(own) + " ours" + (used === null ? "" : ", " + bytes(used) + " of " + bytes(m.memoryBytes) + " used") + "; heap " + bytes(p.heapUsedBytes);
  text("memory-note", memory);
  attribute("memory-note", "title", memory);
  earlier = earlier.filter(one => one.receivedBytes <= glance.receivedBytes && one.nowMs < glance.nowMs);
  while (earlier.length > 1 && glance.nowMs - earlier[1].nowMs >= OVER_MS) earlier.shift();
  const before = earlier[0];
  earlier.push(glance);
  if (!before) return;
  const perSecond = (a, b) => a === null || b === null ? null : Math.max(0, a - b) * 1000 / (glance.nowMs - before.nowMs);
  text("network", bytes(perSecond(glance.receivedBytes, before.receivedBytes)) + "/s");
  const written = perSecond(glance.writtenBytes, before.writtenBytes), sent = perSecond(m.sentBytes, before.machine.sentBytes);
  const all = perSecond(m.receivedBytes, before.machine.receivedBytes);
  text("network-note", "to disk " + bytes(written) + "/s" + (all === null ? "" : "; machine ↓ " + bytes(all) + "/s ↑ " + bytes(sent) + "/s"));
}
