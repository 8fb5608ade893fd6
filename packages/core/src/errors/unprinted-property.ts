/**
 * Sets a property that `console.log`, `util.inspect` and JSON leave out: for what the message of an error says already.
 */
export function setUnprinted<T extends object, K extends keyof T>(
  owner: T,
  key: K,
  value: T[K],
): void {
  Object.defineProperty(owner, key, { value })
}
