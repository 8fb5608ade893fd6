import { describe, expect, it } from '@jest/globals'

import {
  blankOf,
  type Draft,
  draftsOf,
  fitsForm,
  hasHidden,
} from '../../ui/src/pages/enqueue/draft.js'
import { argumentsOfJson, jsonOfArguments } from '../../ui/src/pages/enqueue/json-arguments.js'
import { boundsText } from '../../ui/src/pages/enqueue/json-schema.js'
import { localMoment, sentMoment } from '../../ui/src/pages/enqueue/moment-text.js'
import { placeInJson, placeIssues } from '../../ui/src/pages/enqueue/place-issues.js'
import { readForm } from '../../ui/src/pages/enqueue/read-drafts.js'
import { formOfSchema } from '../../ui/src/pages/enqueue/schema-fields.js'

const named = formOfSchema({
  type: 'object',
  properties: {
    to: { type: 'string', description: 'Who gets it' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    share: { type: ['number', 'null'], exclusiveMaximum: 1 },
    isTest: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
    size: { enum: ['small', 7] },
    color: { anyOf: [{ const: 'red' }, { const: 'blue' }], default: 'blue' },
    due: { type: 'string', format: 'date-time' },
    day: { type: 'string', format: 'date' },
    address: {
      type: 'object',
      properties: { city: { type: 'string' }, floor: { type: 'integer' } },
      required: ['city'],
    },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: { sku: { type: 'string' }, price: { type: 'number', minimum: 0 } },
        required: ['sku', 'price'],
      },
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  },
  required: ['to', 'count'],
})!
const positional = formOfSchema({
  type: 'array',
  prefixItems: [{ type: 'number' }, { title: 'note' }, { type: 'boolean' }],
  minItems: 1,
})!

const text = (typed: string): Draft => ({ is: 'text', text: typed })

describe('a form made from a schema', () => {
  it('has a field for each argument, of its kind', () => {
    expect(named.fields.map(({ key, kind }) => `${key}: ${kind}`)).toEqual([
      'to: text',
      'count: whole',
      'share: number',
      'isTest: yesNo',
      'size: choice',
      'color: choice',
      'due: moment',
      'day: day',
      'address: object',
      'lines: list',
      'labels: json',
      'either: json',
    ])
    const required = named.fields.filter(({ isRequired }) => isRequired)
    expect(required.map(({ key }) => key)).toEqual(['to', 'count'])
    const nullable = named.fields.filter(({ isNullable }) => isNullable)
    expect(nullable.map(({ key }) => key)).toEqual(['share', 'isTest'])
    expect(boundsText(named.fields[1]!.bounds)).toBe('≥ 1, ≤ 9')
    expect(named.fields[0]!.hint).toBe('Who gets it')
  })

  it('says by position what a list of parameters is called', () => {
    expect(positional.fields.map(({ key, name }) => [key, name])).toEqual([
      ['0', '1'],
      ['1', 'note'],
      ['2', '3'],
    ])
  })

  it('ends, however deep the schema goes', () => {
    const deep = (levels: number): Record<string, unknown> =>
      levels === 0
        ? { type: 'string' }
        : { type: 'object', properties: { inner: deep(levels - 1) }, required: ['inner'] }
    const kinds: string[] = []
    for (let [field] = formOfSchema(deep(50))!.fields; field; [field] = field.fields) {
      kinds.push(field.kind)
    }
    expect(kinds).toEqual([...Array<string>(5).fill('object'), 'json'])
  })

  it('is not offered for what is neither an object nor a list of known length', () => {
    expect(formOfSchema({ type: 'string' })).toBeUndefined()
    expect(formOfSchema({ type: 'array', items: { type: 'string' } })).toBeUndefined()
  })
})

