import "./missing-webgl.js";
import { Card } from "./card.js";
import { themeOf } from "./colors.js";
import { combobox } from "./combobox.js";
import { byId, h } from "./dom.js";
import { csv, download, graphml, picture, png } from "./exports.js";
import { Filters, sayTotal } from "./filters.js";
import { Model } from "./model.js";
import { Picture, whyNone } from "./picture.js";
import { shownOf, wayBetween } from "./shown.js";
import { State } from "./state.js";
import { Table } from "./table.js";
import { TimeBar } from "./timebar.js";

let model, state, card, parts;
const page = { shown: null, way: null, drawing: null };

function draw() {
  const focused = document.activeElement;
  document.documentElement.dataset.theme = themeOf(state);
  page.shown = shownOf(model, state);
  page.way = state.path ? wayBetween(model, page.shown.edges, state.path.from, state.path.to) : null;
  for (const part of parts) part.draw(page.shown);
  card.draw(page.shown, page.way);
  page.drawing?.draw(page.shown, page.way);
  byId("message").textContent = message();
  follow();
  keepFocus(focused);
}

/** What is made anew, or hidden now, gives the keyboard to what says the same, else to the part it stood in. */
function keepFocus(before) {
  if (before === document.body || (before.isConnected && before.checkVisibility())) return;
  const alike = before.id ? null : [...byId("details").querySelectorAll("button")].find((one) => one.textContent === before.textContent && one.getAttribute("aria-label") === before.getAttribute("aria-label"));
  const section = ["details", "table", "filters", "stage"].map(byId).find((one) => one.checkVisibility());
  (alike ?? section?.querySelector("h2[tabindex]") ?? section)?.focus({ preventScroll: true });
}

/** What the reader has to know about an empty or missing picture. */
function message() {
  if (page.why) return page.why;
  if (!model.nodes.length) return "The graph is empty. Load articles with: retailgraph load FILE";
  if (!model.links.length) return "No article says that anything here is joined to anything else.";
  if (!page.shown.edges.length) return `Nothing is shown ${state.time()}. Choose another day, or show more in the filters.`;
  return "";
}

/** What was chosen now comes into view; what was chosen before stays where it is. */
function follow() {
  const chosen = JSON.stringify([state.selected, state.path]);
  const frame = JSON.stringify([[...(state.focus ?? [])], state.path]);
  if (page.drawing) {
    if (page.frame !== undefined && frame !== page.frame) page.drawing.fit(wayNodes());
    else if (chosen !== page.chosen && state.selected) page.drawing.reveal(state.selected.node ?? model.edges[state.selected.edge].from);
  }
  if (page.chosen !== undefined && chosen !== page.chosen && (state.selected || state.path)) show("details");
  Object.assign(page, { chosen, frame });
}

function wayNodes() {
  const ends = page.way?.flatMap((e) => [model.edges[e].from, model.edges[e].to]);
  return ends?.length ? new Set(ends) : page.shown.nodes;
}

// --- the frame of the page ---------------------------------------------------------------------------------

const VIEWS = { stage: "Graph", filters: "Filters", details: "Details", table: "Table" };

/** On narrow screens one part is seen at a time. */
function show(view) {
  document.body.dataset.view = view;
  for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  if (view === "stage") page.drawing?.resize();
}

function viewButtons() {
  return Object.entries(VIEWS).map(([view, words]) => h("button", { type: "button", "data-view": view, onclick: () => show(view) }, words));
}

function search() {
  const found = combobox(model, "Search by any name", (node) => {
    const hidden = new Set(state.hidden);
    hidden.delete(node);
    const focus = state.focus && new Set([...state.focus, node]);
    state.set({ selected: { node }, hidden, focus });
  }, { hint: "Search by any name" });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input")) return;
    event.preventDefault();
    found.input.focus();
  });
  return found.element;
}

const FILES = {
  CSV: () => ["csv", new Blob([csv(model, page.shown, state.day)], { type: "text/csv" })],
  GraphML: () => ["graphml", new Blob([graphml(model, page.shown, state.day)], { type: "application/xml" })],
  SVG: () => ["svg", new Blob([svgText()], { type: "image/svg+xml" })],
  PNG: async () => ["png", await png(svgText())],
};
const svgText = () => picture(page.drawing, page.shown, page.way);

async function save(kind) {
  const [ending, blob] = await FILES[kind]();
  download(`retailgraph-${state.day}.${ending}`, blob);
}

function tools() {
  const files = Object.keys(FILES).map((kind) => h("button", { type: "button", disabled: page.why && /G$/.test(kind), onclick: () => save(kind) }, kind));
  const theme = () => state.set({ theme: themeOf(state) === "dark" ? "light" : "dark" });
  return [
    h("div", { role: "group", "aria-label": "Save what is shown" }, h("span", { class: "quiet" }, "Save "), files),
    h("button", { type: "button", onclick: theme }, "Light or dark"),
    h("button", { type: "button", onclick: () => { state.reset(); page.drawing?.fit(); } }, "Start again"),
  ];
}

function zoomButtons() {
  const button = (words, label, onclick) => h("button", { type: "button", "aria-label": label, onclick }, words);
  return [
    button("+", "Zoom in", () => page.drawing.zoom(1 / 1.5)),
    button("−", "Zoom out", () => page.drawing.zoom(1.5)),
    button("⤢", "Show all", () => page.drawing.fit()),
  ];
}

/** The content, which is packed: a graph says the same words again and again. */
async function unpacked() {
  const bytes = Uint8Array.from(atob(byId("content").textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

function make(content) {
  model = new Model(content);
  state = new State(model);
  card = new Card(model, state, byId("details"));
  parts = [new Filters(model, state, byId("filters")), new Table(model, state, byId("table")), new TimeBar(model, state, byId("time"))];
}

async function start() {
  if (!globalThis.DecompressionStream) {
    byId("message").textContent = "This browser is too old to unpack the graph; any of the last three years can.";
    return;
  }
  make(await unpacked());
  page.why = whyNone();
  document.body.classList.toggle("no-picture", Boolean(page.why));
  byId("search").append(search());
  byId("views").append(...viewButtons());
  byId("tools").append(...tools());
  if (!page.why) page.drawing = new Picture(model, state, byId("graph"));
  byId("zoom").append(...(page.why ? [] : zoomButtons()));
  show(page.why ? "table" : "stage");
  state.listeners.push(draw);
  state.read(location.hash.slice(1));
  sayTotal(page.shown);
  page.drawing?.fit();
  addEventListener("hashchange", () => location.hash.slice(1) !== state.hash() && state.read(location.hash.slice(1)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  // For the console, and for tests that compare what is shown with what Python says.
  globalThis.retailgraph = { model, state, page };
  document.documentElement.dataset.ready = "yes";
}

start();
