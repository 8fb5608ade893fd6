import type { ComponentChildren } from 'preact'

import type { BoardJob } from '../board/board.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import { Button } from './button.js'

interface Properties {
  readonly job: BoardJob
  readonly children: ComponentChildren
  readonly onAbort?: (jobId: string) => void
}

/** A job with what there is to say of it. */
export function JobLine({ job, children, onAbort }: Properties) {
  const say = useSay()
  const { number, jobId, task, jobTry } = job
  return (
    <li class="line" data-job={number}>
      <span class="chip" aria-hidden="true">
        {number}
      </span>
      <span class="words">
        <span class="unseen">{say(texts.job({ number }))}, </span>
        <code>{task}</code>
        {jobTry > 1 && <span class="try"> {say(texts.tryOf({ jobTry }))}</span>}
        <span class="said">{children}</span>
      </span>
      {onAbort && (
        <Button label={say(texts.abortLabel({ number }))} onPress={() => onAbort(jobId)}>
          {say(texts.abort())}
        </Button>
      )}
    </li>
  )
}
