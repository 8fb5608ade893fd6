import { unwrittenBytes, writeLine } from '#platform'

import { type Language, renderText } from '../texts/text.js'
import { logTexts } from './log-texts.js'

/** Lines of some minutes. More would be the memory of a process whose log reader stands still. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024

/**
 * Writes lines to standard error as long as somebody reads them. A reader that stands still costs the lines beyond 8 MiB,
 * which are counted and told of once it reads again; one that has gone (`EPIPE`) costs all of them. Neither stops the process.
 * In a browser they go to its console.
 */
export function standardErrorLines(language: Language): (line: string) => void {
  let lost = 0
  return (line) => {
    if (unwrittenBytes() > MOST_WAITING_BYTES) {
      lost += 1
      return
    }
    if (lost > 0) writeLine(renderText(logTexts.linesLost({ lost }), language))
    lost = 0
    writeLine(line)
  }
}
