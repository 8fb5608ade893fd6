import { createInterface } from 'node:readline/promises'

import { type Ask, Cancelled } from './program.js'

/** Asks at the terminal that this process was started from. */
export const askOnTerminal: Ask = async (question) => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const ended = new AbortController()
  // Ctrl-C and Ctrl-D close it, and leave the question unanswered.
  terminal.once('SIGINT', () => ended.abort())
  terminal.once('close', () => ended.abort())
  try {
    return await terminal.question(question, { signal: ended.signal })
  } catch (error) {
    if (!ended.signal.aborted) throw error
    process.stdout.write('\n')
    throw new Cancelled()
  } finally {
    terminal.close()
  }
}
