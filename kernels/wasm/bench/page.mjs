// In the browser: measures the modules, and onnxruntime-web if it is there, in turns; posts what it finds.

import { best, median, network } from "./measure.mjs";

const bytes = async (path) => {
  const answer = await fetch(path);
  return answer.ok ? answer.arrayBuffer() : null;
};

async function peer() {
  if (!(await fetch("/ort/ort.wasm.min.mjs", { method: "HEAD" })).ok) return null;
  const ort = await import("/ort/ort.wasm.min.mjs");
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = "/ort/";
  const session = await ort.InferenceSession.create("/model.onnx", { executionProviders: ["wasm"] });
  const film = new ort.Tensor("float32", new Float32Array(3 * 224 * 224).map((_, i) => Math.sin(i)), [1, 3, 224, 224]);
  return async () => {
    const start = performance.now();
    await session.run({ x: film });
    return performance.now() - start;
  };
}

const found = {};
try {
  const runs = {};
  const memories = {};
  for (const name of ["relaxed", "simd"]) {
    const module = await bytes(`/kernels-${name}.wasm`);
    if (!module) continue;
    const made = await network(module);
    runs[name] = made.run;
    found[`${name} prepared, ms`] = made.prepared;
    memories[name] = made.memory;
  }
  const other = await peer();
  if (other) runs["onnxruntime-web"] = other;
  const times = {};
  for (let round = 0; round < 12; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const took = await run();
      // The first rounds run code that is still being compiled.
      if (round >= 3) (times[name] ??= []).push(took);
    }
  }
  for (const [name, list] of Object.entries(times)) {
    found[`${name}, ms at best`] = best(list);
    found[`${name}, ms median`] = median(list);
  }
  for (const [name, memory] of Object.entries(memories)) found[`${name}, MB`] = memory() / 1e6;
} catch (error) {
  found.error = String(error);
}
await fetch("/found", { method: "POST", body: JSON.stringify(found, null, 1) });
