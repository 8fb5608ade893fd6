import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { isTask, task, taskOfFunction } from '../src/task/define-task.js'
import { isoDate } from '../src/task/iso-date.js'

const run = () => 1
const refused = (definition: object): unknown => {
  try {
    return task(definition as never)
  } catch (error) {
    return error
  }
}

describe('a task', () => {
  it('is a frozen object with its name and function', async () => {
    const add = task('add', async (_ctx, a: number, b: number) => a + b)
    expect(add.name).toBe('add')
    expect(Object.isFrozen(add)).toBe(true)
    await expect(add.run(undefined as never, 1, 2)).resolves.toBe(3)
  })

  it('keeps what its definition says and leaves the rest absent', () => {
    const input = v.object({ a: v.number() })
    const full = task({
      name: 'f',
      input,
      timeout: '30s',
      maxRetries: 0,
      keepResult: 'forever',
      run,
    })
    expect(full).toMatchObject({ name: 'f', input, timeout: '30s', maxRetries: 0 })
    expect(full.keepResult).toBe('forever')
    expect(Object.keys(full).sort()).toEqual(
      ['input', 'keepResult', 'maxRetries', 'name', 'run', 'timeout'].sort(),
    )
  })

  it('does not change the definition it was made from', () => {
    const definition = Object.freeze({ name: 'f', run })
    task(definition)
    expect(Object.keys(definition)).toEqual(['name', 'run'])
  })

  it('is recognised by its brand, also one of another copy of the package', () => {
    expect(isTask(task('f', run))).toBe(true)
    expect(isTask({ name: 'f', run, [Symbol.for('arq.task')]: true })).toBe(true)
    expect(isTask({ name: 'f', run })).toBe(false)
    for (const value of [null, undefined, 'f', run, 5]) expect(isTask(value)).toBe(false)
  })

  it('is made of a plain function by its name', () => {
    async function resize() {}
    expect(taskOfFunction(resize)).toMatchObject({ name: 'resize', run: resize })
    expect(() =>
      taskOfFunction(
        (
          () => () =>
            1
        )(),
      ),
    ).toThrow(/name: must not be empty: name the function, or use task\(name, function\)/)
  })

  it.each<[object, RegExp]>([
    [{ name: 'f', run, timeOut: 5 }, /task f: timeOut: unknown key; did you mean timeout\?/],
    [{ name: 'f', run, maxRetrys: 5 }, /maxRetrys: unknown key; did you mean maxRetries\?/],
    [{ name: 'f', run, zzzzzz: 5 }, /zzzzzz: unknown key; known: name, run, params/],
    [{ name: '', run }, /Invalid task: name: must not be empty/],
    [{ run }, /name: is required/],
    [{ name: 5, run }, /name: must be text/],
    [{ name: 'f' }, /run: is required/],
    [{ name: 'f', run: 'f' }, /run: must be a function/],
    [{ name: 'f', run, timeout: -1 }, /timeout: must be a duration: seconds/],
    [{ name: 'f', run, maxRetries: 1.5 }, /maxRetries: must be a whole number/],
    [{ name: 'f', run, maxRetries: -1 }, /maxRetries: must be at least 0, got -1/],
    [{ name: 'f', run, retryOn: 'some' }, /retryOn/],
    [{ name: 'f', run, retryIf: true }, /retryIf: must be a function/],
    [{ name: 'f', run, params: 'to' }, /params/],
    [{ name: 'f', run, queueName: '' }, /queueName: must not be empty/],
    [{ name: 'f', run, input: {} }, /input: must be a valibot schema of an object or a tuple/],
    [{ name: 'f', run, input: v.string() }, /input: must be a valibot schema of an object/],
    [{ name: 'f', file: './f.js' }, /file: must be the URL of a file/],
    [{ name: 'f', file: new URL('https://host/f.js') }, /file: must be the URL of a file/],
    [{ name: 'f', file: new URL('file:///f.js'), run }, /run: unknown key/],
    [{ name: 'f', file: new URL('file:///f.js'), export: '' }, /export: must not be empty/],
    [{ name: 'f', run, output: { a: 1 } }, /output: must be a valibot schema/],
  ])('is refused when it is defined as %j', (definition, words) => {
    const error = refused(definition) as Error
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ARQ_CONFIG_INVALID' })
    expect(error.message).toMatch(words)
  })

  it.each([
    v.object({}),
    v.strictObject({}),
    v.looseObject({}),
    v.objectWithRest({}, v.string()),
    v.tuple([]),
    v.strictTuple([]),
    v.looseTuple([]),
    v.tupleWithRest([], v.string()),
    v.array(v.string()),
    v.pipe(
      v.object({ a: v.string() }),
      v.check(({ a }) => a !== ''),
    ),
  ])('takes the input schema $type', (input) => {
    expect(isTask(refused({ name: 'f', run, input }))).toBe(true)
  })
})

describe('isoDate()', () => {
  const schema = isoDate()

  it.each([new Date(0), '1970-01-01T00:00:00Z', '1970-01-01T00:00:00', '1970-01-01'])(
    'gives a Date for %j',
    (value) => {
      expect(v.parse(schema, value)).toEqual(new Date(0))
    },
  )

  it.each([new Date(NaN), 'tomorrow', '', 0, null, undefined, {}])('refuses %p', (value) => {
    const result = v.safeParse(schema, value)
    expect(result.issues?.[0].message).toBe('must be a Date or an ISO 8601 text')
  })
})
