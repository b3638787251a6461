// Plots by uPlot in the colours of the page, as wide as their place.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { element, onTheme, short, themeColor } from "./page.js";

const FONT = "13px system-ui, sans-serif";

// Steps between the ticks of an axis of whole numbers.
const WHOLE = [1, 10, 100, 1000, 10000].flatMap((power) => [power, 2 * power, 5 * power]);

function axis(label, values, size, isWhole) {
  return {
    label, values, size, ...(isWhole && { incrs: WHOLE }), font: FONT, labelFont: FONT, labelSize: 22, gap: 4,
    stroke: () => themeColor("faint"),
    grid: { stroke: () => themeColor("grid"), width: 1 },
    ticks: { show: false },
  };
}

// A line, or dots if `dots` is their size, or both.
function seriesOf({ name, color, width = 2, dots = 0, isPath = false }) {
  const stroke = () => themeColor(color);
  const points = { show: true, size: dots, fill: stroke };
  if (isPath) return { label: name, stroke, width: 1, spanGaps: true, points };
  if (!dots) return { label: name, stroke, width, points: { show: false } };
  return { label: name, stroke, paths: () => null, points: { ...points, width: 0 } };
}

// x: {label, values, log, range, format, isWhole}, y the same without values; series:
// [{name, color, values, width, dots, isPath, mark}]. `read(i)` gives the words for the i-th x, where the pointer is.
// Series of one dot may have a `mark`, words that stand beside it.
export function plot({ title, x, y, series, read, height = 280, legend = [] }) {
  const place = element("div");
  const readout = element("p", { class: "readout" });
  const box = element("div", { class: "panel plot" }, element("h3", {}, title), place, readout,
    element("ul", { class: "legend" }, ...legend.map(({ name, color }) => element("li", {},
      element("i", { style: `background: var(--${color})` }), name))));
  const format = ({ format: own = short }) => (_, ticks) => ticks.map((tick) => (tick === null ? "" : own(tick)));
  const scaleOf = ({ log, range }) => ({ time: false, distr: log ? 3 : 1, log: log ?? 10, range });
  const options = {
    width: 320, height,
    scales: { x: scaleOf(x), y: scaleOf(y) },
    axes: [axis(x.label, format(x), 30, x.isWhole), axis(y.label, format(y), 58)],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    series: [{ label: x.label }, ...series.map(seriesOf)],
    hooks: {
      setCursor: [({ cursor: { idx } }) => {
        readout.textContent = idx === null || idx === undefined ? "" : read(idx);
      }],
      draw: [(drawn) => drawMarks(drawn, series)],
    },
  };
  const drawn = new uPlot(options, [x.values, ...series.map(({ values }) => values)], place);
  new ResizeObserver(() => drawn.setSize({ width: Math.max(200, place.clientWidth), height })).observe(place);
  onTheme(() => drawn.redraw(false));
  return box;
}

function drawMarks({ ctx, data, bbox, valToPos }, series) {
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${13 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  series.forEach(({ mark, color, values, dots = 0 }) => {
    if (!mark) return;
    const i = values.findIndex((value) => value !== null);
    const left = valToPos(data[0][i], "x", true);
    const isLeft = left > bbox.left + bbox.width / 2;
    ctx.fillStyle = themeColor(color);
    ctx.textAlign = isLeft ? "right" : "left";
    ctx.strokeStyle = themeColor("raised");
    ctx.lineWidth = 4 * scale;
    ctx.lineJoin = "round";
    const place = [mark, left + (isLeft ? -1 : 1) * (dots / 2 + 5) * scale, valToPos(values[i], "y", true)];
    ctx.strokeText(...place);
    ctx.fillText(...place);
  });
  ctx.restore();
}
