import { UnsupportedError } from '../errors/settings-errors.js'
import { portTexts } from './port-texts.js'
import type { Transport } from './transport.js'

/** Why a transport cannot put a job off for so long; `undefined`: it can. */
export function delayRefusal(
  { capabilities, description: transport }: Pick<Transport, 'capabilities' | 'description'>,
  delayMs: number,
): UnsupportedError | undefined {
  const { delay } = capabilities
  if (!delay) return new UnsupportedError(portTexts.noDelays({ transport }))
  if (delayMs <= delay.longestMs) return undefined
  const [seconds, longest] = [Math.ceil(delayMs / 1000), delay.longestMs / 1000]
  return new UnsupportedError(portTexts.delayTooLong({ transport, seconds, longest }), {
    delayMs,
    longestMs: delay.longestMs,
  })
}
