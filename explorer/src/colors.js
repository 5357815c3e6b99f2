// Colours of the ontology, made to be seen on the page's background.

const channels = (color) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
const written = (values) => `#${values.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;
const isColor = (color) => /^#[0-9a-f]{6}$/i.test(color);

/** A colour moved towards another; 0 is the first, 1 the other. */
export function mixed(color, other, share) {
  const [one, two] = [channels(isColor(color) ? color : "#777777"), channels(other)];
  return written(one.map((value, i) => value + (two[i] - value) * share));
}

function luminance(color) {
  const [r, g, b] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, two) {
  const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colour, moved away from the background until it stands out from it (3:1, as WCAG asks of graphics). */
export function visible(color, theme) {
  for (let share = 0; share < 1; share += 0.1) {
    const moved = mixed(color, theme.text, share);
    if (contrast(moved, theme.background) >= 3.2) return moved;
  }
  return theme.text;
}

export const THEMES = {
  light: { background: "#fbfbf9", text: "#1d1f21", quiet: "#5b6066" },
  dark: { background: "#15181b", text: "#eceff1", quiet: "#a3abb3" },
};

/** The theme that is seen now: what was chosen, else what the system wants. */
export function themeOf(state) {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "dark" : "light";
}
