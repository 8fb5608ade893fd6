import { COMMITTED } from './kinds/outbox/judge.js'
import { readOrders } from './kinds/outbox/orders.js'
import { readRecords, takeMessages } from './look-up.js'
import { planJobs } from './plan/job-plan.js'
import { DEAD_LETTER_QUEUE } from './queue-names.js'
import { writeReport } from './report/report-folder.js'
import { idsIn } from './verdict/histories.js'
import { logLinesOf } from './verdict/log-lines.js'
import { tellStory } from './verdict/story.js'
import { timelineOf } from './verdict/timeline.js'
import { figuresOf, judge } from './verdict/verdict.js'
import { readWitnesses } from './witness.js'

const STORIES = 10

/**
 * What the database of the application has, as if it had answered.
 * @param {string | undefined} databaseUrl
 * @param {import('./contract.d.ts').JobPlanOptions} plan
 * @returns {Promise<import('./contract.d.ts').EnqueueAnswered[]>}
 */
async function committedIn(databaseUrl, { kinds = [] }) {
  if (databaseUrl === undefined || !kinds.includes('outbox')) return []
  const orders = await readOrders(databaseUrl)
  return orders.map(({ n, jobId }) => ({
    event: 'answered',
    at: Date.now(),
    n,
    jobId,
    call: 0,
    client: 0,
    outcome: COMMITTED,
  }))
}

/**
 * Looks for every job, and writes down what was found.
 * @param {object} parts
 * @param {import('./servers.js').ChaosServers} parts.servers
 * @param {import('./report/report-folder.js').ReportFolder} parts.folder
 * @param {import('./contract.d.ts').JobPlanOptions} parts.plan
 * @param {number} parts.beginsAt
 * @param {import('./contract.d.ts').Death[]} parts.deaths
 */
export async function conclude({ servers, folder, plan, beginsAt, deaths }) {
  const jobs = planJobs(plan)
  const events = [
    ...(await readWitnesses(folder.witnesses)),
    ...(await committedIn(servers.urls.databaseUrl, plan)),
  ]
  const queues = await servers.api.queues()
  const evidence = {
    jobs,
    events,
    records: await readRecords(servers.urls.storeUrl, idsIn(jobs, events)),
    messages: await takeMessages(
      servers.urls.rabbitmqUrl,
      queues.map(({ name }) => name),
    ),
    deaths,
  }
  const verdict = judge(evidence, DEAD_LETTER_QUEUE)
  const told = verdict.bad.slice(0, STORIES)
  const logLines = await logLinesOf(
    folder.logs,
    told.map(({ history }) => history.jobId),
  )
  const faults = events.filter(({ event }) => event === 'fault')
  const stories = [
    ...told.map((bad) =>
      tellStory(bad, { faults, beginsAt, logLines: logLines.get(bad.history.jobId) ?? [] }),
    ),
    ...deaths.map(({ name, how, lastWords }) => `## ${name} ${how}\n\n${lastWords}\n`),
  ].join('\n')
  await writeReport(folder, verdict, stories)
  return { verdict: figuresOf(verdict), timeline: timelineOf(events, beginsAt), stories }
}
