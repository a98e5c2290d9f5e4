// Counts what is given to the GPU: imported before a runtime, in the thread that the runtime works in.
//
// A dispatch is one run of one shader. What it may touch are the buffers bound to it, so the sum of their sizes says how many
// bytes it moves if it touches each once, which no shader on dense tensors does less than.

const counts = { dispatches: 0, submits: 0, bound: 0, written: 0, read: 0 };
const sizes = new WeakMap();
const bound = new WeakMap();

// Calls `before` with what a method is called with, then the method.
function watch(type, name, before) {
  const prototype = globalThis[type]?.prototype;
  const original = prototype?.[name];
  if (!original) return;
  prototype[name] = function (...args) {
    const result = original.apply(this, args);
    before(this, args, result);
    return result;
  };
}

const size = ({ resource }) => {
  const binding = resource instanceof GPUBuffer ? { buffer: resource } : resource;
  if (!binding?.buffer) return 0;
  return binding.size ?? binding.buffer.size - (binding.offset ?? 0);
};

watch("GPUDevice", "createBindGroup", (_, [{ entries }], group) => {
  sizes.set(group, [...entries].reduce((sum, entry) => sum + size(entry), 0));
});
watch("GPUComputePassEncoder", "setBindGroup", (pass, [index, group]) => {
  if (!bound.has(pass)) bound.set(pass, new Map());
  bound.get(pass).set(index, sizes.get(group) ?? 0);
});
const dispatched = (pass) => {
  counts.dispatches++;
  for (const bytes of bound.get(pass)?.values() ?? []) counts.bound += bytes;
};
watch("GPUComputePassEncoder", "dispatchWorkgroups", dispatched);
watch("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", dispatched);
watch("GPUQueue", "submit", () => counts.submits++);
watch("GPUQueue", "writeBuffer", (_, [, , data, from, length]) => {
  const unit = data.BYTES_PER_ELEMENT ?? 1;
  counts.written += length === undefined ? data.byteLength - (from ?? 0) * unit : length * unit;
});
watch("GPUBuffer", "mapAsync", (buffer, [mode, offset, length]) => {
  if (mode & GPUMapMode.READ) counts.read += length ?? buffer.size - (offset ?? 0);
});

// What was counted since the last call.
export function take() {
  const taken = { ...counts };
  for (const name of Object.keys(counts)) counts[name] = 0;
  return taken;
}

// A worker is asked by its page.
const channel = new BroadcastChannel("gpu-counts");
if (typeof window === "undefined") {
  channel.onmessage = ({ data }) => data === "take" && channel.postMessage(take());
}

// The same, of a worker.
export const takeFromWorker = () =>
  new Promise((resolve) => {
    channel.onmessage = ({ data }) => resolve(data);
    channel.postMessage("take");
  });
