// The content of the page, with what is found in it again and again kept at hand.

import { folder } from "./fold.js";
import { dayNamed, firstDay, isOverdue, isPlan, isStale, isUnreported, plannedIn, stateOn } from "./time.js";

/** How a relationship was concluded from the articles up to a day; of no day, from all. */
function versionOf(link, known) {
  return known ? link.versions.findLast((version) => version.known <= known) : link.versions.at(-1);
}

/** Who says so of one of several spells. */
const supportOf = ({ reported, undated, articles, publishers, told }) => ({ reported, undated, articles, publishers, told });

/** One spell is one edge of the picture: the same two may be joined twice at different times. */
function edgesOf(content, known) {
  const links = content.links.map((link) => ({ ...link, ...versionOf(link, known) }));
  return links.flatMap((link) =>
    (link.spells ?? []).map((spell, number) => ({
      id: number ? `${link.key}.${number}` : link.key,
      link: spell.reported ? { ...link, ...supportOf(spell) } : link,
      spell,
      relation: content.relations[link.relation],
      name: link.relation,
      from: link.from,
      to: link.to,
    })),
  );
}

function keyed(values) {
  return new Map(values.map((value, i) => [value.id, i]));
}

export class Model {
  constructor(content) {
    Object.assign(this, content);
    this.numberOf = keyed(this.nodes);
    this.fold = folder(content.simplified);
    this.know("");
  }

  /** Tell from now on what was concluded from the articles up to a day; of no day, from all. */
  know(day) {
    if (day === this.knownOn) return;
    this.knownOn = day;
    this.edges = edgesOf(this, day);
    this.edgeNumber = keyed(this.edges);
    this.edgesAt = this.nodes.map(() => []);
    this.edges.forEach((edge, i) => {
      this.edgesAt[edge.from].push(i);
      if (edge.to !== edge.from) this.edgesAt[edge.to].push(i);
    });
  }

  /** The claims behind a relationship. */
  claimsOf(link) {
    return link.claims.map((number) => this.claims[number]);
  }

  /** The figures of an entity that were known, and that are not of a time after the day. */
  figuresOf(node, day) {
    const isOf = (figure) => !(figure.on || figure.published) || firstDay(figure.on || figure.published) <= day;
    return (node.figures ?? []).filter((figure) => isOf(figure) && (!this.knownOn || figure.known <= this.knownOn));
  }

  /** The day up to which a text asks to know; empty if it names none, or one that the page cannot tell of. */
  knownDay(text) {
    const day = this.known.isEvery ? dayNamed(text) : "";
    return day <= this.known.last ? day : "";
  }

  stateOf(edge, day) {
    return stateOn(edge.spell, edge.link, edge.relation.kind, day);
  }

  isStale(edge, day) {
    const { spell, link, relation } = edge;
    return isPlan(spell.status) ? isOverdue(spell, link, relation.usualMonths, day) : isStale(spell, link, relation.staleAfter, day);
  }

  isUnreported(edge, day) {
    return edge.relation.kind === "State" && isUnreported(edge.spell, edge.link, day);
  }

  /** What a spell is on a day, in words: nothing that is stale reads like a fresh fact. */
  standing(edge, day) {
    const state = this.stateOf(edge, day);
    if (!state) return "not heard of yet";
    const words = this.statusWords(state);
    if (this.isUnreported(edge, day)) return `${words}, not yet reported by then`;
    const { reported, undated } = edge.link;
    if (!this.isStale(edge, day) || state === "ended") return undated ? `${words}, undated` : words;
    if (isPlan(edge.spell.status)) return `${words} ${plannedIn(edge.spell, edge.link)}, never confirmed`;
    if (state !== "inForce") return words;
    return `${undated ? "undated, read" : "last confirmed"} ${reported[1].slice(0, 7)}`;
  }

  statusWords(status) {
    if (status === "unknown") return "may hold";
    return this.statuses[status] ?? status;
  }

  /** A relationship as a sentence would have it, from either end. */
  words(edge) {
    return `${this.nodes[edge.from].label} ${edge.relation.label} ${this.nodes[edge.to].label}`;
  }

  /** The keys that an entity is found by: its id and every name, folded when the first search asks. */
  get keys() {
    this._keys ??= this.nodes.map((node) => {
      const names = [node.label, ...(node.names ?? [])];
      return [...names.map((name) => [this.fold(name), name]), [this.fold(node.id), node.label]];
    });
    return this._keys;
  }

  /** Entities by a name or the beginning of one, of a word of it, or any part of it; the best first. */
  find(text, most = 12) {
    const wanted = this.fold(text);
    if (!wanted) return [];
    const hits = [];
    this.keys.forEach((keys, node) => {
      const hit = bestHit(keys, wanted);
      if (hit) hits.push({ node, ...hit });
    });
    const weight = (hit) => this.edgesAt[hit.node].length;
    return hits.sort((a, b) => a.rank - b.rank || weight(b) - weight(a) || a.node - b.node).slice(0, most);
  }
}

function rankOf(key, wanted) {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  return key.includes(wanted) ? 3 : -1;
}

function bestHit(keys, wanted) {
  let best = null;
  for (const [key, name] of keys) {
    const rank = rankOf(key, wanted);
    if (rank >= 0 && (!best || rank < best.rank)) best = { rank, name };
  }
  return best;
}
