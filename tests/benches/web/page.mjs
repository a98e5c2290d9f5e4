// A visit: ?page=lobar|onnxruntime|tensorflow|machine&..., and what it found in `window.found`.
//
// A runtime's script exports `start(query, films)`, which loads and compiles everything that a film takes and returns
// `{ run(film), about }`; `run` gives `{ logit, inference }`, the latter if the runtime itself knows its time.

const query = Object.fromEntries(new URLSearchParams(location.search));

// The values of a `.npy` file: magic, version, length of the header, header, f32.
async function values(path) {
  const buffer = await (await fetch(path)).arrayBuffer();
  return new Float32Array(buffer.slice(10 + new DataView(buffer).getUint16(8, true)));
}

async function visit() {
  if (query.page === "machine") return (await import("./machine.mjs")).measure(query);
  // In this thread before the runtime is; a runtime with a worker of its own says so.
  const count = query.device === "webgpu" ? await import("./count.mjs") : null;
  const { start, takesFiles, worksInWorker } = await import(`./${query.page}.mjs`);
  const films = await Promise.all(
    query.films.split(",").map(async (name) =>
      takesFiles ? new File([await (await fetch(`films/${name}.dcm`)).blob()], `${name}.dcm`) : values(`films/${name}.npy`),
    ),
  );
  const { run, about } = await start(query);
  const logits = [(await run(films[0])).logit];
  const first = performance.now();
  const [warm, inference] = [[], []];
  const take = async () => (worksInWorker ? count?.takeFromWorker() : count?.take());
  await take();
  for (let count = 0; count < Number(query.runs); count++) {
    const before = performance.now();
    const answer = await run(films[0]);
    warm.push(performance.now() - before);
    if (answer.inference !== undefined) inference.push(answer.inference);
  }
  const gpu = await take();
  for (const name of Object.keys(gpu ?? {})) gpu[name] /= warm.length;
  for (const film of films.slice(1)) logits.push((await run(film)).logit);
  return { first, warm, inference, logits, gpu, about, isolated: crossOriginIsolated };
}

try {
  window.found = await visit();
} catch (error) {
  window.found = { error: String(error?.stack ?? error) };
}
