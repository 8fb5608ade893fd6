import { useEffect, useState } from 'preact/hooks'

import type { FlowCounts, FlowStatus, FlowView } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { ActButton } from '../../../parts/act-button.js'
import { Failure } from '../../../parts/failure.js'
import { Section } from '../../../parts/section.js'
import { useSession } from '../../../server/session.js'
import { useAnswer } from '../../../server/use-answer.js'
import { FlowDrawing } from './flow-drawing.js'
import { FlowFoldDialog } from './flow-fold-dialog.js'
import { FlowJobDialog } from './flow-job-dialog.js'
import type { FlowBox } from './flow-layout.js'
import { FlowMark } from './flow-mark.js'
import { flowTexts } from './texts.js'

interface Properties {
  readonly jobId: string
  /** Where the job stands: its flow is asked for again when that changes. */
  readonly status: string
}

/** The flow that a job is part of, drawn, with what can be done with it. Of other jobs nothing. */
export function JobFlow({ jobId, status }: Properties) {
  const { say } = useLanguage()
  const { server, features } = useSession()
  const [opened, setOpened] = useState<FlowBox>()
  const answer = useAnswer(`${jobId} ${String(features.flows)}`, async (signal) =>
    features.flows ? server.call('flow', { params: { jobId }, signal }) : { flow: null },
  )
  const { value, error, again } = answer
  const flow = value?.flow
  useEffect(() => {
    if (!flow || flow.againMs === null) return undefined
    const timer = setTimeout(again, flow.againMs)
    return () => clearTimeout(timer)
  }, [flow, again])
  useEffect(() => {
    if (flow) again()
    // Only when the job itself has changed.
  }, [status])
  if (!flow) return error === undefined ? null : <Failure error={error} onAgain={again} />
  const { total, counts, isComplete } = flow
  return (
    <Section title={say(flowTexts.title)} aside={<FlowActs flow={flow} onChange={again} />}>
      <p class="flow-counts">
        {say(flowTexts.lead, { total })}
        {statusesOf(counts).map(([one, count]) => (
          <FlowMark key={one} status={one} count={count} />
        ))}
        {!isComplete && <span class="warn-text">{say(flowTexts.notWhole, { total })}</span>}
      </p>
      <div class="card">
        <FlowDrawing flow={flow} jobId={jobId} onOpen={setOpened} />
      </div>
      {opened?.kind === 'job' && (
        <FlowJobDialog node={opened.node} onClose={() => setOpened(undefined)} />
      )}
      {opened?.kind === 'fold' && (
        <FlowFoldDialog
          parent={opened.parent}
          status={opened.status}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Section>
  )
}

// What `Object.entries` says of its keys is less than the contract does.
const statusesOf = (counts: FlowCounts) =>
  Object.entries(counts) as readonly (readonly [FlowStatus, number])[]

interface ActsProperties {
  readonly flow: FlowView
  readonly onChange: () => void
}

function FlowActs({ flow: { rootId, counts }, onChange }: ActsProperties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const params = { jobId: rootId }
  const has = (...statuses: readonly FlowStatus[]): boolean =>
    statuses.some((status) => (counts[status] ?? 0) > 0)
  return (
    <>
      {has('failed', 'aborted') && (
        <ActButton
          permission="act"
          icon="retry"
          isSmall
          question={{ title: say(flowTexts.retryAsk), body: <p>{say(flowTexts.retryLead)}</p> }}
          perform={async () => {
            const { enqueued, waiting } = await server.call('retryFlow', { params })
            return say(flowTexts.isRetried, { enqueued, waiting })
          }}
          onDone={onChange}
        >
          {say(flowTexts.retry)}
        </ActButton>
      )}
      {has('queued', 'waiting', 'in_progress', 'retrying') && (
        <ActButton
          permission="act"
          icon="stop"
          isSmall
          question={{ title: say(flowTexts.abortAsk), body: <p>{say(flowTexts.abortLead)}</p> }}
          perform={async () => {
            await server.call('abortFlow', { params })
            return say(flowTexts.isAborted)
          }}
          onDone={onChange}
        >
          {say(flowTexts.abort)}
        </ActButton>
      )}
    </>
  )
}
