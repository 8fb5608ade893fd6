import { useId } from 'preact/hooks'

import type { WorkerView } from '../../../../src/contract/index.js'
import { bytesText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Since } from '../../parts/moment.js'
import { RunningJobs } from './running-jobs.js'
import { SlotsMeter } from './slots-meter.js'
import { workerTexts } from './texts.js'
import { WorkerActs } from './worker-acts.js'
import { WorkerState } from './worker-state.js'

/** One worker: how it is, and what it runs since when. */
export function WorkerCard({ worker }: { readonly worker: WorkerView }) {
  const { say, duration } = useLanguage()
  const id = useId()
  const { counts, memory } = worker
  return (
    <article class="card worker" aria-labelledby={id}>
      <div class="worker-head">
        <h2 id={id} title={worker.workerId}>
          {worker.name}
        </h2>
        <WorkerState worker={worker} />
        <SlotsMeter running={worker.running} slots={worker.slots} />
        <div class="worker-acts">
          <WorkerActs worker={worker} />
        </div>
      </div>
      <dl class="facts-inline">
        <div>
          <dt>{say(workerTexts.queues)}</dt>
          <dd>
            {worker.queues.map(({ name, running, slots, isPaused }) => (
              <span key={name} class="tag">
                {name} {running}/{slots}
                {isPaused && ` · ${say(workerTexts.paused)}`}
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt title={say(workerTexts.lagTitle)}>{say(workerTexts.lag)}</dt>
          <dd>{duration(worker.eventLoopLagMs)}</dd>
        </div>
        <div>
          <dt>{say(workerTexts.memory)}</dt>
          <dd title={say(workerTexts.heap, { used: bytesText(memory.heapUsedBytes) })}>
            {bytesText(memory.rssBytes)}
          </dd>
        </div>
        <div>
          <dt>{say(workerTexts.since)}</dt>
          <dd>
            <Since at={worker.startedAt} />
          </dd>
        </div>
        <div>
          <dt>{say(workerTexts.process)}</dt>
          <dd>
            {worker.host} · {worker.pid} · {worker.version}
          </dd>
        </div>
        {counts && (
          <div>
            <dt>{say(workerTexts.ended)}</dt>
            <dd>
              {say(workerTexts.endedOf, {
                completed: counts.completed,
                failed: counts.failed,
                retried: counts.retried,
              })}
            </dd>
          </div>
        )}
      </dl>
      <RunningJobs worker={worker} />
    </article>
  )
}
