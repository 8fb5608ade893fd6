import type { Board, BoardWorker, WorkerState } from '../board/board.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import { JOBS_AT_ONCE } from '../world/live-worker.js'
import type { LiveWorld } from '../world/live-world.js'
import { Button } from './button.js'
import { Card } from './card.js'
import { JobLine } from './job-line.js'

interface Properties {
  readonly board: Board
  readonly worker: BoardWorker
  readonly world: LiveWorld
  readonly onAbort: (jobId: string) => void
}

const STATES = {
  working: texts.working,
  stopping: texts.stopping,
  dead: texts.dead,
  off: texts.off,
}

/** A worker, what it runs in its slots, and what can be done to it. */
export function WorkerCard({ board, worker, world, onAbort }: Properties) {
  const say = useSay()
  const { name, state, isCut } = worker
  const runs = board.runs.filter((run) => run.name === name)
  const held = [...board.jobs.values()].filter(
    ({ heldBy, place }) => heldBy === name && place === 'queue',
  )
  const free = state === 'working' ? Math.max(JOBS_AT_ONCE - runs.length, 0) : 0
  return (
    <Card title={say(texts.worker({ name }))} name={`worker worker-${name}`}>
      <p class={`state ${isCut ? 'cut' : state}`} data-part="state">
        {say(isCut ? texts.cutOff() : STATES[state]())}
      </p>
      <ul class="lines">
        {runs.map(({ jobId, progress }) => {
          const job = board.jobs.get(jobId)
          if (!job) return null
          return (
            <JobLine key={jobId} job={job} onAbort={onAbort}>
              <progress
                value={progress}
                max={1}
                aria-label={say(texts.progress({ number: job.number }))}
              />
            </JobLine>
          )
        })}
        {Array.from({ length: free }, (_, index) => (
          <li key={`free ${index}`} class="line free">
            {say(texts.freeSlot())}
          </li>
        ))}
      </ul>
      {held.length > 0 && (
        <p class="fine">
          {say(texts.inHand({ jobs: held.map(({ number }) => number).join(', ') }))}
        </p>
      )}
      <WorkerActs {...{ name, state, isCut, world }} />
    </Card>
  )
}

interface ActsProperties {
  readonly name: BoardWorker['name']
  readonly state: WorkerState
  readonly isCut: boolean
  readonly world: LiveWorld
}

function WorkerActs({ name, state, isCut, world }: ActsProperties) {
  const say = useSay()
  if (state === 'off') {
    return (
      <p class="acts">
        <Button onPress={() => world.startWorker(name)}>{say(texts.start({ name }))}</Button>
      </p>
    )
  }
  const isOff = state !== 'working'
  return (
    <p class="acts">
      <Button
        look="bad"
        isOff={isOff}
        label={say(texts.killLabel({ name }))}
        onPress={() => world.killWorker(name)}
      >
        {say(texts.kill())}
      </Button>
      <Button
        isOff={isOff || isCut}
        label={say(texts.cutLabel({ name }))}
        onPress={() => world.cut(name)}
      >
        {say(texts.cut())}
      </Button>
      <Button
        isOff={isOff || isCut}
        label={say(texts.stopLabel({ name }))}
        onPress={() => world.stopWorker(name)}
      >
        {say(texts.stop())}
      </Button>
    </p>
  )
}
