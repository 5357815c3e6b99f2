// The picture: sigma draws it; this says what, and turns clicks and keys into choices.

import Graph from "graphology";
import Sigma from "sigma";
import { drawStraightEdgeLabel } from "sigma/rendering";
import { arranged } from "./arrange.js";
import { THEMES, themeOf } from "./colors.js";
import { LineProgram } from "./edge-program.js";
import { look, sizes } from "./look.js";
import { ShapeProgram } from "./node-program.js";

const FONT = 'system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif';
/** What stays free around all that is shown, in pixels: most on the right, where names are. */
const ROOM = { width: 130, height: 50 };
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Why there can be no picture; empty if there can. */
export function whyNone() {
  const canvas = document.createElement("canvas");
  const works = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  works?.getExtension("WEBGL_lose_context")?.loseContext();
  return works ? "" : "This browser shows no WebGL, which the picture needs. The table below lists the same.";
}

function graphOf(model) {
  const graph = new Graph({ multi: true, type: "directed" });
  model.nodes.forEach((node, i) => graph.addNode(String(i), { x: node.x, y: node.y }));
  model.edges.forEach((edge, i) => graph.addEdgeWithKey(String(i), String(edge.from), String(edge.to)));
  return graph;
}

export class Picture {
  constructor(model, state, container) {
    Object.assign(this, { model, state, container, taken: null, edges: model.edges });
    this.sizes = this.sizesNow();
    this.theme = THEMES[themeOf(state)];
    this.drawn = { node: () => ({ hidden: true }), edge: () => ({ hidden: true }) };
    const isLarge = model.edges.length > 8000;
    this.sigma = new Sigma(graphOf(model), container, {
      allowInvalidContainer: true,
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { line: LineProgram },
      nodeReducer: (key, data) => ({ ...data, ...this.drawn.node(Number(key)) }),
      edgeReducer: (key) => this.drawn.edge(Number(key)),
      defaultDrawNodeLabel: (context, data) => this.drawLabel(context, data),
      defaultDrawNodeHover: (context, data) => this.drawHover(context, data),
      defaultDrawEdgeLabel: (context, ...rest) => this.drawEdgeLabel(context, rest),
      enableEdgeEvents: true,
      hideEdgesOnMove: isLarge,
      hideLabelsOnMove: isLarge,
      renderEdgeLabels: true,
      edgeLabelSize: 11,
      edgeLabelFont: FONT,
      labelFont: FONT,
      labelSize: 13,
      labelDensity: 1.2,
      labelGridCellSize: 110,
      labelRenderedSizeThreshold: isLarge ? 2 : 5,
      minCameraRatio: 0.005,
      maxCameraRatio: 3,
      stagePadding: 40,
      zIndex: true,
    });
    this.listen();
  }

  sizesNow() {
    const { clientWidth: width, clientHeight: height } = this.container;
    const count = this.state.focus?.size ?? this.model.nodes.length;
    return sizes(this.model, { width: width || 800, height: height || 500 }, count);
  }

  listen() {
    const { sigma, state } = this;
    const point = (on) => this.container.classList.toggle("over", on);
    sigma.on("beforeRender", () => (this.taken = null));
    sigma.on("clickNode", ({ node }) => state.set({ selected: { node: Number(node) } }));
    sigma.on("clickEdge", ({ edge }) => state.set({ selected: { edge: Number(edge) } }));
    sigma.on("clickStage", () => state.set({ selected: null }));
    for (const what of ["Node", "Edge"]) {
      sigma.on(`enter${what}`, () => point(true));
      sigma.on(`leave${what}`, () => point(false));
    }
    this.container.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const camera = this.sigma.getCamera();
    const step = 0.1 * camera.ratio;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) {
      const [dx, dy] = moves[event.key];
      camera.setState({ x: camera.x + dx, y: camera.y + dy });
    } else if (event.key === "+" || event.key === "=") this.zoom(1 / 1.5);
    else if (event.key === "-") this.zoom(1.5);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  zoom(factor) {
    const camera = this.sigma.getCamera();
    this.move({ ratio: Math.min(3, Math.max(0.005, camera.ratio * factor)) });
  }

  move(where) {
    const camera = this.sigma.getCamera();
    // Not an animation of no duration: its first step would be one of zero by zero.
    if (isCalm()) camera.setState(where);
    else camera.animate(where, { duration: 250 });
  }

