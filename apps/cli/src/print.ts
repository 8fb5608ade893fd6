import { styleText } from 'node:util'

import { displayWidth } from '@arq/core/internal'

import type { Output } from './program.js'

export type Colour = 'red' | 'yellow' | 'green' | 'bold' | 'dim'

/** Coloured where a person reads it on a terminal that wants colours, else as it is. */
export function paint(colour: Colour, text: string, output: Pick<Output, 'hasColours'>): string {
  // By itself it would look at standard output, whatever stream this is for.
  return output.hasColours ? styleText(colour, text, { validateStream: false }) : text
}

/** A text in lines of at most this width, broken at spaces; Chinese, which has none, anywhere. */
export function wrappedLines(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(WORD) ?? []) {
    if (line !== '' && displayWidth(line) + displayWidth(word.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
  }
  return [...lines, line.trimEnd()]
}

/** As much of a line as fits; colours are not counted, and end with it. */
export function cutLine(line: string, width: number): string {
  let room = width
  let cut = ''
  for (const part of line.split(COLOUR)) {
    if (part.startsWith(ESCAPE)) cut += part
    else {
      for (const character of part) {
        room -= displayWidth(character)
        if (room >= 0) cut += character
      }
    }
  }
  return cut
}

const ESCAPE = '\u001b'
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`)

/** What a program reads: one JSON value, indented, on standard output. */
export function printJson(value: unknown, output: Output): void {
  output.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** What is not torn apart: a wide character, or what stands between two spaces, with the space behind it. */
const WORD = /[^\s\u1100-\uffe6]+\s*|[\u1100-\uffe6]\s*|\s+/g
