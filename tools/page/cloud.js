// Colours as points of the RGB cube, turned by mouse, finger or keys. Points are drawn here, into the memory of a
// canvas with a depth for each pixel: tens of thousands take a few milliseconds, with or without a graphics processor.
import { element, onTheme, themeColor, wantsLessMotion } from "./page.js";

const CENTRE = 127.5;
const EYE = 900; // distance of the eye from the cube's centre, in levels
const MOVING_BUDGET = 8; // milliseconds to draw points in while the cloud turns; at rest all are drawn
const FIRST = { yaw: 2.15, pitch: 0.42, zoom: 1 };
const CORNERS = Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, (i >> 2) & 1].map((bit) => 255 * bit));
const EDGES = CORNERS.flatMap((_, i) => [1, 2, 4].filter((bit) => !(i & bit)).map((bit) => [i, i | bit]));
const AXES = [["red", 1], ["green", 2], ["blue", 4]];

// How clouds are looked at: those of one view turn together.
export class View {
  yaw = FIRST.yaw;
  pitch = FIRST.pitch;
  zoom = FIRST.zoom;
  clouds = [];

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, this.pitch + pitch));
    this.draw(true);
  }

  enlarge(times) {
    this.zoom = Math.max(0.5, Math.min(6, this.zoom * times));
    this.draw(true);
  }

  reset() {
    Object.assign(this, FIRST);
    this.draw(true);
  }

  draw(isMoving = false) {
    for (const cloud of this.clouds) cloud.requestDraw(isMoving);
  }

  // A short turn when the clouds are first seen shows that they are solid.
  greet() {
    if (wantsLessMotion()) return;
    const begin = performance.now();
    let before = 0.9;
    this.yaw -= before;
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - begin) / 1600));
      const left = 0.9 * (1 - part) ** 3;
      this.turn(before - left, 0);
      before = left;
      if (part < 1 && !this.touched) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  // red, green, blue -> right, down, away
  matrix() {
    const [sy, cy, sp, cp] = [Math.sin(this.yaw), Math.cos(this.yaw), Math.sin(this.pitch), Math.cos(this.pitch)];
    return [cy, 0, sy, sy * sp, -cp, -cy * sp, -sy * cp, -sp, cy * cp];
  }
}

// An order in which any beginning is spread over all: steps of the golden ratio.
function spreadOrder(length) {
  const order = new Uint32Array(length);
  let step = Math.max(1, Math.round(length * 0.6180339887));
  const divisor = (a, b) => (b ? divisor(b, a % b) : a);
  while (divisor(step, length) > 1) ++step;
  for (let i = 0, at = 0; i < length; ++i, at = (at + step) % length) order[i] = at;
  return order;
}

export class Cloud {
  #view;
  #canvas;
  #points; // red, green, blue
  #sizes; // 0.. of each, in steps of the logarithm of how many pixels have it
  #colors; // of the points as they are drawn
  #centroids = []; // [red, green, blue, alpha, pixels]
  #order;
  #layer = new OffscreenCanvas(1, 1);
  #image = new ImageData(1, 1);
  #depths = new Float32Array(1);
  #wanted = 0; // 1: drawing was asked for, 2: with all points
  #speed = 20_000; // points a millisecond, as measured
  #rest = 0;

