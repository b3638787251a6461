// The page of kmcgallery.
import "./gallery.css";
import { data } from "./data.js";
import { addFooter } from "./licence.js";
import { addThemeButton, byId, choices, count, decibels, element, fixed, hexOf, plural } from "./page.js";
import { byBrightness } from "./palette.js";

const ORDERS = [
  ["Name", (p, q) => p.name.localeCompare(q.name, "en", { numeric: true })],
  ["Bytes", (p, q) => p.bytes - q.bytes],
  ["Colours", (p, q) => p.colors - q.colors],
  ["Bits per pixel", (p, q) => bitsOf(p) - bitsOf(q)],
];
const TINY = 240; // pictures below this are shown with sharp pixels, larger if they are very small
const bitsOf = ({ bytes, width, height }) => (8 * bytes) / (width * height);
const lastPart = (path) => path.replace(/^.*\//, "");
let shown = [...data.pictures];
let at = 0; // of the picture that is shown large

function factsOf({ width, height, colors, bytes, input_bytes: input, psnr }) {
  return [`${count(width)} × ${count(height)}`, plural(colors, "colour"), `${count(bytes)} bytes`,
    ...(input ? [`${fixed(input / bytes, 2)} : 1`, decibels(psnr)] : [])];
}

function imageOf({ picture, name, width, height }, side) {
  const larger = Math.max(width, height);
  const times = larger < TINY ? Math.max(1, Math.floor(side / larger)) : 1;
  return element("img", { src: picture, alt: lastPart(name), decoding: "async",
    class: larger < TINY ? "tiny picture" : "picture",
    style: times > 1 ? `width: ${times * width}px` : "" });
}

function strip(palette) {
  return element("span", { class: "strip picture" }, ...byBrightness(palette).map((color) =>
    element("i", { style: `background: ${hexOf(color)}` })));
}

function card(picture, i) {
  return element("li", {}, element("button", { type: "button", class: "card", onclick: () => open(i) },
    element("span", { class: "frame" }, imageOf(picture, 160)), strip(picture.palette),
    element("b", {}, lastPart(picture.name)), element("small", {}, factsOf(picture).join(" · "))));
}

// The dialog's buttons stay, and keep the focus, while pictures come and go.
const large = { place: element("div"), words: element("span") };

function fillDialog() {
  const button = (text, label, onclick) => element("button", { type: "button", "aria-label": label, onclick }, text);
  byId("large").append(large.place, element("div", { class: "controls" }, large.words,
    button("‹", "Previous picture", () => open(at - 1)), button("›", "Next picture", () => open(at + 1)),
    button("Close", "Close", () => byId("large").close())));
}

function open(i) {
  at = (i + shown.length) % shown.length;
  const picture = shown[at];
  large.place.replaceChildren(imageOf(picture, 512));
  large.words.replaceChildren(element("b", {}, lastPart(picture.name)), element("br"),
    element("small", {}, factsOf(picture).join(" · ")));
  if (!byId("large").open) byId("large").showModal();
}

function show(order) {
  shown = [...data.pictures].sort(ORDERS[order][1]);
  byId("pictures").replaceChildren(...shown.map(card));
}

byId("large").addEventListener("keydown", ({ key }) => {
  if (key === "ArrowLeft") open(at - 1);
  if (key === "ArrowRight") open(at + 1);
});
byId("large").addEventListener("click", ({ target }) => target === byId("large") && byId("large").close());

const total = data.pictures.reduce((sum, { bytes }) => sum + bytes, 0);
document.title = `${data.title}: kmc gallery`;
byId("title").textContent = data.title;
byId("summary").textContent = `${plural(data.pictures.length, "picture")} · ${count(total)} bytes`;
addThemeButton(byId("head"));
byId("controls").append("Sorted by", choices("Order", ORDERS.map(([name]) => name), show));
fillDialog();
show(0);
addFooter(byId("foot"), data.program, false);
document.documentElement.dataset.ready = "";
