// Seconds and calls over the number of key pairs, as one SVG: this provider, the floor, and Terraform on another day.
import { parse, View } from "vega";
import { compile } from "vega-lite";
import { inBothSchemes } from "./schemes.mjs";

/**
 * @typedef {import("./goals.mjs").Pair} Pair
 * @typedef {"up" | "refresh" | "destroy"} Drawn
 * @typedef {{ seconds: number, calls: number }} Figures
 * @typedef {{ size: number, apply: Figures, plan: Figures, destroy: Figures }} TerraformPoint
 * @typedef {{ measured: string, cores: number, latencyMs: number, points: readonly TerraformPoint[] }} Terraform
 * @typedef {{ line: string, step: Drawn, size: number, seconds: number, calls: number }} Point
 */

/** The lines in the order of the legend: a colour for whom, a pattern and a shape for what, so that no colour has to be told from another. */
const looks = {
  "dynamic host": { colour: "#0969da", dash: [], shape: "circle" },
  plugin: { colour: "#8250df", dash: [], shape: "square" },
  "floor, dynamic host": { colour: "#0969da", dash: [2, 3], shape: "stroke" },
  "floor, plugin": { colour: "#8250df", dash: [2, 3], shape: "stroke" },
  Terraform: { colour: "#bc4c00", dash: [8, 4], shape: "triangle-up" },
};

/** What a step is called here, and what Terraform's user runs for the same. */
const captions = {
  up: { ours: "pulumi up", terraforms: "terraform apply" },
  refresh: { ours: "pulumi refresh", terraforms: "terraform plan" },
  destroy: { ours: "pulumi destroy", terraforms: "terraform destroy" },
};
const drawn = /** @type {Drawn[]} */ (Object.keys(captions));
const names = Object.keys(looks);
const all = Object.values(looks);

/**
 * Seconds above, calls below, a column for each step.
 *
 * @param {readonly Pair[]} pairs
 * @param {{ latencyMs: number }} conditions
 * @param {Terraform} terraform drawn where its latency is that of the pairs
 * @returns {Promise<string>}
 */
export async function chart(pairs, { latencyMs }, terraform) {
  const isComparable = terraform.latencyMs === latencyMs;
  const points = [
    ...pairs.flatMap(pointsOf),
    ...(isComparable ? terraform.points.flatMap(terraformPoints) : []),
  ];
  const subtitle = [
    `Every call takes ${latencyMs} ms. The floor is Pulumi's own cost, without calls. Both axes are logarithmic.`,
    ...(isComparable ? [`Terraform: measured on ${terraform.measured}, on ${terraform.cores} cores.`] : []),
  ];
  const spec = specOf(points, subtitle);
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  return inBothSchemes(await view.toSVG(), {
    title: "Time and ECS calls over the number of key pairs",
    description: [...subtitle, "The tables of this page have the figures."].join(" "),
  });
}

/** @param {Pair} pair @returns {Point[]} */
function pointsOf({ host, size, alicloud, floor }) {
  const name = host === "dynamic" ? "dynamic host" : host;
  return drawn.flatMap((step) => {
    const { seconds, calls } = alicloud.steps[step];
    return [
      { line: name, step, size, seconds, calls: calls.ecs },
      { line: `floor, ${name}`, step, size, seconds: floor.steps[step].seconds, calls: 0 },
    ];
  });
}

/** @param {TerraformPoint} point @returns {Point[]} */
function terraformPoints({ size, apply, plan, destroy }) {
  return Object.entries({ up: apply, refresh: plan, destroy }).map(([step, figures]) => ({
    ...{ line: "Terraform", step: /** @type {Drawn} */ (step), size },
    ...figures,
  }));
}

/** @param {readonly Point[]} points @param {string[]} subtitle @returns {import("vega-lite").TopLevelSpec} */
function specOf(points, subtitle) {
  const resolve = /** @type {const} */ ({ scale: { y: "shared" } });
  return {
    background: "#ffffff",
    padding: 12,
    title: { text: "What many key pairs cost", subtitle, anchor: "start" },
    data: { values: [...points] },
    vconcat: [
      { resolve, hconcat: drawn.map((step) => panel(step, "seconds", [0.3, 1, 3, 10, 30])) },
      { resolve, hconcat: drawn.map((step) => panel(step, "calls", [1, 10, 100, 1000])) },
    ],
    config: {
      font: "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
      title: { color: "#1f2328", subtitleColor: "#59636e", fontSize: 15, offset: 14 },
      axis: {
        labelColor: "#59636e",
        titleColor: "#59636e",
        gridColor: "#d1d9e0",
        domainColor: "#818b98",
        tickColor: "#818b98",
        titleFontWeight: "normal",
        labelOverlap: false,
      },
      axisY: { minExtent: 48 },
      legend: {
        labelColor: "#1f2328",
        labelFontSize: 12,
        labelLimit: 0,
        orient: "bottom",
        columns: 5,
        symbolSize: 80,
      },
      view: { stroke: "#d1d9e0" },
    },
  };
}

/**
 * @param {Drawn} step @param {"seconds" | "calls"} figure @param {number[]} values the figures that the axis names
 * @returns {import("vega-lite/types_unstable/spec/unit.d.ts").FacetedUnitSpec<string>}
 */
function panel(step, figure, values) {
  const { ours, terraforms } = captions[step];
  const line = /** @type {const} */ ({ field: "line", type: "nominal", title: null });
  return {
    title: { text: ours, subtitle: terraforms, anchor: "middle", fontSize: 13, offset: 6 },
    width: 240,
    height: 180,
    // The floor makes no calls, and a logarithmic axis has no zero.
    transform: [{ filter: `datum.step === '${step}' && datum.${figure} > 0` }],
    mark: { type: "line", point: { filled: true, size: 40 }, strokeWidth: 2 },
    encoding: {
      x: { field: "size", ...logarithmic([1, 10, 100, 500]), title: "key pairs" },
      y: { field: figure, ...logarithmic(values), title: figure === "calls" ? "ECS calls" : "seconds" },
      color: { ...line, scale: { domain: names, range: all.map(({ colour }) => colour) } },
      strokeDash: { ...line, scale: { domain: names, range: all.map(({ dash }) => dash) } },
      shape: { ...line, scale: { domain: names, range: all.map(({ shape }) => shape) } },
    },
  };
}

/** @param {number[]} values */
function logarithmic(values) {
  const kinds = /** @type {const} */ ({
    type: "quantitative",
    scale: { type: "log", nice: false, padding: 6 },
  });
  return { ...kinds, axis: { values } };
}
