import { type Language, renderText } from '../texts/text.js'
import { texts } from '../texts/texts.js'

/** Lines of some minutes. More would be the memory of a process whose log reader stands still. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024

// Without a listener, Node ends the process when the reader of a pipe has gone.
const nobodyReads = (): void => undefined

/**
 * Writes lines to standard error as long as somebody reads them. A reader that stands still costs the lines beyond 8 MiB,
 * which are counted and told of once it reads again; one that has gone (`EPIPE`) costs all of them. Neither stops the process.
 */
export function standardErrorLines(language: Language): (line: string) => void {
  let lost = 0
  return (line) => {
    // Looked up for every line: a test or a supervisor may replace it.
    const { stderr } = process
    if (!stderr.listeners('error').includes(nobodyReads)) stderr.on('error', nobodyReads)
    if (stderr.writableLength > MOST_WAITING_BYTES) {
      lost += 1
      return
    }
    if (lost > 0) stderr.write(`${renderText(texts.linesLost({ lost }), language)}\n`)
    lost = 0
    stderr.write(`${line}\n`)
  }
}
