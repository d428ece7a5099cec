import { findBlas } from '../../../compute/blas.ts';

/** Told anything, multiplies large matrices on one core for a while and answers with GFLOP/s. */
const size = 768;
const minimumMs = 300;

const { blas } = findBlas();
const matrix = () => Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
const [a, b, c] = [matrix(), matrix(), matrix()];

process.on('message', () => {
  let products = 0;
  const start = performance.now();
  while (performance.now() - start < minimumMs) {
    blas!.multiply(false, false, size, size, size, a, b, c, false);
    products += 1;
  }
  const seconds = (performance.now() - start) / 1000;
  process.send!({ gigaflops: (products * 2 * size ** 3) / seconds / 1e9 });
});
process.on('disconnect', () => process.exit());
process.send!({ ready: true });
