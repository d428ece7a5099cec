/** Linear between equally spaced knots; `position` 0..1. */
export function interpolate(knots: readonly number[], position: number): number {
  const scaled = Math.min(1, Math.max(0, position)) * (knots.length - 1);
  const low = Math.min(knots.length - 1, Math.floor(scaled));
  const high = Math.min(knots.length - 1, low + 1);
  return knots[low]! + (knots[high]! - knots[low]!) * (scaled - low);
}
