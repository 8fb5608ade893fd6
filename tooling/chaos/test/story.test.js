import assert from 'node:assert/strict'
import { test } from 'node:test'

import { tellStory } from '../src/verdict/story.js'
import { judge } from '../src/verdict/verdict.js'
import { DEAD_LETTER_QUEUE, eventsOf, evidenceOf, jobOf, recordOf } from './sample-evidence.js'

test('a story has what was seen of the job, the faults around it, and where it is now', () => {
  const job = jobOf({ n: 7 })
  const evidence = evidenceOf({
    jobs: [job],
    events: eventsOf(job, 1),
    records: [recordOf(job, { status: 'queued' })],
  })
  const [bad] = judge(evidence, DEAD_LETTER_QUEUE).bad
  assert.ok(bad)
  const fault = { event: /** @type {const} */ ('fault'), kind: /** @type {const} */ ('redis') }
  const story = tellStory(bad, {
    faults: [
      { ...fault, at: 1050, until: 2050, what: 'Redis killed' },
      { ...fault, at: 90_000, what: 'long after' },
    ],
    beginsAt: 1000,
    logLines: ['worker-0.1: completed'],
  })
  assert.match(story, /job 7, plain \(job-7\): missing\n\n- its record says queued\n/)
  const lines = ['client-0 enqueues it', 'is told: confirmed', 'redis: Redis killed', 'runs try 1']
  const places = lines.map((line) => story.indexOf(line))
  assert.deepEqual(
    places,
    [...places].sort((one, other) => one - other),
  )
  assert.ok(!places.includes(-1))
  assert.match(story, /0\.050 s {2}-- redis: Redis killed \(over at 1\.050 s\)/)
  assert.ok(!story.includes('long after'))
  assert.match(story, /record: {2}\{"jobId":"job-7","status":"queued"/)
  assert.match(story, /message: in no queue/)
  assert.match(story, /worker-0\.1: completed/)
})
