// The page of kmcbench --html.
import "./bench.css";
import { data } from "./data.js";
import { addFooter } from "./licence.js";
import { addThemeButton, byId, choices, count, decibels, element, fixed, plural, short } from "./page.js";
import { plot } from "./plot.js";

const COLORS = ["best", "third", "eighth", "worst", "fourth", "fifth", "sixth", "seventh", "median"];
const { summaries, images } = data;
const targets = [...new Set(summaries.map(({ target }) => target))];
const codecs = [...new Map(summaries.map((summary) => [summary.codec, summary])).values()];
const colorOf = (codec) => COLORS[codecs.findIndex((one) => one.codec === codec) % COLORS.length];
const lastPart = (path) => path.replace(/^.*\//, "");
const dot = (codec) => element("i", { class: "dot", style: `background: var(--${colorOf(codec)})` });
const of = (target) => summaries.filter((summary) => summary.target === target && summary.pictures > 0);
const measuredOf = (image, target, codec) => image.measured.find((one) =>
  one.target === target && one.codec === codec && !one.failure);

function table(head, rows) {
  const name = (text) => element("th", { scope: "col", class: text === "settings" ? "words" : "" }, text);
  return element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, ...head.map(name))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) =>
      (cell instanceof Node && cell.tagName === "TD" ? cell : element("td", {}, cell))))))));
}

// ---- sums and means ----

function ratio(value, name) {
  return element("td", { title: name ? lastPart(name) : "", class: value < 1 ? "least" : "" }, fixed(value, 3));
}

function summaryRow({ codec, pictures, bytes, raw_ratio: raw, psnr, against_first: against }) {
  const ratios = against
    ? [ratio(against.sum), ratio(against.geometric_mean), ratio(against.least, against.least_picture),
      ratio(against.most, against.most_picture)]
    : ["1", "1", "", ""];
  return [element("td", {}, dot(codec), codec), count(pictures), count(bytes), `${fixed(raw, 2)} : 1`, ...ratios,
    decibels(psnr)];
}

const HEAD = ["codec", "pictures", "bytes", "raw / bytes", "sum", "geomean", "least", "most", "PSNR"];

function addTables() {
  for (const target of targets) {
    byId("tables").append(element("h3", {}, target), table(HEAD, of(target).map(summaryRow)));
  }
}

// ---- picture by picture ----

// By the ratios of the first codec that can be compared, the smallest first.
function ratioPlot(target) {
  const shown = of(target).filter((summary) => summary.against_first).map(({ codec }) => codec);
  const rows = images.map((image) => ({ image, first: measuredOf(image, target, data.first) }))
    .filter(({ first }) => first);
  const value = ({ image, first }, codec) => {
    const one = measuredOf(image, target, codec);
    return one ? one.bytes / first.bytes : null;
  };
  const leading = shown.find((codec) => !codec.startsWith("kmc")) ?? shown[0];
  rows.sort((p, q) => (value(p, leading) ?? 0) - (value(q, leading) ?? 0));
  return plot({
    title: `${target}: bytes by bytes of ${data.first}`,
    x: { label: `pictures, by ${leading}`, values: rows.map((_, i) => i + 1), isWhole: true,
      range: [0.5, rows.length + 0.5] },
    y: { label: "times as large" },
    height: 340,
    series: [{ name: data.first, color: "ink", width: 1, values: rows.map(() => 1) },
      ...shown.map((codec) => ({ name: codec, color: colorOf(codec), dots: 6,
        values: rows.map((row) => value(row, codec)) }))],
    read: (i) => `${lastPart(rows[i].image.input)}: ${shown.map((codec) => [codec, value(rows[i], codec)])
      .filter(([, times]) => times !== null).map(([codec, times]) => `${codec} ${fixed(times, 2)}`).join(", ")}`,
    legend: shown.map((codec) => ({ name: codec, color: colorOf(codec) })),
  });
}

function addRatios() {
  const place = element("div");
  const show = (i) => place.replaceChildren(ratioPlot(targets[i]));
  const picker = targets.length > 1 ? [element("div", { class: "controls" }, choices("Target", targets, show))] : [];
  byId("ratios").append(...picker, place);
  show(0);
}

// ---- bytes against quality ----

