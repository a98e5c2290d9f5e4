// node [--experimental-wasm-relaxed-simd] node.mjs MODULE.wasm [layers] [444444222222]
// Time of a film in node, best and median; with `layers`, of every convolution; with digits, in these tiles.

import { readFile } from "node:fs/promises";
import { best, median, network } from "./measure.mjs";

const [path, ...words] = process.argv.slice(2);
const pairs = words.find((word) => /^[2-4]+$/.test(word));
const { run, prepared, memory } = await network(await readFile(path), pairs);
const several = (count, layers) => Array.from({ length: count }, () => run(layers));
// The engine compiles once more, and better, what is called often.
several(4);
const times = several(12);
console.log(`prepared in ${prepared.toFixed(0)} ms, ${(memory() / 1e6).toFixed(0)} MB`);
console.log(`a film: ${best(times).toFixed(1)} ms at best, ${median(times).toFixed(1)} ms median`);
if (words.includes("layers")) {
  let before = 0;
  for (let layers = 1; layers <= 13; layers++) {
    const now = best(several(6, layers));
    console.log(`  up to ${layers}: ${now.toFixed(1)} ms, ${(now - before).toFixed(1)} more`);
    before = now;
  }
}
