import { ERROR_CODES, type ErrorCode, renderText, type Text } from '@arq/core'
import { explainCode, type ExplainedCode, nearestName } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { explainTexts } from '../explain/texts.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson, wrappedLines } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'

/** Typed by hand, it may lack what all of them begin with. */
const PREFIX = 'ARQ_'

const CODES = Object.keys(ERROR_CODES) as readonly ErrorCode[]

/** `arq explain`: what the page of an error says, in the terminal. */
export const explainCommand: Command = {
  name: 'explain',
  describe: verbTexts.explainCommand(),
  names: { name: 'codes', describe: explainTexts.codesArgument(), default: '' },
  flags: [JSON_FLAG],
  examples: [
    { line: 'arq explain ARQ_CONNECTION_LOST', describe: explainTexts.exampleOne() },
    { line: 'arq explain', describe: explainTexts.exampleAll() },
    { line: 'arq explain ARQ_CONNECTION_LOST --json', describe: explainTexts.exampleJson() },
  ],
  // Somebody may ask what is wrong with it.
  readsConfigItself: true,
  run: (flags, program) => Promise.resolve(run(flags, program)),
}

function run(flags: GivenFlags, program: Program): ExitCode {
  const { language, output } = program
  const given: unknown = flags['codes']
  const asked = Array.isArray(given) ? given.map(String) : []
  const codes = asked.length === 0 ? CODES : asked.map(written)
  const explained = codes.filter(isCode).map((code) => explainCode(code, language))
  if (flags['json'] === true) printJson({ codes: explained }, output)
  else if (asked.length === 0)
    for (const one of explained) output.write(`${headOf(one, program)}\n`)
  else output.write(explained.map((one) => `${pageOf(one, program)}\n`).join('\n'))
  const unknown = codes.filter((code) => !isCode(code))
  for (const code of unknown) complain(code, program)
  return unknown.length === 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

/** As all codes are written: `job-timeout` is ARQ_JOB_TIMEOUT. */
function written(typed: string): string {
  const code = typed.toUpperCase().replaceAll('-', '_')
  return code.startsWith(PREFIX) ? code : `${PREFIX}${code}`
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code)

function headOf({ code, meaning }: ExplainedCode, { language, output }: Program): string {
  return renderText(explainTexts.head({ code: paint('bold', code, output), meaning }), language)
}

function pageOf(explained: ExplainedCode, program: Program): string {
  const { language, output } = program
  const { action, retryable, sent, sentMeaning } = explained
  const lines = [
    explainTexts.todo({ action }),
    explainTexts.later({ answer: retryable ? explainTexts.yes() : explainTexts.no() }),
    // An error of no sending has nothing to say about it.
    ...(sent === 'notSending' ? [] : [explainTexts.sent({ answer: sentMeaning })]),
  ].map((line) => renderText(line, language))
  return [
    headOf(explained, program),
    ...lines.flatMap((line) => indented(line, output.width)),
  ].join('\n')
}

const INDENT = '  '

const indented = (line: string, width: number): readonly string[] =>
  wrappedLines(line, width - INDENT.length).map((part) => `${INDENT}${part}`)

function complain(code: string, { errors, language }: Program): void {
  // What all of them begin with would be near to every typo.
  const meant = nearestName(
    code.slice(PREFIX.length),
    CODES.map((known) => known.slice(PREFIX.length)),
  )
  const text: Text =
    meant === undefined
      ? explainTexts.unknownCode({ code })
      : explainTexts.unknownCodeMeant({ code, meant: `${PREFIX}${meant}` })
  const label = paint('red', renderText(texts.error(), language), errors)
  errors.write(`${label}${renderText(text, language)}\n`)
}
