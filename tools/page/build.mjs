// Bundles each page into one HTML file and all of them into a C++ source.
// usage: build.mjs MODULES OUT.cc      MODULES is the node_modules folder that npm filled
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGES = ["report", "bench", "gallery"];
const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2);
const { build } = createRequire(join(modules, "here.js"))("esbuild");

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome95", "firefox113", "safari16.4"],
    legalComments: "none", // the pages name what is in them; see page.js
    nodePaths: [modules],
    loader: { "": "text" }, // a licence
    outdir: "unused",
    write: false,
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "";
  return { script: textOf(".js"), style: textOf(".css") };
}

// A page before and behind its data.
async function halves(name) {
  const { script, style } = await bundled(`${name}.js`);
  const read = (file) => readFileSync(join(here, file), "utf8");
  const page = read("page.html")
    .replace("<!--body-->", () => read(`${name}.html`).trim())
    .replace("/*style*/", () => style)
    .replace("/*script*/", () => script.replaceAll("</script", "<\\/script"));
  return page.split("/*data*/");
}

// Literals are joined of pieces, since compilers need not take very long ones.
function literal(text) {
  const pieces = text.match(/[^]{1,8000}/g).map((piece) => `R"kmc_page(${piece})kmc_page"`);
  return pieces.join("\n");
}

const lines = ['#include "tools/page/page_template.h"', "", "namespace kmc::tools {", ""];
for (const name of PAGES) {
  const [before, behind] = await halves(name);
  const constant = `k${name[0].toUpperCase()}${name.slice(1)}Page`;
  lines.push(`const PageTemplate ${constant} = {`, literal(before), ",", literal(behind), "};", "");
}
lines.push("}  // namespace kmc::tools", "");
writeFileSync(out, lines.join("\n"));
