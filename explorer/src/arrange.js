// Places for a few entities on their own: springs from where they stand, the same every time.

const MOST = 250;
const ROUNDS = 220;

/** Screens are wider than high. */
const FLAT = 0.65;

/**
 * Places by number of entity; none for so many that the whole picture's places serve better. What is among
 * ``kept``, the places found before, stays there, and the rest finds its place around it.
 */
export function arranged(model, nodes, edges, kept = new Map()) {
  const members = [...nodes];
  if (members.length > MOST) return new Map();
  const place = new Map(members.map((node, i) => [node, i]));
  const pairs = edges.map((e) => [place.get(model.edges[e].from), place.get(model.edges[e].to)]);
  const joined = pairs.filter(([one, two]) => one !== undefined && two !== undefined && one !== two);
  const scale = kept.scale ?? 0;
  const spots = members.map((node, i) => (scale && kept.has(node) ? [kept.get(node).x / scale, kept.get(node).y / scale / FLAT] : null) ?? spiral(i));
  const free = members.map((node) => !(scale && kept.has(node)));
  if (scale) beside(spots, joined, free);
  for (let round = 0; round < ROUNDS; round += 1) step(spots, joined, 1.2 * (1 - round / ROUNDS) + 0.02, free);
  const size = scale || reach(model.nodes.map(({ x, y }) => [x, y])) / (reach(spots) || 1);
  const found = new Map(members.map((node, i) => [node, { x: spots[i][0] * size, y: spots[i][1] * size * FLAT }]));
  return Object.assign(found, { scale: size });
}

/** What is new begins beside what it is joined to, each further round it. */
function beside(spots, joined, free) {
  const turns = new Map();
  for (const [i, j] of joined) {
    for (const [one, two] of [[i, j], [j, i]]) {
      if (!free[one] || free[two] || turns.has(one)) continue;
      const turn = turns.size;
      turns.set(one, turn);
      const away = 1.5 + 0.12 * turn;
      spots[one] = [spots[two][0] + away * Math.cos(2.39996 * turn), spots[two][1] + away * Math.sin(2.39996 * turn)];
    }
  }
}

/** How far the furthest stands from the middle: the few take the room of all. */
function reach(spots) {
  return spots.reduce((most, [x, y]) => Math.max(most, Math.hypot(x, y)), 0);
}

/** Points spread evenly from the middle outwards, by the golden angle; the first is in focus. */
function spiral(i) {
  return [Math.sqrt(i) * Math.cos(2.39996 * i), Math.sqrt(i) * Math.sin(2.39996 * i)];
}

function step(spots, joined, most, free) {
  const moves = spots.map(([x, y]) => [-0.02 * x, -0.02 * y]);
  const push = (i, dx, dy) => {
    moves[i][0] += dx;
    moves[i][1] += dy;
  };
  for (let i = 0; i < spots.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const [dx, dy] = [spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]];
      const force = 1 / (dx * dx + dy * dy + 0.05);
      push(i, dx * force, dy * force);
      push(j, -dx * force, -dy * force);
    }
  }
  for (const [i, j] of joined) {
    const [dx, dy] = [spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]];
    const force = 0.25 * Math.min(Math.hypot(dx, dy), 4);
    push(i, -dx * force, -dy * force);
    push(j, dx * force, dy * force);
  }
  spots.forEach((spot, i) => {
    if (!free[i]) return;
    const part = Math.min(1, most / (Math.hypot(...moves[i]) || 1));
    spot[0] += moves[i][0] * part;
    spot[1] += moves[i][1] * part;
  });
}
