import { createClient } from '@arq/client'
import { createConsoleLogger, renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { loadOutbox, PREFIX_FLAG, readOutbox, URL_NAMES } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { untilTold } from '../until-told.js'
import { verbTexts } from '../verb-texts.js'

/** A relay that died while it was sending keeps others from its jobs for so long. A restart takes less. */
const CLAIM_LEASE = '10s'

/** `arq outbox`: sends the jobs of an outbox until it is told to stop. */
export const outboxCommand: Command = {
  name: 'outbox',
  describe: verbTexts.outboxCommand(),
  names: URL_NAMES,
  flags: [
    { name: 'burst', kind: 'switch', describe: outboxTexts.burstFlag() },
    {
      name: 'batch-size',
      kind: 'text',
      describe: outboxTexts.batchFlag(),
      default: '200',
    },
    { name: 'no-migrate', kind: 'switch', describe: outboxTexts.noMigrateFlag() },
    PREFIX_FLAG,
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq outbox postgresql://relay@db/shop -u amqp://broker --result-store-url redis://cache',
      describe: outboxTexts.exampleRun(),
    },
    {
      line: 'ARQ_OUTBOX_URL=mysql://relay@db/shop arq outbox --burst',
      describe: outboxTexts.exampleBurst(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { url, tablePrefix } = readOutbox('outbox', flags, program)
  const { output, language } = program
  const isJson = flags['json'] === true
  const servers = await serversOf(flags, program)
  const { outboxRelay } = await loadOutbox(servers.folder)
  const logger = createConsoleLogger({ level: 'info', language })
  const resultStore = await servers.openResultStore()
  await using client = await createClient({
    transport: await servers.openTransport(),
    logger,
    claimLease: CLAIM_LEASE,
    keptReplies: 0,
    ...(resultStore === undefined ? {} : { resultStore }),
  })
  const batch = flags['batch-size']
  const relay = outboxRelay({
    database: url,
    client,
    logger,
    ...(tablePrefix === undefined ? {} : { tablePrefix }),
    ...(flags['no-migrate'] === true ? { migrate: false } : {}),
    ...(typeof batch === 'string' ? { batchSize: Number(batch) } : {}),
  })
  if (flags['burst'] !== true) {
    if (isJson) relay.on((event) => output.write(`${JSON.stringify(event)}\n`))
    // Before it says that it runs: whoever reads that may stop it at once.
    const stopped = untilTold()
    await relay.start()
    const { host, pathname } = new URL(url)
    const running = outboxTexts.running({ database: `${host}${pathname}` })
    if (!isJson) output.write(`${renderText(running, language)}\n`)
    await stopped
    await relay.stop()
    return EXIT_CODES.ok
  }
  const counts = await relay.drain()
  if (isJson) printJson(counts, output)
  else output.write(`${renderText(outboxTexts.sent({ ...counts }), language)}\n`)
  return counts.setAside > 0 ? EXIT_CODES.failed : EXIT_CODES.ok
}
