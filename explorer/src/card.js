// What is known of what was chosen: an entity, a relationship with its passages, or the way between two.

import { count, h, isolated, link } from "./dom.js";
import { neighbours } from "./shown.js";
import { shareOn, whenText } from "./time.js";

const ORDER = ["inForce", "announced", "completed", "unknown", "rumoured", "ended", "calledOff", "denied"];
const MOST_ROWS = 60;
const ID_NAMES = { wikidata: "Wikidata", leiCode: "LEI", lei: "LEI", ticker: "Ticker", isin: "ISIN" };

export class Card {
  constructor(model, state, section) {
    Object.assign(this, { model, state, section });
  }

  draw(shown, way) {
    this.shown = shown;
    const { selected, path } = this.state;
    const parts = [];
    if (selected?.node !== undefined) parts.push(...this.entity(selected.node));
    else if (selected?.edge !== undefined) parts.push(...this.relationship(selected.edge));
    if (path) parts.unshift(...this.way(way));
    if (!parts.length) parts.push(...this.nothing());
    this.section.replaceChildren(...parts);
    document.body.classList.toggle("chosen", Boolean(selected || path));
  }

  nothing() {
    const { nodes, edges } = this.shown;
    return [
      h("h2", {}, "Details"),
      h("p", {}, `${count(nodes.size, "entity", "entities")} and ${count(edges.length, "relationship", "relationships")} are shown.`),
      h("p", { class: "quiet" }, "Choose an entity or a line in the picture or in the table, or search for a name."),
    ];
  }

  button(words, onclick, more = {}) {
    return h("button", { type: "button", onclick, ...more }, words);
  }

  goTo(node, cls = "link") {
    return this.button(isolated(this.model.nodes[node].label), () => this.state.set({ selected: { node } }), { class: cls });
  }

  closeButton() {
    return this.button("×", () => this.state.set({ selected: null }), { class: "close", "aria-label": "Close details" });
  }

  // --- an entity -----------------------------------------------------------------------------------------

  entity(i) {
    const node = this.model.nodes[i];
    const kinds = node.types.map((type) => this.model.types[type]?.label ?? type).join(", ");
    const groups = this.groups(i);
    return [
      h("div", { class: "head" }, h("h2", { tabindex: "-1" }, isolated(node.label)), this.closeButton()),
      h("p", { class: "kind" }, [kinds, node.country].filter(Boolean).join(" · ")),
      node.about && h("p", {}, isolated(node.about)),
      this.actions(i),
      ...facts(node),
      ...(groups.length ? groups : [h("p", { class: "quiet" }, "No article says what joins it to others by this day.")]),
      ...figures(this.model.figuresOf(node, this.state.day)),
    ].filter(Boolean);
  }

  actions(i) {
    const { state, shown, model } = this;
    const around = () => new Set([i, ...neighbours(model, shown.edges, i)]);
    const focus = () => state.set({ focus: around() });
    const hide = () => state.set({ hidden: new Set([...state.hidden, i]), selected: null });
    const all = () => state.set({ focus: null, hidden: new Set() });
    const from = () => state.set({ pathStart: i });
    const to = () => state.set({ path: { from: state.pathStart, to: i }, pathStart: undefined, selected: null });
    const asks = state.pathStart !== undefined && state.pathStart !== i;
    return h(
      "p",
      { class: "actions", role: "group", "aria-label": "What to do with it" },
      this.button("Focus", focus),
      this.button("Expand", () => this.expand(i)),
      this.button("Hide", hide),
      asks ? this.button("Path to here", to) : this.button("Path from here", from),
      (state.focus || state.hidden.size > 0) && this.button("Show all", all),
    );
  }

  /** Show every neighbour, also those that were hidden or lie outside of the focus. */
  expand(i) {
    const { state, model } = this;
    const every = new Set([i, ...neighbours(model, model.edges.keys(), i)]);
    const hidden = new Set([...state.hidden].filter((other) => !every.has(other)));
    state.set({ hidden, focus: state.focus ? new Set([...state.focus, ...every]) : null });
  }

  groups(i) {
    const { model, shown } = this;
    const found = new Map();
    for (const e of model.edgesAt[i]) {
      if (!shown.states[e]) continue;
      const edge = model.edges[e];
      const heading = edge.from === i ? edge.relation.label : edge.relation.inverse;
      if (!found.has(heading)) found.set(heading, []);
      found.get(heading).push(e);
    }
    return [...found].map(([heading, edges]) => this.group(heading, edges, i));
  }

  group(heading, edges, i) {
    const rank = (e) => ORDER.indexOf(this.shown.states[e]);
    const label = (e) => this.model.nodes[this.other(e, i)].label;
    const sorted = edges.sort((a, b) => rank(a) - rank(b) || label(a).localeCompare(label(b)));
    const list = h("ul", { class: "rows" }, sorted.slice(0, MOST_ROWS).map((e) => this.row(e, i)));
    const rest = sorted.slice(MOST_ROWS);
    const more = this.button(`${rest.length} more`, () => {
      list.append(...rest.map((e) => this.row(e, i)));
      more.remove();
    });
    return h("section", {}, h("h3", {}, heading, " ", h("span", { class: "count" }, String(edges.length))), list, rest.length ? more : null);
  }

  other(e, i) {
    const { from, to } = this.model.edges[e];
    return from === i ? to : from;
  }

  row(e, i) {
    const { model, state } = this;
    const faint = ["ended", "calledOff", "denied"].includes(this.shown.states[e]);
    const open = () => state.set({ selected: { edge: e } });
    const words = this.summary(e);
    const sources = count(model.edges[e].link.articles, "article", "articles");
    return h(
      "li",
      { class: faint ? "past" : null },
      this.goTo(this.other(e, i)),
      words && h("span", { class: "when" }, words),
      this.button(sources, open, { class: "link sources", "aria-label": `${model.words(model.edges[e])}: ${sources}` }),
    );
  }

