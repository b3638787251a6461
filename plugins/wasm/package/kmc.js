// .kmc files in browsers and Node: libkmc as WebAssembly.
//
//     import { load } from "kmc";
//     const kmc = await load();
//     const image = kmc.decode(bytes);
//     context.putImageData(new ImageData(image.pixels, image.width, image.height), 0, 0);

const INFO_FIELDS = ["width", "height", "colors", "hasAlpha", "keepsOrder", "tileWidth", "tileHeight", "tiles",
  "tilesPacked", "tilesDeflate", "tilesFast", "tilesMax", "headerBytes", "paletteBytes", "indexBytes",
  "metadataBytes", "fileBytes", "droppedMetadata"];
const RESULTS = ["ok", "internal", "argument", "memory", "cancelled", "limit", "foreign", "version", "truncated",
  "checksum", "invalid", "unsupported", "colors"];
const SPACES = { srgb: 0, linear: 1, oklab: 2 };
const DITHERS = { none: 0, "floyd-steinberg": 1, ordered: 2 };
const CODINGS = { auto: 0, packed: 1, deflate: 2, fast: 3, max: 4 };
const ICC = 1;

export class KmcError extends Error {
  constructor(message, result) {
    super(message);
    this.name = "KmcError";
    this.result = result;
    this.code = RESULTS[result];
  }
}

// A module whose only function splats an integer over a vector: valid where SIMD is known.
const SIMD_PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0,
  65, 0, 253, 15, 11]);

export function hasSimd() {
  return WebAssembly.validate(SIMD_PROBE);
}

export async function load({ encoder = true, simd = hasSimd(), module } = {}) {
  const file = `kmc${encoder ? "" : "-decoder"}${simd ? "-simd" : ""}.wasm`;
  module ??= await WebAssembly.compile(await bytesOf(new URL(file, import.meta.url)));
  let memory;
  const instance = await WebAssembly.instantiate(module, {
    env: { emscripten_notify_memory_growth() {} },
    wasi_snapshot_preview1: {
      clock_time_get(_clock, _precision, at) {
        new DataView(memory.buffer).setBigUint64(at >>> 0, BigInt(Math.round(performance.now() * 1e6)), true);
        return 0;
      },
      proc_exit(code) {
        throw new Error(`kmc ended with code ${code}`);
      },
    },
  });
  memory = instance.exports.memory;
  instance.exports._initialize();
  return new (encoder ? Kmc : Decoder)(new Library(instance.exports));
}

async function bytesOf(url) {
  if (url.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

// The exports of a module, and what they need: memory, handles, results. Addresses are unsigned; views are made anew
// after each call, which may have made the memory grow.
class Library {
  constructor(exports) {
    this.exports = exports;
  }

  bytes(at, size) {
    return new Uint8Array(this.exports.memory.buffer, at >>> 0, size >>> 0);
  }

  pointer(at) {
    return new DataView(this.exports.memory.buffer).getUint32(at, true);
  }

  text(at) {
    const bytes = this.bytes(at, 1000);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  check(result) {
    if (result !== 0) throw new KmcError(this.text(this.exports.kmc_result_text(result)), result);
  }

  withRoom(size, use) {
    const at = size < 2 ** 32 ? this.exports.malloc(size) >>> 0 : 0;
    if (at === 0) this.check(RESULTS.indexOf("memory"));
    try {
      return use(at);
    } finally {
      this.exports.free(at);
    }
  }

  withBytes(bytes, use) {
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
    return this.withRoom(Math.max(1, view.length), (at) => {
      this.bytes(at, view.length).set(view);
      return use(at, view.length);
    });
  }

  // `make` writes a handle to where it is told; `use` gets it, and it is freed.
  withHandle(free, make, use) {
    return this.withRoom(4, (out) => {
      this.check(make(out));
      const handle = this.pointer(out);
      try {
        return use(handle);
      } finally {
        free(handle);
      }
    });
  }
}

class Decoder {
  #library;

  constructor(library) {
    this.#library = library;
  }

  get version() {
    return this.#library.text(this.#library.exports.kmc_version());
  }

  decode(bytes) {
    const library = this.#library;
    const { kmc_image_free, module_read } = library.exports;
    return library.withBytes(bytes, (at, size) => library.withHandle(kmc_image_free,
      (out) => module_read(at, size, out), (image) => decoded(library, image)));
  }

  info(bytes) {
    const library = this.#library;
    return library.withBytes(bytes, (at, size) => library.withRoom(8 * INFO_FIELDS.length, (fields) => {
      library.check(library.exports.module_read_info(at, size, fields));
      const values = new Float64Array(library.exports.memory.buffer, fields, INFO_FIELDS.length);
      const info = Object.fromEntries(INFO_FIELDS.map((name, i) => [name, values[i]]));
      return { ...info, hasAlpha: info.hasAlpha === 1, keepsOrder: info.keepsOrder === 1 };
    }));
  }
}

class Kmc extends Decoder {
  #library;

  constructor(library) {
    super(library);
    this.#library = library;
  }

  encode({ data, width, height }, { colors = 256, effort = 5, space = "srgb", dither = "none", ditherStrength = 1,
    lossless = false, coding = "auto" } = {}) {
    const library = this.#library;
    const { kmc_bytes_data, kmc_bytes_free, kmc_bytes_size, module_encode } = library.exports;
    const choices = [choice(SPACES, "space", space), choice(DITHERS, "dither", dither),
      Math.round(1000 * ditherStrength), lossless ? 1 : 0, choice(CODINGS, "coding", coding)];
    if (!(width > 0 && height > 0 && data.length === 4 * width * height)) {
      throw new TypeError("data must hold 4 * width * height bytes, and at least one pixel");
    }
    return library.withBytes(data, (at) => library.withHandle(kmc_bytes_free,
      (out) => module_encode(at, width, height, colors, effort, ...choices, out),
      (bytes) => library.bytes(kmc_bytes_data(bytes), kmc_bytes_size(bytes)).slice()));
  }
}

function decoded(library, image) {
  const { kmc_image_colors, kmc_image_has_alpha, kmc_image_height, kmc_image_metadata, kmc_image_palette,
    kmc_image_rgba, kmc_image_width, memory } = library.exports;
  const width = kmc_image_width(image);
  const height = kmc_image_height(image);
  const colors = kmc_image_colors(image);
  const pixels = library.withRoom(4 * width * height, (out) => {
    library.check(kmc_image_rgba(image, 0, 0, width, height, out, 4 * width));
    return new Uint8ClampedArray(memory.buffer, out, 4 * width * height).slice();
  });
  const palette = library.bytes(kmc_image_palette(image), 4 * colors).slice();
  const icc = library.withRoom(4, (size) => {
    const at = kmc_image_metadata(image, ICC, 0, size);
    return at === 0 ? null : library.bytes(at, library.pointer(size)).slice();
  });
  return { width, height, colors, hasAlpha: kmc_image_has_alpha(image) === 1, palette, pixels, icc };
}

function choice(choices, name, value) {
  if (!Object.hasOwn(choices, value)) {
    throw new TypeError(`${name} must be one of ${Object.keys(choices).join(", ")}, not ${value}`);
  }
  return choices[value];
}
