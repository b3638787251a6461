// The page in headless Chromium: what a person sees and does. Screenshots go to the folder that tests work in.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { Chromium } from "../../../tests/pages/chromium.mjs";
import { CHROMIUM, PACKAGE, WORK, photo, vectorFile, vectors } from "./settings.mjs";

const { load } = await import(join(PACKAGE, "kmc.js"));
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740, touch: true };

let server, browser, address;
const picture = join(tmpdir(), "photo.kmc"); // 40 colours
const cut = join(tmpdir(), "cut.kmc");

before(async () => {
  const bytes = (await load()).encode(photo(420, 300), { colors: 40 });
  writeFileSync(picture, bytes);
  writeFileSync(cut, bytes.subarray(0, bytes.length - 100));
  server = spawn(process.execPath, [join(PACKAGE, "serve.js"), "0"], { stdio: ["ignore", "pipe", "inherit"] });
  address = String((await once(server.stdout, "data"))[0]).trim();
  browser = new Chromium(CHROMIUM);
});

after(async () => {
  server?.kill();
  await browser?.close();
});

async function opened(screen = DESKTOP) {
  const page = await browser.open(address, screen);
  await page.until("'ready' in document.documentElement.dataset");
  return page;
}

async function choose(page, file) {
  const { root } = await page.send("DOM.getDocument");
  const { nodeId } = await page.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#file" });
  await page.send("DOM.setFileInputFiles", { files: [file], nodeId });
}

// The page's own picture as a file of a type that the browser writes, dropped where a hand would drop it.
function drop(page, name, type, { width, height } = { width: 320, height: 200 }) {
  return page.value(`(async () => {
    const canvas = new OffscreenCanvas(${width}, ${height});
    const context = canvas.getContext("2d");
    const sky = context.createLinearGradient(0, 0, ${width}, ${height});
    for (const [at, color] of [[0, "navy"], [0.5, "tomato"], [1, "gold"]]) sky.addColorStop(at, color);
    context.fillStyle = sky;
    context.fillRect(0, 0, ${width}, ${height});
    const blob = await canvas.convertToBlob({ type: ${JSON.stringify(type)} });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([blob], ${JSON.stringify(name)}, { type: blob.type }));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
  })()`);
}

async function download(page, link, name) {
  const folder = mkdtempSync(join(tmpdir(), "download-"));
  await browser.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, eventsEnabled: true });
  const begun = browser.event("Browser.downloadWillBegin");
  const ended = browser.event("Browser.downloadProgress", undefined, ({ state }) => state === "completed");
  await page.value(`document.getElementById("${link}").click()`);
  assert.equal((await begun).suggestedFilename, name);
  await ended;
  return readFileSync(join(folder, name));
}

const shown = (page) => page.until(`!document.getElementById("result").hidden &&
  !document.getElementById("save-png").hidden && !document.getElementById("status").textContent`);
const text = (page, id) => page.value(`document.getElementById("${id}").textContent`);
const bytesIn = (caption) => Number(/, ([\d,]+) bytes/.exec(caption)[1].replaceAll(",", ""));

for (const simd of [false, true]) {
  test(`valid vectors decode to the right pixels in the browser, ${simd ? "with" : "without"} SIMD`, async () => {
    const page = await opened();
    const names = vectors("valid");
    const files = names.map(({ name }) => readFileSync(vectorFile("valid", name)).toString("base64"));
    const digests = await page.value(`(async () => {
      const { hasSimd, load } = await import("/kmc.js");
      const kmc = await load({ simd: ${simd} });
      const digests = [hasSimd()];
      for (const file of ${JSON.stringify(files)}) {
        const { pixels } = kmc.decode(Uint8Array.from(atob(file), (byte) => byte.charCodeAt(0)));
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", pixels));
        digests.push(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
      }
      return digests;
    })()`);
    assert.deepEqual(digests, [true, ...names.map(({ pixels }) => pixels)]);
  });
}

test("a .kmc file is shown with its palette, pixel for pixel", async () => {
  const page = await opened();
  await choose(page, picture);
  await shown(page);
  const { pixels } = (await load()).decode(readFileSync(picture));
  const digest = await page.value(`(async () => {
    const canvas = document.getElementById("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
  })()`);
  assert.deepEqual(Buffer.from(digest), createHash("sha256").update(pixels).digest());
  assert.match(await text(page, "caption"), /^photo\.kmc: 420 × 300 pixels, 40 colours, [\d,]+ bytes$/);
  assert.equal(await page.value("document.querySelectorAll('#palette span').length"), 40);
  assert.equal(await page.value("document.getElementById('save-kmc').hidden"), true);
  await page.screenshot(join(WORK, "desktop-kmc.png"));
});

