// The page of kmcbench --html in headless Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { before } from "node:test";
import { KMCBENCH, PICTURE, TMPDIR, colorsIn, looksRight, opened, run } from "./pages.mjs";

const FILE = join(TMPDIR, "bench.html");

before(() => run(KMCBENCH, "-q", "-f", "--peers", "none", "-k", "4,16", PICTURE, "--html", FILE));

test("it opens without a complaint, on every screen, dark and light", () => looksRight(FILE, "bench"));

test("tables have a row for each codec, and plots show something", async () => {
  const page = await opened(FILE);
  assert.equal(await page.value("document.querySelectorAll('#tables tbody tr').length"), 6);
  assert.ok(await colorsIn(page, "#ratios canvas") > 5);
  assert.ok(await colorsIn(page, "#quality canvas") > 5);
  assert.equal(await page.value("document.querySelectorAll('#speed .speeds i').length"), 12);
});

test("the ratios are those of the target that is chosen", async () => {
  const page = await opened(FILE);
  const title = () => page.value("document.querySelector('#ratios h3').textContent");
  assert.match(await title(), /^4 colours/);
  await page.value("document.querySelectorAll('#ratios .choices label')[1].click()");
  assert.match(await title(), /^16 colours/);
});
