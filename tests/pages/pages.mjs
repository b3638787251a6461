// What the tests of the pages share: making a page with a tool, and opening it on screens of several kinds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before } from "node:test";
import { Chromium } from "./chromium.mjs";

export const { WORK, TMPDIR, CHROMIUM, KMCENC, KMCBENCH, KMCGALLERY } = process.env;
export const PICTURE = join(TMPDIR, "picture.png");
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740, touch: true };

export function run(tool, ...options) {
  const { status, stderr } = spawnSync(tool, options, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

let browser;
before(() => (browser = new Chromium(CHROMIUM)));
after(() => browser?.close());

export async function opened(file, screen = DESKTOP) {
  const page = await browser.open(`file://${file}`, screen);
  await page.until("'ready' in document.documentElement.dataset");
  return page;
}

// As one sees it: light or dark, and no wider than the screen; with a screenshot of it.
export async function looksRight(file, name) {
  for (const [screen, kind] of [[DESKTOP, "desktop"], [PHONE, "phone"]]) {
    for (const dark of [false, true]) {
      const page = await opened(file, { ...screen, dark, still: true });
      assert.ok(await page.value("document.documentElement.scrollWidth <= innerWidth"), `${kind} scrolls sideways`);
      const brightness = await page.value(`getComputedStyle(document.body).backgroundColor.match(/\\d+/g)
        .slice(0, 3).reduce((sum, sample) => sum + Number(sample), 0)`);
      assert.ok(dark ? brightness < 150 : brightness > 600);
      await page.value("Promise.all(Array.from(document.images, (image) => image.decode()))");
      await page.screenshot(join(WORK, `${name}-${kind}-${dark ? "dark" : "light"}.png`));
      assert.deepEqual(page.problems, []);
    }
  }
}

// How many different colours a canvas shows: an empty one shows one.
export const colorsIn = (page, selector) => page.value(`(() => {
  const canvas = document.querySelector(${JSON.stringify(selector)});
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  copy.getContext("2d").drawImage(canvas, 0, 0);
  const { data } = copy.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()`);
