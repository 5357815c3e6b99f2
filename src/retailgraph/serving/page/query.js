import { chart, element, picture, table } from "./results.js";
import { completion } from "./completion.js";

const by = (id) => document.getElementById(id);
const base = by("results").dataset.base;
const VIEWS = { table: () => table(found, base), chart: () => chart(found), picture: () => picture(found, base) };
let found = null, view = "table";

function say(text, isFault) {
  by("said").textContent = text;
  by("said").className = isFault ? "fault" : "";
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { accept: "application/sparql-results+json, application/n-triples;q=0.9, application/json;q=0.8" } });
  const text = await answer.text();
  if (!answer.ok) {
    let problem = {};
    try { problem = JSON.parse(text); } catch { /* no problem of ours */ }
    const more = (problem.suggestions || []).join("; ");
    throw new Error((problem.detail || `status ${answer.status}`) + (more ? `\ntry: ${more}` : ""));
  }
  return (answer.headers.get("content-type") || "").includes("json") ? JSON.parse(text) : text;
}

const ENTITY = "https://w3id.org/retailgraph/entity/";
const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

function cell(term) {
  if (!term) return { text: "" };
  if (term.type === "uri" && term.value.startsWith(ENTITY)) {
    const id = term.value.slice(ENTITY.length);
    return { text: id, id };
  }
  const isNumber = NUMBER.test(term.datatype || "") && Number.isFinite(Number(term.value));
  return isNumber ? { text: term.value, number: Number(term.value) } : { text: term.value };
}

function show(columns, rows) {
  found = { columns, rows };
  by("views").hidden = !rows.length;
  look(view);
}

function look(name) {
  view = name;
  for (const one of by("views").querySelectorAll("button")) one.setAttribute("aria-pressed", String(one.value === name));
  by("results").replaceChildren(VIEWS[name]());
}

function showNothing(...content) {
  found = null;
  by("views").hidden = true;
  by("results").replaceChildren(...content);
}

function showResults(answer) {
  if (typeof answer === "string") {
    showNothing(element("pre", answer));
    say(`${answer.split("\n").filter(Boolean).length} triples`);
  } else if ("boolean" in answer) {
    showNothing();
    say(answer.boolean ? "yes" : "no");
  } else {
    const names = answer.head.vars, rows = answer.results.bindings;
    show(names, rows.map((row) => names.map((name) => cell(row[name]))));
    say(`${rows.length} ${rows.length === 1 ? "row" : "rows"}`);
  }
}

async function run(event) {
  if (event) event.preventDefault();
  const fields = new URLSearchParams({ query: by("query").value });
  if (by("as-of").value) fields.set("as-of", by("as-of").value);
  say("asking …");
  try {
    showResults(await fetched(`${base}/sparql?${fields}`));
    history.replaceState(null, "", `#${fields}`);
  } catch (error) {
    showNothing();
    say(error.message, true);
  }
}

function status(row) {
  const planned = ["announced", "rumoured"].includes(row.status);
  const words = row.status.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (row.stale && planned) return `${words} ${(row.announced || row.first_reported).slice(0, 4)}, never confirmed`;
  return (row.stale ? `last confirmed ${row.confirmed}` : words) + (row.holds === "unknown" ? ", uncertain" : "");
}

async function ask() {
  const fields = new URLSearchParams({ q: by("words").value, why: "false" });
  if (by("as-of").value) fields.set("as_of", by("as-of").value);
  say("asking …");
  try {
    const answer = await fetched(`${base}/api/ask?${fields}`);
    const columns = ["entity", "relation", "status", "since", "until", "says who", "last reported"];
    const short = (text) => ({ text, short: true });
    show(columns, answer.rows.map((row) => [
      { text: row.entity, id: row.id }, short(row.words), short(status(row)), short(row.since), short(row.until),
      { text: row.sources.join(", ") }, short(row.last_reported),
    ]));
    say([answer.understood + " · " + answer.period, answer.sentence, ...answer.notes].filter(Boolean).join("\n"));
  } catch (error) {
    showNothing();
    say(error.message, true);
  }
}

by("form").addEventListener("submit", run);
by("ask").addEventListener("click", ask);
by("words").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); ask(); } });
by("query").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event); });
by("named").addEventListener("change", () => { if (by("named").value) by("query").value = by("named").value; });
for (const one of by("views").querySelectorAll("button")) one.addEventListener("click", () => look(one.value));

let terms = null;
completion(by("query"), by("names"), {
  prefixes: JSON.parse(by("query").dataset.prefixes),
  terms: async () => {
    const told = terms || (terms = await fetched(`${base}/api/relations`));
    return [...told.types, ...told.relations, ...told.qualifiers].map(({ name, comment }) => ({ word: name, about: comment }));
  },
  entities: async (text) => {
    const told = await fetched(`${base}/api/suggest?${new URLSearchParams({ prefix: text })}`);
    return told.rows.map(({ id, name }) => ({ word: id, about: name }));
  },
});

const sent = new URLSearchParams(location.hash.slice(1));
if (sent.get("query")) {
  by("query").value = sent.get("query");
  by("as-of").value = sent.get("as-of") || "";
  run();
}
