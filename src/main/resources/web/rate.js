// Messages per second over the last minutes.
import { chart, font, timeAxis, tooltip, valueAxis } from "./charts.js";
import { text } from "./nodes.js";
import { colour } from "./theme.js";
import { clockTime, duration, rate, whole } from "./words.js";

const MOST_POINTS = 600, SPAN_MS = 300000;
let points = [], drawn = null;

export function begin() {
  drawn = chart("rate-chart", () => ({
    animation: false, textStyle: { fontFamily: font() }, grid: { left: 56, right: 18, top: 10, bottom: 26 },
    tooltip: tooltip(shown => clockTime.format(shown[0].value[0]) + "   " + rate(shown[0].value[1]) + " /s"),
    xAxis: timeAxis(value => clockTime.format(value)),
    yAxis: { ...valueAxis(value => whole.format(value)), min: 0, minInterval: 1, splitNumber: 3 },
    series: [{
      type: "line", showSymbol: false, smooth: .2, sampling: "lttb", data: points,
      lineStyle: { color: colour("--chart"), width: 2 }, itemStyle: { color: colour("--chart") }, areaStyle: { color: colour("--chart-fill") },
    }],
  }));
}

export function draw(added, nowMs) {
  const last = points.length ? points[points.length - 1][0] : 0;
  points = points.concat(added.filter(point => point[0] > last)).slice(-MOST_POINTS);
  const shown = points.filter(point => point[0] >= nowMs - SPAN_MS);
  const peak = shown.reduce((most, point) => Math.max(most, point[1]), 0);
  text("rate-note", shown.length < 2 ? "collecting" : "peak " + rate(peak) + " in the last " + duration(nowMs - shown[0][0]));
  const span = Math.min(SPAN_MS, Math.max(60000, shown.length ? nowMs - shown[0][0] : 0));
  drawn.set({ xAxis: { min: nowMs - span, max: nowMs }, series: [{ data: shown }] });
}
