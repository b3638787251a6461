// The page of kmcgallery in headless Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { before } from "node:test";
import { KMCENC, KMCGALLERY, PICTURE, TMPDIR, looksRight, opened, run } from "./pages.mjs";

const FILE = join(TMPDIR, "gallery.html");

before(() => {
  for (const [k, name] of [["30", "a.kmc"], ["2", "b.kmc"]]) {
    run(KMCENC, "-q", "-f", "-k", k, PICTURE, "-o", join(TMPDIR, name));
  }
  run(KMCGALLERY, "-q", "-f", TMPDIR, "-o", FILE);
});

const names = (page) => page.value("Array.from(document.querySelectorAll('.card b'), (name) => name.textContent)");

test("it opens without a complaint, on every screen, dark and light", () => looksRight(FILE, "gallery"));

test("pictures are sorted as is wished", async () => {
  const page = await opened(FILE);
  assert.deepEqual(await names(page), ["a.kmc", "b.kmc", "picture.png"]);
  for (const order of [1, 2, 3]) {
    await page.value(`document.querySelectorAll(".choices label")[${order}].click()`);
    assert.deepEqual(await names(page), ["b.kmc", "a.kmc", "picture.png"]);
  }
});

test("a picture opens large, the next one follows, and Escape closes it", async () => {
  const page = await opened(FILE);
  const shown = () => page.value(`document.querySelector("dialog").open &&
    document.querySelector("dialog b").textContent`);
  await page.click(".card");
  assert.equal(await shown(), "a.kmc");
  await page.press("ArrowRight");
  assert.equal(await shown(), "b.kmc");
  await page.press("ArrowLeft");
  await page.press("ArrowLeft");
  assert.equal(await shown(), "picture.png");
  await page.press("Escape");
  assert.equal(await shown(), false);
});
