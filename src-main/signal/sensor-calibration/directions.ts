/** The 26 neighbours of a cube in a grid of cubes: directions spread about evenly. */
const neighbours: readonly (readonly [number, number, number])[] = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) =>
    [-1, 0, 1]
      .filter((z) => x !== 0 || y !== 0 || z !== 0)
      .map((z): [number, number, number] => {
        const length = Math.hypot(x, y, z);
        return [x / length, y / length, z / length];
      }),
  ),
);

export const directionCount = neighbours.length;

/** Which of the 26 directions a vector points in most; undefined for no vector at all. */
export function directionOf(x: number, y: number, z: number): number | undefined {
  let best = 0;
  let index: number | undefined;
  for (const [i, [nx, ny, nz]] of neighbours.entries()) {
    const along = nx * x + ny * y + nz * z;
    if (along <= best) continue;
    best = along;
    index = i;
  }
  return index;
}
