// Serves this package to a browser on this machine, since browsers load modules by HTTP only.
// usage: node serve.js [PORT]      0: any that is free
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
  ".wasm": "application/wasm" };

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  if (path === "/") return response.writeHead(302, { location: "/page/" }).end();
  const file = normalize(join(ROOT, path.endsWith("/") ? `${path}index.html` : path));
  const isServed = file.startsWith(ROOT) && !file.includes(`${sep}.`) && Object.hasOwn(TYPES, extname(file));
  if (!isServed || !statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] });
  createReadStream(file).pipe(response);
});
server.listen(Number(process.argv[2] ?? 8080), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/page/`);
});
