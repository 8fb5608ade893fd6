import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

import type { StreamItemView } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { CopyButton } from '../../../parts/copy-button.js'
import { StateMark } from '../../../parts/state-mark.js'
import { type Passage, passagesOf, textOf } from './shown-items.js'
import { streamTexts } from './texts.js'
import { useStream } from './use-stream.js'

const TONES = {
  opening: 'idle',
  live: 'busy',
  paused: 'warn',
  broken: 'warn',
  ended: 'good',
  trouble: 'bad',
} as const

interface Properties {
  readonly jobId: string
  readonly name: string
}

/** A stream as it is written: as one text, or item by item. */
export function StreamView({ jobId, name }: Properties) {
  const { say } = useLanguage()
  const { shown, state, problem, pause, goOn } = useStream(jobId, name)
  const [chosen, setChosen] = useState<'asText' | 'asItems'>()
  const { items, earlier } = shown
  // Tokens of a text are read as one; anything else line by line.
  const view = chosen ?? (items.every(({ isText }) => isText) ? 'asText' : 'asItems')
  const passages = useMemo(() => passagesOf(items), [items])
  const box = useEndInSight(items)
  const isOver = state === 'ended' || state === 'trouble'
  return (
    <div class="card stream">
      <div class="stream-head">
        <code class="strong">{name}</code>
        <span role="status">
          <StateMark tone={TONES[state]}>{say(streamTexts[state])}</StateMark>
        </span>
        <div class="stream-acts">
          <div class="segments" role="group" aria-label={say(streamTexts.shownAs)}>
            {(['asText', 'asItems'] as const).map((one) => (
              <Button key={one} isPressed={one === view} onClick={() => setChosen(one)}>
                {say(streamTexts[one])}
              </Button>
            ))}
          </div>
          {!isOver &&
            (state === 'paused' ? (
              <Button isSmall icon="play" onClick={goOn}>
                {say(streamTexts.goOn)}
              </Button>
            ) : (
              <Button isSmall icon="pause" onClick={pause}>
                {say(streamTexts.pause)}
              </Button>
            ))}
          <CopyButton text={textOf(items)} />
        </div>
      </div>
      {problem !== undefined && <p class="bad-text padded-line">{problem}</p>}
      {earlier > 0 && (
        <p class="quiet padded-line">{say(streamTexts.earlier, { count: earlier })}</p>
      )}
      <div class="stream-box" ref={box} tabIndex={0} role="region" aria-label={name}>
        {items.length === 0 && problem === undefined && (
          <p class="quiet">{say(streamTexts.nothingYet)}</p>
        )}
        {passages.map((passage) => (
          <PassageView key={passage.key} passage={passage} isText={view === 'asText'} />
        ))}
      </div>
    </div>
  )
}

interface PassageProperties {
  readonly passage: Passage
  readonly isText: boolean
}

function PassageView({ passage: { first, isAnew, items }, isText }: PassageProperties) {
  const { say } = useLanguage()
  return (
    <>
      {isAnew && <p class="stream-break">{say(streamTexts.anew, { try: first.jobTry })}</p>}
      {first.missed > 0 && (
        <p class="stream-break">{say(streamTexts.missed, { count: first.missed })}</p>
      )}
      {isText ? (
        <p class="stream-text">{textOf(items)}</p>
      ) : (
        <ol>
          {items.map(({ id, text, isCut }) => (
            <li key={id}>
              {text}
              {isCut && <span class="quiet"> {say(streamTexts.cut)}</span>}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

/** Keeps the end of a box in sight while it grows, unless its reader has scrolled up. */
function useEndInSight(items: readonly StreamItemView[]) {
  const ref = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const box = ref.current
    const look = () => {
      if (box) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40
    }
    box?.addEventListener('scroll', look, { passive: true })
    return () => box?.removeEventListener('scroll', look)
  }, [])
  useLayoutEffect(() => {
    if (isAtEnd.current && ref.current) ref.current.scrollTop = ref.current.scrollHeight
  }, [items])
  return ref
}
