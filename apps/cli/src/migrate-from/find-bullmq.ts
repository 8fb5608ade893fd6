import { bullmqTexts as say } from './bullmq-texts.js'
import type { Finding, Rule } from './finding.js'
import { look, none, replace } from './finding.js'
import type { JsCall, JsCode } from './js-code.js'

/** What is made with `new`. */
const CLASSES: Readonly<Record<string, Rule>> = {
  Queue: replace(say.queue()),
  Worker: replace(say.worker()),
  QueueEvents: look(say.queueEvents()),
  FlowProducer: none(say.flow()),
  QueueScheduler: replace(say.scheduler()),
  UnrecoverableError: replace(say.unrecoverable()),
  DelayedError: replace(say.delayedError()),
  RateLimitError: look(say.limiter()),
}

/** By the key of an option of a queue, a worker or a job. */
const KEYS: Readonly<Record<string, Rule>> = {
  attempts: replace(say.attempts()),
  backoff: replace(say.backoff()),
  delay: replace(say.delay()),
  repeat: replace(say.repeat()),
  priority: look(say.priority()),
  jobId: replace(say.jobId()),
  removeOnComplete: replace(say.removeOn()),
  removeOnFail: look(say.removeOnFail()),
  lifo: none(say.lifo()),
  deduplication: look(say.deduplication()),
  parent: none(say.flow()),
  limiter: none(say.limiter()),
  concurrency: replace(say.concurrency()),
  connection: replace(say.connection()),
  stalledInterval: replace(say.stalled()),
  maxStalledCount: replace(say.stalled()),
  lockDuration: replace(say.stalled()),
  useWorkerThreads: replace(say.sandbox()),
}

/** Of a queue. */
const OF_QUEUE: Readonly<Record<string, Rule>> = {
  add: replace(say.add()),
  addBulk: replace(say.addBulk()),
  upsertJobScheduler: replace(say.repeat()),
  removeJobScheduler: replace(say.repeat()),
  getJob: replace(say.getJob()),
  getJobs: look(say.getJobs()),
  getJobCounts: replace(say.counts()),
  pause: look(say.pause()),
  resume: look(say.pause()),
  drain: look(say.drain()),
  obliterate: look(say.drain()),
  clean: none(say.clean()),
}

/** Of a job, in a processor or where it was made. */
const OF_JOB: Readonly<Record<string, Rule>> = {
  updateProgress: replace(say.progress()),
  log: replace(say.log()),
  updateData: none(say.updateData()),
  moveToDelayed: replace(say.delayedError()),
  waitUntilFinished: replace(say.waitUntilFinished()),
  getState: replace(say.getState()),
  retry: look(say.retry()),
  remove: look(say.remove()),
}

/** What a project on BullMQ has to change. Only files that import it are read for it. */
export function findBullmq({ imports, calls }: JsCode): readonly Finding[] {
  const own = imports.filter(({ from }) => from === 'bullmq' || from === 'bull')
  if (own.length === 0) return []
  const queues = new Set(
    calls.flatMap(({ isNew, name, givenTo }) =>
      isNew && name === 'Queue' && givenTo !== undefined ? [givenTo] : [],
    ),
  )
  return [
    ...own.map(({ line, from }) => finding(line, from, replace(say.library()))),
    ...calls.flatMap((call) => findingsOf(call, queues)),
  ]
}

function findingsOf(call: JsCall, queues: ReadonlySet<string>): readonly Finding[] {
  const { line, name, isNew, text, keys } = call
  const rule = ruleOf(call, queues)
  if (!rule) return []
  const named = isNew ? `new ${name}` : name
  const found = text === undefined ? named : `${named}('${text}')`
  const options = keys.flatMap((key) => {
    const own = Object.hasOwn(KEYS, key.name) ? KEYS[key.name] : undefined
    return own ? [finding(key.line, key.name, own)] : []
  })
  return [finding(line, found, rule), ...options]
}

function ruleOf({ isNew, name, receiver }: JsCall, queues: ReadonlySet<string>): Rule | undefined {
  if (isNew) return ownOf(CLASSES, name)
  if (receiver === undefined) return undefined
  if (queues.has(receiver) || /queue/i.test(receiver)) return ownOf(OF_QUEUE, name)
  return /job/i.test(receiver) ? ownOf(OF_JOB, name) : undefined
}

const ownOf = (rules: Readonly<Record<string, Rule>>, name: string): Rule | undefined =>
  Object.hasOwn(rules, name) ? rules[name] : undefined

const finding = (line: number, found: string, rule: Rule): Finding => ({
  source: 'bullmq',
  line,
  found,
  ...rule,
})
