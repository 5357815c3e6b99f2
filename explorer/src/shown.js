// What is shown of the content, given what the reader has chosen; and the way between two entities in it.

/** The entities and edges shown, with every edge's state on the day, and how many each filter is about. */
export function shownOf(model, state) {
  const { off, day } = state;
  const shown = { states: [], edges: [], nodes: new Set(), unreported: 0 };
  const counts = { types: new Map(), relations: new Map(), statuses: new Map() };
  const mayShow = model.nodes.map((node, i) => isAllowed(node, i, state));
  model.edges.forEach((edge, i) => {
    const status = model.stateOf(edge, day);
    shown.states.push(status);
    if (!status) return;
    const fits = { relations: !off.relations.has(edge.name), statuses: !off.statuses.has(status) };
    const ends = mayShow[edge.from] && mayShow[edge.to];
    // A filter counts what it would show or hide if it alone were changed.
    if (ends && fits.statuses) add(counts.relations, edge.name);
    if (ends && fits.relations) {
      add(counts.statuses, status);
      if (status === "unknown" && model.isUnreported(edge, day)) shown.unreported += 1;
    }
    if (!ends || !fits.relations || !fits.statuses) return;
    shown.edges.push(i);
    shown.nodes.add(edge.from).add(edge.to);
  });
  for (const i of kept(model, state, mayShow)) shown.nodes.add(i);
  countTypes(model, state, shown, counts.types);
  return { ...shown, counts };
}

/** Whether a relationship is of what the reader looks at, whatever its state: of these entities and relations. */
export function isLookedAt(model, edge, state) {
  const ends = [edge.from, edge.to].every((i) => isAllowed(model.nodes[i], i, state));
  return ends && !state.off.relations.has(edge.name);
}

const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

function isAllowed(node, i, state) {
  if (state.hidden.has(i) || (state.focus && !state.focus.has(i))) return false;
  return !node.types.length || node.types.some((type) => !state.off.types.has(type));
}

/** Entities that stay even if nothing joins them: chosen ones, and all if the reader wants them. */
function kept(model, state, mayShow) {
  const chosen = [state.selected?.node, state.path?.from, state.path?.to, ...(state.focus ?? [])];
  const all = state.alone ? model.nodes.keys() : model.around.map((id) => model.numberOf.get(id));
  return [...chosen, ...all].filter((i) => i !== undefined && mayShow[i]);
}

function countTypes(model, state, shown, counts) {
  model.nodes.forEach((node, i) => {
    const isOff = node.types.every((type) => state.off.types.has(type));
    if (isOff || shown.nodes.has(i)) for (const type of node.types) add(counts, type);
  });
}

/** What joins an entity to others, of what is shown. */
export function neighbours(model, edges, node) {
  const found = new Set();
  for (const i of edges) {
    const { from, to } = model.edges[i];
    if (from === node) found.add(to);
    else if (to === node) found.add(from);
  }
  return found;
}

/** The edges of a shortest way between two entities; of equally short ones the more telling. Null if none. */
export function wayBetween(model, edges, from, to) {
  const beside = new Map();
  const join = (one, step) => (beside.has(one) ? beside.get(one).push(step) : beside.set(one, [step]));
  for (const i of edges) {
    const edge = model.edges[i];
    // Less than one step of difference in all, so that fewer steps always win.
    const cost = 1 + (1 - edge.relation.weight) / 100;
    join(edge.from, { other: edge.to, edge: i, cost });
    join(edge.to, { other: edge.from, edge: i, cost });
  }
  const reached = nearest(beside, from, to);
  if (!reached.has(to)) return null;
  const way = [];
  for (let at = to; at !== from; at = reached.get(at).before) way.unshift(reached.get(at).edge);
  return way;
}

/** Dijkstra over rounds of steps: few rounds are needed, so no heap is. */
function nearest(beside, from, to) {
  const reached = new Map([[from, { cost: 0, before: from, edge: null }]]);
  let border = [from];
  while (border.length && !(reached.has(to) && border.every((n) => reached.get(n).cost >= reached.get(to).cost))) {
    const next = new Set();
    for (const at of border) {
      for (const { other, edge, cost } of beside.get(at) ?? []) {
        const total = reached.get(at).cost + cost;
        if (reached.has(other) && reached.get(other).cost <= total) continue;
        reached.set(other, { cost: total, before: at, edge });
        next.add(other);
      }
    }
    border = [...next];
  }
  return reached;
}
