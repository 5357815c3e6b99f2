// What came back, as a table, a chart or a picture. Everything shown is set as text: what articles say is never
// taken for HTML. Cells are {text, id} for entities and {text, number} for numbers.
const SVG = "http://www.w3.org/2000/svg";
const MOST_BARS = 40, MOST_NODES = 150;

export function element(name, text, parent) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function drawn(name, attributes, parent, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function entityLink(base, cell, parent) {
  const link = element("a", cell.text, parent);
  link.href = `${base}/entity/${encodeURIComponent(cell.id)}`;
}

export function table({ columns, rows }, base) {
  const whole = element("table");
  const head = element("tr", undefined, element("thead", undefined, whole));
  for (const column of columns) element("th", column, head).scope = "col";
  const body = element("tbody", undefined, whole);
  for (const row of rows) {
    const line = element("tr", undefined, body);
    for (const cell of row) {
      const place = element("td", undefined, line);
      if (cell.short) place.className = "short";
      if (cell.id) entityLink(base, cell, place);
      else place.textContent = cell.text;
    }
  }
  return whole;
}

// Bars of the first column of numbers, named by the first other column; without numbers, how often each stands there.
export function bars({ columns, rows }) {
  const isNumber = columns.map((_, n) => rows.length > 0 && rows.every((row) => row[n].number !== undefined));
  const value = isNumber.indexOf(true), name = Math.max(0, isNumber.indexOf(false));
  if (value >= 0 && columns.length > 1) {
    return { of: columns[value], bars: rows.map((row) => [row[name].text, row[value].number]) };
  }
  const counted = new Map();
  for (const row of rows) counted.set(row[0].text, (counted.get(row[0].text) || 0) + 1);
  return { of: `rows of each ${columns[0]}`, bars: [...counted].sort((one, other) => other[1] - one[1]) };
}

export function chart(found) {
  const made = bars(found), shown = made.bars.slice(0, MOST_BARS);
  const most = Math.max(...shown.map(([, number]) => Math.abs(number)), 0) || 1;
  const height = 26 * shown.length + 8;
  const picture = drawn("svg", { viewBox: `0 0 760 ${height}`, class: "chart", role: "img" });
  drawn("title", {}, picture, `${made.of}: ${shown.map(([name, number]) => `${name} ${number}`).join(", ")}`);
  shown.forEach(([name, number], place) => {
    const y = 26 * place + 4, width = Math.max(1, (400 * Math.abs(number)) / most);
    drawn("text", { x: 250, y: y + 15, "text-anchor": "end" }, picture, name.length > 34 ? `${name.slice(0, 33)}…` : name);
    drawn("rect", { x: 258, y, width, height: 20, class: number < 0 ? "bar less" : "bar" }, picture);
    drawn("text", { x: 264 + width, y: y + 15 }, picture, number.toLocaleString("en"));
  });
  const whole = element("figure");
  const left = made.bars.length - shown.length;
  element("figcaption", made.of + (left > 0 ? `, the first ${shown.length} of ${made.bars.length}` : ""), whole);
  whole.append(picture);
  return whole;
}

// Who stands in a row with whom: the first two entities of each row, in a picture that settles by itself.
export function network({ rows }) {
  const nodes = new Map(), edges = [];
  const node = (cell) => {
    if (!nodes.has(cell.id) && nodes.size < MOST_NODES) nodes.set(cell.id, { ...cell, place: nodes.size });
    return nodes.get(cell.id);
  };
  for (const row of rows) {
    const [one, other] = row.filter((cell) => cell.id);
    const ends = [one, other].filter(Boolean).map(node);
    if (ends.length === 2 && ends[0] && ends[1] && ends[0] !== ends[1]) edges.push(ends);
  }
  return { nodes: [...nodes.values()], edges };
}

function settle(nodes, edges) {
  const size = 60 * Math.sqrt(nodes.length + 1);
  nodes.forEach((one, n) => {
    one.x = size * Math.cos((2 * Math.PI * n) / nodes.length);
    one.y = size * Math.sin((2 * Math.PI * n) / nodes.length);
  });
  for (let step = 0; step < 200; step++) {
    const reach = 12 * (1 - step / 200);
    for (const one of nodes) {
      one.dx = -one.x * 0.01;
      one.dy = -one.y * 0.01;
      for (const other of nodes) {
        if (one === other) continue;
        const x = one.x - other.x, y = one.y - other.y, square = x * x + y * y + 1;
        one.dx += (3000 * x) / square / Math.sqrt(square);
        one.dy += (3000 * y) / square / Math.sqrt(square);
      }
    }
    for (const [one, other] of edges) {
      const x = (one.x - other.x) * 0.03, y = (one.y - other.y) * 0.03;
      one.dx -= x; one.dy -= y; other.dx += x; other.dy += y;
    }
    for (const one of nodes) {
      const length = Math.hypot(one.dx, one.dy) || 1;
      one.x += (one.dx / length) * Math.min(length, reach);
      one.y += (one.dy / length) * Math.min(length, reach);
    }
  }
}

export function picture(found, base) {
  const { nodes, edges } = network(found);
  if (!nodes.length) return element("p", "There are no entities to draw.");
  settle(nodes, edges);
  const xs = nodes.map((one) => one.x), ys = nodes.map((one) => one.y);
  const [left, top] = [Math.min(...xs) - 90, Math.min(...ys) - 20];
  const [width, height] = [Math.max(...xs) - left + 90, Math.max(...ys) - top + 30];
  const whole = drawn("svg", { viewBox: `${left} ${top} ${width} ${height}`, width, height, class: "network", role: "group", "aria-label": `${nodes.length} entities, ${edges.length} lines` });
  for (const [one, other] of edges) drawn("line", { x1: one.x, y1: one.y, x2: other.x, y2: other.y }, whole);
  for (const one of nodes) {
    const link = drawn("a", { href: `${base}/entity/${encodeURIComponent(one.id)}` }, whole);
    drawn("circle", { cx: one.x, cy: one.y, r: 6 }, link);
    drawn("text", { x: one.x, y: one.y + 19, "text-anchor": "middle" }, link, one.text);
  }
  return whole;
}
