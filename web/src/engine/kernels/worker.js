// The convolutions' module in a worker of its own: while it computes one film, the engine reads the next.
//
// It answers every message with one of its own, in the order asked: `{}` or `{ values, shape }`, or `{ code }` if the
// module refuses, or `{ fault }` if it breaks off. What it is asked: `{ open }` with the module's bytes, then
// `{ push }` for each convolution, then `{ run }` for films.
let module = null;
let network = 0;
let layers = 0;

const view = (at, values) => new Float32Array(module.memory.buffer, at, values);

class Refused {
  constructor(code) {
    this.code = code;
  }
}

const check = (code) => {
  if (code !== 0) throw new Refused(code);
};

const alloc = (values) => {
  // wasm's numbers have no sign, JavaScript gives them one.
  const at = module.kernels_alloc(values) >>> 0;
  if (at === 0) throw new Error("there is not enough memory");
  return at;
};

const put = (values) => {
  const at = alloc(values.length);
  view(at, values.length).set(values);
  return at;
};

const open = async (bytes) => {
  module = (await WebAssembly.instantiate(bytes)).instance.exports;
  network = module.kernels_new();
  return {};
};

const push = ({ inputs, outputs, weight, bias }) => {
  const [w, b] = [put(weight), put(bias)];
  check(module.kernels_push(network, inputs, outputs, w, b, 0));
  module.kernels_free(w, weight.length);
  module.kernels_free(b, bias.length);
  layers += 1;
  return {};
};

const run = ({ input, films, side }) => {
  const shapeAt = alloc(3);
  check(module.kernels_shape(network, side, side, layers, shapeAt));
  const shape = Array.from(view(shapeAt, 3));
  module.kernels_free(shapeAt, 3);
  const count = films * shape[0] * shape[1] * shape[2];
  const from = put(input);
  const to = alloc(count);
  check(module.kernels_run(network, films, side, side, layers, from, input.length, to, count));
  const values = view(to, count).slice();
  module.kernels_free(from, input.length);
  module.kernels_free(to, count);
  return { values, shape };
};

addEventListener("message", async ({ data }) => {
  let answer;
  try {
    if (data.open) answer = await open(data.open);
    else if (data.push) answer = push(data.push);
    else answer = run(data.run);
  } catch (error) {
    answer = error instanceof Refused ? { code: error.code } : { fault: String(error?.message ?? error) };
  }
  postMessage(answer, answer.values ? [answer.values.buffer] : []);
});