  // --- what is drawn -------------------------------------------------------------------------------------

  draw(shown, way) {
    this.theme = THEMES[themeOf(this.state)];
    Object.assign(this, { shown, way });
    this.join();
    this.arrange();
    this.drawn = look(this);
    this.sigma.setSetting("edgeLabelColor", { color: this.theme.text });
    this.sigma.refresh();
  }

  /** Other knowledge has other lines. */
  join() {
    if (this.edges === this.model.edges) return;
    this.edges = this.model.edges;
    this.drawn = { node: () => ({ hidden: true }), edge: () => ({ hidden: true }) };
    this.sigma.setGraph(graphOf(this.model));
    this.arrangedFor = undefined;
  }

  /** Few entities in focus get places of their own: those in the whole picture are made for the whole. */
  arrange() {
    const { focus } = this.state;
    if (focus === this.arrangedFor) return;
    const graph = this.sigma.getGraph();
    // Who is in focus already stays in place when others come to it.
    const grows = this.own?.size && focus && [...this.own.keys()].every((node) => focus.has(node));
    const own = focus ? arranged(this.model, focus, this.shown.edges, grows ? this.own : new Map()) : new Map();
    this.own = own;
    graph.updateEachNodeAttributes((key, attributes) => {
      const { x, y } = own.get(Number(key)) ?? this.model.nodes[Number(key)];
      return { ...attributes, x, y };
    });
    this.arrangedFor = focus;
    this.sizes = this.sizesNow();
  }

  /** A name with a rim of the background's colour, unless it would cover one that is drawn already. */
  drawLabel(context, data) {
    if (!data.label) return;
    const size = data.forceLabel ? 13 : Math.min(16, 11 + data.size / 5);
    context.font = `${data.size > 11 ? 600 : 400} ${size}px ${FONT}`;
    const wide = context.measureText(data.label).width;
    // Not before the first name: only then it is settled where everything is drawn this time.
    this.taken ??= this.reserved();
    const named = data.isNamed ? this.namedAt.get(Number(data.key)) : undefined;
    const [x, y] = named ?? [this.beside(data, wide), data.y + size / 3];
    const box = [x - 2, y - size, x + wide + 2, y + 4];
    if (!named && !data.isChosen && this.taken.some((other) => overlap(box, other))) return;
    if (!named) this.taken.push(box);
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.theme.background;
    context.strokeText(data.label, x, y);
    context.fillStyle = this.theme.text;
    context.fillText(data.label, x, y);
  }

  /** The room of names that stand in any case: of the best connected, else of the chosen entity. */
  reserved() {
    this.namedAt = new Map();
    const taken = [];
    for (const i of [...this.shown.nodes].filter((node) => this.drawn.node(node).isNamed)) {
      const place = this.freeBeside(i, taken);
      if (!place) continue;
      this.namedAt.set(i, place.at);
      taken.push(place.box);
    }
    return [...taken, ...this.reservedForChosen()];
  }

