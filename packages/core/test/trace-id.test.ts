import { expect, it } from '@jest/globals'

import { traceIdOf } from '../src/wire/trace-id.js'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

it.each([`00-${ID}-${SPAN}-01`, `cc-${ID}-${SPAN}-00-what-comes-later`])(
  'reads the trace of %j',
  (traceparent) => {
    expect(traceIdOf({ traceparent })).toBe(ID)
  },
)

it.each([
  [undefined],
  [7],
  [''],
  [ID],
  [`00-${ID}-${SPAN}`],
  [`00-${ID.toUpperCase()}-${SPAN}-01`],
  [`00-${'0'.repeat(32)}-${SPAN}-01`],
  [`00-${ID}-${'0'.repeat(16)}-01`],
  [`ff-${ID}-${SPAN}-01`],
  [`00-${ID}-${SPAN}-012`],
])('finds none in %j', (traceparent) => {
  expect(traceIdOf({ traceparent })).toBeUndefined()
})
