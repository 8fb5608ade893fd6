import { describe, expect, it } from '@jest/globals'

import { decodeSignal } from '../../src/consume/control.js'
import { toBroadcast } from '../../src/publish/broadcast.js'

describe('a signal', () => {
  it('survives the way through the broker', () => {
    const signal = { kind: 'abort', jobId: 'ü', nested: { deep: [1, null] } }
    expect(decodeSignal(toBroadcast(signal, 'id').body)).toEqual(signal)
  })

  it.each(['', 'no json', 'null', '[]', '{"kind":3}', '"abort"'])('is not %j', (text) => {
    expect(decodeSignal(Buffer.from(text))).toBeUndefined()
  })
})
