import type { Letter } from './read-letter.js'

/** Letters of one task that failed for the same reason. */
export interface LetterGroup {
  readonly fingerprint: string
  readonly count: number
  readonly firstFailedAt: Date | undefined
  readonly lastFailedAt: Date | undefined
  /** The last of them. */
  readonly sample: Letter
}

/** Groups by fingerprint, the largest first. Pure. */
export function groupLetters(letters: readonly Letter[]): readonly LetterGroup[] {
  const groups = new Map<string, Letter[]>()
  for (const letter of letters) {
    const group = groups.get(letter.fingerprint)
    if (group) group.push(letter)
    else groups.set(letter.fingerprint, [letter])
  }
  return [...groups]
    .map(([fingerprint, group]) => groupOf(fingerprint, group))
    .sort((a, b) => b.count - a.count)
}

function groupOf(fingerprint: string, group: readonly Letter[]): LetterGroup {
  const byTime = [...group].sort((a, b) => timeOf(a) - timeOf(b))
  const [first] = byTime
  const last = byTime.at(-1)
  if (!first || !last) throw new Error('a group has a letter')
  return {
    fingerprint,
    count: group.length,
    firstFailedAt: first.failedAt,
    lastFailedAt: last.failedAt,
    sample: last,
  }
}

const timeOf = ({ failedAt }: Letter): number => failedAt?.getTime() ?? 0
