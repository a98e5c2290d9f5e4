// Time of a film at full width in the module. `cargo xtask bench-web` measures the whole engine in a browser.

const CHANNELS = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];
const SIDE = 224;

// Uniform numbers of mean 0, the same in every run (xorshift).
function numbers(count, scale) {
  const out = new Float32Array(count);
  let state = 2463534242;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out[i] = ((state >>> 0) / 2 ** 32 - 0.5) * scale;
  }
  return out;
}

// The module with a network of VGG16's size, He-scaled.
// `pairs` are the tiles of convolutions 2 to 13, such as "444444222222"; the module's own without.
export async function network(bytes, pairs = "") {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { memory, ...call } = instance.exports;
  const put = (values) => {
    const at = call.kernels_alloc(values.length);
    new Float32Array(memory.buffer, at, values.length).set(values);
    return at;
  };
  const check = (code) => {
    if (code !== 0) throw new Error(`the module gave code ${code}`);
  };
  const handle = call.kernels_new();
  const started = performance.now();
  for (let i = 0; i + 1 < CHANNELS.length; i++) {
    const [inputs, outputs] = [CHANNELS[i], CHANNELS[i + 1]];
    // Uniform in +-a has variance a^2 / 3.
    const weight = numbers(inputs * outputs * 9, 2 * Math.sqrt(6 / (9 * inputs)));
    const bias = numbers(outputs, 0.2);
    const [w, b] = [put(weight), put(bias)];
    check(call.kernels_push(handle, inputs, outputs, w, b, Number(pairs[i - 1] ?? 0)));
    call.kernels_free(w, weight.length);
    call.kernels_free(b, bias.length);
  }
  const prepared = performance.now() - started;
  const values = 3 * SIDE * SIDE;
  const input = put(numbers(values, 4));
  const output = call.kernels_alloc(512 * 14 * 14);
  // Runs the first `layers` convolutions and returns milliseconds.
  const run = (layers = 13) => {
    const side = SIDE >> [2, 4, 7, 10].filter((pool) => pool < layers).length;
    const length = CHANNELS[layers] * side * side;
    const to = layers === 13 ? output : call.kernels_alloc(length);
    const start = performance.now();
    check(call.kernels_run(handle, 1, SIDE, SIDE, layers, input, values, to, length));
    const took = performance.now() - start;
    if (layers !== 13) call.kernels_free(to, length);
    return took;
  };
  return { run, prepared, memory: () => memory.buffer.byteLength };
}

export const best = (times) => Math.min(...times);
export const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];
