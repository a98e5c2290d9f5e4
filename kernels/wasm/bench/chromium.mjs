// node chromium.mjs FOLDER [ORT_DIST MODEL.onnx]
// Time of a film in Chromium (`CHROME`, or `chromium` on the PATH). FOLDER holds kernels-relaxed.wasm and kernels-simd.wasm.
// With onnxruntime-web's `dist` folder and a model of the same network, that too, in turns.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, ort, model] = process.argv.slice(2);
const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".wasm": "application/wasm" };

function path(url) {
  if (url === "/model.onnx") return model;
  if (url.startsWith("/ort/")) return ort && join(ort, basename(url));
  if (url.endsWith(".wasm")) return join(folder, basename(url));
  return join(here, basename(url));
}

const server = createServer(async (request, response) => {
  if (request.url === "/found") {
    let text = "";
    for await (const part of request) text += part;
    response.end();
    console.log(text);
    return finish();
  }
  if (request.url === "/") {
    response.setHeader("content-type", "text/html");
    return response.end('<!doctype html><script type="module" src="/page.mjs"></script>');
  }
  try {
    const file = path(request.url);
    const bytes = await readFile(file);
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(bytes);
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const profile = await mkdtemp(join(tmpdir(), "kernels-bench-"));
const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = spawn(
  process.env.CHROME ?? "chromium",
  [...options, `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`],
  { stdio: "ignore" },
);

async function finish() {
  browser.kill();
  browser.once("exit", async () => {
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
}
