/** What went wrong, by the names of kmc.h. */
export type KmcCode = "internal" | "argument" | "memory" | "cancelled" | "limit" | "foreign" | "version" |
  "truncated" | "checksum" | "invalid" | "unsupported" | "colors";

/** What the library refused to do; `message` is its sentence. */
export class KmcError extends Error {
  readonly code: KmcCode;
  /** The number of the code in kmc.h. */
  readonly result: number;
}

export interface KmcImage {
  width: number;
  height: number;
  /** Entries of the palette, 1..65536. */
  colors: number;
  /** Whether some entry of the palette has alpha below 255. */
  hasAlpha: boolean;
  /** R, G, B and straight alpha of each entry. */
  palette: Uint8Array;
  /** R, G, B and straight alpha of each pixel, row after row: as ImageData takes them. */
  pixels: Uint8ClampedArray;
  /** ICC profile. The pixels are not converted by it. */
  icc: Uint8Array | null;
}

/** What a file holds. Sizes are bytes, checksums and framing included. */
export interface KmcInfo {
  width: number;
  height: number;
  colors: number;
  hasAlpha: boolean;
  keepsOrder: boolean;
  tileWidth: number;
  tileHeight: number;
  tiles: number;
  tilesPacked: number;
  tilesDeflate: number;
  tilesFast: number;
  tilesMax: number;
  headerBytes: number;
  paletteBytes: number;
  indexBytes: number;
  metadataBytes: number;
  fileBytes: number;
  droppedMetadata: number;
}

export interface KmcEncodeOptions {
  /** 1..65536, default 256. An image of no more colours is kept exactly. */
  colors?: number;
  /** How hard to search for the palette, 1..9, default 5. */
  effort?: number;
  /** Where errors are made small, default "srgb". */
  space?: "srgb" | "linear" | "oklab";
  /** Default "none". */
  dither?: "none" | "floyd-steinberg" | "ordered";
  /** 0..1, default 1. */
  ditherStrength?: number;
  /** Fail with "colors" if some visible pixel would not be kept exactly. */
  lossless?: boolean;
  /** Default "auto"; "max" gives the smallest files, and takes several times longer each way. */
  coding?: "auto" | "packed" | "deflate" | "fast" | "max";
}

export interface Decoder {
  /** Of the library. */
  readonly version: string;
  /** Pixels and palette of a .kmc file. @throws KmcError */
  decode(bytes: ArrayBufferLike | ArrayBufferView): KmcImage;
  /** What a .kmc file holds, without decoding its pixels. @throws KmcError */
  info(bytes: ArrayBufferLike | ArrayBufferView): KmcInfo;
}

export interface Kmc extends Decoder {
  /**
   * Pixels (an ImageData, for instance) as the bytes of a .kmc file: the same as the library writes anywhere else.
   * @throws KmcError
   */
  encode(image: { data: Uint8Array | Uint8ClampedArray; width: number; height: number },
    options?: KmcEncodeOptions): Uint8Array;
}

/** Whether WebAssembly has SIMD instructions here. */
export function hasSimd(): boolean;

export interface LoadOptions {
  /** false: load the decoder alone, which is less than half as large. Default true. */
  encoder?: boolean;
  /** Which module to load; default: as hasSimd() says. */
  simd?: boolean;
  /** A module that is compiled already, where those of the package do not lie beside kmc.js. */
  module?: WebAssembly.Module;
}

/** Loads the library. Its calls are synchronous: for large pictures make them in a Worker. */
export function load(options: LoadOptions & { encoder: false }): Promise<Decoder>;
export function load(options?: LoadOptions & { encoder?: true }): Promise<Kmc>;
