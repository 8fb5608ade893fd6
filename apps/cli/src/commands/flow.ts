import type { Client, FlowJob, FlowJobInfo } from '@arq/client'
import { renderText, type Text } from '@arq/core'
import { pause } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { type FoldedTree, foldedTree, type FoldLimits } from '../flow/folded-tree.js'
import { flowTexts } from '../flow/texts.js'
import { treeLines } from '../flow/tree-lines.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { redactorOf } from '../redactor.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { clearScreen, watchIntervalMs } from '../watch/watch-interval.js'

/** Without `--all`: what fits on some screens, however large the flow is. */
const FOLDED: FoldLimits = { children: 10, jobs: 100 }
const WHOLE: FoldLimits = { children: Infinity, jobs: Infinity }

/** `arq flow <ids>`: flows as trees; with a flag, they are stopped, or run again where they failed. */
export const flowCommand: Command = {
  name: 'flow',
  describe: verbTexts.flowCommand(),
  names: { name: 'ids', describe: flowTexts.idsArgument() },
  flags: [
    { name: 'abort', kind: 'switch', describe: flowTexts.abortFlag() },
    { name: 'retry', kind: 'switch', describe: flowTexts.retryFlag() },
    { name: 'all', alias: 'a', kind: 'switch', describe: flowTexts.allFlag() },
    { name: 'watch', kind: 'text', describe: flowTexts.watchFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq flow album-17 -m ./settings.ts:workerSettings',
      describe: flowTexts.exampleTree(),
    },
    { line: 'arq flow album-17 --watch 2s', describe: flowTexts.exampleWatch() },
    { line: 'arq flow album-17 --retry', describe: flowTexts.exampleRetry() },
    { line: 'arq flow album-17 --json', describe: flowTexts.exampleJson() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const verbs = ['abort', 'retry', 'watch'].filter((name) => flags[name] !== undefined)
  if (verbs.length > 1) throw usageError(program, 'flow', flowTexts.oneOf())
  const everyMs = watchIntervalMs(flags['watch'], program)
  const given: unknown = flags['ids']
  const ids = Array.isArray(given) ? given.map(String) : []
  const servers = await serversOf(flags, program)
  const parts = { flags, program, redacted: redactorOf(servers) }
  return withClient(servers, undefined, async (open) => {
    if (!neededStore(open, 'flow', program).entries) {
      throw usageError(program, 'flow', flowTexts.noEntries())
    }
    for (;;) {
      const found = await flowsOf(ids, open.client, program)
      const code = found.length === ids.length ? EXIT_CODES.ok : EXIT_CODES.notFound
      if (flags['abort'] === true) await abort(found, parts)
      else if (flags['retry'] === true) await retry(found, parts)
      else {
        const isOver = await show(found, parts)
        if (everyMs !== undefined && !isOver) {
          await pause(everyMs, { signal: program.output.closed })
          if (program.output.closed?.aborted !== true) continue
        }
      }
      return code
    }
  })
}

interface ShowParts {
  readonly flags: GivenFlags
  readonly program: Program
  readonly redacted: <T extends object>(job: T) => T
}

/** Those of which something is kept. */
async function flowsOf(
  ids: readonly string[],
  client: Client,
  program: Program,
): Promise<readonly FlowJob[]> {
  const found: FlowJob[] = []
  for (const id of ids) {
    const flow = client.getFlow(id)
    const first = await flow.tree().next()
    if (first.done !== true && (first.value.status ?? first.value.task) !== undefined)
      found.push(flow)
    else complain(flowTexts.unknown({ id }), program)
  }
  return found
}

async function abort(flows: readonly FlowJob[], { flags, program }: ShowParts): Promise<void> {
  const done: { readonly jobId: string; readonly isAborted: boolean }[] = []
  for (const flow of flows) {
    const { jobId } = flow
    const isAborted = await flow.abort({ tree: true })
    done.push({ jobId, isAborted })
    const text = isAborted ? flowTexts.aborted({ id: jobId }) : flowTexts.notAborted({ id: jobId })
    if (flags['json'] !== true) say(text, program)
  }
  if (flags['json'] === true) printJson({ flows: done }, program.output)
}

async function retry(flows: readonly FlowJob[], { flags, program }: ShowParts): Promise<void> {
  const done: object[] = []
  for (const flow of flows) {
    const { jobId: id } = flow
    const { enqueued, waiting } = await flow.retry()
    done.push({ jobId: id, enqueued, waiting })
    const isNone = enqueued + waiting === 0
    if (flags['json'] !== true) {
      say(
        isNone ? flowTexts.nothingToRetry({ id }) : flowTexts.retried({ id, enqueued, waiting }),
        program,
      )
    }
  }
  if (flags['json'] === true) printJson({ flows: done }, program.output)
}

/** @returns whether nothing of them runs or waits any more */
async function show(flows: readonly FlowJob[], parts: ShowParts): Promise<boolean> {
  const { flags, program } = parts
  const isWatched = flags['watch'] !== undefined
  if (flags['json'] === true) return showJson(flows, parts)
  const trees: FoldedTree[] = []
  for (const flow of flows) {
    const tree = await foldedTree(redactedJobs(flow, parts), flags['all'] === true ? WHOLE : FOLDED)
    if (tree) trees.push(tree)
  }
  if (isWatched) clearScreen(program.output)
  for (const tree of trees) {
    program.output.write(`${treeLines(tree, Date.now(), program).join('\n')}\n`)
  }
  if (trees.some(isFolded)) say(flowTexts.folding(), program)
  return trees.every(({ counts }) => isOver(counts.keys()))
}

/** Part of the contract: keys are added, never renamed. While it is watched, one line each time. */
async function showJson(flows: readonly FlowJob[], parts: ShowParts): Promise<boolean> {
  const { flags, program } = parts
  const shown: { readonly jobId: string; readonly jobs: readonly object[] }[] = []
  const statuses = new Set<string>()
  for (const flow of flows) {
    const jobs: object[] = []
    for await (const info of redactedJobs(flow, parts)) {
      statuses.add(info.status ?? '')
      jobs.push(toJson(info))
    }
    shown.push({ jobId: flow.jobId, jobs })
  }
  if (flags['watch'] === undefined) printJson({ flows: shown }, program.output)
  else program.output.write(`${JSON.stringify({ flows: shown })}\n`)
  return isOver(statuses)
}

async function* redactedJobs(flow: FlowJob, { redacted }: ShowParts): AsyncGenerator<FlowJobInfo> {
  for await (const info of flow.tree()) yield redacted(info)
}

/** What is not known, or there is none of, is `null`: so each job has the same keys. */
const toJson = (info: FlowJobInfo): object => ({
  ...{ jobId: info.jobId, parentId: info.parentId ?? null, depth: info.depth, place: info.place },
  ...{ task: info.task ?? null, status: info.status ?? null },
  since: info.since?.toISOString() ?? null,
  ...{ error: info.error ?? null, errorCode: info.errorCode ?? null },
  ...{ children: info.children, onChildFailure: info.onChildFailure ?? null },
})

const OPEN: ReadonlySet<string> = new Set(['queued', 'in_progress', 'retrying', 'waiting'])

const isOver = (statuses: Iterable<string>): boolean =>
  [...statuses].every((status) => !OPEN.has(status))

function isFolded({ root, counts }: FoldedTree): boolean {
  let shown = 0
  const open = [root]
  for (let job = open.pop(); job; job = open.pop()) {
    shown += 1
    open.push(...job.children)
  }
  let all = 0
  for (const some of counts.values()) all += some
  return shown < all
}

const say = (text: Text, { output, language }: Program): void =>
  output.write(`${renderText(text, language)}\n`)
