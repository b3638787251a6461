// The page of kmcenc --report.
import "./report.css";
import { Cloud, View } from "./cloud.js";
import { Comparison } from "./comparison.js";
import { data, unpacked } from "./data.js";
import { heatMap } from "./heat.js";
import { addFooter } from "./licence.js";
import { addThemeButton, byId, choices, count, decibels, element, fixed, percent, plural, short } from "./page.js";
import { band, mostOf, paletteOf } from "./palette.js";
import { plot } from "./plot.js";

const { images, studies, summary } = data;
const hasMetadata = summary.bytes.metadata > 0;
const runsOf = (image) => studies.find(({ best, worst }) => [best, worst].some((i) => images[i] === image))?.runs;

function nameOf(image) {
  const runs = image.run === null ? "" : image.role === "best" ? `, best of ${count(runsOf(image).count)}` : ", worst";
  return `K = ${count(image.asked)}${runs}`;
}

function facts(...pairs) {
  return element("dl", { class: "facts" }, ...pairs.filter(([, value]) => value !== null).flatMap(([name, value]) =>
    [element("dt", {}, name), element("dd", {}, value)]));
}

// ---- head ----

function addHead() {
  const name = summary.input.replace(/^.*\//, "");
  document.title = `${name}: kmc report`;
  byId("title").textContent = name;
  const colors = summary.source_colors === null || summary.exact ? plural(summary.colors, "colour")
    : `${count(summary.source_colors)} → ${plural(summary.colors, "colour")}`;
  byId("summary").textContent = [`${count(summary.width)} × ${count(summary.height)} pixels`, colors,
    `${count(summary.output_bytes)} bytes`, `${fixed(summary.input_bytes / summary.output_bytes, 2)} : 1`,
    decibels(summary.psnr)].join(" · ");
  addThemeButton(byId("head"));
  for (const section of document.querySelectorAll("main > section:not([hidden])")) {
    document.querySelector("nav").append(
      element("a", { href: `#${section.id}` }, section.querySelector("h2").textContent));
  }
}

// ---- picture ----

function addPicture() {
  const comparison = new Comparison(data);
  const side = element("div", {});
  const show = (i) => {
    const image = images[i];
    comparison.show(image.picture);
    side.replaceChildren(facts(
      ["result", nameOf(image)], ["colours", count(image.colors)], ["squared error", short(image.error)],
      ["PSNR", decibels(image.psnr)], [hasMetadata ? "file without metadata" : "file", `${count(image.bytes)} bytes`],
      ["bits per pixel", fixed((8 * image.bytes) / (summary.width * summary.height), 2)],
      ["time", `${short(image.milliseconds)} ms`],
      ["shown", data.shown.step > 1 ? `every ${data.shown.step}th pixel of every ${data.shown.step}th row` : null]),
    element("h3", {}, "How it was made"),
    facts(...Object.entries(data.settings).map(([name, value]) => [name, String(value)])));
  };
  byId("picture").append(
    ...(images.length > 1 ? [element("div", { class: "controls" }, choices("Result", images.map(nameOf), show))] : []),
    element("div", { class: "side" }, comparison.element, side));
  show(0);
}

// ---- colours in space ----

async function addClouds() {
  const { shown, all } = data.points;
  const [points, sizes] = await Promise.all([unpacked(data.points.colors), unpacked(data.points.pixels_log2.values)]);
  const view = new View();
  const original = new Cloud(view, "Colours of the original", points, sizes);
  const result = new Cloud(view, "Colours of the result", points, sizes, original.order);
  const caption = element("figcaption");
  let chosen = 0;
  let isOwn = 0;
  const show = async () => {
    const image = images[chosen];
    result.show(isOwn ? points : await mapped(image, shown), mostOf(image.palette));
    caption.textContent = `${nameOf(image)}: each colour ${isOwn ? "as it is" : "as its palette colour shows it"}`;
  };
  byId("colours").append(
    element("div", { class: "controls" },
      choices("Run", images.map(nameOf), (i) => { chosen = i; show(); }),
      choices("Colours of points", ["Mapped", "Their own"], (i) => { isOwn = i; show(); })),
    element("div", { class: "pair" },
      element("figure", {}, original.canvas, element("figcaption", {}, shown < all
        ? `The original: ${count(shown)} of ${count(all)} colours` : `The original: ${plural(all, "colour")}`)),
      element("figure", {}, result.canvas, caption)));
  original.show(points, []);
  await show();
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    view.greet();
  }, { threshold: 0.5 });
  seen.observe(original.canvas);
}

