import { type JobInfo, jsonCodec, type ResultStore } from '@arq/core'
import { openRecord } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { gatherJobs } from '../jobs/gather-jobs.js'
import { readBounds, readQuery, SEARCH_FLAGS } from '../jobs/search-flags.js'
import { SearchProgress } from '../jobs/search-progress.js'
import { printJobs, printJobsAsJson } from '../jobs/show-jobs.js'
import { searchTexts } from '../jobs/texts.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { reachStore } from '../reach-store.js'
import { redactorOf } from '../redactor.js'
import { JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'jobs'

/** `arq jobs`: what a result store has of jobs that fit. Asks the store alone, not the broker. */
export const jobsCommand: Command = {
  name: VERB,
  describe: verbTexts.jobsCommand(),
  flags: [
    ...SEARCH_FLAGS,
    { name: 'worker-module', alias: 'm', kind: 'text', describe: searchTexts.moduleFlag() },
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq jobs --status failed --since 2h', describe: searchTexts.exampleFailed() },
    { line: 'arq jobs --payload order-4711 --limit 1000', describe: searchTexts.examplePayload() },
    {
      line: `arq jobs --task send_email --payload '"to":"a@b.c"' --json`,
      describe: searchTexts.exampleJson(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const query = readQuery(flags, program, Date.now())
  const bounds = readBounds(flags, program)
  const servers = await serversOf(flags, program)
  const store = await servers.openResultStore()
  const search = searchOf(store, program)
  const progress = new SearchProgress(program)
  const interruption = interrupted()
  try {
    await reachStore(search.store)
    const gathered = await gatherJobs(search.run, query, {
      ...bounds,
      signal: interruption.signal,
      onProgress: (page, count) => progress.show(page, count),
    }).finally(() => progress.end())
    const keys = { cipher: servers.encryption, codec: jsonCodec, payloads: undefined }
    const opened = gathered.jobs.map(async (job) => openRecord(job, keys))
    const found = { ...gathered, jobs: await Promise.all(opened) }
    const redacted: (info: JobInfo) => JobInfo = redactorOf(servers)
    const print = flags['json'] === true ? printJobsAsJson : printJobs
    print(found, { program, redacted, limit: bounds.limit })
    return EXIT_CODES.ok
  } finally {
    interruption.end()
    await search.store.close()
  }
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` without a store, and for one that cannot be searched */
function searchOf(store: ResultStore | undefined, program: Program) {
  if (!store) throw usageError(program, VERB, searchTexts.noStore())
  if (!store.search) throw usageError(program, VERB, searchTexts.cannotSearch())
  return { store, run: store.search.bind(store) }
}

/** The first Ctrl-C ends the search with what there is; the second one the program, as ever. */
function interrupted(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  return { signal: controller.signal, end: () => void process.off('SIGINT', stop) }
}
