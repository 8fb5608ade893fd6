import { isoDate, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { argumentsSchema } from '../src/look/arguments-schema.js'
import { tasksView } from '../src/look/tasks-view.js'

const none = () => undefined

describe('what a task takes', () => {
  it('is told of its input schema, as it is before the schema changes it', () => {
    const order = task({
      name: 'order',
      input: v.object({
        to: v.pipe(v.string(), v.email(), v.description('Who gets it')),
        size: v.optional(v.picklist(['small', 'large']), 'small'),
        count: v.pipe(v.string(), v.transform(Number), v.integer()),
        price: v.pipe(v.number(), v.minValue(0), v.maxValue(99)),
        note: v.nullish(v.string()),
        lines: v.array(v.object({ sku: v.string() })),
      }),
      run: none,
    })
    expect(argumentsSchema(order)).toMatchObject({
      type: 'object',
      properties: {
        to: { type: 'string', format: 'email', description: 'Who gets it' },
        size: { enum: ['small', 'large'], default: 'small' },
        count: { type: 'string' },
        price: { type: 'number', minimum: 0, maximum: 99 },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        lines: { type: 'array', items: { properties: { sku: { type: 'string' } } } },
      },
      required: ['to', 'count', 'price', 'lines'],
    })
  })

  it('has moments as texts, where they are sent as texts', () => {
    const remind = task({
      name: 'remind',
      input: v.object({
        due: isoDate(),
        again: v.optional(isoDate()),
        minute: v.pipe(v.string(), v.isoDateTime()),
      }),
      run: none,
    })
    expect(argumentsSchema(remind)).toMatchObject({
      properties: {
        due: { type: 'string', format: 'date-time' },
        again: { type: 'string', format: 'date-time' },
        // `2026-01-01T10:00` alone fits, so it is written by hand.
        minute: { type: 'string' },
      },
      required: ['due', 'minute'],
    })
    expect(argumentsSchema(remind)?.properties?.['minute']).not.toHaveProperty('format')
  })

  it('is anything where JSON Schema has no word for it', () => {
    const odd = task({
      name: 'odd',
      input: v.object({
        big: v.bigint(),
        own: v.custom<string>(() => true),
        checked: v.pipe(
          v.number(),
          v.check((n) => n % 2 === 0),
        ),
      }),
      run: none,
    })
    expect(argumentsSchema(odd)?.properties).toEqual({
      big: {},
      own: {},
      checked: { type: 'number' },
    })
  })

  it('of a tuple says how many there are at least', () => {
    const add = task({
      name: 'add',
      input: v.tuple([v.number(), v.optional(v.number()), v.string(), v.optional(v.string())]),
      run: none,
    })
    expect(argumentsSchema(add)).toMatchObject({ type: 'array', minItems: 3 })
  })

  it('is the names of its parameters without a schema', () => {
    const add = task({
      name: 'add',
      params: ['a', 'b', 'note'],
      run: (_ctx, a: number, b: number, note = '') => `${a} ${b} ${note}`,
    })
    expect(argumentsSchema(add)).toEqual({
      type: 'array',
      prefixItems: [{ title: 'a' }, { title: 'b' }, { title: 'note' }],
      minItems: 2,
    })
  })

  it('of a function in a file asks for none of its parameters', () => {
    const resize = task({ name: 'resize', file: new URL(import.meta.url), params: ['url'] })
    expect(argumentsSchema(resize)).toMatchObject({ minItems: 0 })
  })

  it('shows no default that is a secret, and none that is made anew each time', () => {
    const login = task({
      name: 'login',
      input: v.object({
        apiToken: v.optional(v.string(), 'sk_live_4711'),
        at: v.optional(v.string(), () => new Date().toISOString()),
        deep: v.object({ password: v.nullish(v.string(), 'hunter2') }),
      }),
      run: none,
    })
    const text = JSON.stringify(argumentsSchema(login))
    expect(text).toContain('apiToken')
    expect(text).not.toContain('default')
  })

  it('is unknown when a part of the schema throws', () => {
    const broken = task({
      name: 'broken',
      input: v.object({
        a: v.lazy((): v.GenericSchema => {
          throw new Error('not yet')
        }),
      }),
      run: none,
    })
    expect(argumentsSchema(broken)).toBeNull()
  })

  it('may lead to itself', () => {
    interface Tree {
      readonly inner?: Tree | undefined
    }
    const tree: v.GenericSchema<Tree> = v.object({ inner: v.optional(v.lazy(() => tree)) })
    const walk = task({ name: 'walk', input: v.object({ tree }), run: none })
    expect(JSON.stringify(argumentsSchema(walk))).toContain('$ref')
  })
})

describe('tasks that can be enqueued', () => {
  it('are listed once each, by name; one that is given counts before its name', () => {
    const given = task({ name: 'b', params: ['x'], run: (_ctx, x: number) => x })
    const plain = task('a', none)
    expect(tasksView(['b', given, 'c', plain, 'b']).tasks).toMatchObject([
      { name: 'a', input: null },
      { name: 'b', input: { prefixItems: [{ title: 'x' }] } },
      { name: 'c', input: null },
    ])
  })
})