describe('what stands in a form', () => {
  it('is read with its types, and what is empty and optional is left out', () => {
    const drafts = {
      ...draftsOf(named, undefined),
      ...{ to: text('a@b.c'), count: text('3'), size: text('7'), isTest: text('false') },
      share: { is: 'null' },
      labels: { is: 'json', text: '{"a":"b"}' },
      lines: {
        is: 'list',
        items: [{ is: 'object', fields: { sku: text('x'), price: text('1.5') } }],
      },
    } as const
    expect(readForm(named, drafts)).toEqual({
      problems: {},
      value: {
        kwargs: {
          ...{ to: 'a@b.c', count: 3, size: 7, isTest: false, share: null, color: 'blue' },
          ...{ labels: { a: 'b' }, lines: [{ sku: 'x', price: 1.5 }] },
        },
      },
    })
  })

  it.each([
    { to: 'a', count: 2, share: null, isTest: null, size: 7, color: 'red' },
    { to: '', count: 2, due: '2026-01-01T10:00:00.123456+08:00', day: '2026-02-03' },
    { to: 'a', count: 2, address: { city: '' }, lines: [], either: [1, null] },
    {
      to: 'a',
      count: 2,
      lines: [
        { sku: 'x', price: 0.1 },
        { sku: 'y', price: 1e21 },
      ],
    },
    // No input of the schema's kind could hold these.
    { to: 7, count: '[redacted]', address: { city: 'x', more: 1 }, lines: 'none', size: 'large' },
  ])('goes as it came when nobody changes it: %j', (kwargs) => {
    const drafts = draftsOf(named, { kwargs })
    expect(readForm(named, drafts)).toEqual({ problems: {}, value: { kwargs } })
  })

  it('has the defaults of the schema only in a new job', () => {
    expect(draftsOf(named, undefined)['color']).toEqual(text('blue'))
    expect(draftsOf(named, { kwargs: { to: 'a' } })['color']).toEqual({ is: 'absent' })
  })

  it('is wrong field by field, to the depth where it is wrong', () => {
    const drafts = {
      ...{ to: text('a'), count: text('10'), share: text('1') },
      size: { is: 'absent' },
      address: { is: 'object', fields: { floor: text('1.5') } },
      lines: {
        is: 'list',
        items: [{ is: 'object', fields: { sku: text(''), price: text('-1') } }],
      },
      either: { is: 'json', text: 'words' },
    } as const
    expect(Object.keys(readForm(named, drafts).problems)).toEqual([
      'count',
      'share',
      'address.city',
      'address.floor',
      'lines.0.price',
      'either',
    ])
    expect(readForm(named, { to: text('a'), count: text('10') }).problems['count']).toMatchObject({
      values: { bound: '9' },
    })
  })

  it('keeps what cannot be read, to be seen as JSON', () => {
    const drafts = {
      to: text('a'),
      count: text('many'),
      either: { is: 'json', text: '{' },
    } as const
    expect(readForm(named, drafts).value).toEqual({
      kwargs: { to: 'a', count: 'many', either: '{' },
    })
  })

  it('does not round a whole number', () => {
    const drafts = { to: text('a'), count: text('9007199254740993') }
    expect(readForm(named, drafts).problems).toHaveProperty('count')
  })

  it('by position ends with the last that is given, and has no gap', () => {
    const at = (drafts: Record<string, Draft>) => readForm(positional, drafts)
    expect(at({ 0: text('4') })).toEqual({ problems: {}, value: { args: [4] } })
    expect(at({ 0: text('4'), 2: text('true') }).problems).toHaveProperty(['1'])
    expect(at({ 0: text('4'), 1: { is: 'json', text: 'null' }, 2: text('true') })).toEqual({
      problems: {},
      value: { args: [4, null, true] },
    })
    expect(Object.keys(at({}).problems)).toEqual(['0'])
  })

  it('of a field that is not required is nothing at first, of one that is all that is in it', () => {
    const [address] = named.fields.filter(({ key }) => key === 'address')
    expect(blankOf(address!)).toEqual({ is: 'absent' })
    expect(blankOf({ ...address!, isRequired: true })).toEqual({
      is: 'object',
      fields: { city: text(''), floor: { is: 'absent' } },
    })
  })

  it('knows where something is hidden', () => {
    const hidden = draftsOf(named, { kwargs: { lines: [{ sku: 'a', price: '[redacted]' }] } })
    expect(hasHidden(hidden['lines']!)).toBe(true)
    expect(hasHidden(hidden['to']!)).toBe(false)
  })

  it('fits only a job whose arguments all have a field', () => {
    expect(fitsForm(named, { args: [1] })).toBe(false)
    expect(fitsForm(named, { kwargs: { to: 'a', other: 1 } })).toBe(false)
    expect(fitsForm(named, { args: [], kwargs: { to: 'a' } })).toBe(true)
    expect(fitsForm(positional, { args: [1, 2, true, 4] })).toBe(false)
    expect(fitsForm(positional, { args: [1], kwargs: { note: 1 } })).toBe(false)
  })
})

describe('what the server finds wrong', () => {
  const drafts = draftsOf(named, {
    kwargs: { to: 'a', lines: [{ sku: 'x', price: 1 }], either: {} },
  })
  const placed = (path: string) =>
    Object.keys(placeIssues([{ path, message: 'is wrong' }], named, drafts))

  it.each([
    ['to', 'to'],
    ['lines.0.price', 'lines.0.price'],
    ['either.deep.inside', 'either'],
    ['kwargs.lines.0', 'lines.0'],
    ['total', ''],
    ['tomorrow', ''],
  ])('with %j is told at the field %j', (path, place) => {
    expect(placed(path)).toEqual([place])
  })

  it('by position is told at its position', () => {
    const issues = [{ path: 'args.1.0', message: 'is wrong' }]
    expect(placeIssues(issues, positional, {})).toEqual({ 1: 'is wrong' })
  })

  it('is told with its place where there is no field', () => {
    const issues = ['a', 'b.0'].map((path) => ({ path, message: 'is wrong' }))
    expect(Object.values(placeIssues(issues, named, drafts))).toEqual([
      'a: is wrong\nb.0: is wrong',
    ])
    expect(Object.values(placeInJson(issues))).toEqual(['a: is wrong\nb.0: is wrong'])
  })
})

describe('a moment', () => {
  it('is shown in local time and sent in UTC', () => {
    const moment = '2026-03-04T05:06:07.089Z'
    expect(sentMoment(localMoment(moment)!)).toBe(moment)
    expect(sentMoment(localMoment('2026-03-04T05:06')!)).toBe('2026-03-04T05:06:00.000Z')
  })

  it('that is none is none', () => {
    expect(localMoment('tomorrow')).toBeUndefined()
    expect(sentMoment('')).toBe('')
  })
})

describe('arguments as JSON', () => {
  it.each([[{ args: [1, 'a'] }], [{ kwargs: { to: 'a' } }], [{ args: [1], kwargs: { to: 'a' } }]])(
    'are the same again: %j',
    (value) => {
      expect(argumentsOfJson(jsonOfArguments(value))).toEqual({ problems: {}, value })
    },
  )

  it('may be left out', () => {
    expect(argumentsOfJson(' ')).toEqual({ problems: {}, value: {} })
  })

  it('that cannot be read say so', () => {
    expect(argumentsOfJson('{"a":').problems).not.toEqual({})
    expect(argumentsOfJson('"text"').problems).not.toEqual({})
  })

  it('are named arguments when they only look like a pair', () => {
    const value = { args: [1], kwargs: 'x' }
    expect(argumentsOfJson(JSON.stringify(value))).toEqual({
      problems: {},
      value: { kwargs: value },
    })
  })
})
