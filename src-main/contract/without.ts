/** A copy of an object that lacks some of its entries. */
export function without<T extends object, K extends keyof T>(value: T, ...names: K[]): Omit<T, K> {
  const kept = Object.entries(value).filter(([name]) => !(names as string[]).includes(name));
  return Object.fromEntries(kept) as Omit<T, K>;
}
