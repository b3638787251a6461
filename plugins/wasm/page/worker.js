// Decodes and encodes beside the page, which so never stands still.
import { load } from "../kmc.js";

const loading = load();

self.onmessage = async ({ data: { number, call, given } }) => {
  try {
    const kmc = await loading;
    const [answer, moved] = CALLS[call](kmc, given);
    self.postMessage({ number, answer }, moved);
  } catch (error) {
    self.postMessage({ number, error: error.message });
  }
};

const CALLS = {
  decode(kmc, { bytes }) {
    const image = kmc.decode(bytes);
    return [image, [image.pixels.buffer]];
  },
  encode(kmc, { image, options }) {
    const bytes = kmc.encode(image, options);
    return [bytes, [bytes.buffer]];
  },
};
