/** RabbitMQ's log: when, level, Erlang process, text. */
const LINE = /^(\S+ \S+) \[(\w+)\] (<[\d.]+>) ?(.*)$/
const LEVELS = new Set(['error', 'critical', 'alert', 'emergency'])

/** The broker's answers to a client: tests ask for hundreds. */
const ANSWER = /caused a (channel|connection) exception|Channel error on connection/

/** Each process that crashes tells it again in these, with all that it had in its hands. */
const REPEATED = /^\s*(crasher|supervisor):/i

/** Longest part of one report: a process prints its whole state. */
const MOST_LINES = 14

/**
 * What RabbitMQ has logged of its own faults: for a process that crashed the reason, without its state.
 * @param {string} text
 * @returns {string[]} lines
 */
export function rabbitFaults(text) {
  return reportsIn(text)
    .filter(({ lines }) => !ANSWER.test(lines.join('\n')) && !REPEATED.test(lines[0] ?? ''))
    .flatMap(({ at, lines }) => {
      const [first = '', ...rest] = lines
      const reason = rest.findIndex((line) => line.includes('Reason for termination'))
      const told = (reason < 0 ? rest : rest.slice(reason)).filter((line) => line.trim() !== '')
      return [`${at} ${first}`, ...told.slice(0, MOST_LINES).map((line) => `  ${line}`)]
    })
}

/**
 * Lines that one process logged in one moment.
 * @param {string} text
 */
function reportsIn(text) {
  /** @type {{ key: string, at: string, lines: string[] }[]} */
  const reports = []
  for (const line of text.split('\n')) {
    const [, at = '', level = '', pid = '', words = ''] = LINE.exec(line) ?? []
    if (!LEVELS.has(level)) continue
    const key = `${at} ${pid}`
    const last = reports.at(-1)
    if (last?.key === key) last.lines.push(words)
    else reports.push({ key, at, lines: [words] })
  }
  return reports
}
