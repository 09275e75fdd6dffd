// The market of the stream that this viewer chose: price, depth, candles.
import * as candles from "./candles.js";
import * as ladder from "./ladder.js";
import { text } from "./nodes.js";
import * as request from "./request.js";
import { shortened } from "./words.js";

/** A stream as it stands in the address of the page; null where there is none. */
function fromAddress() {
  const parts = location.hash.startsWith("#stream=") ? location.hash.slice(8).split("/") : [];
  try {
    return parts.length === 3 ? { venue: decodeURIComponent(parts[0]), channel: decodeURIComponent(parts[1]), symbol: decodeURIComponent(parts[2]) } : null;
  } catch {
    return null;
  }
}

export function choose(stream, keep) {
  if (keep) history.replaceState(null, "", "#stream=" + [stream.venue, stream.channel, stream.symbol].map(encodeURIComponent).join("/"));
  name(stream);
  candles.clear();
  ladder.draw(null, "Waiting for data.");
  text("market-price", "–");
  request.wantMarket(stream);
}

function name(stream) {
  text("market-title", stream.symbol || "All symbols");
  text("market-names", stream.venue + ", " + stream.channel);
}

export function begin() {
  ladder.begin();
  candles.begin();
  const named = fromAddress();
  if (named) choose(named, false);
}

/** Where nobody chose yet, the first stream that receives; a book if there is one. */
export function chooseOf(rows) {
  if (request.market()) return null;
  const live = rows.filter(row => row.symbol && row.phase === "receiving");
  const first = live.find(row => /depth|book/i.test(row.channel)) || live[0];
  if (first) choose({ venue: first.venue, channel: first.channel, symbol: first.symbol }, false);
  return first || null;
}

export function draw(market, nowMs) {
  const wanted = request.market();
  if (!wanted || wanted.venue !== market.venue || wanted.channel !== market.channel || wanted.symbol !== market.symbol) return;
  if (market.begin) candles.clear();
  text("market-price", market.price ? shortened([market.price])[0] : "–");
  ladder.draw(market.book || null, market.note || market.bookNote, nowMs);
  candles.take(market);
}
