import type { StreamItemView } from '../../../src/contract/index.js'
import { EVIL } from './fake-jobs.js'

const ANSWER =
  'The parcel left our house on Monday. 包裹已于周一寄出，预计周三送达。\nIt is on its way to the depot in Lyon, '

/** Tokens of a text that a second run writes anew, or reports of steps. */
export function fakeItems(stream: string): readonly StreamItemView[] {
  const item = (n: number, text: string, more: Partial<StreamItemView> = {}): StreamItemView => ({
    ...{ id: `b-${String(n)}`, text, isText: true, isCut: false, jobTry: 1, run: 'one', missed: 0 },
    ...more,
  })
  if (stream === 'tokens') {
    const tokens = ANSWER.match(/\S+\s*/g) ?? []
    return [
      ...tokens.slice(0, 6).map((token, n) => item(n + 1, token)),
      ...tokens.map((token, n) => item(n + 7, token, { jobTry: 2, run: 'two' })),
      item(tokens.length + 20, 'and ', { jobTry: 2, run: 'two', missed: 12 }),
    ]
  }
  const steps = [
    { page: 33, rows: 1200 },
    { page: 34, rows: 800, note: EVIL },
  ]
  return steps.map((step, n) =>
    item(n + 1, JSON.stringify(step), { isText: false, isCut: n === 1 }),
  )
}
