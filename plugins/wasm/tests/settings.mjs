// Where things are, by the environment that tests/run sets.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const { CHECKOUT, PACKAGE, WORK, CHROMIUM, KMCENC } = process.env;

export const vectorFile = (kind, name) => join(CHECKOUT, "spec", "vectors", kind, `${name}.kmc`);

export function vectors(kind) {
  const manifest = join(CHECKOUT, "spec", "vectors", kind, "manifest.tsv");
  const [head, ...lines] = readFileSync(manifest, "utf8").trim().split("\n");
  const names = head.split("\t");
  return lines.map((line) => Object.fromEntries(line.split("\t").map((field, i) => [names[i], field])));
}

// Gradients with grain: many colours. Like the picture of an image file, {data, width, height}.
export function photo(width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  let random = 1;
  for (let i = 0; i < width * height; ++i) {
    const x = i % width;
    const y = (i - x) / width;
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    const grain = random >>> 28;
    data.set([(x * 255) / width + grain, (y * 255) / height + grain, (x + y) % 256, 255], 4 * i);
  }
  return { data, width, height };
}
