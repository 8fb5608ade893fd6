import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { writeResults } from '../src/report/write-results.js'
import { timelineOf } from '../src/verdict/timeline.js'
import { figuresOf, judge } from '../src/verdict/verdict.js'
import { DEAD_LETTER_QUEUE, eventsOf, evidenceOf, jobOf, recordOf } from './sample-evidence.js'

const job = jobOf({ n: 1, kind: 'retried', failures: 1, throws: 'retry' })
const fault = /** @type {const} */ ({ event: 'fault', kind: 'redis', what: 'Redis killed' })
/** @type {import('../src/contract.d.ts').Witnessed[]} */
const events = [...eventsOf(job, 2), { ...fault, at: 2500, until: 4500 }]

test('a timeline has what was confirmed and what had ended for good in each second, and the faults', () => {
  assert.deepEqual(timelineOf(events, 0), {
    enqueued: [0, 1],
    ended: [0, 1],
    faults: [{ kind: 'redis', fromMs: 2500, toMs: 4500 }],
  })
})

test('figures and a chart are written, without a name of the machine', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'arq-chaos-results-'))
  t.after(() => rm(dir, { recursive: true }))
  const records = [recordOf(job, { retryCount: 1 })]
  const verdict = judge(evidenceOf({ jobs: [job], events, records }), DEAD_LETTER_QUEUE)
  const report = {
    seed: 7,
    options: {
      jobs: 1,
      seconds: 5,
      workers: 3,
      clients: 2,
      calm: 4,
      store: /** @type {const} */ ('degrade'),
      results: /** @type {const} */ ('redis'),
      kinds: undefined,
    },
    versions: { Node: '20', RabbitMQ: '4.0.5' },
    verdict: figuresOf(verdict),
    timeline: timelineOf(events, 0),
    folder: dir,
    stories: '',
    tookMs: 9000,
    drainMs: 1000,
  }
  await writeResults([report], dir)
  const text = await readFile(join(dir, 'RESULTS.md'), 'utf8')
  assert.match(text, /## Seed 7: 0 missing, 0 wrong/)
  assert.match(text, /s of faults \(`--calm 4`\), /)
  assert.match(text, /\| confirmed jobs \| 1 \|/)
  assert.match(text, /\| SIGKILL of Redis, started again with its data \| 1 \|/)
  const chart = await readFile(join(dir, 'RESULTS.svg'), 'utf8')
  assert.match(chart, /class="fault" d="M[\d.]+ 223h\d{3}/, 'two of five seconds')
  assert.match(chart, /class="enqueued" d="M0 1940h1v-1500h1"/, 'none, then one: the most')
  const kinds = /** @type {const} */ (['signals', 'keys'])
  await writeResults([{ ...report, options: { ...report.options, kinds } }], dir)
  assert.equal(await readFile(join(dir, 'RESULTS.md'), 'utf8'), text, 'kinds have their own file')
  const ofKinds = await readFile(join(dir, 'RESULTS-kinds.md'), 'utf8')
  assert.match(ofKinds, /--kinds signals,keys --write/)
  for (const content of [text, chart]) {
    assert.ok(!content.includes(hostname()) && !content.includes(dir))
  }
})
