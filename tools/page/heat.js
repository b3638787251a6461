// Bits per pixel as colours over the picture.
import { enlarge } from "./comparison.js";
import { unpacked } from "./data.js";
import { element, fixed } from "./page.js";

// From cool and dark to hot and bright; brightness rises all the way, so that it reads without hues too.
const RAMP = [[12, 10, 36], [58, 20, 98], [126, 37, 104], [190, 56, 84], [236, 98, 52], [251, 165, 45],
  [252, 246, 178]];

function rampAt(part) {
  const at = Math.min(1, Math.max(0, part)) * (RAMP.length - 1);
  const i = Math.min(RAMP.length - 2, Math.floor(at));
  return RAMP[i].map((sample, c) => Math.round(sample + (RAMP[i + 1][c] - sample) * (at - i)));
}

// Hardly any pixel costs more than that.
function quantile(values, part) {
  const counts = new Uint32Array(256);
  for (const value of values) ++counts[value];
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= part * values.length);
}

export async function heatMap({ original, shown, bits }) {
  const values = await unpacked(bits.values);
  const top = Math.max(1, quantile(values, 0.995));
  const canvas = element("canvas", { width: shown.width, height: shown.height, role: "img",
    "aria-label": "Bits per pixel over the picture" });
  const image = new ImageData(shown.width, shown.height);
  const colors = Array.from({ length: 256 }, (_, value) => rampAt(value / top));
  values.forEach((value, i) => image.data.set([...colors[value], 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
  canvas.style.opacity = "0.85";

  const stage = element("div", { class: "picture stage" }, element("img", { src: original, alt: "" }), canvas);
  enlarge(stage, shown);
  const reading = element("span", { class: "reading" });
  stage.addEventListener("pointermove", (event) => {
    const { left, top: upper, width, height } = canvas.getBoundingClientRect();
    const x = Math.min(shown.width - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * shown.width)));
    const y = Math.min(shown.height - 1, Math.max(0, Math.floor(((event.clientY - upper) / height) * shown.height)));
    const value = values[y * shown.width + x] / bits.scale;
    reading.textContent = `${fixed(value, 1)} bits at ${x * shown.step}, ${y * shown.step}`;
  });
  stage.addEventListener("pointerleave", () => (reading.textContent = ""));
  const strength = element("input", { type: "range", min: "0", max: "100", value: "85",
    "aria-label": "Strength of the heat map", oninput: (event) => (canvas.style.opacity = event.target.value / 100) });
  const stops = RAMP.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(", ");
  return element("figure", {},
    element("div", { class: "controls" }, element("label", {}, "picture", strength, "bits")),
    stage,
    element("figcaption", { class: "ramp" }, "0",
      element("i", { style: `background: linear-gradient(90deg, ${stops})` }),
      `${fixed(top / bits.scale, 1)} bits`, reading));
}
