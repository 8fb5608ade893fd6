import type { Text } from '@arq/core'

import type { Verb } from './command.js'
import { wrappedLines } from './print.js'
import { texts } from './texts.js'
import { VERBS } from './verbs.js'

const WIDEST_HELP = 110

/**
 * What `arq --help` shows: the verbs, or those that begin with the words that were given, and the flags of all.
 * @param words for example `['dlq']`; none: all verbs
 */
export function helpText(
  words: readonly string[],
  say: (message: Text) => string,
  terminalWidth: number,
): string {
  const width = Math.min(terminalWidth, WIDEST_HELP)
  const inner = VERBS.filter(({ name }) => name.startsWith(`${words[0] ?? ''} `))
  const verbs = inner.length > 0 ? inner : VERBS
  const nameWidth = Math.max(...verbs.map(({ name }) => name.length)) + '  arq   '.length
  const row = ({ name, describe }: Pick<Verb, 'name' | 'describe'>, prefix: string): string[] => {
    const [first = '', ...more] = wrappedLines(say(describe), width - nameWidth)
    return [
      `  ${prefix}${name}`.padEnd(nameWidth) + first,
      ...more.map((line) => ' '.repeat(nameWidth) + line),
    ]
  }
  const flags = [
    { name: '--config', describe: texts.configFlag() },
    { name: '--debug', describe: texts.debugFlag() },
    { name: '-h, --help', describe: texts.helpFlag() },
    { name: '--version', describe: texts.versionFlag() },
  ]
  return [
    say(texts.usage()),
    '',
    ...verbs.flatMap((verb) => row(verb, 'arq ')),
    '',
    ...flags.flatMap((flag) => row(flag, '')),
    '',
    ...wrappedLines(say(texts.helpOfVerb()), width),
    ...say(texts.exitCodes())
      .split('\n')
      .flatMap((line) => wrappedLines(line, width)),
  ].join('\n')
}