  constructor(view, label, points, sizes, order = spreadOrder(points.length / 3)) {
    this.#view = view;
    this.#points = points;
    this.#colors = points;
    this.#sizes = sizes;
    this.#order = order;
    this.#canvas = element("canvas", { class: "cloud", tabindex: "0", role: "application",
      "aria-roledescription": "3-D scatter",
      "aria-label": `${label}: arrow keys turn, plus and minus zoom, 0 resets` });
    view.clouds.push(this);
    this.#listen();
    onTheme(() => this.requestDraw());
    new ResizeObserver(() => this.requestDraw()).observe(this.#canvas);
  }

  get canvas() {
    return this.#canvas;
  }

  get order() {
    return this.#order;
  }

  // Colours of the points, three bytes each, and what is marked as centroids.
  show(colors, centroids) {
    this.#colors = colors;
    this.#centroids = centroids;
    this.requestDraw();
  }

  requestDraw(isMoving = false) {
    if (!this.#wanted) requestAnimationFrame(() => this.#draw());
    this.#wanted = Math.max(this.#wanted, isMoving ? 1 : 2);
  }

  #listen() {
    const canvas = this.#canvas;
    const pointers = new Map();
    const distance = () => {
      const [a, b] = pointers.values();
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    canvas.addEventListener("pointerdown", (event) => {
      this.#view.touched = true;
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const apart = pointers.size === 2 ? distance() : 0;
      const [x, y] = [event.clientX - last.x, event.clientY - last.y];
      Object.assign(last, { x: event.clientX, y: event.clientY });
      if (pointers.size === 2) this.#view.enlarge(distance() / Math.max(1, apart));
      else this.#view.turn(x / 140, y / 140);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => pointers.delete(event.pointerId));
    }
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return; // else the page scrolls
      event.preventDefault();
      this.#view.enlarge(Math.exp(-event.deltaY / 500));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    const turns = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
    if (turns[event.key]) this.#view.turn(...turns[event.key]);
    else if (event.key === "+" || event.key === "=") this.#view.enlarge(1.15);
    else if (event.key === "-") this.#view.enlarge(1 / 1.15);
    else if (event.key === "0") this.#view.reset();
    else return;
    this.#view.touched = true;
    event.preventDefault();
  }

  #draw() {
    const all = this.#wanted === 2;
    this.#wanted = 0;
    const canvas = this.#canvas;
    const density = Math.min(2, devicePixelRatio);
    const width = Math.max(1, Math.round(canvas.clientWidth * density));
    const height = Math.max(1, Math.round(canvas.clientHeight * density));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const scale = (Math.min(width, height) / 490) * this.#view.zoom;
    const project = this.#projection(width, height, scale);
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    this.#drawEdges(context, project, density, true);
    const count = this.#order.length;
    const shown = all ? count : Math.min(count, Math.round(this.#speed * MOVING_BUDGET));
    const begin = performance.now();
    this.#drawPoints(context, width, height, scale, shown, density);
    this.#speed = Math.max(1000, shown / Math.max(0.5, performance.now() - begin));
    this.#drawEdges(context, project, density, false);
    this.#drawCentroids(context, project, density);
    Object.assign(canvas.dataset, { yaw: this.#view.yaw.toFixed(3), pitch: this.#view.pitch.toFixed(3),
      zoom: this.#view.zoom.toFixed(3), points: shown, frames: Number(canvas.dataset.frames ?? 0) + 1 });
    clearTimeout(this.#rest);
    if (shown < count) this.#rest = setTimeout(() => this.requestDraw(), 150);
  }

  #projection(width, height, scale) {
    const m = this.#view.matrix();
    return ([r, g, b]) => {
      const [x, y, z] = [r - CENTRE, g - CENTRE, b - CENTRE];
      const away = m[6] * x + m[7] * y + m[8] * z;
      const near = (scale * EYE) / (EYE + away);
      return [width / 2 + near * (m[0] * x + m[1] * y + m[2] * z),
        height / 2 + near * (m[3] * x + m[4] * y + m[5] * z), away];
    };
  }

  // The innermost loop of the page: plain numbers and typed arrays.
  #drawPoints(context, width, height, scale, shown, density) {
    if (this.#layer.width !== width || this.#layer.height !== height) {
      Object.assign(this.#layer, { width, height });
      this.#image = new ImageData(width, height);
      this.#depths = new Float32Array(width * height);
    }
    const pixels = new Uint32Array(this.#image.data.buffer).fill(0);
    const depths = this.#depths.fill(Infinity);
    const [points, colors, sizes, order] = [this.#points, this.#colors, this.#sizes, this.#order];
    const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = this.#view.matrix();
    const least = Math.max(1, Math.round(density * Math.min(2.2, 0.9 + 300 / Math.sqrt(order.length)) *
      Math.min(2, Math.sqrt(this.#view.zoom))));
    for (let i = 0; i < shown; ++i) {
      const at = 3 * order[i];
      const r = points[at] - CENTRE;
      const g = points[at + 1] - CENTRE;
      const b = points[at + 2] - CENTRE;
      const away = m6 * r + m7 * g + m8 * b;
      const near = (scale * EYE) / (EYE + away);
      const side = least + (sizes[order[i]] >> 5); // one more for every 16 times as many pixels
      const left = (width / 2 + near * (m0 * r + m1 * g + m2 * b) - side / 2 + 0.5) | 0;
      const top = (height / 2 + near * (m3 * r + m4 * g + m5 * b) - side / 2 + 0.5) | 0;
      if (left < 0 || top < 0 || left + side > width || top + side > height) continue;
      const color = (255 << 24) | (colors[at + 2] << 16) | (colors[at + 1] << 8) | colors[at];
      for (let y = top * width; y < (top + side) * width; y += width) {
        for (let p = y + left; p < y + left + side; ++p) {
          if (away >= depths[p]) continue;
          depths[p] = away;
          pixels[p] = color;
        }
      }
    }
    this.#layer.getContext("2d").putImageData(this.#image, 0, 0);
    context.drawImage(this.#layer, 0, 0);
  }

  // The cube's edges, those at its furthest corner behind the points.
  #drawEdges(context, project, density, isBehind) {
    const corners = CORNERS.map(project);
    const furthest = corners.reduce((best, corner, i) => (corner[2] > corners[best][2] ? i : best), 0);
    context.lineWidth = density;
    context.strokeStyle = themeColor("line");
    context.globalAlpha = isBehind ? 1 : 0.55;
    context.beginPath();
    for (const [a, b] of EDGES) {
      if ((a === furthest || b === furthest) !== isBehind) continue;
      context.moveTo(corners[a][0], corners[a][1]);
      context.lineTo(corners[b][0], corners[b][1]);
    }
    context.stroke();
    context.globalAlpha = 1;
    if (isBehind) return;
    context.font = `${13 * density}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = themeColor("ink");
    context.strokeStyle = themeColor("raised");
    context.lineWidth = 4 * density;
    context.lineJoin = "round";
    for (const [name, corner] of AXES) {
      const [x, y] = project(CORNERS[corner].map((sample) => (sample ? 277 : -8)));
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    }
  }

  #drawCentroids(context, project, density) {
    const pixels = this.#centroids.reduce((sum, [, , , , share]) => sum + share, 0);
    const many = Math.min(1, Math.sqrt(24 / Math.max(1, this.#centroids.length)));
    const placed = this.#centroids.filter(([, , , alpha]) => alpha > 0).map((color) => [color, project(color)]);
    for (const [[r, g, b, , share], [x, y]] of placed.sort((p, q) => q[1][2] - p[1][2])) {
      const radius = density * (3 + many * (3.5 + 11 * Math.sqrt(share / pixels)));
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      context.fill();
      context.lineWidth = density * 3;
      context.strokeStyle = themeColor("ground");
      context.stroke();
      context.lineWidth = density * 1.4;
      context.strokeStyle = themeColor("ink");
      context.stroke();
    }
  }
}
