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

describe('arq', () => {
  it('says its version', async () => {
    const manifest = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')
    const { version } = JSON.parse(manifest) as { version: string }
    expect(await run(['--version'])).toEqual({ code: 0, output: `${version}\n`, errors: '' })
  })

  it('explains itself, in the language of the reader', async () => {
    const { code, output } = await run(['--help'])
    expect(code).toBe(0)
    expect(output).toContain('arq worker')
    expect(output).toContain('Exit codes: 0 done')
    expect((await run(['--help'], { language: 'zh-CN' })).output).toContain('退出码')
  })

  it('explains each flag of a command, its variable, its default, and gives examples', async () => {
    const { output } = await run(['worker', '--help'])
    const flat = output.replace(/\s+/g, ' ')
    expect(flat).toContain('-u, --rabbitmq-url Broker [variable: RABBITMQ_URL]')
    expect(flat).toContain('[default: amqp://localhost:5672]')
    expect(flat).toContain('-m, --worker-module')
    expect(flat).toContain('arq worker -m ./settings.ts:workerSettings')
    for (const flag of ['-p', '-q', '-r', '-t', '-l']) expect(flat).toContain(` ${flag}, --`)
    expect((await run(['worker', '-h'])).output).toBe(output)
  })
})

describe('a wrong command line', () => {
  it.each([
    [[], 'a command is missing'],
    [['wroker'], 'unknown command wroker; did you mean worker?'],
    [['zzzzzz'], 'unknown command zzzzzz; known: worker, '],
    [['worker'], '--worker-module is missing'],
    [['queue-info', '--rabitmq-url', 'x'], 'did you mean --rabbitmq-url?'],
    [['queue-info', '--no-json'], 'unknown flag --no-json'],
    [['worker', '-x'], 'unknown flag -x'],
    [['worker', '--brst', '-m', 'a'], 'unknown flag --brst; did you mean --burst?'],
    [['worker', 'stray', '-m', 'a'], '"stray" belongs to no flag'],
    [['check', 'images'], '"images" belongs to no flag; for a queue: -q images'],
    [['worker', '-m'], 'Not enough arguments following: m'],
    [['worker', '-m', 'settings:workerSettings', '-r', '1', '-r', '2'], 'more than once'],
    [['worker', '-m', 'settings:workerSettings', '-u', 'http://h'], 'transport'],
    [['worker', '--que', 'a', '-m', 'a'], 'unknown flag --que; did you mean --queue?'],
    [['queue-info', '-u', 'localhost:5672'], 'Invalid --rabbitmq-url: No transport is registered'],
    [['worker', '-m', 'settings:someTypo'], 'has no export someTypo'],
  ])('%j ends with 2 and one line', async (args, problem) => {
    const { code, output, errors } = await run(args)
    expect(errors).toContain(problem)
    expect(errors).toMatch(/^error: .*\[ARQ_CONFIG_INVALID\]\n$/)
    expect(output).toBe('')
    expect(code).toBe(2)
  })

  it('shows with --debug where it was noticed', async () => {
    const { errors } = await run(['wroker', '--debug'])
    expect(errors).toMatch(/\n +at .*check-command-line/)
  })
})
