/** Building DOM nodes. Text only ever becomes a text node: nothing parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a grid of 24 x 24. */
const ICONS = {
  chat: "M4 5.5h16v11H10.5L6 20v-3.5H4z",
  lines: "M5 8h14M5 12h14M5 16h8",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  waiting: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.5l3 2",
  stored: "M5 12.5l4.5 4.5L19 7.5",
  answered: "M2.5 12.5L7 17l9-9.5M12 16l1 1 9-9.5",
  refused: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v5M12 16v.01",
};

/** A new element. A function is a listener (`onclick`), `true` an empty attribute, `false` and `null` none. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** An icon of ICONS, which screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]]) {
    svg.setAttribute(key, value);
  }
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstChild.setAttribute("d", ICONS[name]);
  return svg;
}

/** Set a node's text; a live region that says so already stays quiet. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
