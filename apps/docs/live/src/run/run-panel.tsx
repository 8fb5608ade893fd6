import type { Language } from '@arq/core'
import { useEffect, useRef, useState } from 'preact/hooks'

import { Button } from '../parts/button.js'
import { LanguageContext, useSay } from '../words/language.js'
import { Caller } from './caller.js'
import type { ProgramNews } from './program.js'
import { runTexts as texts } from './texts.js'

interface Line {
  readonly text: string
  readonly look: 'own' | 'log' | 'bad'
}

type State = 'idle' | 'running' | 'ended' | 'stopped' | 'failed'

interface Properties {
  /** Relative to `apps/examples/src`. */
  readonly sample: string
  /** Where its bundle is. */
  readonly url: string
  /** Where the text of the program is that calls it; absent: it runs by itself. */
  readonly callerUrl: string | undefined
  readonly language: Language
}

// A program that prints without end fills no memory.
const MOST_LINES = 500

/** The log makes room first: what the program itself says is what the reader waits for. */
function withLine(before: readonly Line[], line: Line): readonly Line[] {
  if (before.length < MOST_LINES) return [...before, line]
  const oldest = Math.max(
    before.findIndex(({ look }) => look === 'log'),
    0,
  )
  return [...before.toSpliced(oldest, 1), line]
}

export function RunPanel({ language, ...rest }: Properties) {
  return (
    <LanguageContext.Provider value={language}>
      <Panel {...rest} />
    </LanguageContext.Provider>
  )
}

function Panel({ sample, url, callerUrl }: Omit<Properties, 'language'>) {
  const say = useSay()
  const [state, setState] = useState<State>('idle')
  const [lines, setLines] = useState<readonly Line[]>([])
  const worker = useRef<Worker | undefined>(undefined)
  const end = (how: State) => {
    worker.current?.terminate()
    worker.current = undefined
    setState(how)
  }
  useEffect(() => () => worker.current?.terminate(), [])

  const run = () => {
    setLines([])
    setState('running')
    const add = (line: Line) => setLines((before) => withLine(before, line))
    const fail = (text: string) => {
      add({ text, look: 'bad' })
      end('failed')
    }
    worker.current = new Worker(url, { type: 'module', name: sample })
    worker.current.onerror = ({ message }) => fail(message)
    worker.current.onmessage = ({ data }: MessageEvent<ProgramNews>) => {
      if (data.type === 'line') add({ text: data.text, look: data.isLog ? 'log' : 'own' })
      else if (data.type === 'failed') fail(data.text)
      else end('ended')
    }
  }

  return (
    <div class="run" data-state={state}>
      <p class="acts">
        {state === 'running' ? (
          <Button look="bad" onPress={() => end('stopped')}>
            {say(texts.stop())}
          </Button>
        ) : (
          <Button look="main" onPress={run}>
            {say(state === 'idle' ? texts.run() : texts.again())}
          </Button>
        )}
        <span class="fine" role="status">
          {say(state === 'idle' ? texts.hint() : texts[state]())}
        </span>
      </p>
      {callerUrl !== undefined && <Caller url={callerUrl} />}
      {state !== 'idle' && (
        <div class="prints" role="log" tabIndex={0} aria-label={say(texts.label({ sample }))}>
          {lines.map(({ text, look }, index) => (
            <div key={index} class={look}>
              {text}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
