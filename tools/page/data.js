// What the program put into the page.
export const data = JSON.parse(document.getElementById("data").textContent);

// Bytes that were packed by zlib and written as Base64.
export async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), (digit) => digit.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