  /** Status and dates in a few words. */
  summary(e) {
    const { model, shown, state } = this;
    const { spell, link, relation } = model.edges[e];
    const status = shown.states[e];
    const share = shareOn(spell, state.day) || (relation.kind === "State" ? "" : spell.shares?.at(-1)?.[1]);
    const began = spell.since?.[2] ? "since" : "began";
    const dated = relation.kind !== "State" || !spell.since ? whenText(spell.since) : `${began} ${whenText(spell.since)}`;
    return [
      status === "inForce" && !model.isStale(model.edges[e], state.day) ? "" : model.standing(model.edges[e], state.day),
      link.told?.role?.join(", "),
      share && `${share} %`,
      dated,
      spell.until && `until ${whenText(spell.until)}`,
    ].filter(Boolean).join(", ");
  }

  // --- a relationship ------------------------------------------------------------------------------------

  relationship(e) {
    const edge = this.model.edges[e];
    const { link } = edge;
    const reported = `${count(link.articles, "article", "articles")} by ${count(link.publishers, "publisher", "publishers")}`;
    return [
      h("div", { class: "head" }, h("h2", { tabindex: "-1" }, this.goTo(edge.from), " ", edge.relation.label, " ", this.goTo(edge.to)), this.closeButton()),
      pairs(this.facts(e)),
      h("h3", {}, "Who says so"),
      h("p", { class: "quiet" }, `${reported}, ${link.undated ? `undated, read ${link.reported[1]}` : `first ${link.reported[0]}, last ${link.reported[1]}`}`),
      h("ol", { class: "claims" }, this.model.claimsOf(link).map((claim) => this.claim(claim))),
    ];
  }

  facts(e) {
    const { spell, link, relation } = this.model.edges[e];
    const told = Object.entries(link.told ?? {}).map(([name, values]) => [name, values.join(", ")]);
    const dates = relation.kind === "State" ? "Since" : "On";
    return [
      [`Status on ${this.state.day}`, this.model.standing(this.model.edges[e], this.state.day)],
      [dates, whenText(spell.since)],
      ["Until", whenText(spell.until)],
      ["Announced", spell.announced],
      ["Share", spell.shares?.map(([day, share]) => `${share} % (${day})`).join(", ")],
      ...told.map(([name, value]) => [name[0].toUpperCase() + name.slice(1), value]),
    ];
  }

  claim(claim) {
    const article = this.model.articles[claim.article];
    const dates = [claim.from && `from ${claim.from}`, claim.to && `to ${claim.to}`].filter(Boolean).join(" ");
    const said = [this.model.statusWords(claim.status ?? ""), dates].filter(Boolean).join(", ");
    return h(
      "li",
      {},
      claim.says.map((passage) => h("blockquote", {}, isolated(this.model.passages[passage]))),
      h("p", {}, link(article.url ?? "", article.title || article.id)),
      h(
        "p",
        { class: "quiet" },
        isolated([article.publisher, article.published || "undated"].filter(Boolean).join(", ")),
        said ? ` · says: ${said}` : "",
        article.copyOf ? " · repeats another article" : "",
      ),
      claim.note && h("p", { class: "quiet" }, isolated(claim.note)),
    );
  }

  // --- the way between two -------------------------------------------------------------------------------

  way(way) {
    const { from, to } = this.state.path;
    const heading = h("h2", { tabindex: "-1" }, "From ", isolated(this.model.nodes[from].label), " to ", isolated(this.model.nodes[to].label));
    if (way === null) return [heading, h("p", {}, "Nothing that is shown joins them. Show more in the filters, or choose another day.")];
    return [heading, h("ol", { class: "rows way" }, way.map((e) => this.step(e)))];
  }

  step(e) {
    const edge = this.model.edges[e];
    const open = () => this.state.set({ selected: { edge: e } });
    const words = this.summary(e);
    const sources = count(edge.link.articles, "article", "articles");
    return h(
      "li",
      {},
      this.goTo(edge.from), " ", edge.relation.label, " ", this.goTo(edge.to),
      words && h("span", { class: "when" }, words),
      this.button(sources, open, { class: "link sources", "aria-label": `${this.model.words(edge)}: ${sources}` }),
    );
  }
}

function facts(node) {
  const ids = Object.entries(node.ids ?? {}).map(([name, value]) => {
    const known = name === "wikidata" && /^Q\d+$/.test(value);
    return [ID_NAMES[name] ?? name, known ? link(`https://www.wikidata.org/wiki/${value}`, value) : value];
  });
  const names = (node.names ?? []).map((name) => h("li", {}, isolated(name)));
  return [
    pairs([
      ["Also called", names.length ? h("ul", { class: "names" }, names) : ""],
      ["Website", node.website ? link(node.website, node.website) : ""],
      ...ids,
    ]),
  ];
}

function pairs(rows) {
  const known = rows.filter(([, value]) => value);
  return known.length ? h("dl", {}, known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value instanceof Node ? value : isolated(String(value)))))) : "";
}

function figures(rows) {
  if (!rows.length) return [];
  const line = (row) => {
    const value = [row.value, row.unit].filter(Boolean).join(" ");
    const where = [row.market, row.on || row.published].filter(Boolean).join(", ");
    return h("li", {}, `${row.words}: ${value}`, where && h("span", { class: "when" }, isolated(where)), link(row.url ?? "", row.publisher ?? "source"));
  };
  return [h("section", {}, h("h3", {}, "Figures"), h("ul", { class: "rows" }, rows.map(line)))];
}
