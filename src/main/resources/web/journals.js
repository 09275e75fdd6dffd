// The journals: open segments, batches, what is not synced or sealed yet; and what the taps dropped.
import { byId, empty, list, make, text } from "./nodes.js";
import { bytes, count, duration, percent, whole } from "./words.js";

const PARTS = [
  ["size", "Open segment"], ["records", "Records"], ["written", "Written"], ["batch", "Last batch"], ["flight", "In queue"],
  ["unsynced", "Unsynced"], ["segments", "Segments"], ["backlog", "To seal"], ["notKept", "Not kept"],
];
let drawJournals;

export function begin() {
  drawJournals = list(byId("journals"), j => j.name, () => {
    const node = make("div", "journal"), head = make("div", "head", node);
    node.parts = { name: make("b", "", head), file: make("div", "file", node), problem: make("div", "problem", node) };
    const facts = make("dl", "", node);
    for (const [key, label] of PARTS) {
      const pair = make("div", "", facts);
      make("dt", "", pair).textContent = label;
      node.parts[key] = make("dd", "", pair);
    }
    return node;
  }, (node, j) => {
    const p = node.parts;
    text(p.name, j.name);
    text(p.file, j.openSegment || "no open segment");
    text(p.problem, j.problem);
    text(p.size, bytes(j.openBytes));
    text(p.records, whole.format(j.recordsWritten));
    text(p.written, bytes(j.bytesWritten));
    text(p.batch, count(j.lastBatchRecords, "record", "records"));
    text(p.flight, bytes(j.inFlightBytes));
    text(p.unsynced, duration(j.unsyncedMs));
    text(p.segments, whole.format(j.segments));
    text(p.backlog, whole.format(j.sealBacklog));
    p.backlog.className = j.sealBacklog > 3 ? "warn" : "";
    text(p.notKept, whole.format(j.notKeptFrames));
    p.notKept.className = j.notKeptFrames > 0 ? "bad" : "";
  });
}

export function draw({ batchMs, batchFrames, syncMs, journals }) {
  text("journals-count", whole.format(journals.length));
  text("flush", batchMs > 0 ? "Flushed after " + whole.format(batchFrames) + " frames or " + whole.format(batchMs) + " ms, synced after " + duration(syncMs) + "." : "");
  empty("journals-empty", journals.length === 0, "No journal is open yet.");
  drawJournals(journals);
}

export function drawQuality({ taps, invalid, read }) {
  const part = read.filter(venue => venue.share < .995).map(venue => venue.venue + " " + percent.format(venue.share));
  const dropped = taps.filter(tap => tap.dropped > 0).map(tap => tap.name + " " + whole.format(tap.dropped));
  const kept = invalid.reduce((sum, one) => sum + one.count, 0);
  text("quality", (dropped.length ? "Dropped at taps: " + dropped.join(", ") + "." : "Taps dropped nothing.")
    + (kept ? " Kept away from live state: " + whole.format(kept) + " (" + [...new Set(invalid.map(one => one.reason))].join(", ") + ")." : "")
    + (part.length ? " Read for live state, to spare the processor: " + part.join(", ") + " of all frames; of what is looked at, all." : ""));
}
