// A .kmc file that is chosen or dropped is shown; any other picture becomes one.
const SIGNATURE = [0x8b, 0x4b, 0x4d, 0x43];
const SWATCHES = 256;
const TINY = 160; // pixels: smaller pictures are shown larger, with sharp edges

const $ = (id) => document.getElementById(id);
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const waiting = new Map();
let calls = 0;
let picture = null; // {name, bytes, image}: what is to be encoded
let turn = 0; // of what was asked last; answers to older turns come too late

worker.onmessage = ({ data: { number, answer, error } }) => {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  if (error === undefined) resolve(answer);
  else reject(new Error(error));
};
worker.onerror = (event) => fail(event.message ?? "the worker did not start");

function ask(call, given) {
  return new Promise((resolve, reject) => {
    waiting.set(++calls, { resolve, reject });
    worker.postMessage({ number: calls, call, given });
  });
}

async function open(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isKmc = SIGNATURE.every((byte, i) => bytes[i] === byte);
  picture = null;
  await take(`Reading ${file.name}`, async (isLate) => {
    if (isKmc) {
      const image = await ask("decode", { bytes });
      if (isLate()) return;
      hideOriginal();
      show(isLate, file.name, image, bytes.length);
      $("save-kmc").hidden = true;
    } else {
      const image = await pixelsOf(file);
      if (isLate()) return;
      picture = { name: file.name, bytes: bytes.length, image };
      showOriginal(file, image);
    }
  });
  if (picture) await encode();
}

async function pixelsOf(file) {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: "none" }).catch(() => {
    throw new Error("this is no picture that the browser knows");
  });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { data, width, height };
}

async function encode() {
  const { name, bytes: originalBytes, image } = picture;
  const options = { colors: Number($("colors").value), dither: $("dither").value,
    coding: $("smallest").checked ? "max" : "auto" };
  await take(`Finding ${options.colors} colours`, async (isLate) => {
    const bytes = await ask("encode", { image, options });
    const decoded = await ask("decode", { bytes });
    if (isLate()) return;
    const kmcName = name.replace(/\.[^.]*$/, "") + ".kmc";
    show(isLate, kmcName, decoded, bytes.length, originalBytes);
    offer($("save-kmc"), kmcName, new Blob([bytes], { type: "image/x-kmc" }));
  });
}

// One thing that takes its time. What goes wrong is told, and what was shown before goes away.
async function take(status, work) {
  const mine = ++turn;
  $("status").textContent = `${status} ...`;
  $("error").hidden = true;
  try {
    await work(() => mine !== turn);
  } catch (error) {
    if (mine === turn) fail(error.message);
  }
  if (mine === turn) $("status").textContent = "";
}

function fail(message) {
  picture = null;
  $("options").hidden = true;
  $("result").hidden = true;
  $("error").textContent = message[0].toUpperCase() + message.slice(1) + ".";
  $("error").hidden = false;
}

// ---- what is seen ----

function show(isLate, name, image, bytes, originalBytes) {
  const canvas = $("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").putImageData(new ImageData(image.pixels, image.width, image.height), 0, 0);
  enlarge(canvas, image);
  const share = originalBytes ? `, ${percent(bytes / originalBytes)} of the original` : "";
  $("caption").textContent = `${name}: ${image.width} × ${image.height} pixels, ${plural(image.colors, "colour")}, ` +
    `${plural(bytes, "byte")}${share}`;
  showPalette(image);
  $("save-png").hidden = true;
  canvas.toBlob((blob) => {
    if (blob && !isLate()) offer($("save-png"), name.replace(/\.kmc$/, "") + ".png", blob);
  });
  $("result").hidden = false;
}

function showOriginal(file, image) {
  const img = $("original");
  URL.revokeObjectURL(img.src);
  img.src = URL.createObjectURL(file);
  enlarge(img, image);
  $("original-caption").textContent = `${file.name}: ${plural(file.size, "byte")}`;
  $("source").hidden = false;
  $("options").hidden = false;
}

function hideOriginal() {
  $("source").hidden = true;
  $("options").hidden = true;
}

function enlarge(element, { width, height }) {
  const times = Math.max(1, Math.floor((2 * TINY) / Math.max(width, height)));
  element.classList.toggle("tiny", times > 1);
  element.style.width = times > 1 ? `${times * width}px` : "";
}

function showPalette({ palette, colors }) {
  const shown = Math.min(colors, SWATCHES);
  const entries = Array.from({ length: shown }, (_, i) => Array.from(palette.subarray(4 * i, 4 * i + 4)));
  const brightness = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b;
  $("palette").setAttribute("aria-label", `Palette of ${plural(colors, "colour")}`);
  $("palette").replaceChildren(...entries.sort((p, q) => brightness(p) - brightness(q)).map(([r, g, b, a]) => {
    const swatch = document.createElement("span");
    swatch.style.background = `rgb(${r} ${g} ${b} / ${a / 255})`;
    swatch.title = `${r}, ${g}, ${b}${a < 255 ? `, alpha ${a}` : ""}`;
    return swatch;
  }));
}

function offer(link, name, blob) {
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.hidden = false;
}

function plural(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

function percent(share) {
  return `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 2 })} %`;
}

// ---- what is done ----

$("choose").onclick = () => $("file").click();
$("file").onchange = () => {
  if ($("file").files.length > 0) open($("file").files[0]);
  $("file").value = "";
};
$("options").onchange = () => encode();
$("options").onsubmit = (event) => event.preventDefault();

// Anywhere on the page, so that a file that misses the frame does not replace the page.
document.ondragover = (event) => {
  event.preventDefault();
  $("drop").classList.add("over");
};
document.ondragleave = (event) => {
  if (!event.relatedTarget) $("drop").classList.remove("over");
};
document.ondrop = (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  if (event.dataTransfer.files.length > 0) open(event.dataTransfer.files[0]);
};
document.documentElement.dataset.ready = "";
