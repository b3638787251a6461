// The foot of a page: what made it, and the licence of what is in it.
import licence from "uplot/LICENSE";
import { element } from "./page.js";

export function addFooter(foot, program, hasPlots) {
  foot.append(element("p", {}, `Made by ${program}. This file is whole: it loads nothing and sends nothing.`));
  if (!hasPlots) return;
  foot.append(element("details", {}, element("summary", {}, "Plots by uPlot (MIT licence)"),
    element("pre", {}, licence)));
}
