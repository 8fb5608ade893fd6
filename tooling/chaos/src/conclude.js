import { readRecords, takeMessages } from './look-up.js'
import { planJobs } from './plan/job-plan.js'
import { DEAD_LETTER_QUEUE } from './processes/tasks.js'
import { writeReport } from './report/report-folder.js'
import { idsIn } from './verdict/histories.js'
import { logLinesOf } from './verdict/log-lines.js'
import { tellStory } from './verdict/story.js'
import { timelineOf } from './verdict/timeline.js'
import { figuresOf, judge } from './verdict/verdict.js'
import { readWitnesses } from './witness.js'

const STORIES = 10

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
  const events = await readWitnesses(folder.witnesses)
  const queues = await servers.api.queues()
  const evidence = {
    jobs: planJobs(plan),
    events,
    records: await readRecords(servers.urls.storeUrl, idsIn(events)),
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
