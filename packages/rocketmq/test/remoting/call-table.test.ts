import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { CallTable } from '../../src/remoting/call-table.js'
import { PendingCall } from '../../src/remoting/pending-call.js'

function callWith(opaque: number): PendingCall {
  const parts = {
    address: 'a:1',
    request: { code: 1 },
    limits: { timeoutMs: 1 },
    onResponse: () => undefined,
    onSent: undefined,
    onError: () => undefined,
  }
  const call = new PendingCall(parts, 0, { forget: () => undefined })
  call.opaque = opaque
  return call
}

describe('the table of calls', () => {
  it('finds every call by its correlation id, whatever came and went', () => {
    // Few ids that share their lowest bits: they all want the same slots.
    const ids = fc.integer({ min: 0, max: 199 }).map((n) => (n % 3) + Math.floor(n / 3) * 64)
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 300 }), (steps) => {
        const table = new CallTable()
        const model = new Map<number, PendingCall>()
        for (const id of steps) {
          const known = model.get(id)
          if (known) {
            table.remove(known)
            model.delete(id)
          } else {
            const call = callWith(id)
            table.add(call)
            model.set(id, call)
          }
          expect(table.size).toBe(model.size)
          for (const [opaque, call] of model) expect(table.get(opaque)).toBe(call)
          expect(table.get(id)).toBe(model.get(id))
        }
        expect(new Set(table.takeAll())).toEqual(new Set(model.values()))
        expect(table.size).toBe(0)
      }),
    )
  })

  it('does nothing for a call that it does not have', () => {
    const table = new CallTable()
    const call = callWith(1)
    table.add(call)
    table.remove(callWith(1))
    expect(table.get(1)).toBe(call)
  })
})
