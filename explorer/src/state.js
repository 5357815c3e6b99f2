// What the reader has chosen. Everything shown follows from it, and it stands in the address.

import { dayNamed } from "./time.js";

/** What has ended, was only said or was denied is a click away: first sight is what holds, may hold and is coming. */
const OFF_AT_FIRST = ["rumoured", "ended", "denied", "completed", "calledOff"];
const SETS = { types: "t", relations: "r", statuses: "s" };

export class State {
  constructor(model) {
    this.model = model;
    this.listeners = [];
    Object.assign(this, this.initial());
  }

  initial() {
    return {
      selected: null, // { node } or { edge }, as numbers
      day: this.model.asOf,
      known: "",
      off: { types: new Set(), relations: new Set(), statuses: new Set(OFF_AT_FIRST) },
      hidden: new Set(),
      focus: null, // null, or the entities that alone are shown
      path: null, // { from, to }, as numbers
      alone: this.model.links.length === 0, // whether entities that nothing joins are shown
      tab: "relationships",
      query: "",
      theme: "",
    };
  }

  /** Change what is chosen; everything that listens is told once. */
  set(changes) {
    Object.assign(this, changes);
    this.know();
    this.tell();
  }

  /** What is chosen stays chosen on another day of knowledge, if it was concluded by then. */
  know() {
    const { model, selected } = this;
    if (model.knownOn === this.known) return;
    const id = selected?.edge === undefined ? undefined : model.edges[selected.edge].id;
    model.know(this.known);
    if (id === undefined) return;
    const edge = model.edgeNumber.get(id);
    this.selected = edge === undefined ? null : { edge };
  }

  /** The time that everything shown is of, in words. */
  time() {
    return this.known ? `as of ${this.day}, as known on ${this.known}` : `as of ${this.day}`;
  }

  tell() {
    const hash = this.hash();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", `#${hash}`);
    for (const listener of this.listeners) listener(this);
  }

  reset() {
    this.set({ ...this.initial(), theme: this.theme, tab: this.tab });
  }

  // --- the address ---------------------------------------------------------------------------------------

  hash() {
    const { model } = this;
    const first = this.initial();
    const words = new URLSearchParams();
    const ids = (numbers) => [...numbers].map((n) => model.nodes[n].id).join(" ");
    if (this.selected?.node !== undefined) words.set("e", model.nodes[this.selected.node].id);
    if (this.selected?.edge !== undefined) words.set("k", model.edges[this.selected.edge].id);
    if (this.day !== first.day) words.set("d", this.day);
    if (this.known) words.set("known", this.known);
    for (const [name, key] of Object.entries(SETS)) {
      const chosen = [...this.off[name]].sort().join(" ");
      if (chosen !== [...first.off[name]].sort().join(" ")) words.set(key, chosen);
    }
    if (this.hidden.size) words.set("hide", ids(this.hidden));
    if (this.focus) words.set("focus", ids(this.focus));
    if (this.path) words.set("path", ids([this.path.from, this.path.to]));
    if (this.alone !== first.alone) words.set("alone", this.alone ? "1" : "0");
    if (this.tab !== first.tab) words.set("tab", this.tab);
    if (this.query) words.set("q", this.query);
    if (this.theme) words.set("theme", this.theme);
    return words.toString();
  }

  /** Read the address; what it names and the page does not know is left out. */
  read(text) {
    const words = new URLSearchParams(text);
    const made = this.initial();
    made.known = this.model.knownDay(words.get("known") ?? "");
    this.model.know(made.known);
    const numbers = (key) => (words.get(key) ?? "").split(" ").map((id) => this.model.numberOf.get(id));
    const nodes = (key) => numbers(key).filter((number) => number !== undefined);
    const edge = this.model.edgeNumber.get(words.get("k"));
    const [node] = nodes("e");
    if (edge !== undefined) made.selected = { edge };
    else if (node !== undefined) made.selected = { node };
    made.day = dayNamed(words.get("d") ?? "") || made.day;
    for (const [name, key] of Object.entries(SETS)) {
      if (words.has(key)) made.off[name] = new Set(words.get(key).split(" ").filter(Boolean));
    }
    made.hidden = new Set(nodes("hide"));
    made.focus = words.has("focus") && nodes("focus").length ? new Set(nodes("focus")) : null;
    const [from, to] = nodes("path");
    made.path = from !== undefined && to !== undefined ? { from, to } : null;
    if (words.has("alone")) made.alone = words.get("alone") === "1";
    if (words.get("tab") === "entities") made.tab = "entities";
    made.query = words.get("q") ?? "";
    made.theme = ["light", "dark"].includes(words.get("theme")) ? words.get("theme") : "";
    this.set(made);
  }
}
