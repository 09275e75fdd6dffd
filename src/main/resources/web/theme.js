// Colours as the system wants them, or as the viewer said; remembered in this browser.
import { byId, text } from "./nodes.js";

const THEMES = ["auto", "light", "dark"];
const listeners = [];

function remembered() {
  try { return THEMES.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto"; } catch { return "auto"; }
}

function use(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  text("theme", name[0].toUpperCase() + name.slice(1));
  listeners.forEach(listener => listener());
}

/** Calls when the colours are others. */
export function onColours(listener) { listeners.push(listener); }

export function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

export function begin() {
  byId("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "auto") + 1) % THEMES.length];
    try { localStorage.setItem("theme", next); } catch { /* private window: it lasts until reload */ }
    use(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => use(remembered()));
  use(remembered());
}
