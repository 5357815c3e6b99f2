// How entities and relationships look, the same in the picture and in what is exported of it.

import { mixed, visible } from "./colors.js";
import { shorten } from "./dom.js";
import { neighbours } from "./shown.js";

const DASHES = { announced: 6, rumoured: 3, unknown: 3 };
const FAINT = { ended: 0.75, denied: 0.75, calledOff: 0.75 };
/** How pale at least what nobody has confirmed for long is. */
const STALE = 0.62;
/** How pale other lines are, where nothing is chosen. */
const AT_REST = 0.4;
const MOST_NAMED = 15;
/** Edges between the same two stand so many pixels apart. */
const LANE = 5;
const MOST_EDGE_LABELS = 24;

/** Which of several edges shown between the same two an edge is, as its distance from the middle in pixels. */
function lanes(model, shown) {
  const beside = new Map();
  for (const i of shown.edges) {
    const { from, to } = model.edges[i];
    const pair = Math.min(from, to) * model.nodes.length + Math.max(from, to);
    if (beside.has(pair)) beside.get(pair).push(i);
    else beside.set(pair, [i]);
  }
  const found = new Float32Array(model.edges.length);
  for (const edges of beside.values()) {
    edges.forEach((i, place) => {
      // Sideways is seen from an edge's own direction, and must be one side for all of them.
      const side = model.edges[i].from < model.edges[i].to ? 1 : -1;
      found[i] = side * LANE * (place - (edges.length - 1) / 2);
    });
  }
  return found;
}

/** Sizes in pixels by the number of relationships; all are smaller where little room is for each. */
export function sizes(model, { width, height }, count) {
  const room = Math.sqrt((width * height) / (count || 1));
  const scale = Math.min(1, Math.max(0.18, room / 45));
  return model.edgesAt.map((edges) => scale * Math.min(20, 3.5 + 1.5 * Math.sqrt(edges.length)));
}

/** The entities that the most shown lines meet, the first ones first. */
export function bestConnected(model, shown, most) {
  const counts = new Map();
  for (const e of shown.edges) {
    const { from, to } = model.edges[e];
    for (const end of new Set([from, to])) counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const order = [...counts].sort(([a, one], [b, two]) => two - one || a - b);
  return order.slice(0, most).map(([node]) => node);
}

/** What stands out: the chosen entity with its neighbours, the chosen edge, the way between two. */
function emphasis(model, state, shown, way) {
  const nodes = new Set();
  const edges = new Set(way ?? []);
  const { node, edge } = state.selected ?? {};
  if (edge !== undefined) edges.add(edge);
  else if (node !== undefined && !way) {
    nodes.add(node);
    for (const other of neighbours(model, shown.edges, node)) nodes.add(other);
    for (const i of model.edgesAt[node]) edges.add(i);
  }
  for (const i of edges) nodes.add(model.edges[i].from).add(model.edges[i].to);
  for (const i of [state.path?.from, state.path?.to]) if (i !== undefined) nodes.add(i);
  return { nodes, edges, any: nodes.size > 0 };
}

/** Functions that say how an entity and an edge are drawn. */
export function look({ model, state, shown, way, theme, sizes }) {
  const out = emphasis(model, state, shown, way);
  const drawn = new Set(shown.edges);
  const lane = lanes(model, shown);
  const { background } = theme;
  const labelled = shown.edges.filter((e) => out.edges.has(e)).length <= MOST_EDGE_LABELS;
  const named = out.any ? new Set() : new Set(bestConnected(model, shown, MOST_NAMED));
  const colors = new Map();
  const color = (given) => colors.get(given) ?? colors.set(given, visible(given, theme)).get(given);

  function node(i) {
    const { label, types } = model.nodes[i];
    const type = model.types[types[0]] ?? { color: "#777777", shape: "dot" };
    const aside = out.any && !out.nodes.has(i);
    return {
      label: aside ? "" : shorten(label),
      color: aside ? mixed(color(type.color), background, 0.75) : color(type.color),
      shape: type.shape,
      size: sizes[i],
      hidden: !shown.nodes.has(i),
      isChosen: state.selected?.node === i,
      isNamed: named.has(i),
      forceLabel: named.has(i) || (out.any && !aside && out.nodes.size <= 40),
      zIndex: aside ? 0 : 1,
    };
  }

  function edge(i) {
    const { relation, link } = model.edges[i];
    const status = shown.states[i];
    const aside = (out.any && !out.edges.has(i));
    // What is over or was not confirmed stays pale, also when it is chosen, in focus or under the pointer.
    const own = Math.max(FAINT[status] ?? 0, model.isStale(model.edges[i], state.day) ? STALE : 0);
    const faint = aside ? 0.86 : Math.max(own, out.any ? 0 : AT_REST);
    return {
      label: labelled && out.edges.has(i) ? relation.label : "",
      color: mixed(color(relation.color), background, faint),
      size: (out.edges.has(i) ? 1.6 : 1) + Math.min(1.5, Math.log2(link.articles) / 3),
      dash: DASHES[status] ?? 0,
      arrow: !relation.symmetric,
      lane: lane[i],
      hidden: !drawn.has(i),
      zIndex: aside ? 0 : 1,
    };
  }

  return { node, edge };
}
