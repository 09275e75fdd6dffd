// What this viewer wants to see. The whole of it is sent each time something changes, and after each connect.
import { send } from "./link.js";

const wanted = { streams: { find: "", show: "all", group: false, sort: "symbol", descending: false, from: 0, count: 40 }, market: null };
let timer = 0;

export const streams = () => wanted.streams;
export const market = () => wanted.market;
export function sendNow() { timer = 0; send(wanted); }

/** Changes the request; several changes at once are sent once. */
function later() { if (!timer) timer = setTimeout(sendNow, 60); }
export function wantStreams(change) { Object.assign(wanted.streams, change); later(); }
export function wantMarket(chosen) { wanted.market = chosen; later(); }
