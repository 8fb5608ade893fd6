import { countLetters, dropLetters, isEverything, type LetterFilter } from '@arq/admin'
import type { EntryStore, Transport } from '@arq/core'

import type { Command } from '../command.js'
import { confirm } from '../confirm.js'
import { FILTER_FLAGS, readFilter, say } from '../dlq/letter-filter.js'
import { codecsOf, deadLetterQueues, DLQ_FLAGS } from '../dlq/open-dlq.js'
import { dlqTexts } from '../dlq/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { ProgressBar } from '../progress-bar.js'
import { JSON_FLAG, type Servers, serversOf, STORE_FLAG, withTransport } from '../servers.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

/** `arq dlq purge`: drops dead letters. Asks first, unless `--yes`. */
export const dlqPurgeCommand: Command = {
  name: 'dlq purge',
  describe: verbTexts.dlqPurgeCommand(),
  names: { name: 'ids', describe: dlqTexts.idsArgument(), default: '' },
  flags: [
    ...DLQ_FLAGS,
    ...FILTER_FLAGS,
    { name: 'all', kind: 'switch', describe: dlqTexts.allFlag() },
    { name: 'yes', alias: 'y', kind: 'switch', describe: dlqTexts.yesFlag() },
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq dlq purge -q orders --until 30d', describe: dlqTexts.examplePurge() },
    { line: 'arq dlq purge -q orders --all --yes', describe: dlqTexts.exampleRedriveAll() },
  ],
  run,
}

interface Purged {
  readonly name: string
  readonly dropped: number
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const filter = readFilter(flags, program, Date.now())
  if (isEverything(filter) && flags['all'] !== true) {
    throw usageError(program, 'dlq purge', dlqTexts.sayWhich())
  }
  const servers = await serversOf(flags, program)
  const purged: Purged[] = []
  const isFound = await withEntries(servers, async (transport, entries) => {
    const names = deadLetterQueues(flags, servers, transport)
    for (const name of names) {
      const parts = { transport, entries, name, filter, servers, program }
      const count = await purge(parts, 'count')
      if (count === undefined) {
        const { errors } = program
        const absent = dlqTexts.noDlq({ queue: name, transport: transport.description })
        errors.write(
          `${paint('yellow', say(texts.warning(), program), errors)}${say(absent, program)}\n`,
        )
        return false
      }
      const question = dlqTexts.askPurge({ count, queue: name })
      const isWanted =
        flags['yes'] === true || count === 0 || (await confirm('dlq purge', question, program))
      if (!isWanted) return true
      purged.push({ name, dropped: (await purge(parts, 'drop')) ?? 0 })
    }
    return true
  })
  if (flags['json'] === true) printJson({ queues: purged }, program.output)
  else {
    for (const { name, dropped } of purged) {
      const line = say(dlqTexts.purged({ queue: name, count: dropped }), program)
      program.output.write(`${line}\n`)
    }
  }
  return isFound ? EXIT_CODES.ok : EXIT_CODES.notFound
}

/** With the transport, and where the store of the jobs keeps what they have done, if there is one that does. */
async function withEntries<T>(
  servers: Servers,
  work: (transport: Transport, entries: EntryStore | undefined) => Promise<T>,
): Promise<T> {
  const store = await servers.openResultStore()
  await store?.connect()
  try {
    return await withTransport(servers, (transport) => work(transport, store?.entries))
  } finally {
    await store?.close()
  }
}

interface PurgeParts {
  readonly transport: Transport
  readonly entries: EntryStore | undefined
  readonly name: string
  readonly filter: LetterFilter
  readonly servers: Servers
  readonly program: Program
}

/** How many are meant, and gone with `drop`; `undefined`: there is no such queue. */
async function purge(
  { transport, entries, name, filter, servers, program }: PurgeParts,
  what: 'count' | 'drop',
): Promise<number | undefined> {
  const bar = new ProgressBar(program.errors)
  const onProgress = (visited: number, total: number): void => bar.show(visited, total)
  const work = { transport, filter, codecs: codecsOf(servers), onProgress, entries }
  const perform = what === 'drop' ? dropLetters : countLetters
  return perform(work, name).finally(() => bar.end())
}