// For each codec its [bits per pixel, dB] over the pictures, one for each target that costs quality.
function qualities(shown) {
  return codecs.map(({ codec }) => ({ codec, points: targets.map((target) => {
    const done = shown.map((image) => [image, measuredOf(image, target, codec)]);
    if (done.some(([, one]) => !one || one.psnr === null)) return null; // means would be of different pictures
    const pixels = shown.reduce((sum, { width, height }) => sum + width * height, 0);
    const bytes = done.reduce((sum, [, one]) => sum + one.bytes, 0);
    return [(8 * bytes) / pixels, done.reduce((sum, [, one]) => sum + one.psnr, 0) / shown.length];
  }).filter(Boolean) })).filter(({ points }) => points.length > 0);
}

function qualityPlot(shown) {
  const curves = qualities(shown);
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(([bits]) => bits)))].sort((p, q) => p - q);
  const values = ({ points }) => xs.map((x) => points.find(([bits]) => bits === x)?.[1] ?? null);
  return plot({
    title: shown.length === 1 ? lastPart(shown[0].input) : `mean of ${plural(shown.length, "picture")}`,
    x: { label: "bits per pixel", values: xs, log: 2 },
    y: { label: "decibels" },
    height: 360,
    series: curves.map((curve) => ({ name: curve.codec, color: colorOf(curve.codec), dots: 7, isPath: true,
      values: values(curve) })),
    read: (i) => curves.map((curve) => [curve.codec, values(curve)[i]]).filter(([, psnr]) => psnr !== null)
      .map(([codec, psnr]) => `${codec}: ${short(xs[i])} bits, ${decibels(psnr)}`).join("; "),
    legend: curves.map(({ codec }) => ({ name: codec, color: colorOf(codec) })),
  });
}

function addQuality() {
  const lossy = images.filter((image) => image.measured.some(({ psnr }) => psnr));
  byId("quality").hidden = lossy.length === 0;
  if (lossy.length === 0) return;
  const place = element("div");
  const show = (shown) => place.replaceChildren(qualityPlot(shown));
  const whole = lossy.filter((image) => targets.every((target) => image.measured.filter((one) => one.target === target)
    .every(({ psnr, failure }) => failure || psnr !== null || !lossyTarget(target))));
  const picker = element("select", { "aria-label": "Pictures", onchange: (event) =>
    show(event.target.value === "all" ? whole : [images[Number(event.target.value)]]) },
  element("option", { value: "all" }, "mean of all"),
  ...lossy.map((image) => element("option", { value: images.indexOf(image) }, lastPart(image.input))));
  byId("quality").append(element("div", { class: "controls" }, picker), place);
  show(whole);
}

const lossyTarget = (target) => of(target).some(({ psnr }) => psnr !== null);

// ---- speed ----

function speeds(title, target, key) {
  const shown = of(target);
  const most = Math.log1p(Math.max(...shown.map((summary) => summary[key])));
  const bar = (summary) => element("i", { style: `width: ${(100 * Math.log1p(summary[key])) / most}%; ` +
    `background: var(--${colorOf(summary.codec)})` });
  return element("div", { class: "panel" }, element("h3", { style: "margin-top: 0" }, title),
    element("div", { class: "speeds" }, ...shown.flatMap((summary) => [
      element("span", {}, summary.codec), bar(summary), element("span", {}, short(summary[key]))])));
}

function addSpeed() {
  byId("timing").textContent = `Megapixels a second, on a logarithmic scale. ${data.timing}`;
  for (const target of targets) {
    byId("speed").append(element("h3", {}, target), element("div", { class: "pair" },
      speeds("writing", target, "encode_megapixels_per_second"),
      speeds("reading", target, "decode_megapixels_per_second")));
  }
}

// ---- codecs ----

function addCodecs() {
  const words = (text) => element("td", { class: "words" }, text);
  byId("codecs").append(table(["codec", "version", "settings"], codecs.map(({ codec, version }) => [
    element("td", {}, dot(codec), codec), version,
    words([...new Set(summaries.filter((one) => one.codec === codec).map(({ settings }) => settings))].join("; "))])));
  const say = (words, names) => names.length > 0 &&
    byId("codecs").append(element("p", {}, `${words}: ${names.map(lastPart).join(", ")}.`));
  say("Not on this machine", data.missing);
  say("Skipped, for they could not be read", data.skipped);
}

document.title = "Compression measured: kmc bench";
byId("summary").textContent = `${plural(images.length, "picture")}, ${targets.join(", ")}`;
addThemeButton(byId("head"));
addTables();
addRatios();
addQuality();
addSpeed();
addCodecs();
addFooter(byId("foot"), data.program, true);
document.documentElement.dataset.ready = "";
