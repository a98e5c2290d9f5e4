// Lobar's engine as the site ships it, spoken to in the page's own protocol (web/src/protocol).

export const takesFiles = true;
export const worksInWorker = true;

export async function start({ device }) {
  const base = new URL("../", location.href).href;
  // As the page does it (web/src/app/worker.rs), without what it does for its reader.
  const script = `
    const early = [];
    const keep = (event) => early.push(event.data);
    addEventListener("message", keep);
    ${device === "webgpu" ? `await import("${base}bench/count.mjs");` : ""}
    const { default: load } = await import("${base}engine.js");
    await load({ module_or_path: "${base}engine_bg.wasm" });
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  `;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  let answered;
  const next = () => new Promise((resolve, reject) => { answered = { resolve, reject }; });
  worker.onerror = (event) => answered.reject(new Error(event.message));
  worker.onmessage = ({ data }) => {
    const event = JSON.parse(data.json);
    if (event.type !== "progress") answered.resolve(event);
  };
  const ready = next();
  worker.postMessage({ json: JSON.stringify({ type: "start", device, base }), files: [] });
  const engine = await ready;
  if (engine.type !== "ready") throw new Error(JSON.stringify(engine));
  if (engine.device.kind !== device) throw new Error(`the engine took ${engine.device.kind}: ${JSON.stringify(engine.device)}`);
  let id = 0;
  const run = async (file) => {
    const answer = next();
    worker.postMessage({ json: JSON.stringify({ type: "classify", id: id++, name: file.name }), file });
    const { type, result } = await answer;
    if (type !== "classified" || result.state !== "done") throw new Error(`${type}: ${result?.message}`);
    return { logit: result.logit, inference: result.inference_ms };
  };
  const { cases, elapsed_ms } = engine.self_test;
  return { run, about: { adapter: engine.device.adapter, self_test_films: cases, self_test_ms: elapsed_ms } };
}
