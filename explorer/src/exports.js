// What is shown, as files: CSV and GraphML of the relationships, SVG and PNG of the picture as it is framed.

import { THEMES, themeOf } from "./colors.js";
import { look } from "./look.js";
import { shapePath } from "./shapes.js";
import { shareOn, whenText } from "./time.js";

const COLUMNS = ["subject", "subject_name", "relation", "object", "object_name", "status", "stale", "last_confirmed", "since", "until", "share", "articles", "first_reported", "last_reported", "undated", "sources"];

function row(model, shown, e, day) {
  const { link, spell, name, from, to } = model.edges[e];
  const stale = model.isStale(model.edges[e], day);
  const share = model.edges[e].relation.kind === "State" ? shareOn(spell, day) : (spell.shares?.at(-1)?.[1] ?? "");
  const urls = model.claimsOf(link).map((claim) => model.articles[claim.article]).map((a) => a.url || a.id);
  return [
    model.nodes[from].id, model.nodes[from].label, name, model.nodes[to].id, model.nodes[to].label, shown.states[e],
    stale ? "yes" : "no", stale ? link.reported[1].slice(0, 7) : "", whenText(spell.since), whenText(spell.until), share, link.articles, ...link.reported, link.undated ? "yes" : "no", [...new Set(urls)].join(" "),
  ];
}

/** A cell that no spreadsheet takes for a formula. */
function cell(value) {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(model, shown, day) {
  const lines = shown.edges.map((e) => row(model, shown, e, day).map(cell).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu;
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(CONTROLS, "").replace(/[&<>"]/g, (c) => ENTITIES[c]);

export function graphml(model, shown, day) {
  const fields = { label: "node", type: "node", x: "node", y: "node" };
  const keys = Object.entries(fields).map(([name, on]) => key(name, on, name === "x" || name === "y" ? "double" : "string"));
  const rest = COLUMNS.filter((name) => !/subject|object/.test(name));
  keys.push(...rest.map((name) => key(name, "edge", name === "articles" ? "int" : "string", `e_${name}`)));
  const nodes = [...shown.nodes].map((i) => {
    const { id, label, types, x, y } = model.nodes[i];
    return `<node id="${escaped(id)}">${data("label", label)}${data("type", types.join(" "))}${data("x", x)}${data("y", y)}</node>`;
  });
  const edges = shown.edges.map((e) => {
    const values = Object.fromEntries(row(model, shown, e, day).map((value, i) => [COLUMNS[i], value]));
    const ends = `source="${escaped(values.subject)}" target="${escaped(values.object)}"`;
    return `<edge id="${escaped(model.edges[e].id)}" ${ends}>${rest.map((name) => data(`e_${name}`, values[name])).join("")}</edge>`;
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">';
  return `${[head, ...keys, '<graph edgedefault="directed">', ...nodes, ...edges, "</graph>", "</graphml>"].join("\n")}\n`;
}

const key = (name, on, type, id = name) => `<key id="${id}" for="${on}" attr.name="${name}" attr.type="${type}"/>`;
const data = (name, value) => `<data key="${name}">${escaped(value)}</data>`;

/** The picture as it is framed now; names that would cover others are left out as on the screen. */
export function picture(drawing, shown, way) {
  const { sigma, model, state } = drawing;
  const theme = THEMES[themeOf(state)];
  const drawn = look({ ...drawing, theme, shown, way });
  const { width, height } = sigma.getDimensions();
  const spots = new Map([...shown.nodes].map((i) => [i, sigma.framedGraphToViewport(sigma.getNodeDisplayData(String(i)))]));
  const inside = ({ x, y }) => x > -50 && y > -50 && x < width + 50 && y < height + 50;
  const seen = [...shown.nodes].filter((i) => inside(spots.get(i)));
  const radius = (i) => sigma.scaleSize(drawn.node(i).size);
  const lines = shown.edges.map((e) => {
    const { from, to } = model.edges[e];
    return line(drawn.edge(e), spots.get(from), spots.get(to), radius(to));
  });
  const shapes = seen.map((i) => `<path d="${shapePath(drawn.node(i).shape, spots.get(i).x, spots.get(i).y, radius(i))}" fill="${drawn.node(i).color}"/>`);
  const texts = labels(seen, drawn, spots, radius, theme);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(model.title)}, ${state.time()}</title>
<rect width="100%" height="100%" fill="${theme.background}"/>
${[...lines, ...shapes, ...texts].join("\n")}
</svg>
`;
}

/** A line, and its head where it meets the shape it points to. */
function line(style, from, to, radius) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const reach = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / reach, dy / reach];
  const point = (along, aside) => {
    const across = style.lane + aside;
    return `${(from.x + ux * along + uy * across).toFixed(1)} ${(from.y + uy * along - ux * across).toFixed(1)}`;
  };
  const end = reach - radius;
  const head = style.arrow ? 4 + 2 * style.size : 0;
  const dash = style.dash ? ` stroke-dasharray="${style.dash} ${(style.dash * 0.7).toFixed(1)}"` : "";
  const shaft = `<path d="M${point(0, 0)}L${point(end - head, 0)}" stroke="${style.color}" stroke-width="${style.size.toFixed(1)}" fill="none"${dash}/>`;
  const wide = 1.5 + style.size;
  return head ? `${shaft}<path d="M${point(end, 0)}L${point(end - head, wide)}L${point(end - head, -wide)}z" fill="${style.color}"/>` : shaft;
}

function labels(seen, drawn, spots, radius, theme) {
  const taken = [];
  const first = (i) => (drawn.node(i).isChosen ? 1000 : drawn.node(i).size);
  const bySize = [...seen].sort((a, b) => first(b) - first(a));
  return bySize.flatMap((i) => {
    const { label } = drawn.node(i);
    const [x, y] = [spots.get(i).x + radius(i) * 1.15 + 3, spots.get(i).y + 4];
    const wide = [...label].reduce((sum, c) => sum + (c > "\u2e80" ? 13 : 7), 0);
    const box = [x - 2, y - 13, x + wide + 2, y + 4];
    if (!label || taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) return [];
    taken.push(box);
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-family="system-ui, sans-serif" font-size="13" fill="${theme.text}" stroke="${theme.background}" stroke-width="3" paint-order="stroke">${escaped(label)}</text>`;
  });
}

/** The SVG as pixels, twice as fine as on the screen. */
export async function png(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
