// onnxruntime-web with the ONNX file of `trainer export`.

export async function start({ device, threads }) {
  const peer = new URL("../peers/onnxruntime-web/dist/", location.href).href;
  const ort = await import(`${peer}${device === "webgpu" ? "ort.webgpu.min.mjs" : "ort.wasm.min.mjs"}`);
  ort.env.wasm.wasmPaths = peer;
  ort.env.wasm.numThreads = Number(threads);
  const session = await ort.InferenceSession.create(new URL("../weights/lobar.onnx", location.href).href, {
    executionProviders: [device === "webgpu" ? "webgpu" : "wasm"],
    graphOptimizationLevel: "all",
    freeDimensionOverrides: { batch: 1 },
  });
  const run = async (values) => {
    const side = Math.sqrt(values.length / 3);
    const { logit } = await session.run({ film: new ort.Tensor("float32", values, [1, 3, side, side]) });
    return { logit: logit.data[0] };
  };
  return { run, about: { threads: ort.env.wasm.numThreads, version: ort.env.versions.web } };
}
