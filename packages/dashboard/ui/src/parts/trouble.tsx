import type { LiveTopic } from '../../../src/contract/index.js'
import { useLive } from '../server/live.js'
import { StateMark } from './state-mark.js'

/** Says that news of one kind cannot be had at the moment, and why. What was there before stays. */
export function Trouble({ topic }: { readonly topic: LiveTopic }) {
  const { troubles } = useLive()
  const message = troubles[topic]
  return (
    <div role="status" class="trouble-place">
      {message !== undefined && (
        <p class="trouble">
          <StateMark tone="warn">
            <span class="notice-text">{message}</span>
          </StateMark>
        </p>
      )}
    </div>
  )
}
