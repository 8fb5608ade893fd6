import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { renderText } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { VERBS } from '../src/verbs.js'
import { englishIn } from './english-in.js'
import { testProgram } from './setup.js'

const PAGE = readFileSync(
  fileURLToPath(new URL('../../docs/guide/command-line.md', import.meta.url)),
  'utf8',
)

/** Verbs and flags that were promised; others may come beside them. */
const PROMISED = [
  ...[
    'worker',
    'dev',
    'queue-info',
    'purge-queue',
    'validate-config',
    'enqueue',
    'job',
    'jobs',
    'unique',
  ],
  ...['job retry', 'job run-now', 'dlq list', 'dlq show', 'dlq redrive', 'dlq purge', 'workers'],
  ...[
    'pause',
    'resume',
    'drain',
    'check',
    'doctor',
    'top',
    'dashboard',
    'cron list',
    'cron pause',
    'cron resume',
    'keys',
    'keys set',
    'config print',
    'demo',
  ],
]
const FLAGS_OF_WORKER = [
  ...['--rabbitmq-url/-u', '--prefetch-count/-p', '--connection-timeout', '--worker-module/-m'],
  ...['--queue/-q', '--max-retries/-r', '--job-timeout/-t', '--max-concurrent-jobs', '--burst/-b'],
  ...['--burst-timeout', '--burst-check-interval', '--burst-no-wait/--no-wait-tasks'],
  ...['--log-level/-l', '--watch', '--config'],
]

async function helpOf(name: string, language: 'en' | 'zh-CN'): Promise<string> {
  const program = testProgram({ language })
  expect(await runCli([...name.split(' '), '--help'], program)).toBe(0)
  return program.said.output
}

describe('the verbs of arq', () => {
  it('are those that were promised', () => {
    const names = VERBS.map(({ name }) => name)
    expect(PROMISED.filter((name) => !names.includes(name))).toEqual([])
  })

  it('have each a line in the docs, with what it does and whether it prints JSON', async () => {
    const rows = PAGE.split('\n').flatMap((line) => {
      const [, name = '', words = '', json = ''] =
        /^\| `arq ([a-z -]+?)(?: <.*)?` +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? []
      return name === '' ? [] : [[name, words, json]]
    })
    const wanted: string[][] = []
    for (const verb of VERBS) {
      const { name, describe: text } = verb
      const hasJson = (await verb.load()).flags.some((flag) => flag.name === 'json')
      wanted.push([name, renderText(text, 'en'), hasJson ? 'yes' : ''])
    }
    expect(rows).toEqual(wanted)
  })

  it('worker: has the flags that were promised', async () => {
    const help = await helpOf('worker', 'en')
    for (const flag of FLAGS_OF_WORKER.flatMap((names) => names.split('/'))) {
      expect(help).toMatch(new RegExp(`(?:^|\\s)${flag}[ ,\\n]`))
    }
  })

  it.each(VERBS.map(({ name }) => name))('%s: help with an example to copy', async (name) => {
    const command = await VERBS.find((verb) => verb.name === name)!.load()
    expect(command.examples).not.toEqual([])
    for (const language of ['en', 'zh-CN'] as const) {
      const help = await helpOf(name, language)
      for (const { line, describe: text } of command.examples) {
        expect(help.split('\n')).toContain(`  ${line}`)
        // It may stand in several lines.
        const words = renderText(text, language).replaceAll(' ', '')
        expect(help.replace(/\s+/g, '')).toContain(words)
      }
      if (language === 'zh-CN') {
        expect(
          englishIn(
            help,
            command.examples.map(({ line }) => line),
          ),
        ).toEqual([])
      }
    }
  })
})
