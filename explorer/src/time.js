// What holds on a day, by the rules of retailgraph.relationships.Spell and retailgraph.standing.
// Days are ISO text, which compares as it sorts; an empty bound is unbounded.

const span = (given) => ({ low: given?.[0] ?? "", high: given?.[1] ?? "", text: given?.[2] ?? "" });

function isDoubted(spell, day) {
  if (!spell.doubted || day < spell.doubted) return false;
  return !spell.doubtedUntil || day < spell.doubtedUntil;
}

/** Whether a state holds on a day: yes, no or unknown. */
export function holds(spell, day) {
  if (["denied", "calledOff", "completed"].includes(spell.status)) return "no";
  const since = span(spell.since);
  const until = spell.until ? span(spell.until) : null;
  if (since.low && day < since.low) return "no";
  if (until?.high && day >= until.high) return "no";
  if (["rumoured", "announced"].includes(spell.status)) return "unknown";
  if (!since.high || day < since.high) return "unknown";
  if (until && (!until.low || day >= until.low)) return "unknown";
  return isDoubted(spell, day) ? "unknown" : "yes";
}

/** The first day on which a spell can have been public: its announcement, else the first report. */
function publicDay(spell, link) {
  return spell.announced ? firstDay(spell.announced) : link.reported[0];
}

/** The first day of a stated date: of 2019 or 2019-09 its first. */
export function firstDay(text) {
  return text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text;
}

function stateOfState(spell, link, day) {
  if (["announced", "rumoured", "denied"].includes(spell.status)) {
    return publicDay(spell, link) <= day ? spell.status : "";
  }
  const answer = holds(spell, day);
  if (answer !== "no") return answer === "yes" ? "inForce" : "unknown";
  const over = spell.until?.[1];
  return over && over <= day ? "ended" : "";
}

function stateOfDeal(spell, link, day) {
  const closed = spell.since?.[0];
  const unsure = spell.status === "completed" && spell.doubted && spell.doubted <= day;
  if (closed && closed <= day) return unsure ? "unknown" : spell.status;
  if (publicDay(spell, link) > day) return "";
  return closed && ["completed", "calledOff"].includes(spell.status) ? "announced" : spell.status;
}

/** What a spell is on a day; empty before it is heard of. */
export function stateOn(spell, link, kind, day) {
  return kind === "State" ? stateOfState(spell, link, day) : stateOfDeal(spell, link, day);
}

/** The same day of a later year; of a leap day the first of March where there is none. */
export function yearsAfter(day, years) {
  const year = Number(day.slice(0, 4)) + years;
  if (year > 9999) return "9999-12-31";
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const rest = day.slice(4) === "-02-29" && !leap ? "-03-01" : day.slice(4);
  return String(year).padStart(4, "0") + rest;
}

const PLANNED = ["announced", "rumoured"];
export const isPlan = (status) => PLANNED.includes(status);

/** Whether nobody has confirmed an open state for longer than its relation allows. */
export function isStale(spell, link, years, day) {
  if (!years || spell.status !== "inForce" || spell.until) return false;
  return day > yearsAfter(link.reported[1], years);
}

/** The same day so many months later, or the last of a month that has no such day. */
export function monthsAfter(day, months) {
  const last = endOfMonth(monthOf(day) + months);
  const same = `${last.slice(0, 8)}${day.slice(8)}`;
  return same < last ? same : last;
}

/** Whether nobody has confirmed a plan for longer than such a thing usually takes. */
export function isOverdue(spell, link, months, day) {
  if (!months) return false;
  const planned = spell.since?.[1] ?? "";
  const last = link.reported[1];
  return day > monthsAfter(planned > last ? planned : last, months);
}

/** Whether a state may hold on a day although nobody had reported it by then. */
export function isUnreported(spell, link, day) {
  return ["inForce", "ended"].includes(spell.status) && holds(spell, day) === "unknown" && publicDay(spell, link) > day;
}

/** The year in which a plan was made public. */
export const plannedIn = (spell, link) => publicDay(spell, link).slice(0, 4);

/** A date as people read it: what was stated, else its bounds. */
export function whenText(given) {
  if (!given) return "";
  const { low, high, text } = span(given);
  if (text) return text;
  if (low && high) return low === high ? low : `${low} to ${high}`;
  return high ? `by ${high}` : low ? `after ${low}` : "";
}

export function shareOn(spell, day) {
  return (spell.shares ?? []).findLast(([from]) => from <= day)?.[1] ?? "";
}

const LAST = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The last day of a month, counted from the year 0. */
export function endOfMonth(index) {
  const year = Math.floor(index / 12);
  const month = index % 12;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const day = month === 1 && leap ? 29 : LAST[month];
  return `${String(year).padStart(4, "0")}-${String(month + 1).padStart(2, "0")}-${day}`;
}

export const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** The day that a text names, empty if it names none; of a year or a month its last day. */
export function dayNamed(text) {
  const parts = text.trim().match(/^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/);
  if (!parts || parts[1] === "0000") return "";
  const month = Number(parts[2] ?? 12);
  if (month < 1 || month > 12) return "";
  const last = endOfMonth(Number(parts[1]) * 12 + month - 1);
  const day = parts[3] ? `${parts[1]}-${parts[2]}-${parts[3]}` : last;
  return day <= last && !day.endsWith("-00") ? day : "";
}