// The palette colours of the points, three bytes each.
async function mapped({ labels, palette }, length) {
  const bytes = await unpacked(labels.values);
  const colors = new Uint8Array(3 * length);
  for (let i = 0; i < length; ++i) {
    const label = labels.bytes === 1 ? bytes[i] : bytes[2 * i] | (bytes[2 * i + 1] << 8);
    colors.set(palette[label].slice(0, 3), 3 * i);
  }
  return colors;
}

// ---- palettes ----

function addPalettes() {
  byId("palettes").append(element("div", { class: "pair" }, ...images.map((image) => paletteOf(image, nameOf(image),
    `${plural(image.colors, "colour")}, ${decibels(image.psnr)}, ${count(image.bytes)} bytes`))));
}

// ---- runs ----

const NAMED = ["worst", "median", "best"];

function restartsPlot({ colors, runs }) {
  const numbers = runs.costs.map(([run]) => run);
  const costs = runs.costs.map(([, cost]) => cost);
  const only = (name) => costs.map((cost, i) => (numbers[i] === runs[name] ? cost : null));
  const costOf = (name) => costs[numbers.indexOf(runs[name])];
  return plot({
    title: `K = ${count(colors)}: error of ${plural(runs.count, "run")}`,
    x: { label: "run", values: numbers.map((run) => run + 1), isWhole: true },
    y: { label: "mean squared error" },
    series: [{ name: "runs", color: "faint", values: costs, dots: 4 },
      ...NAMED.map((name) => ({ name, color: name, values: only(name), dots: 11, mark: name }))],
    read: (i) => `run ${numbers[i] + 1}: ${short(costs[i])}`,
    legend: [...NAMED].reverse().map((name) =>
      ({ color: name, name: `${name}: run ${count(runs[name] + 1)}, ${short(costOf(name))}` })),
  });
}

function fallingPlot({ colors, runs }) {
  const most = Math.max(...runs.falling.map(({ costs }) => costs.length));
  const iterations = Array.from({ length: most }, (_, i) => i + 1);
  const padded = ({ costs }) => iterations.map((i) => costs[i - 1] ?? null);
  const named = NAMED.map((name) => ({ name, color: name, width: 2.5,
    values: padded(runs.falling.find(({ run }) => run === runs[name])) }));
  const all = runs.falling.map((run) => ({ name: "run", color: "run", width: 1, values: padded(run) }));
  return plot({
    title: `K = ${count(colors)}: error after each iteration`,
    x: { label: "iteration", values: iterations, range: [0.8, most + 0.2], isWhole: true },
    y: { label: "mean squared error" },
    series: [...all, ...named],
    read: (i) => `iteration ${i + 1}: ${[...named].reverse().filter(({ values }) => values[i] !== null)
      .map(({ name, values }) => `${name} ${short(values[i])}`).join(", ")}`,
    legend: [...NAMED].reverse().map((name) => ({ name, color: name })),
  });
}

function addRuns() {
  const studied = studies.filter(({ runs }) => runs);
  byId("runs").hidden = studied.length === 0;
  for (const study of studied) {
    byId("runs").append(element("div", { class: "pair runs" }, restartsPlot(study), fallingPlot(study)));
  }
}

// ---- how many colours ----

const LARGEST = 10 * Math.log10(3 * 255 ** 2);
const psnrOf = (error) => (error > 0 ? LARGEST - 10 * Math.log10(error) : null);

