// Time: a slider over the months in which things held, with play, and the day up to which articles count.

import { count, h, isolated, say, shorten } from "./dom.js";
import { isLookedAt } from "./shown.js";
import { dayNamed, endOfMonth, monthOf } from "./time.js";

const PLAY = 600; // milliseconds for each month in which something changes
const MOST_WORDS = 6;

/** The months in which something that articles report began or ended. */
function changingMonths(model) {
  const months = new Set();
  for (const { spell, link } of model.edges) {
    for (const day of [spell.since?.[0], spell.since?.[1], spell.until?.[1], link.reported[0]]) if (day) months.add(monthOf(day));
  }
  return [...months].sort((a, b) => a - b);
}

export class TimeBar {
  constructor(model, state, footer) {
    Object.assign(this, { model, state, timer: null });
    this.range = h("input", { type: "range", step: 1, "aria-label": "Time", oninput: () => this.go(Number(this.range.value)) });
    this.day = this.dayField("As of", "day", (day) => state.set({ day }));
    this.known = model.known.isEvery ? this.dayField("As known on", "known", (known) => state.set({ known })) : null;
    const button = (words, label, onclick) => h("button", { type: "button", "aria-label": label, onclick }, words);
    this.play = button("Play", "Play", () => (this.timer ? this.stop() : this.start()));
    this.changes = h("div", { class: "changes", tabindex: "0", role: "region", "aria-label": "What changed" });
    footer.append(
      h("div", { class: "bar" }, button("‹", "Change before", () => this.step(-1)), this.play, button("›", "Next change", () => this.step(1)), this.range, this.day.element, this.known?.element ?? ""),
      this.changes,
    );
  }

  dayField(words, name, set) {
    const read = () => {
      const named = dayNamed(input.value);
      const day = name === "known" ? this.model.knownDay(input.value) : named;
      const isBad = input.value.trim() !== "" && !day;
      input.setAttribute("aria-invalid", String(isBad));
      error.textContent = !isBad ? "" : named ? `not after ${this.model.known.last}` : "YYYY, YYYY-MM or YYYY-MM-DD";
      if (day || (name === "known" && !isBad)) set(day);
    };
    const error = h("span", { class: "error", role: "alert" });
    const input = h("input", { class: "date", type: "text", inputmode: "numeric", size: 10, maxlength: 10, placeholder: name === "known" ? "any day" : "", onchange: read });
    return { input, element: h("label", {}, `${words} `, input, error) };
  }

  /** The slider goes over the months in which something changes, by what is known. */
  spread() {
    if (this.edges === this.model.edges) return;
    this.edges = this.model.edges;
    this.months = changingMonths(this.model);
    const today = monthOf(this.model.asOf);
    this.range.min = Math.min(this.months[0] ?? today, today);
    this.range.max = Math.max(today, this.months.at(-1) ?? today);
    this.before = this.last = undefined;
  }

  go(month) {
    const day = endOfMonth(month);
    this.state.set({ day: day > this.model.asOf && month === monthOf(this.model.asOf) ? this.model.asOf : day });
  }

  step(way) {
    const now = monthOf(this.state.day);
    const next = way > 0 ? this.months.find((m) => m > now) : this.months.findLast((m) => m < now);
    if (next !== undefined) this.go(next);
    return next !== undefined;
  }

  start() {
    if (monthOf(this.state.day) >= (this.months.at(-1) ?? 0)) this.go(this.months[0] ?? monthOf(this.state.day));
    this.label("Pause");
    this.timer = setInterval(() => this.step(1) || this.stop(), PLAY);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.label("Play");
  }

  label(words) {
    this.play.textContent = words;
    this.play.setAttribute("aria-label", words);
  }

  draw() {
    const { day, known } = this.state;
    this.spread();
    this.range.value = monthOf(day);
    this.range.setAttribute("aria-valuetext", day);
    if (document.activeElement !== this.day.input) this.day.input.value = day;
    if (this.known && document.activeElement !== this.known.input) this.known.input.value = known;
    this.changes.replaceChildren(...this.knownNote(), ...this.whatChanged(day));
    this.before = day;
  }

  /** What the day of knowledge means, or why there is no choice. */
  knownNote() {
    const { known, day } = this.state;
    const { isEvery, last } = this.model.known;
    const command = (words) => h("code", {}, `retailgraph explore --known-on ${words}`);
    if (known) return [h("p", {}, `Concluded anew from the articles published by ${known}, as by `, command(`${known} --as-of ${day}`), ".")];
    return isEvery ? [] : [h("p", { class: "quiet" }, `This page knows the articles up to ${last} as a whole. What was known earlier: `, command("DAY"), ".")];
  }

  /** What began and ended between the day shown before and this one. */
  whatChanged(day) {
    const before = this.before ?? day;
    if (before === day) return this.last && this.last.day === day ? this.last.parts : [];
    const [from, to] = before < day ? [before, day] : [day, before];
    const { began, known, ended } = this.between(from, to);
    const words = `From ${from} to ${to}: ${began.length} began, ${known.length} first known, ${ended.length} ended`;
    if (!this.timer) say(words);
    const parts = [h("p", {}, words), this.list("Began", began), this.list("First known", known), this.list("Ended", ended)].filter(Boolean);
    this.last = { day, parts };
    return parts;
  }

  /** States that began, that hold for certain since then although nobody says since when, that ended. */
  between(from, to) {
    const { model } = this;
    const found = { began: [], known: [], ended: [] };
    for (const edge of model.edges) {
      if (edge.relation.kind !== "State" || !isLookedAt(model, edge, this.state)) continue;
      const [then, now] = [model.stateOf(edge, from), model.stateOf(edge, to)];
      if (then === now) continue;
      if (now === "inForce") (then === "unknown" ? found.known : found.began).push(edge);
      if (now === "ended" && then) found.ended.push(edge);
    }
    return found;
  }

  list(heading, edges) {
    if (!edges.length) return null;
    const item = (edge) => h("li", {}, isolated(shorten(this.model.words(edge), 70)));
    const rest = edges.length - MOST_WORDS;
    const more = rest > 0 ? h("li", {}, `and ${rest} more`) : null;
    return h("div", {}, h("strong", {}, heading), h("ul", {}, edges.slice(0, MOST_WORDS).map(item), more));
  }
}
