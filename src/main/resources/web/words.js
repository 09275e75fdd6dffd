// Numbers, sizes and times as people read them.
export const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const percent = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 0 });
export const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const shortTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
export const dayTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const rate = value => value >= 100 ? whole.format(value) : tenth.format(value);
export const count = (n, one, many) => whole.format(n) + " " + (n === 1 ? one : many);
export const milliseconds = value => value === null || value === undefined ? "–" : whole.format(value) + " ms";

export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) { n /= 1024; unit++; }
  return (unit === 0 || n >= 100 ? whole : tenth).format(n) + " " + units[unit];
}

export function duration(ms, full = true) {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return tenth.format(s) + " s";
  if (s < 60) return Math.floor(s) + " s";
  const m = Math.floor(s / 60);
  if (m < 60) return m + " min" + (full && m < 10 ? " " + String(Math.floor(s % 60)).padStart(2, "0") + " s" : "");
  const h = Math.floor(m / 60);
  if (!full) return h < 48 ? h + " h" : Math.floor(h / 24) + " d";
  return h < 48 ? h + " h " + (m % 60) + " min" : Math.floor(h / 24) + " d " + (h % 24) + " h";
}

/** Decimals as long as the longest of them needs: venues write 94999.95000000. */
export function shortened(decimals) {
  const needed = text => text.includes(".") ? text.replace(/0+$/, "").split(".")[1].length : 0;
  const most = Math.max(0, ...decimals.map(needed));
  return decimals.map(text => text.includes(".") ? text.slice(0, text.indexOf(".") + (most ? most + 1 : 0)) : text);
}
