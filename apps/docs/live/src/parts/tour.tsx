import { useState } from 'preact/hooks'

import type { Board } from '../board/board.js'
import { jobsSince, TOUR } from '../tour/steps.js'
import { useSay } from '../words/language.js'
import { tourTexts as texts } from '../words/tour-texts.js'
import type { LiveWorld } from '../world/live-world.js'
import { Button } from './button.js'

interface Properties {
  readonly world: LiveWorld
  readonly board: Board
}

/** Five steps, each one button: who presses them has seen what the queue promises. */
export function Tour({ world, board }: Properties) {
  const say = useSay()
  const [at, setAt] = useState(0)
  /** The number of the last job before the step began; absent: it has not. */
  const [since, setSince] = useState<number>()
  const step = TOUR[at]
  const go = (to: number) => {
    setSince(undefined)
    setAt(to)
  }
  if (!step) {
    return (
      <section class="tour" aria-label={say(texts.label())}>
        <p>{say(texts.over())}</p>
        <Button onPress={() => go(0)}>{say(texts.restart())}</Button>
      </section>
    )
  }
  const isDone = since !== undefined && step.isDone(jobsSince(board, since))
  const isLast = at === TOUR.length - 1
  return (
    <section class="tour" aria-label={say(texts.label())}>
      <div>
        <p class="fine">{say(texts.step({ number: at + 1, count: TOUR.length }))}</p>
        <h3>{say(step.title)}</h3>
        <p aria-live="polite">{say(isDone ? step.done : step.words)}</p>
      </div>
      <p class="acts">
        {at > 0 && <Button onPress={() => go(at - 1)}>{say(texts.back())}</Button>}
        {!isDone && (
          <Button
            look="main"
            isOff={since !== undefined}
            onPress={() => {
              setSince(board.lastNumber)
              return step.run(world)
            }}
          >
            {say(since === undefined ? step.act : texts.running())}
          </Button>
        )}
        <Button look={isDone ? 'main' : 'plain'} onPress={() => go(at + 1)}>
          {say(isLast ? texts.finish() : texts.next())}
        </Button>
      </p>
    </section>
  )
}
