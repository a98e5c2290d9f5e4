// TensorFlow.js with the layers model of `trainer export`.

// Its builds for pages without a bundler are plain scripts, each of which adds to one global.
const script = (src) =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src, onload: resolve });
    element.onerror = () => reject(new Error(`${src} could not be loaded`));
    document.head.append(element);
  });

// [3, side, side] to [side, side, 3].
function channelsLast(values) {
  const pixels = values.length / 3;
  return Float32Array.from(values, (_, i) => values[(i % 3) * pixels + Math.floor(i / 3)]);
}

export async function start({ device, threads }) {
  const peer = new URL("../peers/@tensorflow/", location.href).href;
  const backend = device === "webgpu" ? "webgpu" : "wasm";
  for (const name of ["tfjs-core/dist/tf-core", "tfjs-layers/dist/tf-layers", `tfjs-backend-${backend}/dist/tf-backend-${backend}`]) {
    await script(`${peer}${name}.min.js`);
  }
  const { tf } = window;
  if (backend === "wasm") {
    tf.wasm.setWasmPaths(`${peer}tfjs-backend-wasm/dist/`);
    tf.wasm.setThreadsCount(Number(threads));
  }
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  const model = await tf.loadLayersModel(new URL("../weights/tfjs/model.json", location.href).href);
  const prepared = new Map();
  const run = async (values) => {
    // The order of its values is a matter of the film's reader, and not measured again.
    if (!prepared.has(values)) prepared.set(values, channelsLast(values));
    const side = Math.sqrt(values.length / 3);
    const logits = tf.tidy(() => model.predict(tf.tensor4d(prepared.get(values), [1, side, side, 3])));
    const [logit] = await logits.data();
    logits.dispose();
    return { logit };
  };
  return { run, about: { threads: backend === "wasm" ? tf.wasm.getThreadsCount() : 1, version: tf.version_core } };
}
