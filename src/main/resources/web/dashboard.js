// The dashboard: draws each status message that arrives over /ws/dashboard.
// Whatever a venue named ends up in textContent or an attribute of our own, never in markup.
"use strict";
(() => {
  const MAX_ROWS = 250;            // more rows than anybody reads; the filter reaches the others
  const SILENT_AFTER_MS = 15000;   // an open socket that says nothing for so long is given up
  const RETRY_MS = [500, 1000, 2000, 4000, 8000, 10000];
  const FULL_RETRY_MS = 30000;     // all viewer places are taken
  const SESSION_OVER = 4000, TRY_LATER = 1013;

  const byId = id => document.getElementById(id);
  const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const dayTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  // ---- words and numbers -------------------------------------------------------------------------------------

  const rate = value => value >= 100 ? whole.format(value) : tenth.format(value);
  const count = (n, one, many) => whole.format(n) + " " + (n === 1 ? one : many);

  function bytes(n) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (n >= 1024 && unit < units.length - 1) { n /= 1024; unit++; }
    return (unit === 0 || n >= 100 ? whole : tenth).format(n) + " " + units[unit];
  }

  function duration(ms) {
    const s = Math.max(0, ms) / 1000;
    if (s < 10) return tenth.format(s) + " s";
    if (s < 60) return Math.floor(s) + " s";
    const m = Math.floor(s / 60);
    if (m < 60) return m + " min" + (m < 10 ? " " + String(Math.floor(s % 60)).padStart(2, "0") + " s" : "");
    const h = Math.floor(m / 60);
    return h < 48 ? h + " h " + (m % 60) + " min" : Math.floor(h / 24) + " d " + (h % 24) + " h";
  }

  // ---- touching the page only where something changed --------------------------------------------------------

  function text(node, value) {
    if (typeof node === "string") node = byId(node);
    if (node.textContent !== value) node.textContent = value;
  }
  function attribute(node, name, value) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  function make(tag, className, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (parent) parent.append(node);
    return node;
  }
  function width(id, share) {
    byId(id).style.width = (100 * Math.min(1, Math.max(0, share || 0))).toFixed(1) + "%";
  }
  /** Makes the children of a parent follow a list: one kept node per key, in the list's order. */
  function keep(parent, nodes, list, keyOf, create, update) {
    const wanted = new Set();
    list.forEach((item, index) => {
      const key = keyOf(item);
      wanted.add(key);
      let node = nodes.get(key);
      if (!node) { node = create(item); nodes.set(key, node); }
      update(node, item);
      if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] || null);
    });
    for (const [key, node] of nodes) if (!wanted.has(key)) { node.remove(); nodes.delete(key); }
  }
  function empty(id, list, sentence) {
    byId(id).hidden = list.length > 0;
    text(id, sentence);
  }

  // ---- at a glance -------------------------------------------------------------------------------------------

  const VERDICTS = { "recording": "Recording", "partly": "Partly recording", "not-recording": "Not recording" };

  function drawGlance(status) {
    const t = status.totals;
    attribute(byId("verdict"), "data-state", t.verdict);
    text("verdict-word", VERDICTS[t.verdict] || t.verdict);
    text("verdict-sentence", t.sentence);
    byId("verdict-sentence").title = t.sentence;
    document.title = (t.incidentsOpen > 0 ? "(" + t.incidentsOpen + ") " : "") + (VERDICTS[t.verdict] || "") + " – Caravan";
    text("version", status.software.replace("caravan ", ""));
    text("uptime", duration(status.uptimeMs));
    text("data-dir", status.dataDir);
    byId("data-dir").title = status.dataDir;
    text("viewers", whole.format(status.viewers));
    text("receiving", whole.format(t.receiving));
    text("wanted", whole.format(t.wanted));
    text("acknowledged", whole.format(t.acknowledged));
    width("receiving-bar", t.receiving / t.wanted);
    width("acknowledged-bar", t.acknowledged / t.wanted);
    text("rate", rate(t.framesPerSecond));
    text("frames", whole.format(t.frames));
    text("gaps", whole.format(t.gaps));
    byId("gaps-tile").classList.toggle("caution", t.gaps > 0);
    text("gaps-note", t.gaps === 0 ? "nothing missing since start" : count(t.missingIds, "id", "ids") + " missing" + causes(status));
    text("incidents-open", whole.format(t.incidentsOpen));
    byId("incidents-tile").classList.toggle("alarm", t.incidentsOpen > 0);
    const down = status.health.checks.filter(check => !check.up).length;
    text("ready-note", down === 0 ? "all checks are up" : count(down, "check is down", "checks are down"));
    const disk = status.disk, free = disk.totalBytes > 0 ? disk.freeBytes / disk.totalBytes : 0;
    text("disk-free", bytes(disk.freeBytes));
    text("disk-note", percent.format(free) + " of " + bytes(disk.totalBytes) +
      (disk.hoursToFull === null || disk.hoursToFull === undefined ? "" : ", full in " + disk.hoursToFull + " h"));
    width("disk-bar", 1 - free);
    byId("disk-tile").classList.toggle("caution", free < .1);
    byId("disk-tile").classList.toggle("alarm", status.journals.some(journal => journal.paused));
    const p = status.process;
    text("cpu", p.cpuLoad === null ? "–" : percent.format(p.cpuLoad));
    text("heap-note", bytes(p.heapUsedBytes) + " of " + bytes(p.heapMaxBytes) + " heap");
    width("heap-bar", p.heapUsedBytes / p.heapMaxBytes);
  }

  function causes(status) {
    const sums = new Map();
    for (const gap of status.gapsByCause) sums.set(gap.cause, (sums.get(gap.cause) || 0) + gap.gaps);
    return sums.size ? " (" + [...sums].map(([cause, n]) => cause + " " + whole.format(n)).join(", ") + ")" : "";
  }

  // ---- the rate over time ------------------------------------------------------------------------------------

  let chart = null;

  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function styleChart() {
    if (!window.echarts) { text("chart", "The chart could not be loaded; the numbers are above."); return; }
    if (!chart) {
      chart = echarts.init(byId("chart"));
      new ResizeObserver(() => chart.resize()).observe(byId("chart"));
    }
    const dim = colour("--dim"), font = getComputedStyle(document.body).fontFamily;
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: font },
      grid: { left: 56, right: 18, top: 12, bottom: 26 },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: colour("--card"), borderColor: colour("--line"),
        textStyle: { color: colour("--ink"), fontFamily: font, fontSize: 12 },
        formatter: points => clockTime.format(points[0].value[0]) + "   " + rate(points[0].value[1]) + " /s",
      },
      xAxis: {
        type: "time", axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: false }, splitNumber: 5,
        axisLabel: { color: dim, hideOverlap: true, formatter: value => clockTime.format(value) },
      },
      yAxis: {
        type: "value", min: 0, minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: colour("--rule") } },
        axisLabel: { color: dim, formatter: value => whole.format(value) },
      },
      series: [{
        type: "line", showSymbol: false, smooth: .2, sampling: "lttb", data: [],
        lineStyle: { color: colour("--chart"), width: 2 }, itemStyle: { color: colour("--chart") }, areaStyle: { color: colour("--chart-fill") },
      }],
    });
  }

  function drawChart(status) {
    const points = status.history;
    const peak = points.reduce((most, point) => Math.max(most, point[1]), 0);
    text("chart-note", points.length < 2 ? "collecting" : "peak " + rate(peak) + " in the last " + duration(points[points.length - 1][0] - points[0][0]));
    const age = points.length ? status.nowMs - points[0][0] : 0;
    const span = Math.min(300000, Math.max(60000, age));
    if (chart) chart.setOption({ xAxis: { min: status.nowMs - span, max: status.nowMs }, series: [{ data: points }] });
  }

  // ---- streams -----------------------------------------------------------------------------------------------

  const PHASES = { receiving: "good", acknowledged: "warn", wanted: "warn", stale: "bad", refused: "bad" };
  const PHASE_ORDER = ["refused", "stale", "wanted", "acknowledged", "receiving"];
  const SORTS = {
    symbol: s => s.symbol, channel: s => s.channel, venue: s => s.venue, phase: s => PHASE_ORDER.indexOf(s.phase),
    rate: s => s.framesPerSecond, latency: s => s.latencyMs === null ? -Infinity : s.latencyMs, silence: s => s.silenceMs,
    id: s => s.lastId === null ? -1n : BigInt(s.lastId), gaps: s => s.gaps,
  };
  const rows = new Map();
  const columns = new Intl.Collator("en", { numeric: true });
  let sortBy = "symbol", descending = false, newest = null;

  function compare(a, b) {
    const x = SORTS[sortBy](a), y = SORTS[sortBy](b);
    const order = typeof x === "string" ? columns.compare(x, y) : x < y ? -1 : x > y ? 1 : 0;
    return (descending ? -order : order) || columns.compare(a.symbol, b.symbol) || columns.compare(a.channel, b.channel) || columns.compare(a.venue, b.venue);
  }

  function drawStreams(status) {
    const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const troubled = byId("troubled").checked;
    const all = status.venues.flatMap(v => v.streams.map(s => Object.assign(s, { venue: v.venue })));
    const shown = all.filter(s => {
      if (troubled && s.phase === "receiving" && s.gaps === 0) return false;
      const line = (s.symbol + " " + s.channel + " " + s.venue + " " + s.phase).toLowerCase();
      return words.every(word => line.includes(word));
    }).sort(compare);
    byId("streams").classList.toggle("one-venue", status.venues.length < 2);
    const cut = shown.slice(0, MAX_ROWS);
    text("streams-count", shown.length === all.length && cut.length === all.length ? whole.format(all.length)
      : cut.length < shown.length ? "first " + whole.format(cut.length) + " of " + whole.format(shown.length) + "; filter to see others"
      : whole.format(shown.length) + " of " + whole.format(all.length));
    empty("streams-empty", shown, all.length === 0 ? "No stream is wanted yet." : troubled && !words.length ? "No stream is troubled." : "No stream matches.");
    keep(byId("streams-table").tBodies[0], rows, cut, s => JSON.stringify([s.venue, s.channel, s.symbol]), makeRow, drawRow);
  }

  function makeRow() {
    const row = document.createElement("tr");
    const cell = name => make("td", name, row);
    const symbol = cell("symbol");
    row.parts = {
      symbol: make("span", "", symbol), under: make("small", "", symbol), channel: cell("channel"), venue: cell("venue"),
      phase: make("span", "chip", cell("phase")), rate: cell("num"), latency: cell("num"), last: cell("num"), id: cell("num"), gaps: cell("num"),
    };
    return row;
  }

  function drawRow(row, s) {
    const p = row.parts;
    text(p.symbol, s.symbol || "all");
    attribute(p.symbol.parentNode, "title", s.symbol);
    text(p.under, s.channel);
    text(p.channel, s.channel);
    text(p.venue, s.venue);
    text(p.phase, s.servedByRest ? s.phase + " · REST" : s.phase);
    attribute(p.phase, "data-tone", PHASES[s.phase] || "");
    attribute(p.phase, "title", s.phase + (s.servedByRest ? ", served by REST" : "")
      + (s.retry ? ": " + s.retry.sentence : ""));
    text(p.rate, rate(s.framesPerSecond));
    text(p.latency, s.latencyMs === null ? "–" : whole.format(s.latencyMs) + " ms");
    text(p.last, s.lastReceiveTimeMs === null ? "never" : duration(s.silenceMs));
    attribute(p.last, "title", "stale after " + duration(s.staleAfterMs));
    p.last.className = "num" + (s.silenceMs > s.staleAfterMs ? " bad" : s.silenceMs > .7 * s.staleAfterMs ? " warn" : "");
    text(p.id, s.lastId === null ? "–" : s.lastId);
    text(p.gaps, whole.format(s.gaps));
    attribute(p.gaps, "title", count(s.missingIds, "id", "ids") + " missing, " + whole.format(s.repeated) + " repeated, " + whole.format(s.reordered) + " reordered");
    p.gaps.className = "num" + (s.gaps > 0 ? " bad" : " zero");
  }

  function sortClicked(button) {
    const key = button.dataset.sort;
    descending = key === sortBy ? !descending : ["rate", "latency", "silence", "id", "gaps"].includes(key);
    sortBy = key;
    for (const other of document.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    button.parentNode.setAttribute("aria-sort", descending ? "descending" : "ascending");
    if (newest) drawStreams(newest);
  }

  // ---- connections, journals, incidents, health --------------------------------------------------------------

  const STATES = { live: "good", connecting: "warn", subscribing: "warn", stale: "bad", backoff: "bad" };
  const connectionRows = new Map(), journalNodes = new Map(), incidentNodes = new Map(), checkNodes = new Map();

  function drawConnections(status) {
    const list = status.venues.flatMap(v => v.connections.map(c => Object.assign(c, { venue: v.venue, problem: v.problem })));
    const live = list.filter(c => c.state === "live").length;
    text("connections-count", whole.format(live) + " of " + whole.format(list.length) + " live");
    const problems = status.venues.filter(v => v.problem).map(v => v.venue + ": " + v.problem);
    empty("connections-empty", problems.length ? [] : list, problems.join(" ") || "No connection yet.");
    byId("connections-empty").classList.toggle("bad", problems.length > 0);
    keep(byId("connections").tBodies[0], connectionRows, list, c => c.venue + " " + c.name, () => {
      const row = document.createElement("tr");
      const cell = name => make("td", name, row);
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

  const JOURNAL_PARTS = [["size", "Open segment"], ["records", "Records"], ["written", "Written"], ["unsynced", "Unsynced"], ["flight", "In flight"], ["backlog", "To seal"]];

  function drawJournals(status) {
    text("journals-count", whole.format(status.journals.length));
    empty("journals-empty", status.journals, "No journal is open yet.");
    keep(byId("journals"), journalNodes, status.journals, j => j.name, () => {
      const node = make("div", "journal"), head = make("div", "head", node);
      node.parts = { name: make("b", "", head), segments: make("span", "dim", head), file: make("div", "file", node), problem: make("div", "problem", node) };
      const list = make("dl", "", node);
      for (const [key, label] of JOURNAL_PARTS) {
        const pair = make("div", "", list);
        make("dt", "", pair).textContent = label;
        node.parts[key] = make("dd", "", pair);
      }
      return node;
    }, (node, j) => {
      const p = node.parts;
      text(p.name, j.name);
      text(p.segments, count(j.segments, "segment", "segments"));
      text(p.file, j.openSegment || "no open segment");
      text(p.problem, j.problem);
      text(p.size, bytes(j.openBytes));
      text(p.records, whole.format(j.recordsWritten));
      text(p.written, bytes(j.bytesWritten));
      text(p.unsynced, duration(j.unsyncedMs));
      text(p.flight, bytes(j.inFlightBytes));
      text(p.backlog, whole.format(j.sealBacklog));
    });
  }

  const SEVERITIES = { critical: "bad", warning: "warn", info: "" };

  function drawIncidents(status) {
    const list = status.incidents.open.concat(status.incidents.recent);
    text("incidents-count", whole.format(status.incidents.open.length) + " open, " + whole.format(status.incidents.recent.length) + " closed lately");
    empty("incidents-empty", list, "Nothing happened.");
    keep(byId("incidents"), incidentNodes, list, i => i.id, () => {
      const node = make("li", ""), head = make("div", "head", node);
      node.parts = { severity: make("span", "chip", head), key: make("span", "key", head), when: make("span", "when", head), sentence: make("p", "sentence", node), next: make("p", "next", node) };
      return node;
    }, (node, i) => {
      const p = node.parts, open = i.closedAtMs === null;
      node.classList.toggle("closed", !open);
      text(p.severity, open ? i.severity : "closed");
      attribute(p.severity, "data-tone", open ? SEVERITIES[i.severity] || "" : "");
      text(p.key, i.key);
      text(p.when, open ? "for " + duration(status.nowMs - i.openedAtMs) : dayTime.format(i.openedAtMs) + ", " + duration(i.closedAtMs - i.openedAtMs));
      attribute(p.when, "title", new Date(i.openedAtMs).toISOString());
      text(p.sentence, i.sentence);
      text(p.next, open ? i.nextStep : "");
    });
  }

  function drawHealth(status) {
    const checks = [...status.health.checks].sort((a, b) => a.up - b.up || columns.compare(a.name, b.name));
    const up = checks.filter(check => check.up).length;
    text("health-count", (status.health.ready ? "ready, " : "not ready, ") + whole.format(up) + " of " + whole.format(checks.length) + " up");
    empty("checks-empty", checks, "No check has run yet.");
    keep(byId("checks"), checkNodes, checks, check => check.name, () => {
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

  function draw(status) {
    newest = status;
    drawGlance(status);
    drawChart(status);
    drawStreams(status);
    drawConnections(status);
    drawJournals(status);
    drawIncidents(status);
    drawHealth(status);
    document.body.classList.remove("waiting");
  }

  // ---- the socket --------------------------------------------------------------------------------------------

  let socket = null, failures = 0, software = null, lastMessage = 0, retryAt = 0, retryTimer = 0, reason = "";

  function connect() {
    clearTimeout(retryTimer);
    retryAt = 0;
    const mine = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws/dashboard");
    socket = mine;
    lastMessage = performance.now();
    mine.onmessage = event => {
      if (mine !== socket) return;
      const status = JSON.parse(event.data);
      if (software !== null && software !== status.software) { location.reload(); return; }
      software = status.software;
      failures = 0;
      lastMessage = performance.now();
      showLink("live");
      draw(status);
    };
    mine.onclose = event => { if (mine === socket) lost(event.code, event.reason); };
  }

  function lost(code, why) {
    socket = null;
    reason = code === TRY_LATER || code === SESSION_OVER ? why : "";
    if (code === SESSION_OVER) {
      showLink("lost");
      return;
    }
    const wait = code === TRY_LATER ? FULL_RETRY_MS : RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures++;
    const jittered = wait * (.8 + .4 * Math.random());
    retryAt = performance.now() + jittered;
    retryTimer = setTimeout(connect, jittered);
    showLink("lost");
  }

  function showLink(state) {
    attribute(byId("link"), "data-state", state);
    text("link-text", state === "live" ? "Live" : "Disconnected");
    document.body.classList.toggle("offline", state !== "live");
    byId("lost").hidden = state === "live";
    if (state !== "live") {
      const since = newest ? "Values are from " + clockTime.format(newest.nowMs) + ". " : "";
      const left = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
      text("lost-text", (reason ? "Disconnected: " + reason + ". " : "Disconnected. ") + since + (retryAt ? "Trying again in " + left + " s." : ""));
      text("again", retryAt ? "Try now" : "Continue");
      if (newest) document.title = "Disconnected – Caravan";
    }
  }

  setInterval(() => {
    if (socket && performance.now() - lastMessage > SILENT_AFTER_MS) {
      const silent = socket;
      lost(0, "");
      silent.close();
    } else if (!socket) {
      showLink("lost");
    }
  }, 1000);

  // ---- what a person can do ----------------------------------------------------------------------------------

  const THEMES = ["auto", "light", "dark"];

  function theme(name) {
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    text("theme", name[0].toUpperCase() + name.slice(1));
    styleChart();
    if (newest) drawChart(newest);
  }

  function remembered() {
    try { return THEMES.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto"; } catch { return "auto"; }
  }

  byId("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(remembered()) + 1) % THEMES.length];
    try { localStorage.setItem("theme", next); } catch { /* private window: it lasts until reload */ }
    theme(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme(remembered()));
  byId("again").addEventListener("click", connect);
  byId("filter").addEventListener("input", () => newest && drawStreams(newest));
  byId("troubled").addEventListener("change", () => newest && drawStreams(newest));
  for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => sortClicked(button));
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && document.activeElement.tagName !== "INPUT") {
      event.preventDefault();
      byId("filter").focus();
    }
  });

  theme(remembered());
  connect();
})();
