// What all pages share: elements, numbers, colours of the theme, copying.
import "./page.css";

// element("p", {class: "note"}, "text", child)
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);

// ---- numbers ----

export const count = (number) => Math.round(number).toLocaleString("en-GB");
export const plural = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;
export const fixed = (number, digits) =>
  number.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const percent = (share) => `${share >= 0.0995 ? Math.round(100 * share) : fixed(100 * share, 1)} %`;
export const decibels = (psnr) => (psnr === null ? "exact" : `${fixed(psnr, 1)} dB`);
// Four digits or so.
export const short = (number) => number.toLocaleString("en-GB", { maximumSignificantDigits: 4 });

// ---- theme ----

// The theme follows the system until it is chosen here.
export function addThemeButton(parent) {
  const isDark = () => getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const button = element("button", { type: "button", class: "theme", "aria-label": "Switch between dark and light",
    onclick: () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      dispatchEvent(new Event("theme"));
    } }, "◐");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("theme")));
  parent.append(button);
}

export const onTheme = (redraw) => addEventListener("theme", redraw);

// A custom property of page.css as a colour for a canvas.
const probe = element("span", { hidden: true });
export function themeColor(name) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export const wantsLessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---- colours ----

const twoDigits = (sample) => sample.toString(16).padStart(2, "0");
export const hexOf = ([r, g, b, a]) => `#${[r, g, b, ...(a < 255 ? [a] : [])].map(twoDigits).join("")}`;
export const rgbaOf = ([r, g, b, a]) => `rgba(${r}, ${g}, ${b}, ${a === 255 ? 1 : fixed(a / 255, 3)})`;

// ---- copying ----

// The clipboard of pages that were opened as files is closed to scripts in some browsers: there an old way is left.
export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { class: "aside" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  byId("status").textContent = `Copied ${text.length > 40 ? `${text.split("\n").length} colours` : text}`;
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), 900);
}

// ---- choices ----

// A row of buttons of which one is on. Calls `choose` with the number of the one that is picked.
export function choices(name, labels, choose, first = 0) {
  const inputs = labels.map((label, i) => element("label", {},
    element("input", { type: "radio", name, value: i, checked: i === first, onchange: () => choose(i) }), label));
  return element("div", { class: "choices", role: "radiogroup", "aria-label": name }, ...inputs);
}
