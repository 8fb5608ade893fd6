/** What a task reported with `ctx.progress`, when it says how far it is. */
export interface Progress {
  /** 0 to 1. */
  readonly share: number
  /** What else it said. */
  readonly note: string | undefined
}

const DONE_KEYS = ['done', 'current', 'completed', 'processed'] as const
const TOTAL_KEYS = ['total', 'of', 'max'] as const
const NOTE_KEYS = ['message', 'note', 'step', 'status'] as const

/**
 * Reads a progress: a share (0 to 1), a percentage (to 100), `{ percent }`, or `{ done, total }` under the names that
 * are usual. `undefined`: it says something else, which is shown as it is.
 */
export function progressOf(value: unknown): Progress | undefined {
  if (typeof value === 'number') return fromNumber(value, undefined)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const said = new Map<string, unknown>(Object.entries(value))
  const note = NOTE_KEYS.map((key) => said.get(key)).find((text) => typeof text === 'string')
  const percent = said.get('percent') ?? said.get('percentage')
  if (typeof percent === 'number') return bounded(percent / 100, note)
  const done = firstNumber(said, DONE_KEYS)
  const total = firstNumber(said, TOTAL_KEYS)
  if (done !== undefined && total !== undefined && total > 0) return bounded(done / total, note)
  const progress = said.get('progress')
  return typeof progress === 'number' ? fromNumber(progress, note) : undefined
}

function fromNumber(value: number, note: string | undefined): Progress | undefined {
  if (!(value >= 0 && value <= 100)) return undefined
  return bounded(value <= 1 ? value : value / 100, note)
}

function bounded(share: number, note: string | undefined): Progress {
  return { share: Math.min(Math.max(share, 0), 1), note }
}

function firstNumber(said: ReadonlyMap<string, unknown>, keys: readonly string[]) {
  return keys.map((key) => said.get(key)).find((value) => typeof value === 'number')
}
