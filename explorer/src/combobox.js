// A field that finds entities by any of their names, for mouse and keyboard (ARIA's combobox with a list).

import { h, isolated, shorten } from "./dom.js";

let made = 0;

/** Elements of a search field; `picked` is called with the number of the entity that was chosen. */
export function combobox(model, label, picked, { keep = false, hint = "" } = {}) {
  const id = `found-${++made}`;
  let hits = [];
  let at = -1;
  const list = h("ul", { id, role: "listbox", "aria-label": label, hidden: true });
  const input = h("input", {
    type: "search",
    id: `${id}-input`,
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: hint || null,
    "aria-label": label,
    "aria-controls": id,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    oninput: () => find(),
    onkeydown: (event) => key(event),
    onblur: () => show([]),
    onfocus: () => input.value && find(),
  });

  function find() {
    show(model.find(input.value), input.value.trim() !== "");
  }

  function show(found, isAsked = false) {
    hits = found;
    at = hits.length ? 0 : -1;
    const none = isAsked && !hits.length ? [h("li", { class: "quiet", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing is called that.")] : [];
    list.replaceChildren(...hits.map(option), ...none);
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
  }

  function option(hit, i) {
    const node = model.nodes[hit.node];
    const type = model.types[node.types[0]]?.label ?? "";
    const other = hit.name !== node.label ? ` · ${shorten(hit.name)}` : "";
    const words = h("small", { class: "quiet" }, isolated(type + other));
    const pick = (event) => {
      event.preventDefault();
      choose(i);
    };
    return h("li", { role: "option", id: `${id}-${i}`, onmousedown: pick }, isolated(shorten(node.label, 60)), " ", words);
  }

  function mark() {
    [...list.children].forEach((item, i) => hits.length && item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function choose(i) {
    const { node } = hits[i];
    input.value = keep ? model.nodes[node].label : "";
    show([]);
    picked(node);
  }

  function key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") show([]);
    else if (steps[event.key] && !hits.length) find();
    else if (steps[event.key]) at = (at + steps[event.key] + hits.length) % hits.length;
    else return;
    event.preventDefault();
    if (hits.length) mark();
  }

  return { input, element: h("div", { class: "combobox" }, input, list) };
}
