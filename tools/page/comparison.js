// Original and result over each other: a slider between them, or what differs.
import { choices, element } from "./page.js";

const LARGE = 640; // pictures smaller than this are shown larger, with sharp pixels

export function enlarge(picture, { width, height }) {
  const times = Math.max(1, Math.floor(LARGE / Math.max(width, height)));
  picture.classList.toggle("tiny", times > 1);
  picture.style.width = `${times * width}px`;
  picture.style.aspectRatio = `${width} / ${height}`;
}

async function pixelsOf(image, { width, height }) {
  await image.decode();
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height);
}

export class Comparison {
  #shown;
  #original;
  #result = element("img", { class: "result", alt: "The result" });
  #canvas = element("canvas", { class: "difference", hidden: true, role: "img", "aria-label": "The difference" });
  #handle = element("span", { class: "handle" });
  #slider;
  #gain;
  #gainLabel;
  #turn = 0;
  #isDifference = false;

  constructor({ original, shown }) {
    this.#shown = shown;
    this.#original = element("img", { src: original, alt: "The original" });
    Object.assign(this.#canvas, { width: shown.width, height: shown.height });
    this.#slider = element("input", { type: "range", min: "0", max: "100", step: "0.1", value: "50",
      "aria-label": "How much of the original is seen", oninput: () => this.#slide() });
    this.#gain = element("input", { type: "range", min: "1", max: "16", value: "4", "aria-label": "Amplification",
      oninput: () => this.#drawDifference() });
    const stage = element("div", { class: "picture stage" },
      this.#original, this.#result, this.#canvas, this.#handle, this.#slider);
    enlarge(stage, shown);
    this.#gainLabel = element("label", { hidden: true }, "amplified", this.#gain);
    const modes = choices("View", ["Slider", "Difference"], (i) => this.#show(i === 1));
    this.element = element("figure", {}, element("div", { class: "controls" }, modes, this.#gainLabel), stage);
    this.#slide();
  }

  async show(picture) {
    this.#result.src = picture;
    if (this.#isDifference) await this.#drawDifference();
  }

  #slide() {
    const { value } = this.#slider;
    this.#result.style.clipPath = `inset(0 0 0 ${value}%)`;
    this.#handle.style.left = `${value}%`;
    this.#slider.setAttribute("aria-valuetext", `${Math.round(value)} percent`);
  }

  #show(isDifference) {
    this.#isDifference = isDifference;
    for (const part of [this.#slider, this.#handle]) part.hidden = isDifference;
    for (const part of [this.#canvas, this.#gainLabel]) part.hidden = !isDifference;
    if (isDifference) this.#drawDifference();
  }

  async #drawDifference() {
    const mine = ++this.#turn;
    const [a, b] = await Promise.all([this.#original, this.#result].map((image) => pixelsOf(image, this.#shown)));
    if (mine !== this.#turn) return; // another result came meanwhile
    const gain = Number(this.#gain.value);
    const { data } = a;
    for (let i = 0; i < data.length; i += 4) {
      for (let c = i; c < i + 3; ++c) data[c] = gain * Math.abs(data[c] - b.data[c]);
      data[i + 3] = 255;
    }
    this.#canvas.getContext("2d").putImageData(a, 0, 0);
    this.#gain.setAttribute("aria-valuetext", `${gain} times`);
  }
}
