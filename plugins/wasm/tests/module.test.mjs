// The package in Node, with SIMD and without: vectors, errors, encoding.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { KMCENC, PACKAGE, photo, vectorFile, vectors } from "./settings.mjs";

const { KmcError, hasSimd, load } = await import(join(PACKAGE, "kmc.js"));
const header = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));

test("this Node has SIMD", () => assert.equal(hasSimd(), true));

const modules = [[false, false], [false, true], [true, false], [true, true]].map(([encoder, simd]) => ({ encoder, simd,
  name: `${encoder ? "all" : "decoder"}, ${simd ? "SIMD" : "scalar"}` }));

for (const { encoder, simd, name: module } of modules) {
  const kmc = await load({ encoder, simd });
  const named = (name) => `${module}: ${name}`;

  test(named("the version is that of the package"), () => assert.equal(kmc.version, header.version));

  test(named("valid vectors decode to the right pixels"), () => {
    for (const { name, width, height, colours, pixels, dropped } of vectors("valid")) {
      const bytes = readFileSync(vectorFile("valid", name));
      const image = kmc.decode(bytes);
      assert.deepEqual([image.width, image.height, image.colors].map(String), [width, height, colours], name);
      assert.equal(createHash("sha256").update(image.pixels).digest("hex"), pixels, name);
      assert.equal(image.palette.length, 4 * image.colors);
      assert.equal(image.hasAlpha, image.palette.some((sample, i) => i % 4 === 3 && sample < 255), name);
      const info = kmc.info(bytes);
      assert.deepEqual([info.width, info.height, info.colors, info.hasAlpha, String(info.droppedMetadata)],
        [image.width, image.height, image.colors, image.hasAlpha, dropped], name);
    }
  });

  test(named("invalid vectors are refused by their code"), () => {
    for (const { name, result } of vectors("invalid")) {
      assert.throws(() => kmc.decode(readFileSync(vectorFile("invalid", name))),
        (error) => error instanceof KmcError && error.code === result.toLowerCase() && error.message.length > 0, name);
    }
  });

  test(named("an ICC profile is given as it is"), () => {
    for (const { name, metadata } of vectors("valid").filter((vector) => /^icc-(stored|zlib)$/.test(vector.name))) {
      const { icc } = kmc.decode(readFileSync(vectorFile("valid", name)));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(icc.length);
      assert.equal(createHash("sha256").update(Buffer.concat([Buffer.of(0x81), size, icc])).digest("hex"), metadata);
    }
    assert.equal(kmc.decode(readFileSync(vectorFile("valid", "example"))).icc, null);
  });

  test(named("it encodes if it was asked to"), () => assert.equal("encode" in kmc, encoder));
}

for (const { simd, name: module } of modules.filter(({ encoder }) => encoder)) {
  const kmc = await load({ simd });
  const named = (name) => `${module}: ${name}`;

  test(named("what is encoded is what the tools write"), { skip: !KMCENC && "kmcenc is not built" }, () => {
    const image = photo(90, 70);
    const folder = mkdtempSync(join(tmpdir(), "same-bytes-"));
    const pam = `P7\nWIDTH 90\nHEIGHT 70\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`;
    writeFileSync(join(folder, "a.pam"), Buffer.concat([Buffer.from(pam), Buffer.from(image.data)]));
    for (const [options, flags] of [[{}, ["-k256"]], [{ colors: 16 }, ["-k16"]],
      [{ colors: 7, space: "oklab", dither: "ordered", coding: "max", effort: 6 },
        ["-k7", "--space=oklab", "--dither=ordered", "--coding=max", "-e6"]],
      [{ colors: 1000, space: "linear", dither: "floyd-steinberg", ditherStrength: 0.5, coding: "deflate" },
        ["-k1000", "--space=linear", "--dither=floyd-steinberg", "--dither-strength=500", "--coding=deflate"]]]) {
      execFileSync(KMCENC, ["-qf", ...flags, join(folder, "a.pam"), "-o", join(folder, "a.kmc")]);
      assert.deepEqual(Buffer.from(kmc.encode(image, options)), readFileSync(join(folder, "a.kmc")));
    }
  });

  test(named("few colours come back exactly, transparent ones too"), () => {
    const data = Uint8ClampedArray.from({ length: 4 * 30 }, (_, i) => [200, 10, 30, 255, 0, 90, 250, 77][i % 8]);
    const image = kmc.decode(kmc.encode({ data, width: 10, height: 3 }, { lossless: true }));
    assert.deepEqual(image.pixels, data);
    assert.equal(image.hasAlpha, true);
  });

  test(named("errors have the sentence and the code of the library"), () => {
    const bytes = kmc.encode(photo(40, 30), { colors: 8 });
    for (const end of [bytes.length - 1, 20, 5]) {
      assert.throws(() => kmc.decode(bytes.subarray(0, end)),
        { name: "KmcError", code: "truncated", result: 8, message: "the file ends before the image does" });
    }
    assert.throws(() => kmc.decode(new Uint8Array(0)), KmcError);
    assert.throws(() => kmc.info(new TextEncoder().encode("GIF89a")), { code: "foreign" });
    assert.throws(() => kmc.encode(photo(40, 30), { colors: 8, lossless: true }), { code: "colors" });
    assert.throws(() => kmc.encode(photo(40, 30), { colors: 0 }), { code: "argument" });
  });

  test(named("what is no picture or no option is refused"), () => {
    assert.throws(() => kmc.encode({ data: new Uint8Array(4), width: 2, height: 1 }), TypeError);
    assert.throws(() => kmc.encode({ data: new Uint8Array(0), width: 0, height: 0 }), TypeError);
    assert.throws(() => kmc.encode(photo(2, 2), { coding: "best" }), TypeError);
    assert.throws(() => kmc.encode(photo(2, 2), { dither: "toString" }), TypeError);
  });

  test(named("buffers and views of buffers are taken"), () => {
    const bytes = kmc.encode(photo(8, 8), { colors: 4 });
    const inside = new Uint8Array(bytes.length + 7);
    inside.set(bytes, 3);
    const expected = kmc.decode(bytes).pixels;
    assert.deepEqual(kmc.decode(inside.subarray(3, 3 + bytes.length)).pixels, expected);
    assert.deepEqual(kmc.decode(bytes.slice().buffer).pixels, expected);
  });

  test(named("memory is given back"), async (context) => {
    let memory;
    const { instantiate } = WebAssembly;
    context.mock.method(WebAssembly, "instantiate", async (...given) => {
      const instance = await instantiate(...given);
      memory = instance.exports.memory;
      return instance;
    });
    const one = await load({ simd });
    const image = photo(300, 300);
    const sizes = Array.from({ length: 40 }, () => {
      const bytes = one.encode(image, { colors: 8, effort: 1 });
      one.decode(bytes);
      assert.throws(() => one.decode(bytes.subarray(0, -1)), KmcError);
      return memory.buffer.byteLength;
    });
    assert.equal(sizes.at(-1), sizes[3]);
  });
}
