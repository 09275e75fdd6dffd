// One way to make a chart: sized with its place, coloured with the page, without HTML of its own.
import { byId, text } from "./nodes.js";
import { colour, onColours } from "./theme.js";

/** Makes a chart; the styled part of its options is asked for again when the colours change. */
export function chart(id, styled) {
  const place = byId(id);
  if (!window.echarts) { text(place, "The chart could not be loaded."); return { set() {} }; }
  const made = window.echarts.init(place);
  new ResizeObserver(() => made.resize()).observe(place);
  const style = () => made.setOption(styled());
  onColours(style);
  style();
  return { set: options => made.setOption(options) };
}

export const font = () => getComputedStyle(document.body).fontFamily;

export function tooltip(formatter, trigger = "axis") {
  return {
    trigger, formatter, renderMode: "richText", confine: true, backgroundColor: colour("--card"), borderColor: colour("--line"),
    textStyle: { color: colour("--ink"), fontFamily: font(), fontSize: 12 },
  };
}

export function timeAxis(label) {
  return {
    type: "time", axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: false }, splitNumber: 5, splitLine: { show: false },
    axisLabel: { color: colour("--dim"), hideOverlap: true, formatter: label },
  };
}

export function valueAxis(label) {
  return {
    type: "value", splitNumber: 4, splitLine: { lineStyle: { color: colour("--rule") } },
    axisLabel: { color: colour("--dim"), formatter: label },
  };
}
