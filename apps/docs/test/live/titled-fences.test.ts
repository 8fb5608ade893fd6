import { describe, expect, it } from '@jest/globals'

import { whyNot } from '../../src/live/cannot-run.js'
import { programsIn } from '../../src/live/titled-fences.js'

describe('the programs that a page shows', () => {
  it('are named by the titles of its fences', () => {
    const page = [
      ...['```ts [src/guide/delays.ts]', 'text', '```'],
      ...['```ts [src/guide/delays.ts#part]', 'text', '```'],
      ...['```ts', 'no title', '```', '```sh [src/other.ts]', 'no program', '```'],
    ].join('\n')
    expect(programsIn(page)).toEqual(['guide/delays.ts'])
  })

  it('run in a page unless they are said not to, with a reason', () => {
    expect(whyNot('guide/delays.ts')).toBeUndefined()
    expect(whyNot('fastify/server.ts')).toMatch(/listen/)
    expect(whyNot('worker-dies.ts')).toMatch(/signal/)
  })
})
