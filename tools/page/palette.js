// Palettes as bands of their shares and as swatches that can be copied.
import { copy, count, element, hexOf, percent, plural, rgbaOf } from "./page.js";

const SHOWN = 16; // swatches before "all" is asked for
const MOST = 1024; // colours that can be told apart in a band, a list or a cloud

const brightness = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b;
export const byBrightness = (palette) => [...palette].sort((p, q) => brightness(p) - brightness(q));
const byShare = (palette) => [...palette].sort((p, q) => q[4] - p[4]);
// Those that most pixels have.
export const mostOf = (palette) => (palette.length > MOST ? byShare(palette).slice(0, MOST) : palette);
const sharesOf = (palette) => palette.reduce((sum, color) => sum + color[4], 0);

// The width of a colour is its share of the pixels.
export function band(palette, label) {
  const parts = byBrightness(mostOf(palette)).map((color) =>
    element("span", { style: `flex: ${color[4]}; background: ${hexOf(color)}`, title: hexOf(color) }));
  return element("div", { class: "band picture", role: "img", "aria-label": label }, ...parts);
}

function swatch(color, all) {
  const [hex, rgba] = [hexOf(color), rgbaOf(color)];
  const copier = (text) => element("button", { type: "button", class: "code", title: `Copy ${text}`,
    onclick: (event) => copy(text, event.currentTarget) }, text);
  return element("li", { class: "swatch" },
    element("span", { class: "color picture" }, element("i", { style: `background: ${hex}` })),
    element("span", { class: "share" }, percent(color[4] / all)), copier(hex), copier(rgba));
}

export function paletteOf({ palette }, title, caption) {
  const all = sharesOf(palette);
  const sorted = byShare(mostOf(palette));
  const list = element("ol", { class: "swatches" }, ...sorted.slice(0, SHOWN).map((color) => swatch(color, all)));
  const more = element("button", { type: "button", hidden: sorted.length <= SHOWN, onclick: () => {
    list.append(...sorted.slice(SHOWN).map((color) => swatch(color, all)));
    more.remove();
  } }, `Show ${sorted.length < palette.length ? "the first" : "all"} ${count(sorted.length)}`);
  const copyAll = element("button", { type: "button", onclick: (event) =>
    copy(byShare(palette).map(hexOf).join("\n"), event.currentTarget) }, "Copy all");
  return element("article", { class: "panel palette" },
    element("h3", {}, title), element("p", { class: "note" }, caption),
    band(palette, `${title}: ${plural(palette.length, "colour")}`), list,
    element("div", { class: "controls" }, copyAll, more));
}
