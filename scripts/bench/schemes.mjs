// Makes a chart's SVG readable on a dark page too, and names it for those who can't see it.

/** Colours of the light scheme, each with the one that takes its place. */
const dark = {
  "#ffffff": "#0d1117",
  "#1f2328": "#e6edf3",
  "#59636e": "#9198a1",
  "#818b98": "#656c76",
  "#d1d9e0": "#2f353d",
  "#0969da": "#58a6ff",
  "#8250df": "#c297ff",
  "#bc4c00": "#f0883e",
};

/** @param {string} svg @param {{ title: string, description: string }} texts @returns {string} */
export function inBothSchemes(svg, { title, description }) {
  const rules = Object.entries(dark).flatMap(([light, instead]) =>
    ["fill", "stroke"].map((name) => `[${name}="${light}"] { ${name}: ${instead}; }`),
  );
  const head = `<title>${title}</title>
<desc>${description}</desc>
<style>@media (prefers-color-scheme: dark) {
${rules.join("\n")}
}</style>
`;
  return `${svg.replace(/^<svg [^>]*>/u, (start) => `${start}\n${head}`)}\n`;
}
