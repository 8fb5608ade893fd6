import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { testProgram } from './setup.js'

async function run(args: readonly string[], options?: Parameters<typeof testProgram>[0]) {
  const program = testProgram(options)
  const code = await runCli(args, program)
  return { code, ...program.said }
}

/** Nothing listens there. */
const NOWHERE = ['-n', '127.0.0.1:1', '--timeout', '200ms']

describe('rocketmq', () => {
  it('says its version', async () => {
    const manifest = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')
    const { version } = JSON.parse(manifest) as { version: string }
    expect(await run(['--version'])).toEqual({ code: 0, output: `${version}\n`, errors: '' })
  })

  it('explains itself, in the language of the reader', async () => {
    const { code, output } = await run(['--help'])
    expect(code).toBe(0)
    for (const name of ['topics', 'groups', 'progress', 'tail', 'send', 'dlq']) {
      expect(output).toContain(`rocketmq ${name}`)
    }
    expect(output).toContain('Exit codes: 0 done')
    expect((await run(['--help'], { language: 'zh-CN' })).output).toContain('退出码')
  })

  it.each(['topics', 'groups', 'progress', 'tail', 'send', 'dlq'])(
    'explains %s, where its servers come from, and gives examples',
    async (name) => {
      const { output } = await run([name, '--help'])
      const flat = output.replace(/\s+/g, ' ')
      expect(flat).toContain('[variable: ROCKETMQ_NAMESRV_ADDR]')
      expect(flat).toContain('[default: 127.0.0.1:9876]')
      expect(flat).toContain('--json')
      expect(flat).toMatch(new RegExp(`Examples: rocketmq ${name}`))
    },
  )
})

describe('a wrong command line', () => {
  it.each([
    [[], 'a command is missing; known: topics, groups'],
    [['topcs'], 'unknown command topcs; did you mean topics?'],
    [['topics', '--jsn'], 'unknown flag --jsn; did you mean --json?'],
    [['progress'], 'groups is missing, for example: rocketmq progress billing'],
    [['progress', 'g', '--max-lag', 'x'], '--max-lag: x is no whole number of at least 0'],
    [['tail'], 'topic is missing'],
    [['tail', 'a', 'b'], '"b" belongs to no flag'],
    [['tail', 'a', '--from', 'yesterday'], '--from: yesterday is none of: earliest'],
    [['tail', 'a', '--count', '0'], '--count: 0 is no whole number of at least 1'],
    [['topics', '--timeout', 'soon'], '--timeout: soon is no duration'],
    [['topics', '--timeout', '1s', '--timeout', '2s'], '--timeout: was given more than once'],
    [['topics', '--tls-ca', '/does/not/exist'], '--tls-ca: cannot be read'],
    [['topics', '-n', 'nonsense'], 'nameServers: "nonsense" is not host:port'],
    [['send', 'a'], 'the body: is missing'],
    [['send', 'a', 'b', '--lines'], '--lines: cannot be used beside a body'],
    [['send', 'a', 'b', '-p', 'x'], '--property: x is not name=value'],
    [['dlq', 'drop'], 'unknown action drop; known: list, inspect, resend'],
    [['dlq', 'inspect'], 'a group is missing: rocketmq dlq inspect <group>'],
    [['dlq', 'resend', 'g'], 'choose what to send: --id'],
    [['dlq', 'list', 'g'], '"g" belongs to no flag'],
  ])('%j ends with 2 and one line', async (args, problem) => {
    const { code, output, errors } = await run(args)
    expect(errors).toContain(problem)
    expect(errors).toMatch(/^error: .*\[ROCKETMQ_CONFIG_INVALID\]\n$/)
    expect(output).toBe('')
    expect(code).toBe(2)
  })

  it('shows with --debug where it was noticed', async () => {
    const { errors } = await run(['topcs', '--debug'])
    expect(errors).toMatch(/\n +at .*check-command-line/)
  })

  it('names a wrong variable', async () => {
    const environment = { ROCKETMQ_TLS: 'perhaps' }
    const { code, errors } = await run(['topics'], { environment })
    expect(errors).toContain('ROCKETMQ_TLS: must be true or false')
    expect(code).toBe(2)
  })
})

describe('without servers', () => {
  it.each(['topics', 'groups', 'dlq list', 'tail t', 'progress g', 'send t b'])(
    '%s ends with 3, naming them',
    async (line) => {
      const { code, errors, output } = await run([...line.split(' '), ...NOWHERE])
      expect(errors).toContain('127.0.0.1:1')
      expect(output).toBe('')
      expect(code).toBe(3)
    },
  )

  it('takes their addresses from the environment, a flag before it', async () => {
    const environment = { ROCKETMQ_NAMESRV_ADDR: '127.0.0.1:2' }
    expect((await run(['topics'], { environment })).errors).toContain('127.0.0.1:2')
    expect((await run(['topics', ...NOWHERE], { environment })).errors).toContain('127.0.0.1:1')
  })
})
