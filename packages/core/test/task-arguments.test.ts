import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import type { ArgumentIssue, InvalidArguments } from '../src/errors/job-errors.js'
import { isoDate } from '../src/task/iso-date.js'
import type { InputSchema } from '../src/task/task.js'
import { bindArguments } from '../src/task/task-arguments.js'

interface Signature {
  readonly params?: readonly string[]
  readonly input?: InputSchema
}
type Kwargs = Readonly<Record<string, unknown>>

const bind = (signature: Signature, args: readonly unknown[], kwargs: Kwargs = {}) =>
  bindArguments({ name: 'f', ...signature }, { args, kwargs })

const issuesOf = (work: () => unknown): readonly ArgumentIssue[] => {
  try {
    work()
  } catch (error) {
    expect(error).toMatchObject({ name: 'InvalidArguments', code: 'ARQ_INVALID_ARGUMENTS' })
    return (error as InvalidArguments).issues
  }
  throw new Error('it was accepted')
}

describe('arguments without schema and names', () => {
  it('are the positional ones', () => {
    expect(bind({}, [1, 'x'])).toEqual([1, 'x'])
    expect(bind({}, [])).toEqual([])
  })

  it('have the named ones as one object behind', () => {
    expect(bind({}, [1], { a: 2 })).toEqual([1, { a: 2 }])
    expect(bind({}, [], { a: 2 })).toEqual([{ a: 2 }])
  })
})

describe('arguments with params', () => {
  const signature = { params: ['to', 'subject', 'cc'] }

  it('go to their positions, by position, by name, or mixed', () => {
    expect(bind(signature, ['a', 'b'])).toEqual(['a', 'b'])
    expect(bind(signature, [], { subject: 'b', to: 'a' })).toEqual(['a', 'b'])
    expect(bind(signature, ['a'], { subject: 'b' })).toEqual(['a', 'b'])
    expect(bind(signature, ['a'], { cc: 'c' })).toEqual(['a', undefined, 'c'])
  })

  it('are refused when given twice or unknown, all at once', () => {
    expect(issuesOf(() => bind(signature, ['a'], { to: 'x', bcc: 'y' }))).toEqual([
      { path: 'to', message: 'given twice, by position and by name' },
      { path: 'bcc', message: 'unknown argument; known: to, subject, cc' },
    ])
  })
})

describe('arguments with an object schema', () => {
  const input = v.object({
    url: v.string(),
    widths: v.array(v.number()),
    due: v.optional(isoDate()),
  })

  it('arrive as one parsed object, by name, by position, or mixed', () => {
    const wanted = [{ url: 'x', widths: [1], due: new Date(0) }]
    const due = '1970-01-01T00:00:00Z'
    expect(bind({ input }, [], { url: 'x', widths: [1], due })).toEqual(wanted)
    expect(bind({ input }, ['x', [1], due])).toEqual(wanted)
    expect(bind({ input }, ['x'], { widths: [1], due })).toEqual(wanted)
    expect(bind({ input }, ['x', [1]])).toEqual([{ url: 'x', widths: [1] }])
  })

  it('name each place that does not fit', () => {
    const issues = issuesOf(() => bind({ input }, [], { url: 5, widths: [1, 'x'] }))
    expect(issues.map(({ path }) => path)).toEqual(['url', 'widths.1'])
    const missing = issuesOf(() => bind({ input }, [], { url: 'x' }))
    expect(missing.map(({ path }) => path)).toEqual(['widths'])
  })

  it('are refused when given twice or too many', () => {
    expect(issuesOf(() => bind({ input }, ['x'], { url: 'y', widths: [] }))).toEqual([
      { path: 'url', message: 'given twice, by position and by name' },
    ])
    expect(issuesOf(() => bind({ input }, ['x', [], undefined, 4]))).toEqual([
      { path: 'args[3]', message: 'one argument too many' },
    ])
  })

  it('are checked by the schema’s own cross-field rules', () => {
    const range = v.pipe(
      v.object({ from: v.number(), to: v.number() }),
      v.check(({ from, to }) => from <= to, 'from must not be after to'),
    )
    expect(issuesOf(() => bind({ input: range }, [2, 1]))).toEqual([
      { path: 'arguments', message: 'from must not be after to' },
    ])
  })

  it('do not take an argument for the prototype', () => {
    const kwargs = JSON.parse('{"url": "x", "widths": [], "constructor": 1}') as Kwargs
    expect(bind({ input }, [], kwargs)).toEqual([{ url: 'x', widths: [] }])
  })
})

describe('arguments with a tuple schema', () => {
  const input = v.tuple([v.string(), isoDate()])

  it('arrive as one parsed tuple', () => {
    expect(bind({ input }, ['x', '1970-01-01'])).toEqual([['x', new Date(0)]])
  })

  it('may be named where there are params', () => {
    const signature = { input, params: ['name', 'due'] }
    expect(bind(signature, ['x'], { due: '1970-01-01' })).toEqual([['x', new Date(0)]])
  })

  it('name the position that does not fit', () => {
    expect(issuesOf(() => bind({ input }, ['x', 'soon']))).toEqual([
      { path: 'args.1', message: 'must be a Date or an ISO 8601 text' },
    ])
    expect(issuesOf(() => bind({ input }, ['x'])).map(({ path }) => path)).toEqual(['args.1'])
  })
})
