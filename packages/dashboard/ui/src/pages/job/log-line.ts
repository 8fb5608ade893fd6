/** A kept line of a log, as far as it can be told apart. */
export interface LogLine {
  readonly text: string
  readonly level: 'debug' | 'info' | 'warn' | 'error' | undefined
}

const LEVEL = /\b(?<level>debug|info|warn(?:ing)?|error|fatal|critical)\b/i
// The level stands behind the time, before the message.
const HEAD_LENGTH = 60

/** Finds the level of a line, so that the eye finds what is wrong. */
export function logLineOf(text: string): LogLine {
  const found = LEVEL.exec(text.slice(0, HEAD_LENGTH))?.groups?.['level']?.toLowerCase()
  switch (found) {
    case undefined:
      return { text, level: undefined }
    case 'debug':
    case 'info':
      return { text, level: found }
    case 'warn':
    case 'warning':
      return { text, level: 'warn' }
    default:
      return { text, level: 'error' }
  }
}
