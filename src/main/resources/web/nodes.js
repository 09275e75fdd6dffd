// Touches the page only where something changed. What a venue said becomes text, never markup.
export const byId = id => document.getElementById(id);
const node = of => typeof of === "string" ? byId(of) : of;

export function text(of, value) {
  const at = node(of);
  if (at.textContent !== value) at.textContent = value;
}

export function attribute(of, name, value) {
  const at = node(of);
  if (at.getAttribute(name) !== value) at.setAttribute(name, value);
}

export function make(tag, className, parent) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (parent) parent.append(made);
  return made;
}

/** Fills a bar to a share between 0 and 1. */
export function bar(of, share) {
  const scale = "scaleX(" + Math.min(1, Math.max(0, share || 0)).toFixed(3) + ")";
  const at = node(of);
  if (at.style.transform !== scale) at.style.transform = scale;
}

/** A list whose children follow an array: one kept node per key, in the array's order. */
export function list(parent, keyOf, create, update) {
  const nodes = new Map();
  return items => {
    const wanted = new Set();
    items.forEach((item, index) => {
      const key = keyOf(item);
      wanted.add(key);
      let at = nodes.get(key);
      if (!at) { at = create(item); nodes.set(key, at); }
      update(at, item);
      if (parent.children[index] !== at) parent.insertBefore(at, parent.children[index] || null);
    });
    for (const [key, at] of nodes) if (!wanted.has(key)) { at.remove(); nodes.delete(key); }
  };
}

/** Shows a sentence in place of an empty list. */
export function empty(id, isEmpty, sentence) {
  byId(id).hidden = !isEmpty;
  text(id, sentence);
}
