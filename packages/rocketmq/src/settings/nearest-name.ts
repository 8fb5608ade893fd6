/** With fewer letters, a beginning fits too much. */
const SHORTEST_BEGINNING = 3

/** The candidate that a mistyped name most likely meant; `undefined` when none is near. */
export function nearestName(typed: string, candidates: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase()
  // A third of the letters may be wrong: more, and the proposal would be noise.
  let bestDistance = Math.floor(Math.max(typed.length, 3) / 3) + 1
  let best: string | undefined
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) {
      bestDistance = distance
      best = candidate
    }
  }
  return best ?? completionOf(wanted, candidates)
}

/** The one candidate that begins with what was typed: a name whose end was left out is far from it by letters. */
function completionOf(wanted: string, candidates: readonly string[]): string | undefined {
  if (wanted.length < SHORTEST_BEGINNING) return undefined
  const [first, second] = candidates.filter((name) => name.toLowerCase().startsWith(wanted))
  return second === undefined ? first : undefined
}

/**
 * The optimal string alignment distance: insertions, deletions, substitutions, and two neighbours swapped, which is
 * what hurried fingers do most.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1)
      const best = Math.min(substitution, at(last, column) + 1, at(current, column - 1) + 1)
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(isSwap ? Math.min(best, at(beforeLast, column - 2) + 1) : best)
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity
