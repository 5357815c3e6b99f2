"use strict";
// Everything shown is set as text: what articles say is never taken for HTML.
const by = (id) => document.getElementById(id);
const base = by("results").dataset.base;

function element(name, text, parent) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

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

function linkTo(id, name, parent) {
  const link = element("a", name, parent);
  link.href = `${base}/entity/${encodeURIComponent(id)}`;
}

function cell(term, parent) {
  const place = element("td", undefined, parent);
  if (!term) return;
  if (term.type === "uri" && term.value.startsWith(ENTITY)) {
    const id = term.value.slice(ENTITY.length);
    linkTo(id, id, place);
  } else {
    place.textContent = term.value;
  }
}

function table(columns, rows, write) {
  const whole = element("table");
  const head = element("tr", undefined, element("thead", undefined, whole));
  for (const column of columns) element("th", column, head).scope = "col";
  const body = element("tbody", undefined, whole);
  for (const row of rows) write(row, element("tr", undefined, body));
  by("results").replaceChildren(whole);
}

function showResults(found) {
  if (typeof found === "string") {
    by("results").replaceChildren(element("pre", found));
    say(`${found.split("\n").filter(Boolean).length} triples`);
  } else if ("boolean" in found) {
    by("results").replaceChildren();
    say(found.boolean ? "yes" : "no");
  } else {
    const names = found.head.vars;
    table(names, found.results.bindings, (row, line) => names.forEach((name) => cell(row[name], line)));
    const count = found.results.bindings.length;
    say(`${count} ${count === 1 ? "row" : "rows"}`);
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
    by("results").replaceChildren();
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
    table(columns, answer.rows, (row, line) => {
      linkTo(row.id, row.entity, element("td", undefined, line));
      for (const text of [row.words, status(row), row.since, row.until]) element("td", text, line).className = "short";
      element("td", row.sources.join(", "), line);
      element("td", row.last_reported, line).className = "short";
    });
    say([answer.understood + " · " + answer.period, answer.sentence, ...answer.notes].filter(Boolean).join("\n"));
  } catch (error) {
    by("results").replaceChildren();
    say(error.message, true);
  }
}

by("form").addEventListener("submit", run);
by("ask").addEventListener("click", ask);
by("words").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); ask(); } });
by("query").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event); });
by("named").addEventListener("change", () => { if (by("named").value) by("query").value = by("named").value; });
const sent = new URLSearchParams(location.hash.slice(1));
if (sent.get("query")) {
  by("query").value = sent.get("query");
  by("as-of").value = sent.get("as-of") || "";
  run();
}