test("a cut file gives the library's sentence, and the next file is shown again", async () => {
  const page = await opened();
  await choose(page, cut);
  await page.until("!document.getElementById('error').hidden");
  assert.equal(await text(page, "error"), "The file ends before the image does.");
  assert.equal(await page.value("document.getElementById('result').hidden"), true);
  await page.screenshot(join(WORK, "desktop-error.png"));
  await choose(page, picture);
  await shown(page);
  assert.equal(await page.value("document.getElementById('error').hidden"), true);
});

test("what is no picture at all is said to be none", async () => {
  const page = await opened();
  await page.value(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["words"], "words.png"));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
  })()`);
  await page.until("!document.getElementById('error').hidden");
  assert.equal(await text(page, "error"), "This is no picture that the browser knows.");
});

for (const [name, type] of [["hill.png", "image/png"], ["hill.jpg", "image/jpeg"]]) {
  test(`a dropped ${name} becomes a .kmc file of as many colours as are chosen`, async () => {
    const page = await opened();
    await drop(page, name, type);
    await shown(page);
    const first = await text(page, "caption");
    assert.match(first, /^hill\.kmc: 320 × 200 pixels, 16 colours, [\d,]+ bytes, [\d.,]+ % of the original$/);
    await page.value(`(() => {
      document.getElementById("colors").value = "4";
      document.getElementById("options").dispatchEvent(new Event("change"));
    })()`);
    await page.until("document.getElementById('caption').textContent.includes(' 4 colours')");
    await shown(page);
    const second = await text(page, "caption");
    assert.ok(bytesIn(second) < bytesIn(first));
    const saved = await download(page, "save-kmc", "hill.kmc");
    assert.equal(saved.length, bytesIn(second));
    assert.equal((await load()).info(saved).colors, 4);
    const png = await download(page, "save-png", "hill.png");
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    await page.screenshot(join(WORK, `desktop-${type.slice(6)}.png`));
  });
}

test("dithering and the smallest coding are as chosen", async () => {
  const page = await opened();
  await drop(page, "a.png", "image/png");
  await shown(page);
  const plain = bytesIn(await text(page, "caption"));
  const change = async (script) => {
    const before = await text(page, "caption");
    await page.value(`(() => { ${script}; document.getElementById("options").dispatchEvent(new Event("change")); })()`);
    await page.until(`document.getElementById("caption").textContent !== ${JSON.stringify(before)}`);
    return bytesIn(await text(page, "caption"));
  };
  assert.ok(await change("document.getElementById('smallest').checked = true") < plain);
  assert.ok(await change("document.getElementById('dither').value = 'ordered'") > plain);
});

test("the keyboard suffices", async () => {
  const page = await opened();
  await page.send("Page.setInterceptFileChooserDialog", { enabled: true });
  await page.press("Tab");
  assert.equal(await page.value("document.activeElement.id"), "choose");
  assert.notEqual(await page.value("getComputedStyle(document.activeElement).outlineStyle"), "none");
  const asked = browser.event("Page.fileChooserOpened", page.session);
  await page.press("Enter");
  await asked;
  await drop(page, "a.png", "image/png");
  await shown(page);
  const stations = [];
  for (let i = 0; i < 5; ++i) {
    await page.press("Tab");
    stations.push(await page.value("document.activeElement.id"));
  }
  assert.deepEqual(stations, ["colors", "dither", "smallest", "save-kmc", "save-png"]);
});

test("answers that come too late are not shown", async () => {
  const page = await opened();
  await drop(page, "large.png", "image/png", { width: 1500, height: 1500 });
  await page.until("document.getElementById('status').textContent.startsWith('Finding')");
  await choose(page, picture);
  await page.until("document.getElementById('caption').textContent.startsWith('photo.kmc')");
  await shown(page);
  await page.value("new Promise((resolve) => setTimeout(resolve, 300))");
  assert.match(await text(page, "caption"), /^photo\.kmc/);
});

test("a phone shows it all without scrolling sideways", async () => {
  const page = await opened(PHONE);
  await page.screenshot(join(WORK, "phone-empty.png"));
  const name = "a-picture-with-a-rather-long-name-for-a-small-screen.jpg";
  await drop(page, name, "image/jpeg", { width: 900, height: 600 });
  await shown(page);
  assert.ok(await page.value("document.documentElement.scrollWidth <= innerWidth"));
  await page.screenshot(join(WORK, "phone-jpeg.png"));
});

test("dark is dark and light is light", async () => {
  const brightness = async (page) => page.value(`getComputedStyle(document.body).backgroundColor.match(/\\d+/g)
    .slice(0, 3).reduce((sum, sample) => sum + Number(sample), 0)`);
  const light = await opened();
  const dark = await opened({ ...DESKTOP, dark: true });
  assert.ok(await brightness(light) > 600 && await brightness(dark) < 150);
  await drop(dark, "hill.png", "image/png");
  await shown(dark);
  await dark.screenshot(join(WORK, "desktop-dark.png"));
});
