// The page of kmcenc --report in headless Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { before } from "node:test";
import { KMCENC, PHONE, PICTURE, TMPDIR, colorsIn, looksRight, opened, run } from "./pages.mjs";

const FILE = join(TMPDIR, "report.html");
const STILL = { width: 1280, height: 900, still: true };

before(() => run(KMCENC, "-q", "-f", "-k", "16,3", "--compare-k", "2,64", "--restarts", "20", "--iterations", "6",
  "--init", "random", PICTURE, "-o", join(TMPDIR, "picture.kmc"), "--report", FILE));

const text = (page, selector) => page.value(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const turnOf = (page, i = 0) => page.value(`(({ yaw, pitch, zoom }) => ({ yaw: Number(yaw), pitch: Number(pitch),
  zoom: Number(zoom) }))(document.querySelectorAll(".cloud")[${i}].dataset)`);
const frame = (page) => page.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
const choose = (page, group, label) => page.value(`Array.from(document.querySelectorAll(
  ${JSON.stringify(`${group} .choices label`)})).find((one) => one.textContent === ${JSON.stringify(label)}).click()`);

test("it opens without a complaint, on every screen, dark and light", () => looksRight(FILE, "report"));

test("all plots are there and show something", async () => {
  const page = await opened(FILE, STILL);
  assert.equal(await page.value("document.querySelectorAll('.uplot').length"), 5); // two of each K, and the curve
  for (let i = 1; i <= 2; ++i) {
    assert.ok(await colorsIn(page, `#runs .runs:nth-of-type(${i}) .plot:nth-child(1) canvas`) > 10);
    assert.ok(await colorsIn(page, `#runs .runs:nth-of-type(${i}) .plot:nth-child(2) canvas`) > 10);
  }
  assert.ok(await colorsIn(page, "#how-many canvas") > 10);
  assert.match(await text(page, "#runs .legend"), /best: run \d+, [\d.,]+median: run \d+, [\d.,]+worst: run \d+, /);
});

test("the slider uncovers the original, by mouse and by keys", async () => {
  const page = await opened(FILE, STILL);
  const cut = () => page.value("document.querySelector('.result').style.clipPath");
  const middle = await cut();
  await page.drag(".stage input", 120, 0);
  const right = await cut();
  assert.notEqual(right, middle);
  assert.ok(parseFloat(right.split(" ").at(-1)) > 50);
  await page.value("document.querySelector('.stage input').focus()");
  for (let i = 0; i < 5; ++i) await page.press("ArrowLeft");
  assert.ok(parseFloat((await cut()).split(" ").at(-1)) < parseFloat(right.split(" ").at(-1)));
});

test("the difference is there, and grows with its amplification", async () => {
  const page = await opened(FILE, STILL);
  await choose(page, "#picture", "Difference");
  const brightness = () => page.value(`(() => {
    const canvas = document.querySelector(".difference");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return canvas.hidden ? 0 : data.reduce((sum, sample, i) => sum + (i % 4 < 3 ? sample : 0), 0);
  })()`);
  const valueText = "document.querySelector('#picture label input[type=range]').getAttribute('aria-valuetext')";
  await page.until(valueText);
  const first = await brightness();
  assert.ok(first > 0);
  await page.value(`(() => {
    const gain = document.querySelector("#picture label input[type=range]");
    gain.value = "16";
    gain.dispatchEvent(new Event("input"));
  })()`);
  await page.until(`${valueText} === "16 times"`);
  assert.ok(await brightness() > first);
});

test("another result is shown with its own numbers", async () => {
  const page = await opened(FILE, STILL);
  const before = await text(page, "#picture .facts");
  const picture = await page.value("document.querySelector('.result').src");
  await choose(page, "#picture", "K = 3, worst");
  assert.notEqual(await text(page, "#picture .facts"), before);
  assert.notEqual(await page.value("document.querySelector('.result').src"), picture);
});

test("clouds show the colours and turn together under the mouse", async () => {
  const page = await opened(FILE, STILL);
  await page.middle(".cloud");
  await frame(page);
  assert.ok(await colorsIn(page, ".cloud") > 1000);
  const before = await turnOf(page);
  await page.drag(".cloud", 140, 70);
  await frame(page);
  const turned = await turnOf(page);
  assert.ok(Math.abs(turned.yaw - before.yaw - 1) < 0.1, JSON.stringify([before, turned]));
  assert.ok(turned.pitch > before.pitch);
  assert.deepEqual(await turnOf(page, 1), turned);
});

test("clouds turn by keys, zoom and come back", async () => {
  const page = await opened(FILE, STILL);
  await page.value("document.querySelector('.cloud').focus()");
  await frame(page);
  const before = await turnOf(page);
  await page.press("ArrowRight");
  await page.press("ArrowUp");
  await page.press("+");
  await frame(page);
  const turned = await turnOf(page);
  assert.ok(turned.yaw > before.yaw && turned.pitch < before.pitch && turned.zoom > before.zoom);
  await page.press("0");
  await frame(page);
  assert.deepEqual(await turnOf(page), before);
});

test("clouds turn under a finger", async () => {
  const page = await opened(FILE, { ...PHONE, still: true });
  const { x, y } = await page.middle(".cloud");
  const before = await turnOf(page);
  await page.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  for (const right of [30, 60, 90]) {
    await page.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: x + right, y }] });
  }
  await page.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await frame(page);
  assert.ok((await turnOf(page)).yaw > before.yaw);
});

