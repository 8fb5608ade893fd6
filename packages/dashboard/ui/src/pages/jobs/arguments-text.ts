import type { JobView } from '../../../../src/contract/index.js'
import { jsonText } from '../../parts/json-text.js'

const LONGEST = 160

/** The arguments of a job on one line, as a call has them: `"a@b.c", retries: 3`. */
export function argumentsText({ args, kwargs }: Pick<JobView, 'args' | 'kwargs'>): string {
  const positional = args.map((value) => jsonText(value))
  const named = Object.entries(kwargs).map(([name, value]) => `${name}: ${jsonText(value)}`)
  const text = [...positional, ...named].join(', ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
