// The routes as a graph: what they take from, what they do, what they give to, and how often.
import { attribute, byId, make, text } from "./nodes.js";
import { count, rate, whole } from "./words.js";

const WEB = "netty-http", SVG = "http://www.w3.org/2000/svg";
let graph = null, edges = [], before = null;

/** The web routes are one node; each of them only answers a path. */
function grouped(routes) {
  const web = routes.filter(route => route.from.startsWith(WEB));
  const nodes = routes.filter(route => !route.from.startsWith(WEB)).map(route => ({ ...route, ids: [route.id], title: route.description }));
  if (web.length) {
    nodes.push({
      id: "web", ids: web.map(route => route.id), from: WEB, to: [], steps: [count(web.length, "page", "pages") + " and texts"],
      title: web.map(route => route.id + ": " + route.description).join("\n"), state: web.every(route => route.state === "started") ? "started" : "stopped",
    });
  }
  return nodes;
}

function endpoint(lane, name) {
  const node = make("div", "node", lane);
  const colon = name.indexOf(":");
  text(make("b", "", node), colon < 0 ? name : name.slice(0, colon));
  text(make("span", "", node), colon < 0 ? "" : name.slice(colon + 1).replace(/^\/+/, ""));
  node.title = name;
  return node;
}

/** Draws the nodes anew; there are new routes only when somebody saved a file. */
export function take(routes) {
  const place = byId("graph");
  place.replaceChildren();
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  place.append(svg);
  const [left, middle, right] = ["left", "middle", "right"].map(side => make("div", "lane " + side, place));
  const sources = new Map(), targets = new Map();
  const known = (map, lane, name) => { if (!map.has(name)) map.set(name, endpoint(lane, name)); return map.get(name); };
  edges = [];
  graph = grouped(routes).map(route => {
    const node = make("div", "node route", middle);
    node.title = route.title;
    text(make("b", "", node), route.id);
    const flow = make("span", "flow", node);
    text(flow, "–");
    text(make("span", "steps", node), [route.from, ...route.steps, ...route.to].join(" → "));
    node.classList.toggle("down", route.state !== "started");
    edges.push({ from: known(sources, left, route.from), to: node, route });
    for (const to of new Set(route.to)) edges.push({ from: node, to: known(targets, right, to), route });
    return { ...route, node, flow, perSecond: null };
  });
  for (const edge of edges) { edge.path = document.createElementNS(SVG, "path"); svg.append(edge.path); }
  text("routes-note", whole.format(routes.length) + (routes.every(route => route.state === "started") ? ", all started" : ", some stopped") + "; exchanges a second");
  place_edges();
}

function place_edges() {
  if (!graph) return;
  const all = byId("graph").getBoundingClientRect();
  for (const { from, to, path } of edges) {
    const a = from.getBoundingClientRect(), b = to.getBoundingClientRect();
    const x1 = a.right - all.left, y1 = a.top + a.height / 2 - all.top, x2 = b.left - all.left, y2 = b.top + b.height / 2 - all.top;
    const bend = (x2 - x1) / 2;
    path.setAttribute("d", `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
  }
}

/** Exchanges a second from two counts, smoothed a little. */
export function draw(counts, nowMs) {
  if (!graph) return;
  const passed = before ? (nowMs - before.nowMs) / 1000 : 0;
  for (const route of graph) {
    const sum = (all, at) => route.ids.reduce((total, id) => total + ((all[id] || [0, 0])[at]), 0);
    const failed = sum(counts, 1);
    if (passed > 0) {
      const now = Math.max(0, sum(counts, 0) - sum(before.counts, 0)) / passed;
      route.perSecond = route.perSecond === null ? now : .7 * route.perSecond + .3 * now;
      text(route.flow, rate(route.perSecond) + " /s" + (failed ? ", " + whole.format(failed) + " failed" : ""));
      route.flow.classList.toggle("bad", failed > 0);
    }
  }
  for (const { path, route } of edges) {
    const known = graph.find(node => node.id === route.id).perSecond || 0;
    path.classList.toggle("busy", known > .05);
    attribute(path, "stroke-width", String(1.5));
    path.style.strokeWidth = (1.5 + Math.min(4, Math.log10(1 + known))).toFixed(1);
  }
  before = { counts, nowMs };
}

export function begin() { new ResizeObserver(place_edges).observe(byId("graph")); }
