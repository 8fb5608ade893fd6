import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { Verb } from '../../src/command.js'
import { VERBS } from '../../src/verbs.js'
import { englishIn } from '../english-in.js'
import { arq, startArq } from './run-arq.js'
import { shapeOf, VERB_JSON } from './verb-json.js'
import { type Scenario, SCENARIOS } from './verb-scenarios.js'
import { createWorld, type World } from './verb-world.js'

const NAMES = VERBS.map(({ name }) => name)
/** Nobody listens there. */
const AWAY = 'amqp://127.0.0.1:1'
const CHINESE = { ARQ_LANG: 'zh-CN' }

const itInFull = isFullRun ? it : it.skip

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

function scenarioOf(name: string): Scenario {
  const found = SCENARIOS[name]
  if (!found) throw new Error(`arq ${name} is not tried`)
  return found
}

/** What the verb is for, to its end. */
async function succeed(name: string) {
  const { args, says, isEndless } = scenarioOf(name)
  const line = [...name.split(' '), ...(await args(world))]
  if (isEndless !== true) return arq(line, CHINESE)
  const running = startArq(line, CHINESE)
  await running.says(String(says))
  running.process.kill('SIGTERM')
  return running.ended
}

/** What the verb cannot do. */
async function fail(name: string) {
  const { args, wrong } = scenarioOf(name)
  const away = async () => [
    ...(await args({ ...world, url: AWAY })),
    ...['--connection-timeout', '200ms'],
  ]
  return arq([...name.split(' '), ...(wrong ?? (await away()))], CHINESE)
}

/** Errors of the tasks that are run, which are English in every language. */
const OF_TASKS = ['no such order', 'order 0 has no customer', 'expired at', 'and was not run']

describe('every verb of arq', () => {
  it('is tried here, and with --json where it offers that', async () => {
    expect(Object.keys(SCENARIOS).sort()).toEqual(VERBS.map(({ name }) => name).sort())
    const withJson: Verb[] = []
    for (const verb of VERBS) {
      const { flags } = await verb.load()
      if (flags.some(({ name }) => name === 'json')) withJson.push(verb)
    }
    expect(Object.keys(VERB_JSON).sort()).toEqual(withJson.map(({ name }) => name).sort())
  })

  it.each(NAMES)('%s does what it is for, and says so in Chinese', async (name) => {
    const { code, stdout, stderr } = await succeed(name)
    const said = `${stdout}${stderr}`
    expect(said).toMatch(scenarioOf(name).says)
    // What these print there is for a shell, and for a database.
    if (name !== 'completion' && name !== 'outbox schema')
      expect(englishIn(said, OF_TASKS)).toEqual([])
    expect(code).toBe(0)
  })

  // In short: each error has Chinese words (texts.test), and each verb's own tests make it fail.
  itInFull.each(NAMES)('%s says in Chinese what it cannot do', async (name) => {
    const { code, stdout, stderr } = await fail(name)
    const said = `${stdout}${stderr}`
    expect(said).toMatch(/^错误：|^问题：|^问题数：|没有应答：/m)
    expect(englishIn(said)).toEqual([])
    expect(code).toBeGreaterThan(0)
  })

  it.each(Object.entries(VERB_JSON))(
    '%s --json prints what programs expect',
    async (name, shape) => {
      const args = await scenarioOf(name).args(world)
      const { code, stdout } = await arq([...name.split(' '), ...args, '--json'])
      expect(shapeOf(JSON.parse(stdout))).toEqual(shape)
      expect(code).toBe(0)
    },
  )
})
