/** The arguments of a call as one value for a tree: by position, by name, or both under their keys. */
export function callValue(
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown {
  if (Object.keys(kwargs).length === 0) return args
  if (args.length === 0) return kwargs
  const byPosition = args.map((value, index) => [String(index), value] as const)
  return Object.fromEntries([...byPosition, ...Object.entries(kwargs)])
}
