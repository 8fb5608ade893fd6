import { useState } from 'preact/hooks'

import type { JobDetails, SignalView } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { JsonTree } from '../../../parts/json-tree.js'
import { Distance, Moment } from '../../../parts/moment.js'
import { Section } from '../../../parts/section.js'
import { StateMark } from '../../../parts/state-mark.js'
import { type Column, Table } from '../../../parts/table.js'
import { useSession } from '../../../server/session.js'
import { SendSignal } from './send-signal.js'
import { signalTexts } from './texts.js'

const TONES = { waiting: 'busy', given: 'good', timedOut: 'warn' } as const

/** What a job waits for and what it was given, and a form that gives it a signal. */
export function JobSignals({ details }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  const { may } = useSession()
  /** The name of the signal that is about to be sent; `''`: any. */
  const [asked, setAsked] = useState<string>()
  const { signals, can, job } = details
  const canSend = can.signal && may('act')
  if (signals.length === 0 && !canSend) return null
  return (
    <Section
      title={say(signalTexts.title)}
      aside={
        canSend && (
          <Button isSmall icon="bell" onClick={() => setAsked('')}>
            {say(signalTexts.sendOther)}
          </Button>
        )
      }
    >
      {signals.length === 0 ? (
        <p class="quiet">{say(signalTexts.none)}</p>
      ) : (
        <SignalTable signals={signals} onSend={canSend ? setAsked : undefined} />
      )}
      {asked !== undefined && (
        <SendSignal jobId={job.jobId} name={asked} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  )
}

interface TableProperties {
  readonly signals: readonly SignalView[]
  /** Absent of whoever may not. */
  readonly onSend: ((name: string) => void) | undefined
}

function SignalTable({ signals, onSend }: TableProperties) {
  const { say } = useLanguage()
  const columns: readonly Column<SignalView>[] = [
    {
      ...{ key: 'name', head: say(signalTexts.name), width: 'minmax(8rem, 1fr)', narrow: 'title' },
      cell: ({ name }) => <span class="mono strong">{name}</span>,
    },
    {
      ...{ key: 'state', head: say(signalTexts.state), width: '11rem', narrow: 'side' },
      cell: ({ state }) => <StateMark tone={TONES[state]}>{say(signalTexts[state])}</StateMark>,
    },
    {
      ...{ key: 'when', head: say(signalTexts.when), width: 'minmax(14rem, 1fr)', narrow: 'meta' },
      cell: (signal) => <SignalTime signal={signal} />,
    },
    {
      ...{ key: 'payload', head: say(signalTexts.payload), width: 'minmax(8rem, 1.5fr)' },
      narrow: 'meta',
      cell: (signal) => <Payload signal={signal} />,
    },
    ...(onSend
      ? [
          {
            ...({
              key: 'acts',
              head: say(signalTexts.acts),
              width: '6rem',
              narrow: 'meta',
              hasActs: true,
            } as const),
            cell: ({ name, state }: SignalView) =>
              state === 'waiting' && (
                <Button
                  isSmall
                  label={say(signalTexts.sendOf, { name })}
                  onClick={() => onSend(name)}
                >
                  {say(signalTexts.send)}
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <div class="card has-tall-rows">
      <Table
        label={say(signalTexts.title)}
        columns={columns}
        rows={signals}
        keyOf={({ name }) => name}
      />
    </div>
  )
}

function SignalTime({ signal }: { readonly signal: SignalView }) {
  const { say } = useLanguage()
  if (signal.state !== 'waiting') return <Moment at={signal.at} />
  return (
    <span>
      {say(signalTexts.since)} <Moment at={signal.since} />, {say(signalTexts.until)}{' '}
      <Distance at={signal.until} />
    </span>
  )
}

function Payload({ signal }: { readonly signal: SignalView }) {
  const { say } = useLanguage()
  if (signal.state !== 'given') return <span class="quiet">–</span>
  return <JsonTree value={signal.payload} label={`${say(signalTexts.payload)}: ${signal.name}`} />
}
