// The shapes of the ontology: as outlines for legends and SVG, and as distances for the graphics card.

/** Corners around the middle, y upwards; a shape that is not here is a circle. */
const CORNERS = {
  box: [[-1.15, 0.75], [1.15, 0.75], [1.15, -0.75], [-1.15, -0.75]],
  square: [[-0.85, 0.85], [0.85, 0.85], [0.85, -0.85], [-0.85, -0.85]],
  diamond: [[0, 1.15], [1.15, 0], [0, -1.15], [-1.15, 0]],
  hexagon: [[-0.55, 0.95], [0.55, 0.95], [1.1, 0], [0.55, -0.95], [-0.55, -0.95], [-1.1, 0]],
  triangle: [[0, 1.15], [1.1, -0.8], [-1.1, -0.8]],
  triangleDown: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
  star: Array.from({ length: 10 }, (_, i) => {
    const [angle, reach] = [Math.PI / 2 + (i * Math.PI) / 5, i % 2 ? 0.52 : 1.25];
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  }),
};
const NUMBERED = Object.keys(CORNERS);

export const shapeNumber = (name) => NUMBERED.indexOf(name) + 1;

/** The path of a shape in SVG, of a size around a point; y grows downwards there. */
export function shapePath(name, x, y, size) {
  const corners = CORNERS[name];
  const at = (value) => Math.round(value * 100) / 100;
  if (!corners) {
    const [wide, high] = name === "ellipse" ? [1.2, 0.8] : [1, 1];
    const [rx, ry] = [at(size * wide), at(size * high)];
    return `M${at(x - rx)} ${at(y)}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
  }
  return `M${corners.map(([dx, dy]) => `${at(x + dx * size)} ${at(y - dy * size)}`).join("L")}z`;
}

const numbers = ([x, y]) => `vec2(${x.toFixed(4)}, ${y.toFixed(4)})`;

/** One branch of the shader: the distance to the outline of a polygon, negative inside. */
function polygon(name) {
  const corners = CORNERS[name];
  const sides = corners.map((corner, i) => {
    const next = corners[(i + 1) % corners.length];
    return `side(p, ${numbers(corner)}, ${numbers(next)}, d, s);`;
  });
  const start = `float d = dot(p - ${numbers(corners[0])}, p - ${numbers(corners[0])}); float s = 1.0;`;
  return `if (v_shape < ${shapeNumber(name)}.5) { ${start} ${sides.join(" ")} return s * sqrt(d); }`;
}

/** GLSL: outline(p) is the distance to the shape's outline, where a usual shape reaches about 1. */
export const OUTLINE = `
void side(vec2 p, vec2 a, vec2 b, inout float d, inout float s) {
  vec2 e = b - a;
  vec2 w = p - a;
  vec2 c = w - e * clamp(dot(w, e) / dot(e, e), 0.0, 1.0);
  d = min(d, dot(c, c));
  bool above = p.y >= a.y;
  bool under = p.y < b.y;
  bool left = e.x * w.y > e.y * w.x;
  if ((above && under && left) || (!above && !under && !left)) s = -s;
}
float outline(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  ${NUMBERED.map(polygon).join("\n  ")}
  return length(p) - 1.0;
}`;
