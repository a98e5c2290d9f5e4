// What this machine can do at most in one thread of WebAssembly: multiply-adds of f32 vectors that nothing waits for, and
// reading memory in order. And what Lobar's kernels have to do for a film, by their own count.

const VECTORS = 12; // Sums under way: more than latency times units of any processor, fewer than its registers.
const LANES = 4;
const READ = 256 << 20;
const LOADS = 8;

const bytes = (...parts) => parts.flat(Infinity);
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
// Signed, as constants are.
const sleb = (value) => (value < 64 ? [value] : [(value & 127) | 128, ...sleb(value >>> 7)]);
const section = (id, ...content) => { const all = bytes(content); return [id, leb(all.length), all]; };
const text = (word) => [word.length, [...word].map((letter) => letter.charCodeAt(0))];
const f32 = (value) => [0x43, [...new Uint8Array(new Float32Array([value]).buffer)]];

const GET = (local) => [0x20, local];
const SET = (local) => [0x21, local];
const SPLAT = [0xfd, 0x13];
const MUL = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const MADD = [0xfd, 0x85, 0x02]; // f32x4.relaxed_madd
const OR = [0xfd, 0x50];
const FIRST_LANE = [0xfd, 0x1f, 0];
const V128 = 0x7b;

const range = (count, part) => Array.from({ length: count }, (_, i) => part(i));
// Locals: the counter, the sums, and what is multiplied and added.
const sums = (count) => [range(count - 1, (i) => [GET(i + 2), ADD]), FIRST_LANE];
const body = (locals, ...code) => { const all = bytes(1, locals, V128, code, 0x0b); return [leb(all.length), all]; };
// Counts its first parameter down by `step` and goes on while it is not 0.
const loop = (step, ...code) => [0x03, 0x40, GET(0), 0x41, sleb(step), 0x6b, SET(0), code, GET(0), 0x0d, 0, 0x0b];

// `calculate(rounds)` and `read(bytes)`, both to f32.
function assemble(relaxed) {
  const [factor, term] = [VECTORS + 1, VECTORS + 2];
  const step = (i) => [GET(i + 1), GET(factor), relaxed ? [] : MUL, GET(term), relaxed ? MADD : ADD, SET(i + 1)];
  const calculate = body(
    VECTORS + 2,
    f32(0.999), SPLAT, SET(factor), f32(0.001), SPLAT, SET(term),
    range(VECTORS, (i) => [f32(i), SPLAT, SET(i + 1)]),
    loop(1, range(VECTORS, step)),
    GET(1), sums(VECTORS),
  );
  const load = (i) => [GET(i + 1), GET(0), 0xfd, 0x00, 4, leb(16 * i), OR, SET(i + 1)];
  const read = body(LOADS, loop(16 * LOADS, range(LOADS, load)), GET(1), sums(LOADS));
  return new Uint8Array(bytes(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    section(1, 1, 0x60, 1, 0x7f, 1, 0x7d),
    section(3, 2, 0, 0),
    section(5, 1, 0, leb(READ >>> 16)),
    section(7, 3, text("memory"), 2, 0, text("calculate"), 0, 0, text("read"), 0, 1),
    section(10, 2, calculate, read),
  ));
}

// The shortest time of a call in ms, over a second and a half: the compiler's better code comes after some calls.
function shortest(call) {
  let best = Infinity;
  const end = performance.now() + 1500;
  for (let now = performance.now(); now < end; ) {
    call();
    const after = performance.now();
    best = Math.min(best, after - now);
    now = after;
  }
  return best;
}

async function rates(relaxed) {
  const code = assemble(relaxed);
  if (!WebAssembly.validate(code)) return null;
  const { memory, calculate, read } = (await WebAssembly.instantiate(code)).instance.exports;
  // Pages that were never written are all one.
  new Uint32Array(memory.buffer).fill(0x3f800000);
  const rounds = 8_000_000; // Some ten milliseconds: clocks of pages count tenths of one.
  const flops = 2 * LANES * VECTORS * rounds;
  return { gflops: flops / shortest(() => calculate(rounds)) / 1e6, read: READ / shortest(() => read(READ)) / 1e6 };
}

// What `kernels_work` of the site's module tells; null if it has none.
async function work({ kernels, channels, side }) {
  if (!kernels) return null;
  const { instance } = await WebAssembly.instantiate(await (await fetch(`../${kernels}`)).arrayBuffer());
  const { memory, ...call } = instance.exports;
  if (!call.kernels_work) return null;
  const network = call.kernels_new();
  const widths = channels.split(",").map(Number);
  for (let i = 0; i + 1 < widths.length; i++) {
    const [weights, outputs] = [widths[i] * widths[i + 1] * 9, widths[i + 1]];
    const [w, b] = [call.kernels_alloc(weights), call.kernels_alloc(outputs)];
    if (call.kernels_push(network, widths[i], outputs, w, b, 0) !== 0) throw new Error("the kernels refuse a layer");
    call.kernels_free(w, weights);
    call.kernels_free(b, outputs);
  }
  const to = call.kernels_alloc(3);
  if (call.kernels_work(network, Number(side), Number(side), to) !== 0) throw new Error("the kernels count no work");
  const [direct, executed, filters] = new Float32Array(memory.buffer, to, 3);
  return { direct, executed, filters };
}

export async function measure(query) {
  return { relaxed: await rates(true), plain: await rates(false), work: await work(query) };
}
