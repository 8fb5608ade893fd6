import { useMemo } from 'preact/hooks'

import type { FlowView } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { BOX_HEIGHT, BOX_WIDTH, curveOf, type FlowBox, layoutFlow } from './flow-layout.js'
import { FlowMark, toneOfFlow } from './flow-mark.js'
import { flowTexts } from './texts.js'

interface Properties {
  readonly flow: FlowView
  /** The job whose page this is. */
  readonly jobId: string
  readonly onOpen: (box: FlowBox) => void
}

/** Lines are SVG; boxes stand above them as buttons, so that a keyboard and a screen reader have them, too. */
export function FlowDrawing({ flow, jobId, onOpen }: Properties) {
  const { say } = useLanguage()
  const { boxes, edges, width, height } = useMemo(() => layoutFlow(flow.root), [flow])
  return (
    <div class="flow-scroll" role="region" aria-label={say(flowTexts.drawing)} tabIndex={0}>
      <div class="flow" style={{ width: `${String(width)}px`, height: `${String(height)}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          {edges.map((edge) => (
            <path key={edge.key} d={curveOf(edge)} />
          ))}
        </svg>
        <ul>
          {boxes.map((box) => (
            <li key={box.key} style={placeOf(box)}>
              <Box
                box={box}
                isHere={box.kind === 'job' && box.node.jobId === jobId}
                onOpen={onOpen}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

interface BoxProperties {
  readonly box: FlowBox
  readonly isHere: boolean
  readonly onOpen: (box: FlowBox) => void
}

function Box({ box, isHere, onOpen }: BoxProperties) {
  const { say } = useLanguage()
  const open = () => onOpen(box)
  if (box.kind === 'fold') {
    const { parent, status, count } = box
    const task = parent.task ?? say(flowTexts.noTask)
    return (
      <button type="button" class={`flow-box is-fold is-${toneOfFlow(status)}`} onClick={open}>
        <span class="cut">
          {say(flowTexts.more, { count })}
          <span class="unseen"> {say(flowTexts.ofTask, { task })}</span>
        </span>
        <FlowMark status={status} />
      </button>
    )
  }
  const { task, status, error } = box.node
  return (
    <button
      type="button"
      class={`flow-box is-${toneOfFlow(status)} ${isHere ? 'is-here' : ''}`}
      title={error ?? undefined}
      {...(isHere && { 'aria-current': 'true' as const })}
      onClick={open}
    >
      <span class="cut strong">
        {task ?? say(flowTexts.noTask)}
        {isHere && <span class="quiet"> · {say(flowTexts.here)}</span>}
      </span>
      <FlowMark status={status} />
    </button>
  )
}

const placeOf = ({ x, y }: FlowBox) => ({
  left: `${String(x)}px`,
  top: `${String(y)}px`,
  width: `${String(BOX_WIDTH)}px`,
  height: `${String(BOX_HEIGHT)}px`,
})
