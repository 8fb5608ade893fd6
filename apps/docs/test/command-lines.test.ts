import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { fencesIn } from '../src/fences.js'
import { docsDir } from '../src/places.js'
import { importBuilt } from '../src/reference/built.js'
import { writtenPages } from '../src/written-pages.js'

interface Command {
  readonly name: string
  readonly flags: readonly { readonly name: string; readonly alias?: string }[]
}

/** Every verb takes them. */
const EVERYWHERE = ['--config', '--debug', '--help', '-h', '--version']

const FOLDERS = /^(?:zh\/)?(?:faults|recipes|compare|contribute)\//

const { VERBS } = (await importBuilt('apps/cli', 'verbs.js')) as {
  readonly VERBS: readonly { load(): Promise<Command> }[]
}
// One after the other: jest links modules of one import at a time.
const commands: Command[] = []
for (const verb of VERBS) commands.push(await verb.load())

/** What follows `arq` in shell blocks and in code within a line. */
function callsIn(page: string): readonly string[] {
  const text = readFileSync(join(docsDir, page), 'utf8')
  const shell = fencesIn(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => [...code.matchAll(/(?:^|\s)arq ([^#\n]+)/g)])
  const inline = [...text.matchAll(/`arq ([^`\n]+)`/g)]
  return [...shell, ...inline].map(([, call = '']) => call.trim())
}

/** What a verb of the command line would not understand of a call. */
function problemsOf(call: string): readonly string[] {
  const [command] = commands
    .filter(({ name }) => call === name || call.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)
  if (!command) return [`there is no verb in: arq ${call}`]
  const known = command.flags.flatMap(({ name, alias = name }) => [
    `--${name}`,
    alias.length === 1 ? `-${alias}` : `--${alias}`,
  ])
  return call
    .split(/\s+/)
    .filter((word) => /^-{1,2}[a-z]/.test(word))
    .map((word) => word.replace(/=.*$/, ''))
    .filter((flag) => !known.includes(flag) && !EVERYWHERE.includes(flag))
    .map((flag) => `arq ${command.name} has no ${flag}`)
}

const calls = writtenPages()
  .filter((page) => FOLDERS.test(page))
  .flatMap((page) => callsIn(page).map((call) => ({ page, call })))

describe('calls of the command line in the pages', () => {
  it('are found', () => {
    expect(calls.length).toBeGreaterThan(40)
    expect(problemsOf('dlq redrive --eror X')).toEqual(['arq dlq redrive has no --eror'])
    expect(problemsOf('redrive')).toHaveLength(1)
  })

  it('have verbs and flags that there are', () => {
    const problems = calls.flatMap(({ page, call }) =>
      problemsOf(call).map((problem) => `${page}: ${problem}`),
    )
    expect(problems).toEqual([])
  })
})
