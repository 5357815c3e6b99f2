// The legend, which filters: types, relations and statuses with their counts; and the way between two.

import { THEMES, themeOf, visible } from "./colors.js";
import { combobox } from "./combobox.js";
import { count, h, isolated, say, svg } from "./dom.js";
import { shapePath } from "./shapes.js";

const DASHES = { announced: "6 4", rumoured: "2 3", unknown: "2 3" };

export class Filters {
  constructor(model, state, section) {
    Object.assign(this, { model, state });
    this.lists = new Map();
    section.append(
      h("h2", {}, "Filters"),
      this.group("types", "Types"),
      this.group("relations", "Relations"),
      this.group("statuses", "Status"),
      this.aloneBox(),
      this.pathForm(),
      this.pictureSays(),
    );
  }

  group(name, words) {
    const list = h("ul", { class: "legend" });
    this.lists.set(name, list);
    const all = (off) => () => this.choose(name, off ? this.names(name) : []);
    const buttons = [
      h("button", { type: "button", class: "link", onclick: all(false), "aria-label": `Show all: ${words}` }, "all"),
      h("button", { type: "button", class: "link", onclick: all(true), "aria-label": `Show none: ${words}` }, "none"),
    ];
    return h("details", { open: true }, h("summary", {}, words), h("p", { class: "allnone" }, buttons), list);
  }

  names(name) {
    const tables = { types: this.model.types, relations: this.model.relations, statuses: this.statuses() };
    return Object.keys(tables[name]);
  }

  statuses() {
    const order = ["inForce", "announced", "rumoured", "unknown", "ended", "denied", "completed", "calledOff"];
    const all = [...order, ...Object.keys(this.model.statuses)];
    return Object.fromEntries(all.map((name) => [name, this.model.statusWords(name)]));
  }

  choose(name, off) {
    this.state.set({ off: { ...this.state.off, [name]: new Set(off) } });
  }

  toggle(name, key, on) {
    const off = new Set(this.state.off[name]);
    if (on) off.delete(key);
    else off.add(key);
    this.choose(name, off);
  }

  aloneBox() {
    const change = (event) => this.state.set({ alone: event.target.checked });
    this.alone = h("input", { type: "checkbox", onchange: change });
    return h("label", { class: "alone" }, this.alone, " entities that nothing shown joins");
  }

  draw(shown) {
    const theme = THEMES[themeOf(this.state)];
    const { model } = this;
    const type = (key) => [model.types[key].plural, mark("0 0 24 16", shape(model.types[key], theme))];
    const relation = (key) => [model.relations[key].label, mark("0 0 24 16", line(visible(model.relations[key].color, theme)))];
    const status = (key) => [statusWords(model, shown, key), mark("0 0 24 16", line(theme.quiet, DASHES[key], key))];
    this.fill("types", shown.counts.types, type);
    this.fill("relations", shown.counts.relations, relation);
    this.fill("statuses", shown.counts.statuses, status);
    this.alone.checked = this.state.alone;
    this.result(shown);
  }

  fill(name, counts, describe) {
    const list = this.lists.get(name);
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const off = this.state.off[name];
    const keys = this.names(name).filter((key) => counts.has(key) || (off.has(key) && name !== "statuses"));
    list.replaceChildren(...keys.map((key) => this.entry(name, key, counts.get(key) ?? 0, describe(key), off)));
    if (focused) [...list.querySelectorAll("input")].find((box) => box.dataset.key === focused)?.focus();
  }

  entry(name, key, number, [words, picture], off) {
    const change = (event) => this.toggle(name, key, event.target.checked);
    const box = h("input", { type: "checkbox", checked: !off.has(key), "data-key": key, onchange: change });
    const total = h("span", { class: "count" }, number.toLocaleString("en"));
    return h("li", {}, h("label", {}, box, picture, h("span", { class: "words" }, isolated(words)), total));
  }

  // --- the way between two -------------------------------------------------------------------------------

  pathForm() {
    const ends = {};
    const pick = (end) => (node) => {
      ends[end] = node;
      if (ends.from === undefined || ends.to === undefined) return;
      this.state.set({ path: { from: ends.from, to: ends.to }, selected: null });
    };
    this.ends = {
      from: combobox(this.model, "Path from", pick("from"), { keep: true, hint: "from" }),
      to: combobox(this.model, "Path to", pick("to"), { keep: true, hint: "to" }),
    };
    const clear = () => {
      ends.from = ends.to = undefined;
      this.state.set({ path: null });
    };
    this.clear = h("button", { type: "button", onclick: clear }, "Clear path");
    this.keepEnds = (path) => Object.assign(ends, path ?? {});
    const { from, to } = this.ends;
    return h("details", { open: true, id: "path" }, h("summary", {}, "Path between two"), from.element, to.element, this.clear);
  }

  result() {
    const { path } = this.state;
    this.clear.hidden = !path;
    this.keepEnds(path);
    for (const end of ["from", "to"]) {
      const { input } = this.ends[end];
      if (path) input.value = this.model.nodes[path[end]].label;
      else if (this.hadPath) input.value = "";
    }
    this.hadPath = Boolean(path);
  }

  pictureSays() {
    return h("p", { class: "quiet" }, "Dashed: announced. Dotted: may hold. Pale: not confirmed lately; the details say since when. Paler: it has ended.");
  }
}

/** A status in words; of what may hold, how much of it nobody had reported by the day. */
function statusWords(model, shown, key) {
  const words = model.statusWords(key);
  return key === "unknown" && shown.unreported ? `${words} (${shown.unreported.toLocaleString("en")} not yet reported by then)` : words;
}

const mark = (viewBox, ...parts) => svg("svg", { viewBox, "aria-hidden": "true" }, ...parts);

function shape(type, theme) {
  return svg("path", { d: shapePath(type.shape, 12, 8, 6.5), fill: visible(type.color, theme) });
}

function line(color, dash = "", status = "") {
  const faint = ["ended", "denied", "calledOff"].includes(status);
  return svg("path", {
    d: "M0 8h24", stroke: color, "stroke-width": 2.5, "stroke-dasharray": dash || "none", opacity: faint ? 0.4 : 1,
  });
}

/** How much is shown, said to those who do not see it. */
export function sayTotal(shown) {
  say(`${count(shown.nodes.size, "entity", "entities")} and ${count(shown.edges.length, "relationship", "relationships")} shown`);
}
