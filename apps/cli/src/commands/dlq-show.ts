import { readWholeLetters } from '@arq/admin'

import type { Command } from '../command.js'
import { readFilter, say } from '../dlq/letter-filter.js'
import { codecsOf, deadLetterQueues, DLQ_FLAGS } from '../dlq/open-dlq.js'
import { dlqTexts } from '../dlq/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { redactorOf } from '../redactor.js'
import { JSON_FLAG, serversOf, withTransport } from '../servers.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq dlq show`: all that the dead letters of a job say. Takes nothing out. */
export const dlqShowCommand: Command = {
  name: 'dlq show',
  describe: verbTexts.dlqShowCommand(),
  names: { name: 'ids', describe: dlqTexts.idsArgument() },
  flags: [...DLQ_FLAGS, JSON_FLAG],
  examples: [
    {
      line: 'arq dlq show 2f1c5a7e9b3d4c6f8a0b1c2d3e4f5a6b -q orders',
      describe: dlqTexts.exampleShow(),
    },
  ],
  run,
}

type Shown = Readonly<Record<string, unknown>>

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const filter = readFilter(flags, program, Date.now())
  const codecs = codecsOf(servers)
  const { encryption, payloads } = servers
  const reading = { codecs, encryption, payloadStore: payloads?.store }
  const redacted = redactorOf(servers)
  const shown = await withTransport(servers, async (transport) => {
    const found: Shown[] = []
    for (const name of deadLetterQueues(flags, servers, transport)) {
      const letters = await readWholeLetters({ transport, filter, ...reading }, name)
      found.push(...(letters ?? []).map((letter) => ({ ...redacted(letter) })))
    }
    return found
  })
  const absent = filter.ids.filter((id) => !shown.some(({ jobId }) => jobId === id))
  if (flags['json'] === true) printJson({ letters: shown }, program.output)
  else program.output.write(shown.map((letter) => asLines(letter, program)).join('\n'))
  if (absent.length > 0) {
    const { errors } = program
    const problem = say(dlqTexts.notFound({ ids: absent.join(', ') }), program)
    errors.write(`${paint('red', say(texts.error(), program), errors)}${problem}\n`)
  }
  return absent.length === 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

/** One value a line; the stack last, in lines of its own, and not among the headers once more. */
function asLines({ stack, headers, ...letter }: Shown, { output }: Program): string {
  const others = Object.fromEntries(
    Object.entries(headers ?? {}).filter(([name]) => name !== 'x-error-stack'),
  )
  const shown: Shown = { ...letter, headers: others }
  const entries = Object.entries(shown).filter(([, value]) => value !== null)
  const width = Math.max(...entries.map(([key]) => key.length))
  const lines = entries.map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `${paint('bold', key.padEnd(width), output)}  ${text}`
  })
  return `${[...lines, ...(typeof stack === 'string' ? [stack] : [])].join('\n')}\n`
}
