// The best levels of a book, asks above bids, with what stands in front of each price.
import { bar, byId, make, text } from "./nodes.js";
import { duration, shortened } from "./words.js";

const LEVELS = 10;
let asks, bids, spread;

function line(side) {
  const row = make("tr", side, byId("ladder").tBodies[0]);
  const price = make("td", "", row), size = make("td", "num", row);
  return { row, price: make("span", "", price), bar: make("i", "", size), size: make("span", "", size) };
}

export function begin() {
  asks = Array.from({ length: LEVELS }, () => line("ask")).reverse();
  const row = make("tr", "spread", byId("ladder").tBodies[0]);
  spread = make("td", "", row);
  spread.colSpan = 2;
  bids = Array.from({ length: LEVELS }, () => line("bid"));
  draw(null, "Choose a stream.");
}

function drawSide(lines, levels, words, most) {
  let sum = 0;
  lines.forEach((at, i) => {
    const level = levels[i];
    text(at.price, level ? words.prices[i] : "");
    text(at.size, level ? words.sizes[i] : "");
    sum += level ? Number(level[1]) : 0;
    bar(at.bar, level ? sum / most : 0);
  });
}

const total = levels => levels.slice(0, LEVELS).reduce((sum, level) => sum + Number(level[1]), 0);

/** A book, or why there is none. */
export function draw(book, note, nowMs) {
  const b = book || { bids: [], asks: [] };
  const most = Math.max(total(b.bids), total(b.asks)) || 1;
  const shown = [...b.asks.slice(0, LEVELS), ...b.bids.slice(0, LEVELS)], under = Math.min(LEVELS, b.asks.length);
  const prices = shortened(shown.map(level => level[0])), sizes = shortened(shown.map(level => level[1]));
  drawSide(asks, b.asks, { prices: prices.slice(0, under), sizes: sizes.slice(0, under) }, most);
  drawSide(bids, b.bids, { prices: prices.slice(under), sizes: sizes.slice(under) }, most);
  const decimals = prices.length ? (prices[0].split(".")[1] || "").length : 0;
  text(spread, b.asks.length && b.bids.length ? "spread " + (Number(b.asks[0][0]) - Number(b.bids[0][0])).toFixed(decimals) : "–");
  text("ladder-note", book ? "Depth, " + book.from + ", " + duration(nowMs - book.atMs) + " old" : note || "");
}
