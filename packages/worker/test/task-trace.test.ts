import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

interface Line {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

const pay = task('pay', async (_ctx, card: object, note: string) => {
  if (note === 'fail') throw new TypeError('card refused at https://u:hunter2@bank')
  return { token: 'hunter2', iban: 'DE1', card }
})

async function linesOf(settings: Partial<TestSettings>, note = 'ok', levels = ['debug', 'info']) {
  const lines: Line[] = []
  const at =
    (level: string, bound: object = {}) =>
    (message: string, fields: object = {}): void =>
      void lines.push({ level, message, fields: { ...bound, ...fields } })
  const bind = (bound: object): NonNullable<TestSettings['logger']> => ({
    debug: at('debug', bound),
    info: at('info', bound),
    warn: at('warn', bound),
    error: at('error', bound),
    fatal: at('fatal', bound),
    isLevelEnabled: (level) => levels.includes(level),
    child: (fields) => bind({ ...bound, ...fields }),
  })
  const arq = await setup({ functions: [pay], maxRetries: 0, logger: bind({}), ...settings })
  void arq.worker.run()
  const id = await arq.enqueue(pay, [{ number: '4111', pin: 'hunter2', password: 'hunter2' }, note])
  await arq.ended(id)
  await arq.close()
  return lines
}

const traced = (lines: readonly Line[]) =>
  lines.filter(({ level, message }) => level === 'debug' && message.startsWith('attempt'))

describe('traceTasks', () => {
  it('says what each run was given and what it returned', async () => {
    const [start, end, ...more] = traced(await linesOf({ traceTasks: true }))
    expect(more).toEqual([])
    expect(start).toMatchObject({ message: 'attempt 1 starts', fields: { task: 'pay' } })
    expect(start?.fields).toMatchObject({ logger: 'task', args: [{ number: '4111' }, 'ok'] })
    expect(end?.message).toMatch(/^attempt 1 returned after \d+ ms$/)
    expect(end?.fields).toMatchObject({ result: { iban: 'DE1' } })
  })

  it('leaves out what is secret by its name, and by redact', async () => {
    const redact = ['args.0.pin', 'result.iban', 'result.card.pin']
    const text = JSON.stringify(traced(await linesOf({ traceTasks: true, redact })))
    expect(text).not.toMatch(/hunter2|DE1/)
    expect(text).toContain('4111')
    expect(text).toContain('[redacted]')
  })

  it('says what a run threw', async () => {
    const [, end] = traced(await linesOf({ traceTasks: true, redact: ['args'] }, 'fail'))
    expect(end?.message).toMatch(/^attempt 1 threw after \d+ ms$/)
    expect(JSON.stringify(end)).toContain('card refused')
    expect(JSON.stringify(end)).not.toContain('hunter2')
  })

  it('is off unless it, or debugMode, is set, and where debug lines are not written', async () => {
    expect(traced(await linesOf({}))).toEqual([])
    expect(traced(await linesOf({ debugMode: true }))).toHaveLength(2)
    expect(traced(await linesOf({ traceTasks: true }, 'ok', ['info']))).toEqual([])
  })

  it.each([
    [['card'], /redact\.0: must be args, kwargs, result or progress/],
    [['args..card'], /redact\.0: must be args/],
    [[''], /redact\.0/],
    ['args.0', /redact: must be a list of paths/],
  ])('refuses the paths %j', async (redact, problem) => {
    await expect(linesOf({ redact: redact as string[] })).rejects.toThrow(problem)
  })
})