  /** Where a name fits beside its entity without covering another: to the right, left, above or below. */
  freeBeside(i, taken) {
    const spot = this.sigma.getNodeDisplayData(String(i));
    const { x, y } = this.sigma.framedGraphToViewport(spot);
    const { width, height } = this.sigma.getDimensions();
    if (x < 0 || y < 0 || x > width || y > height) return null;
    const radius = this.sigma.scaleSize(spot.size);
    const size = 13;
    this.measure ??= document.createElement("canvas").getContext("2d");
    this.measure.font = `600 ${size}px ${FONT}`;
    const wide = this.measure.measureText(spot.label).width;
    const away = radius * 1.15 + 3;
    const boxAt = ([left, base]) => [left - 2, base - size, left + wide + 2, base + 4];
    const fits = (box) => box[0] > 0 && box[2] < this.edgeAt(box[3]) && box[1] > 0 && box[3] < height && !taken.some((other) => overlap(box, other));
    const level = y + size / 3;
    const lefts = [x + away, x - away - wide, x - wide / 2];
    const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => step * (size + 4));
    const tries = steps.flatMap((step) => lefts.map((left) => [left, level + step + (left === lefts[2] ? Math.sign(step || 1) * away : 0)]));
    const at = tries.find((place) => fits(boxAt(place)));
    return at ? { at, box: boxAt(at) } : null;
  }

  reservedForChosen() {
    const { node } = this.state.selected ?? {};
    const spot = node === undefined ? null : this.sigma.getNodeDisplayData(String(node));
    if (!spot) return [];
    const { x, y } = this.sigma.framedGraphToViewport(spot);
    const wide = 9 * [...this.model.nodes[node].label].length;
    const start = this.beside({ x, y, size: this.sigma.scaleSize(spot.size) }, wide);
    return [[start, y - 12, start + wide, y + 12]];
  }

  /** What a line says, where it is long enough and nothing stands there already. */
  drawEdgeLabel(context, [edge, source, target, settings]) {
    const length = Math.hypot(source.x - target.x, source.y - target.y) - source.size - target.size;
    const [x, y] = [(source.x + target.x) / 2, (source.y + target.y) / 2];
    const half = 3.2 * edge.label.length;
    const box = [x - half, y - half / 2, x + half, y + half / 2];
    this.taken ??= this.reserved();
    if (length < 2 * half + 10 || this.taken.some((other) => overlap(box, other))) return;
    this.taken.push(box);
    drawStraightEdgeLabel(context, edge, source, target, settings);
  }

  /** Where a name begins: to the right of its entity, or to the left where it would leave the frame. */
  beside(data, wide) {
    const away = data.size * 1.15 + 3;
    const right = data.x + away;
    return right + wide > this.edgeAt(data.y) && data.x - away - wide > 0 ? data.x - away - wide : right;
  }

  /** How far names may reach at a height: the buttons to zoom stand in the corner. */
  edgeAt(y) {
    const { width, height } = this.sigma.getDimensions();
    return width - (y > height - 125 ? 44 : 4);
  }

  drawHover(context, data) {
    const label = data.label || this.model.nodes[Number(data.key)]?.label || "";
    context.font = `600 13px ${FONT}`;
    const wide = context.measureText(label).width;
    const [x, y] = [this.beside(data, wide), data.y + 13 / 3];
    context.fillStyle = this.theme.background;
    context.fillRect(x - 3, y - 14, wide + 6, 20);
    context.strokeStyle = this.theme.quiet;
    context.lineWidth = 1;
    context.strokeRect(x - 3, y - 14, wide + 6, 20);
    context.fillStyle = this.theme.text;
    context.fillText(label, x, y);
  }

  // --- where the reader looks ----------------------------------------------------------------------------

  /** All that is shown, or these entities, in the frame. */
  fit(nodes = this.shown.nodes) {
    const camera = this.sigma.getCamera();
    const spots = [...nodes].map((i) => this.sigma.getNodeDisplayData(String(i))).filter(Boolean);
    if (!spots.length) return this.move({ x: 0.5, y: 0.5, ratio: 1 });
    const { width, height } = this.sigma.getDimensions();
    const seen = bounds(spots.map((spot) => this.sigma.framedGraphToViewport(spot)));
    const [wide, high] = [(seen.right - seen.left) / (width - ROOM.width), (seen.high - seen.low) / (height - ROOM.height)];
    const { left, right, low, high: top } = bounds(spots);
    const ratio = Math.min(3, Math.max(0.15, camera.ratio * Math.max(wide, high)));
    // Names stand to the right of their entities.
    const aside = spots.length > 1 ? ((right - left) * 20) / width : 0;
    return this.move({ x: (left + right) / 2 + aside, y: (low + top) / 2, ratio });
  }

  /** Bring an entity into the frame if it is not well inside. */
  reveal(node) {
    const spot = this.sigma.getNodeDisplayData(String(node));
    const { x, y } = this.sigma.framedGraphToViewport(spot);
    const { width, height } = this.sigma.getDimensions();
    const inside = x > 15 && x < width - 60 && y > 15 && y < height - 15;
    const ratio = Math.min(this.sigma.getCamera().ratio, 0.5);
    if (!inside) this.move({ x: spot.x, y: spot.y, ratio });
  }

  resize() {
    this.sigma.resize();
    this.sizes = this.sizesNow();
    if (this.shown) this.draw(this.shown, this.way);
  }
}

function bounds(spots) {
  const all = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  for (const { x, y } of spots) {
    all.left = Math.min(all.left, x);
    all.right = Math.max(all.right, x);
    all.low = Math.min(all.low, y);
    all.high = Math.max(all.high, y);
  }
  return all;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
