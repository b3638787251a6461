// Headless Chromium by the DevTools protocol over a pipe: messages of JSON, each ended by a zero byte.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Chromium {
  #process;
  #profile = mkdtempSync(join(tmpdir(), "chromium-"));
  #waiting = new Map();
  #listeners = new Set();
  #number = 0;
  #unread = "";

  constructor(program) {
    const flags = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${this.#profile}`, "--no-first-run",
      "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
      "--disable-breakpad", "--force-color-profile=srgb", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];
    this.#process = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.#process.stdio[4].setEncoding("utf8").on("data", (data) => this.#read(data));
    this.#process.stdio[3].on("error", () => {}); // told by "exit"
    this.#process.once("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Chromium has ended"));
      this.#waiting.clear();
    });
  }

  #read(data) {
    const messages = (this.#unread + data).split("\0");
    this.#unread = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      for (const listener of this.#listeners) listener(message);
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result);
    }
  }

  // An error if there is no answer within a minute or so.
  send(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      const id = ++this.#number;
      setTimeout(() => reject(new Error(`no answer: ${method} ${params.expression ?? ""}`)), 75_000).unref();
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    });
  }

  listen(sessionId, hear) {
    this.#listeners.add((message) => message.sessionId === sessionId && hear(message));
  }

  event(method, sessionId, isMeant = () => true) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (message.method !== method || message.sessionId !== sessionId || !isMeant(message.params)) return;
        this.#listeners.delete(listener);
        resolve(message.params);
      };
      this.#listeners.add(listener);
    });
  }

  async open(url, { width, height, dark = false, touch = false, still = false }) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.send("Page.enable");
    await page.send("Runtime.enable");
    await page.send("Log.enable");
    await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: touch });
    await page.send("Emulation.setEmulatedMedia",
      { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" },
        { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" }] });
    await page.load(url);
    return page;
  }

  async close() {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, "exit");
      await this.send("Browser.close");
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Page {
  problems = []; // what the browser's console would show in red or yellow

  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
    browser.listen(session, ({ method, params }) => {
      if (method === "Runtime.exceptionThrown") this.problems.push(params.exceptionDetails.exception?.description);
      if (method === "Log.entryAdded" && params.entry.level !== "verbose") this.problems.push(params.entry.text);
      if (method === "Runtime.consoleAPICalled" && ["error", "warning"].includes(params.type)) {
        this.problems.push(params.args.map(({ value }) => value).join(" "));
      }
    });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  // Until all of it is there. The empty page before it is loaded, too, and may say so late.
  async load(url) {
    const done = new Set();
    this.browser.listen(this.session, ({ method, params }) => {
      if (method === "Page.lifecycleEvent" && params.name === "load") done.add(params.loaderId);
    });
    await this.send("Page.setLifecycleEventsEnabled", { enabled: true });
    const { loaderId } = await this.send("Page.navigate", { url });
    while (!done.has(loaderId)) await this.browser.event("Page.lifecycleEvent", this.session);
  }

  // The value of an expression, awaited if it is a promise.
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // An error if that takes a minute.
  async until(expression) {
    return this.value(`new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(${JSON.stringify(`never: ${expression}`)})), 60_000);
      const look = () => (${expression}) ? resolve(true) : setTimeout(look, 20);
      look();
    })`);
  }

  // The middle of the first element that a selector finds, scrolled to.
  async middle(selector) {
    return this.value(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    })()`);
  }

  async click(selector) {
    const { x, y } = await this.middle(selector);
    const mouse = (type) => this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    await mouse("mousePressed");
    await mouse("mouseReleased");
  }

  // Presses the mouse in the middle of an element, moves it so far, and lets go.
  async drag(selector, right, down) {
    const { x, y } = await this.middle(selector);
    const mouse = (type, part) => this.send("Input.dispatchMouseEvent",
      { type, x: x + part * right, y: y + part * down, button: "left", buttons: 1, clickCount: 1 });
    await mouse("mousePressed", 0);
    for (const part of [0.25, 0.5, 0.75, 1]) await mouse("mouseMoved", part);
    await mouse("mouseReleased", 1);
  }

  async press(key, code = key) {
    const text = { Enter: "\r", " ": " " }[key];
    const virtual = { Enter: 13, Tab: 9, Escape: 27, " ": 32,
      ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 }[key];
    await this.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", key, code, text,
      windowsVirtualKeyCode: virtual });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, windowsVirtualKeyCode: virtual });
  }

  // The whole page, as far down as it goes.
  async screenshot(path) {
    const { cssContentSize } = await this.send("Page.getLayoutMetrics");
    const { data } = await this.send("Page.captureScreenshot",
      { format: "png", captureBeyondViewport: true, clip: { ...cssContentSize, x: 0, y: 0, scale: 1 } });
    writeFileSync(path, Buffer.from(data, "base64"));
  }
}