function curvePlot() {
  const psnr = data.curve.map(psnrOf);
  const shown = images.filter(({ role, asked }) => role !== "worst" && asked <= psnr.length);
  const points = (chosen) => psnr.map((_, i) => chosen.find(({ asked }) => asked === i + 1)?.psnr ?? null);
  return plot({
    title: "Signal to noise by number of colours",
    x: { label: "colours", values: psnr.map((_, i) => i + 1), isWhole: true },
    y: { label: "decibels" },
    height: 340,
    series: [{ name: "estimate", color: "faint", values: psnr },
      { name: "shown below", color: "third", values: points(shown.slice(1)), dots: 8 },
      { name: "elbow", color: "worst", values: psnr.map((value, i) => (i + 1 === data.elbow ? value : null)), dots: 10,
        mark: data.elbow === images[0].asked ? "" : "elbow" },
      { name: "the file", color: "best", values: points(shown.slice(0, 1)), dots: 12,
        mark: shown[0] === images[0] && images[0].psnr !== null ? `K = ${images[0].asked}` : "" }],
    read: (i) => `${plural(i + 1, "colour")}: ${psnr[i] === null ? "exact" : `about ${decibels(psnr[i])}`}`,
    legend: [{ color: "best", name: "the file" }, { color: "third", name: "others below" },
      { color: "worst", name: `elbow: ${count(data.elbow)}` }, { color: "faint", name: "estimate for any number" }],
  });
}

function card(picture, title, ...lines) {
  return element("figure", {}, element("div", { class: "picture" }, element("img",
    { src: picture, alt: title, class: data.shown.width < 300 ? "tiny" : "", decoding: "async" })),
  ...lines.filter((line) => line instanceof Node),
  element("figcaption", {}, element("b", {}, title), element("br"),
    lines.filter((line) => typeof line === "string").join(", ")));
}

function addHowMany() {
  const shown = images.filter(({ role }) => role !== "worst").sort((p, q) => q.asked - p.asked);
  const cards = shown.map((image) => card(image.picture, `K = ${count(image.asked)}`,
    band(image.palette, "palette"), `${count(image.bytes)} bytes`, decibels(image.psnr)));
  const original = card(data.original, "original", `${count(summary.input_bytes)} bytes`);
  byId("how-many").append(
    ...(data.curve.length > 0 ? [element("p", { class: "lead" },
      "At the elbow of the curve further colours begin to bring little."), curvePlot()] : []),
    element("div", { class: "cards" }, original, ...cards));
}

// ---- the file ----

const SECTIONS = [["index", "indices", "best"], ["palette", "palette", "worst"], ["metadata", "metadata", "third"],
  ["header", "header, end", "median"]];
const STAGES = [["read", "reading"], ["histogram", "histogram"], ["k_means", "k-means"], ["mapping", "mapping"],
  ["write", "coding, writing"], ["total", "all"]];

function sections() {
  const rows = SECTIONS.map(([key, name, color]) => ({ name, color, bytes: summary.bytes[key] }))
    .filter(({ bytes }) => bytes > 0);
  return element("div", { class: "panel" }, element("h3", { style: "margin-top: 0" }, "Bytes by section"),
    element("div", { class: "bars", role: "img", "aria-label": "Shares of the sections" },
      ...rows.map(({ color, bytes }) =>
        element("span", { style: `flex: ${bytes}; background: var(--${color})` }))),
    element("table", {}, element("tbody", {}, ...rows.map(({ name, color, bytes }) => element("tr", {},
      element("td", {}, element("span", { class: "legend" }, element("li", {},
        element("i", { style: `background: var(--${color})` }), name))),
      element("td", {}, count(bytes)), element("td", {}, percent(bytes / summary.output_bytes)))))));
}

function timings() {
  const times = STAGES.map(([key, name]) => ({ name, ms: summary.milliseconds[key] }));
  const most = Math.max(...times.map(({ ms }) => ms));
  return element("div", { class: "panel" }, element("h3", { style: "margin-top: 0" }, "Milliseconds"),
    element("table", {}, element("tbody", {}, ...times.map(({ name, ms }) => element("tr", {},
      element("td", {}, name), element("td", { style: "width: 60%" },
        element("div", { class: "time", style: `width: ${(100 * ms) / most}%` })),
      element("td", {}, fixed(ms, 1)))))));
}

async function addFile() {
  byId("file").append(element("p", { class: "lead" }, "Palette and indices, coded without loss. The map shows " +
    "what each pixel costs: much where its neighbours do not foretell it."),
  element("div", { class: "side" }, await heatMap(data), element("div", { class: "stack" }, sections(), timings())));
}

// ---- all ----

addRuns();
addHead();
addPicture();
addPalettes();
addHowMany();
addFooter(byId("foot"), data.program, true);
Promise.all([addClouds(), addFile()]).then(() => (document.documentElement.dataset.ready = ""));
