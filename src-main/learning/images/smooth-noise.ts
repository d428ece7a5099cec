/**
 * A smooth random surface without end: random heights at whole coordinates, eased between them
 * (value noise). It is a function of place and seed alone, so it needs no memory and no order.
 *
 * @returns height at (x, y), −1 … 1, with mean 0
 */
export function smoothNoise(seed: number): (x: number, y: number) => number {
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [across, down] = [ease(x - left), ease(y - top)];
    const upper = between(heightAt(seed, left, top), heightAt(seed, left + 1, top), across);
    const lower = between(heightAt(seed, left, top + 1), heightAt(seed, left + 1, top + 1), across);
    return between(upper, lower, down);
  };
}

function ease(at: number): number {
  return at * at * (3 - 2 * at);
}

function between(a: number, b: number, at: number): number {
  return a + (b - a) * at;
}

function heightAt(seed: number, x: number, y: number): number {
  let mixed = Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ Math.imul(seed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2_147_483_648 - 1;
}
