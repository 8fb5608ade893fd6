import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import { delayRefusal } from '../ports/delay-refusal.js'
import type { Transport } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import { enqueueTexts } from './enqueue-texts.js'
import type { JobDraft } from './job-draft.js'

/**
 * Whether the transport can do what the job asks for.
 * @throws UnsupportedError `ARQ_UNSUPPORTED`, ConfigurationError naming the option
 */
export function checkTransport(draft: JobDraft, transport: Transport, clock: Clock): void {
  const { dueAtMs, priority, message } = draft
  const delayMs = dueAtMs === undefined ? undefined : dueAtMs - clock.now()
  // A job of a key is put off while another one runs.
  const refusal =
    delayMs === undefined && !draft.unique ? undefined : delayRefusal(transport, delayMs ?? 0)
  if (refusal) throw refusal
  if (priority !== undefined) checkPriority(priority, message.queueName, transport)
}

function checkPriority(priority: number, queue: string, transport: Transport): void {
  const highest = transport.highestPriorityOf(queue)
  if (highest === 0) {
    const text = enqueueTexts.noPriorities({ queue, transport: transport.description })
    throw new UnsupportedError(text, { queue })
  }
  if (priority <= highest) return
  const text = enqueueTexts.priorityTooHigh({ priority, queue, highest })
  throw new ConfigurationError('options', [{ path: 'priority', text }])
}
