import { findJob } from '@arq/admin'
import * as v from 'valibot'

import { change, drain } from './act/control-acts.js'
import { pausedOf, setCronPaused } from './act/cron-acts.js'
import { enqueue, runCronNow } from './act/enqueue.js'
import { abortJob, deleteJob, retry, runNow } from './act/job-acts.js'
import { sendToInbox } from './act/send-to-inbox.js'
import { signalJob } from './act/signal-job.js'
import { LIVE_TOPICS, type LiveEvent, type LiveTopic } from './contract/live.js'
import { cronView } from './cron/cron-view.js'
import { abortFlow, flowChildren, flowOf, retryFlow } from './flows/flow-answers.js'
import type { Call, Handlers } from './http/call.js'
import { jsonAnswer } from './http/headers.js'
import { queryObject, readInput } from './http/read-input.js'
import { keysView, setKeyLimit, uniqueView } from './keys/keys-answers.js'
import { lettersAsked, lettersMeant } from './letters/letters-asked.js'
import { eventStream, type Listener } from './live/event-stream.js'
import type { Wanted } from './live/live-feed.js'
import { openStream, streamAsked } from './live/stream-feed.js'
import { alarmsView } from './look/alarms.js'
import { lookAtJob } from './look/job-details.js'
import { searchJobs } from './look/job-search.js'
import { tasksView } from './look/tasks-view.js'
import type { Machinery } from './machinery.js'
import { Refusal } from './refusal.js'
import { sessionView } from './session-view.js'
import { texts } from './texts.js'

/** Pages that listen at once. */
const MOST_LISTENERS = 100
const CRON_RUNS = 5
const DEFAULT_TOPICS: readonly LiveTopic[] = ['overview', 'samples', 'operations', 'acts']

const loginSchema = v.strictObject({ token: v.string() })
const cronSchema = v.strictObject({
  count: v.optional(v.pipe(v.string(), v.digits(), v.toNumber(), v.minValue(1), v.maxValue(100))),
})
const liveSchema = v.strictObject({ topics: v.optional(v.string()), job: v.optional(v.string()) })

/** What each route does: read what is given, look or act, answer. */
export function createHandlers(machinery: Machinery): Handlers {
  const { desk, gate, overview, sampler, alarms, operations, letters, locks, feed, audit } =
    machinery
  const { closing, flows } = machinery
  let listeners = 0

  const param = ({ params }: Call, name: string): string => params[name] ?? ''
  const stream = <Event>(listen: (listener: Listener<Event>) => void): Response => {
    if (listeners >= MOST_LISTENERS) throw new Refusal('busy', texts.tooManyListeners())
    listeners += 1
    return eventStream(listen, closing.signal, () => {
      listeners -= 1
    })
  }
  const startOperation = (kind: 'redrive' | 'purge', call: Call): Response => {
    const { filter, ratePerSecond } = lettersMeant(call.body)
    const queue = letters.queueOf(param(call, 'queue'))
    const { user } = call.access
    return jsonAnswer(operations.start({ kind, queue, filter, user, ratePerSecond }), 202)
  }

  return {
    session: ({ access }) => sessionView(machinery, access),
    login: (call) => {
      const { token } = readInput('body', loginSchema, call.body)
      const cookie = gate.logIn(call.request, token)
      return jsonAnswer(sessionView(machinery, gate.loggedIn), 200, { 'set-cookie': cookie })
    },
    logout: ({ request }) => jsonAnswer({}, 200, { 'set-cookie': gate.logOut(request) }),

    overview: () => overview.look(machinery.settings.refreshMs / 2),
    samples: () => sampler.view,
    alarms: async ({ language }) => alarmsView(await alarms.look(), language),
    events: (call) => {
      const wanted = wantedOf(call)
      return stream<LiveEvent>(({ push, signal }) => feed.listen(wanted, push, signal))
    },
    poll: async (call) => ({ events: await feed.poll(wantedOf(call)) }),
    audit: () => ({ acts: audit.acts }),

    jobs: ({ query, signal }) => searchJobs(query, desk, signal),
    job: async (call) => {
      desk.store()
      const id = param(call, 'jobId')
      const info = await findJob(await desk.client(), id)
      if (!info) throw new Refusal('not_found', texts.unknownJob({ id }))
      return lookAtJob(info, desk)
    },
    tasks: () => tasksView(desk.settings.tasks),
    enqueueJob: ({ body }) => enqueue(body, desk),
    abortJob: (call) => abortJob(param(call, 'jobId'), desk),
    retryJob: (call) => retry(param(call, 'jobId'), desk, locks),
    runJobNow: (call) => runNow(param(call, 'jobId'), desk),
    deleteJob: (call) => deleteJob(param(call, 'jobId'), desk),
    stream: async (call) => stream(await openStream(streamAsked(call), desk)),
    sendToInbox: (call) => sendToInbox(param(call, 'jobId'), call.body, desk),
    signalJob: (call) => signalJob(param(call, 'jobId'), param(call, 'signal'), call.body, desk),

    flow: (call) => flowOf(param(call, 'jobId'), flows),
    flowChildren: (call) => flowChildren(param(call, 'jobId'), call.query, flows),
    abortFlow: (call) => abortFlow(param(call, 'jobId'), desk, flows),
    retryFlow: (call) => retryFlow(param(call, 'jobId'), desk, flows),

    deadLetters: ({ query }) => letters.list(lettersAsked(query)),
    deadLetter: (call) => letters.show(param(call, 'queue'), param(call, 'jobId')),
    redrive: (call) => startOperation('redrive', call),
    purge: (call) => startOperation('purge', call),
    operations: () => ({ operations: operations.views }),
    stopOperation: (call) => operations.stop(param(call, 'id')),

    keys: ({ query }) => keysView(query, desk),
    setKeyLimit: (call) => setKeyLimit(param(call, 'name'), call.body, desk),
    unique: ({ query }) => uniqueView(query, desk),

    cron: async ({ query, language }) => {
      const { count = CRON_RUNS } = readInput('query', cronSchema, queryObject(query))
      const { cronJobs } = desk.settings
      const paused = await pausedOf(cronJobs, desk)
      return cronView(cronJobs, { count, language, nowMs: Date.now(), paused })
    },
    runCronNow: (call) => runCronNow(param(call, 'name'), desk),
    pauseCron: (call) => setCronPaused(param(call, 'name'), true, desk),
    resumeCron: (call) => setCronPaused(param(call, 'name'), false, desk),

    pauseQueue: (call) => change('pause', { queue: param(call, 'queue') }, call.body, desk),
    resumeQueue: (call) => change('resume', { queue: param(call, 'queue') }, call.body, desk),
    drainQueue: (call) => drain({ queue: param(call, 'queue') }, call.body, desk),
    pauseWorker: (call) => change('pause', { worker: param(call, 'worker') }, call.body, desk),
    resumeWorker: (call) => change('resume', { worker: param(call, 'worker') }, call.body, desk),
    drainWorker: (call) => drain({ worker: param(call, 'worker') }, call.body, desk),
  }
}

function wantedOf({ query, language }: Call): Wanted {
  const { topics, job: jobId } = readInput('query', liveSchema, queryObject(query))
  const asked = topics?.split(',').map((one) => one.trim())
  const known = LIVE_TOPICS.filter((topic) => asked?.includes(topic))
  if (asked && known.length < new Set(asked).size) {
    throw new Refusal('invalid', texts.noTopic({ known: LIVE_TOPICS.join(', ') }), 'topics')
  }
  return { topics: asked ? known : DEFAULT_TOPICS, jobId, language }
}
