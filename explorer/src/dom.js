// Elements from plain values. Text is only ever set as text, never as HTML: names come from articles.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "textContent", "open", "selected"]);

/** An element with attributes, listeners (onclick) and children; null and false children are left out. */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, given = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Text that neither leaks its direction into what surrounds it nor takes one from it. */
export function isolated(text) {
  return h("bdi", {}, text);
}

/** A link if the address is one of the web, else only its words: an article may give any address. */
export function link(address, words) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return isolated(words);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return isolated(words);
  return h("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, isolated(words));
}

export const byId = (id) => document.getElementById(id);

/** Said to screen readers, without a change of what is seen. */
export function say(words) {
  byId("said").textContent = words;
}

export function shorten(text, most = 40) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

export const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
