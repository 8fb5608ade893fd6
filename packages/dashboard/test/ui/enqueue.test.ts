import { describe, expect, it } from '@jest/globals'

import { fitsForm, readForm, typedOf } from '../../ui/src/pages/enqueue/field-values.js'
import { argumentsOfJson, jsonOfArguments } from '../../ui/src/pages/enqueue/json-arguments.js'
import { formOfSchema } from '../../ui/src/pages/enqueue/schema-fields.js'

const named = formOfSchema({
  type: 'object',
  properties: {
    to: { type: 'string', description: 'Who gets it' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    share: { type: ['number', 'null'] },
    isTest: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
    size: { enum: ['small', 7] },
    color: { anyOf: [{ const: 'red' }, { const: 'blue' }], default: 'blue' },
    rest: { type: 'array', items: { type: 'object' } },
  },
  required: ['to', 'count'],
})!
const positional = formOfSchema({
  type: 'array',
  items: [{ type: 'number' }, { type: 'number' }],
  minItems: 2,
})!

describe('a form made from a schema', () => {
  it('has an input for each argument, of its kind', () => {
    expect(named.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['to', 'text'],
      ['count', 'whole'],
      ['share', 'number'],
      ['isTest', 'yesNo'],
      ['size', 'choice'],
      ['color', 'choice'],
      ['rest', 'json'],
    ])
    expect(named.fields.map(({ isRequired }) => isRequired).slice(0, 3)).toEqual([
      true,
      true,
      false,
    ])
    expect(named.fields[1]?.hint).toBe('≥ 1, ≤ 9')
  })

  it('reads values of their types, and leaves out what is empty', () => {
    const typed = { to: 'a@b.c', count: '3', size: '7', rest: '[{"a":1}]', isTest: 'false' }
    expect(readForm(named, typed)).toEqual({
      isOk: true,
      value: { kwargs: { to: 'a@b.c', count: 3, isTest: false, size: 7, rest: [{ a: 1 }] } },
    })
  })

  it('says what is wrong, by input', () => {
    const read = readForm(named, { to: 'a', count: '1.5', share: 'much', rest: '{' })
    expect(read.isOk ? [] : Object.keys(read.problems)).toEqual(['count', 'share', 'rest'])
    const empty = readForm(named, {})
    expect(empty.isOk ? [] : Object.keys(empty.problems)).toEqual(['count'])
  })

  it('of a list gives arguments by position', () => {
    expect(readForm(positional, { 1: '4', 2: '5' })).toEqual({
      isOk: true,
      value: { args: [4, 5] },
    })
  })

  it('begins with the arguments of the job before, else with the defaults', () => {
    expect(typedOf(named, { kwargs: { to: 'x', rest: [1] } })).toMatchObject({
      to: 'x',
      rest: '[1]',
      color: 'blue',
    })
    expect(typedOf(positional, { args: [1, 2] })).toEqual({ 1: '1', 2: '2' })
  })

  it('is not offered for arguments that it has no input for', () => {
    expect(fitsForm(named, { args: [1] })).toBe(false)
    expect(fitsForm(named, { kwargs: { to: 'a', other: 1 } })).toBe(false)
    expect(fitsForm(named, { args: [], kwargs: { to: 'a' } })).toBe(true)
    expect(formOfSchema({ type: 'string' })).toBeUndefined()
  })
})

describe('arguments as JSON', () => {
  it.each([[{ args: [1, 'a'] }], [{ kwargs: { to: 'a' } }], [{ args: [1], kwargs: { to: 'a' } }]])(
    'are the same again: %j',
    (value) => {
      expect(argumentsOfJson(jsonOfArguments(value))).toEqual({ isOk: true, value })
    },
  )

  it('may be left out', () => {
    expect(argumentsOfJson(' ')).toEqual({ isOk: true, value: {} })
  })

  it('that cannot be read say so', () => {
    expect(argumentsOfJson('{"a":').isOk).toBe(false)
    expect(argumentsOfJson('"text"').isOk).toBe(false)
  })

  it('are named arguments when they only look like a pair', () => {
    const value = { args: [1], kwargs: 'x' }
    expect(argumentsOfJson(JSON.stringify(value))).toEqual({ isOk: true, value: { kwargs: value } })
  })
})
