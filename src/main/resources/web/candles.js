// Candles of the chosen stream: the venue's own where they are recorded, else made of the trades or prices seen here.
import { chart, font, timeAxis, tooltip, valueAxis } from "./charts.js";
import { byId, make, text } from "./nodes.js";
import { colour } from "./theme.js";
import { clockTime } from "./words.js";

const MOST = 500, BASE_MS = 5000, SHOWN = 60;
const SEEN = { "5 s": BASE_MS, "1 min": 60000 };
let seen = [], own = [], ownName = "", source = "prices", drawn = null;

const kind = () => byId("candle-kind").value;

function options() {
  const wanted = [...Object.keys(SEEN), ...(ownName ? [ownName] : [])], select = byId("candle-kind");
  if ([...select.options].map(option => option.value).join("\n") === wanted.join("\n")) return;
  const before = select.value;
  select.replaceChildren();
  for (const name of wanted) {
    const option = make("option", "", select);
    option.value = name;
    option.textContent = SEEN[name] ? name : name + " (venue)";
  }
  select.value = wanted.includes(before) ? before : wanted[0];
}

export function begin() {
  drawn = chart("candle-chart", () => ({
    animation: false, textStyle: { fontFamily: font() }, grid: { left: 8, right: 8, top: 8, bottom: 24, containLabel: true },
    tooltip: tooltip(shown => {
      const [at, open, close, low, high] = shown[0].value;
      return clockTime.format(at) + "\nopen " + open + "  high " + high + "\nlow " + low + "  close " + close;
    }),
    xAxis: timeAxis(value => clockTime.format(value)),
    yAxis: { ...valueAxis(value => String(value)), scale: true, position: "right" },
    series: [{
      type: "candlestick", barMaxWidth: 14, data: [], dimensions: ["at", "open", "close", "low", "high"], encode: { x: "at", y: ["open", "close", "low", "high"] },
      itemStyle: { color: colour("--good"), borderColor: colour("--good"), color0: colour("--bad"), borderColor0: colour("--bad") },
    }],
  }));
  byId("candle-kind").addEventListener("change", draw);
  options();
}

export function clear() {
  seen = [];
  own = [];
  ownName = "";
  source = "prices";
  options();
  draw();
}

function add(atMs, price) {
  const at = Math.floor(atMs / BASE_MS) * BASE_MS, last = seen[seen.length - 1];
  if (!last || last[0] < at) {
    seen.push([at, price, price, price, price]);
    if (seen.length > MOST) seen.shift();
  } else if (last[0] === at) {
    last[2] = price;
    last[3] = Math.min(last[3], price);
    last[4] = Math.max(last[4], price);
  }
}

/** Adds what a message says of the market. */
export function take(market) {
  if (market.trades) {
    source = "the trades";
    for (const [atMs, price] of market.trades.rows) add(atMs, Number(price));
  } else if (market.price) {
    source = "prices (" + market.priceFrom + ")";
    add(market.priceAtMs, Number(market.price));
  }
  if (market.candles) {
    ownName = market.candles.from;
    for (const [atMs, open, high, low, close] of market.candles.rows) {
      own = own.filter(candle => candle[0] < atMs).slice(-MOST);
      own.push([atMs, Number(open), Number(close), Number(low), Number(high)]);
    }
  }
  options();
  draw();
}

function merged(widthMs) {
  const wide = [];
  for (const [at, open, close, low, high] of seen) {
    const begin = Math.floor(at / widthMs) * widthMs, last = wide[wide.length - 1];
    if (!last || last[0] !== begin) wide.push([begin, open, close, low, high]);
    else { last[2] = close; last[3] = Math.min(last[3], low); last[4] = Math.max(last[4], high); }
  }
  return wide;
}

/** The venue's interval, from two candles; a minute where there is only one. */
function ownWidth() { return own.length > 1 ? Math.max(1000, own[own.length - 1][0] - own[own.length - 2][0]) : 60000; }

function draw() {
  const isSeen = kind() in SEEN, data = isSeen ? merged(SEEN[kind()]) : own;
  text("candle-note", !data.length ? "nothing yet" : isSeen ? "made of " + source + " seen here" : "as the venue sends them");
  const end = data.length ? data[data.length - 1][0] : Date.now(), width = isSeen ? SEEN[kind()] : ownWidth();
  drawn.set({ xAxis: { min: end - (Math.max(SHOWN, isSeen ? 0 : data.length) - .5) * width, max: end + width / 2 }, series: [{ data }] });
}
