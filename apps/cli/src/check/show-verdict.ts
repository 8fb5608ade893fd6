import { type Language, renderText, type Text, type WorkerInfo } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { checkTexts } from './texts.js'
import {
  type AskedQueue,
  isNarrow,
  judgeQueue,
  judgeWorkers,
  missing,
  reasonsOf,
  type Scope,
  type Standing,
  type Verdict,
} from './verdict.js'

/** One line of the answer. */
export interface Checked {
  /** The broker’s or store’s name, a queue, or a worker. */
  readonly what: string
  readonly isWell: boolean
  /** For programs, as `isWell` and `workers`: the words of `text` may change. */
  readonly standing: Standing | 'answers' | 'away' | 'counted'
  readonly text: Text
  readonly code: ExitCode
  /** Those that take jobs, or do not although they should. */
  readonly workers?: readonly WorkerInfo[]
}

interface Asking {
  readonly scope: Scope
  readonly isStrict: boolean
  /** How long answers were waited for. */
  readonly seconds: number
  readonly language: Language
}

export function checkedQueue(asked: AskedQueue, asking: Asking): Checked {
  const verdict = judgeQueue(asked, asking.scope, asking.isStrict)
  return checked(asked.queue, verdict, queueText(asked, verdict, asking))
}

export function checkedWorkers(answered: readonly WorkerInfo[], asking: Asking): Checked {
  const { scope, seconds, language } = asking
  const verdict = judgeWorkers(answered, scope)
  const [first] = verdict.workers
  const what = first?.workerId ?? scope.worker ?? scope.host ?? ''
  if (!first) {
    const text = checkTexts.noWorker({ scope: scopeText(scope, language), seconds })
    return checked(what, verdict, text)
  }
  const queues = first.queues.map(({ name }) => name).join(', ')
  const text =
    verdict.standing === 'taken'
      ? checkTexts.works({ worker: first.workerId, queues, ...figures([first]) })
      : checkTexts.worksNot({ worker: first.workerId, why: why(first, language) })
  return checked(what, verdict, text)
}

/** Of a queue whose workers cannot be asked: the transport has no broadcasts. */
export function countedQueue(queue: string, consumers: number | undefined): Checked {
  const isWell = (consumers ?? 0) > 0
  return {
    what: queue,
    isWell,
    standing: isWell ? 'counted' : consumers === undefined ? 'no_such_queue' : 'nobody',
    text: isWell
      ? checkTexts.counted({ queue, count: consumers ?? 0 })
      : consumers === undefined
        ? checkTexts.noQueue({ queue })
        : checkTexts.nobody({ queue }),
    code: isWell ? EXIT_CODES.ok : codeOf(consumers === undefined ? 'no_such_queue' : 'nobody'),
  }
}

function queueText(asked: AskedQueue, { standing, workers }: Verdict, asking: Asking): Text {
  const { queue, consumers: count = 0, answered } = asked
  const { scope, seconds, language } = asking
  switch (standing) {
    case 'taken': {
      const names = workers.map(({ workerId }) => workerId).join(', ')
      return checkTexts.consumed({ queue, workers: names, ...figures(workers) })
    }
    case 'not_taken': {
      const [worker] = workers
      const id = worker?.workerId ?? ''
      return checkTexts.notTaken({ queue, worker: id, why: worker ? why(worker, language) : '' })
    }
    case 'unanswered':
      return checkTexts.unanswered({ queue, count, seconds })
    case 'some_unanswered':
      return checkTexts.someUnanswered({ queue, count, missing: missing(asked), seconds })
    case 'none_meant':
      return checkTexts.noneMeant({ queue, scope: scopeText(scope, language), seconds })
    case 'nobody':
      return checkTexts.nobody({ queue })
    case 'no_such_queue': {
      const known = answered.flatMap(({ queues }) => queues.map(({ name }) => name))
      const meant = nearestName(queue, known)
      return meant === undefined
        ? checkTexts.noQueue({ queue })
        : checkTexts.noQueueMeant({ queue, meant })
    }
  }
}

const checked = (what: string, { standing, workers }: Verdict, text: Text): Checked => ({
  what,
  isWell: standing === 'taken',
  standing,
  text,
  code: codeOf(standing),
  workers,
})

function codeOf(standing: Standing): ExitCode {
  if (standing === 'taken') return EXIT_CODES.ok
  return standing === 'no_such_queue' ? EXIT_CODES.notFound : EXIT_CODES.failed
}

/** What they run and have done, together. */
function figures(workers: readonly WorkerInfo[]) {
  const sum = (of: (worker: WorkerInfo) => number | undefined): number =>
    workers.reduce((total, worker) => total + (of(worker) ?? 0), 0)
  return {
    running: sum(({ running }) => running),
    slots: sum(({ slots }) => slots),
    completed: sum(({ counts }) => counts?.completed),
    failed: sum(({ counts }) => counts?.failed),
    retried: sum(({ counts }) => counts?.retried),
  }
}

function why(worker: WorkerInfo, language: Language): string {
  const known: Readonly<Record<string, () => Text>> = checkReasons
  const texts = reasonsOf(worker).map((code) => known[code]?.() ?? checkTexts.otherReason({ code }))
  return texts.map((text) => renderText(text, language)).join(language === 'zh-CN' ? '，' : ', ')
}

/** By codes of a worker’s health, and its states. */
const checkReasons = {
  starting: checkTexts.starting,
  stopping: checkTexts.stopping,
  draining: checkTexts.draining,
  paused: checkTexts.paused,
  broker_away: checkTexts.brokerAway,
  not_consuming: checkTexts.notConsuming,
  publishing_blocked: checkTexts.publishingBlocked,
  store_away: checkTexts.storeAway,
  key_missing: checkTexts.keyMissing,
  payload_store_away: checkTexts.payloadStoreAway,
}

function scopeText(scope: Scope, language: Language): string {
  if (!isNarrow(scope)) return ''
  const { host, worker: name } = scope
  if (host === undefined) return renderText(checkTexts.scopeName({ name: name ?? '' }), language)
  return renderText(
    name === undefined ? checkTexts.scopeHost({ host }) : checkTexts.scopeBoth({ host, name }),
    language,
  )
}
