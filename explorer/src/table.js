// The same as a table: what is shown, sortable and filterable, for those who do not see or use the picture.

import { count, h, isolated, shorten } from "./dom.js";
import { whenText } from "./time.js";

const PAGE = 100;
const CLASSES = { subject: "name", object: "name", name: "name", names: "name", since: "when", until: "when" };

const RELATIONSHIPS = [
  ["subject", "Subject"], ["relation", "Relation"], ["object", "Object"], ["status", "Status"],
  ["since", "Since"], ["until", "Until"], ["articles", "Articles"], ["last", "Last reported"],
];
const ENTITIES = [["name", "Name"], ["types", "Type"], ["country", "Country"], ["relationships", "Relationships"], ["names", "Also called"]];

export class Table {
  constructor(model, state, section) {
    Object.assign(this, { model, state, section, page: 0, sorts: { relationships: ["articles", -1], entities: ["relationships", -1] } });
    const type = (event) => {
      this.page = 0;
      state.set({ query: event.target.value });
    };
    this.filter = h("input", { type: "search", "aria-label": "Filter the table", placeholder: "Filter the table", oninput: type });
    this.tabs = ["relationships", "entities"].map((tab) => this.tab(tab));
    this.total = h("span", { class: "quiet", role: "status" });
    this.frame = h("div", { class: "frame", tabindex: "0", role: "region", "aria-label": "Rows of the table" });
    this.pages = h("p", { class: "pages" });
    const bar = h("div", { class: "bar" }, h("h2", {}, "Table"), h("div", { role: "group", "aria-label": "What the table lists" }, this.tabs), this.filter, this.total);
    section.append(bar, this.frame, this.pages);
  }

  tab(tab) {
    const choose = () => {
      this.page = 0;
      this.state.set({ tab });
    };
    return h("button", { type: "button", "data-tab": tab, onclick: choose }, tab === "entities" ? "Entities" : "Relationships");
  }

  draw(shown) {
    this.shown = shown;
    const { tab, query } = this.state;
    if (this.filter.value !== query) this.filter.value = query;
    for (const button of this.tabs) button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    const [columns, rows] = tab === "entities" ? [ENTITIES, this.entities()] : [RELATIONSHIPS, this.relationships()];
    this.rows = this.sorted(this.wanted(rows));
    this.page = Math.min(this.page, Math.max(0, Math.ceil(this.rows.length / PAGE) - 1));
    this.total.textContent = count(this.rows.length, "row", "rows");
    this.fill(columns);
  }

  relationships() {
    const { model, shown } = this;
    return shown.edges.map((e) => {
      const { link, spell, relation, from, to } = model.edges[e];
      return {
        pick: { edge: e }, from, to,
        subject: model.nodes[from].label, relation: relation.label, object: model.nodes[to].label,
        status: model.standing(model.edges[e], this.state.day), since: whenText(spell.since), until: whenText(spell.until),
        articles: link.articles, last: link.undated ? `undated, read ${link.reported[1]}` : link.reported[1],
      };
    });
  }

  entities() {
    const { model, shown } = this;
    const counts = new Map();
    for (const e of shown.edges) for (const end of new Set([model.edges[e].from, model.edges[e].to])) counts.set(end, (counts.get(end) ?? 0) + 1);
    return [...shown.nodes].map((i) => {
      const node = model.nodes[i];
      const types = node.types.map((type) => model.types[type]?.label ?? type).join(", ");
      return { pick: { node: i }, name: node.label, types, country: node.country ?? "", relationships: counts.get(i) ?? 0, names: (node.names ?? []).join("; ") };
    });
  }

  wanted(rows) {
    const { fold } = this.model;
    const words = fold(this.state.query);
    if (!words) return rows;
    return rows.filter((row) => fold(Object.values(row).filter((v) => typeof v === "string").join(" ")).includes(words));
  }

  sorted(rows) {
    const [key, way] = this.sorts[this.state.tab];
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
    // What is not known comes last whichever way.
    return rows.sort((a, b) => (a[key] === "") - (b[key] === "") || way * compare(a[key], b[key]));
  }

  fill(columns) {
    const start = this.page * PAGE;
    const focus = this.focused();
    const head = h("tr", {}, columns.map(([key, words]) => this.heading(key, words)));
    const body = this.rows.slice(start, start + PAGE).map((row) => this.line(row, columns));
    const caption = h("caption", { class: "unseen" }, `What is shown ${this.state.time()}: ${this.state.tab}`);
    this.frame.replaceChildren(h("table", {}, caption, h("thead", {}, head), h("tbody", {}, body)));
    this.turn();
    if (focus) this.frame.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }

  /** What has the keyboard, so that it keeps it when the rows are made anew. */
  focused() {
    return this.frame.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  }

  heading(key, words) {
    const [by, way] = this.sorts[this.state.tab];
    const sort = by !== key ? "none" : way > 0 ? "ascending" : "descending";
    const click = () => {
      this.sorts[this.state.tab] = [key, by === key ? -way : key === "articles" || key === "relationships" ? -1 : 1];
      this.page = 0;
      this.draw(this.shown);
    };
    const arrow = { none: "", ascending: " ▲", descending: " ▼" }[sort];
    const mark = h("span", { "aria-hidden": "true" }, arrow);
    return h("th", { scope: "col", "aria-sort": sort }, h("button", { type: "button", "data-focus": `sort ${key}`, onclick: click }, words, mark));
  }

  line(row, columns) {
    const { selected } = this.state;
    const isChosen = selected && Object.entries(row.pick).every(([what, number]) => selected[what] === number);
    const cells = columns.map(([key], i) => h("td", { class: CLASSES[key] ?? (typeof row[key] === "number" ? "number" : null) }, this.cell(row, key, i)));
    return h("tr", { class: isChosen ? "chosen" : null, "aria-current": isChosen ? "true" : null }, cells);
  }

  cell(row, key, i) {
    const ends = { subject: row.from, object: row.to };
    if (key in ends && row.pick.edge !== undefined) return this.pick(row[key], { node: ends[key] }, `${key} ${row.pick.edge}`);
    if (key === "relation") return this.pick(row[key], row.pick, `edge ${row.pick.edge}`, `${row.subject} ${row.relation} ${row.object}: details`);
    if (i === 0) return this.pick(row[key], row.pick, `node ${row.pick.node}`);
    return typeof row[key] === "number" ? row[key].toLocaleString("en") : isolated(shorten(row[key], 90));
  }

  pick(words, selected, focus, label = null) {
    const choose = () => this.state.set({ selected });
    const long = words.length > 60 ? words.slice(0, 500) : null;
    return h("button", { type: "button", class: "link", "data-focus": focus, "aria-label": label, title: long, onclick: choose }, isolated(shorten(words, 60)));
  }

  turn() {
    const last = Math.ceil(this.rows.length / PAGE) - 1;
    const go = (page) => () => {
      this.page = page;
      this.draw(this.shown);
      this.frame.scrollTop = 0;
    };
    const start = this.page * PAGE + 1;
    const end = Math.min(this.rows.length, start + PAGE - 1);
    this.pages.hidden = last < 1;
    this.pages.replaceChildren(
      h("button", { type: "button", disabled: this.page === 0, onclick: go(this.page - 1) }, "Previous"),
      ` ${start.toLocaleString("en")} to ${end.toLocaleString("en")} `,
      h("button", { type: "button", disabled: this.page >= last, onclick: go(this.page + 1) }, "Next"),
    );
  }
}