test("clouds greet by a turn, unless less motion is wanted", async () => {
  const frames = (page) => page.value("Number(document.querySelector('.cloud').dataset.frames)");
  const still = await opened(FILE, STILL);
  await still.middle(".cloud");
  await frame(still);
  const begin = await turnOf(still);
  await still.value("new Promise((done) => setTimeout(done, 400))");
  assert.deepEqual(await turnOf(still), begin);
  const moving = await opened(FILE);
  const first = await frames(moving);
  await moving.middle(".cloud");
  await moving.until(`Number(document.querySelector(".cloud").dataset.frames) > ${first + 3}`);
});

test("codes of colours are copied", async () => {
  const page = await opened(FILE, STILL);
  const hex = await text(page, "#palettes .code");
  assert.match(hex, /^#[0-9a-f]{6}$/);
  await page.click("#palettes .code");
  await page.until("document.getElementById('status').textContent");
  assert.equal(await text(page, "#status"), `Copied ${hex}`);
  assert.equal(await page.value("document.querySelectorAll('#palettes .palette:nth-child(1) .swatch').length"), 16);
});

test("the heat map covers the picture and tells bits where the pointer is", async () => {
  const page = await opened(FILE, STILL);
  assert.ok(await colorsIn(page, "#file canvas") > 20);
  const { x, y } = await page.middle("#file .stage");
  await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  await page.until("document.querySelector('.reading').textContent");
  assert.match(await text(page, ".reading"), /^\d+\.\d bits at \d+, \d+$/);
});

test("the theme can be switched", async () => {
  const page = await opened(FILE, STILL);
  const color = () => page.value("getComputedStyle(document.body).backgroundColor");
  const before = await color();
  await page.click(".theme");
  assert.notEqual(await color(), before);
  await page.click(".theme");
  assert.equal(await color(), before);
});

test("every control is reached by the tab key", async () => {
  const page = await opened(FILE, STILL);
  const reached = [];
  for (let i = 0; i < 24; ++i) {
    await page.press("Tab");
    reached.push(await page.value(`(({ tagName, className, type }) =>
      className || type || tagName)(document.activeElement)`));
  }
  for (const wanted of ["theme", "A", "radio", "range", "cloud", "code"]) assert.ok(reached.includes(wanted), wanted);
});
