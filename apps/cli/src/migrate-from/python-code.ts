/**
 * Python, read by its lines: names of code only. Texts and comments are blanked out, character for character, so that
 * every position still is the one in the file. No parser: what is built at run time (`getattr`, `**options`) is not seen.
 */
export interface PythonCode {
  readonly text: string
  /** The same without the contents of texts and comments. */
  readonly code: string
  /** Line of a text that never ends; absent: there is none. */
  readonly openAt: number | undefined
}

export function readPython(text: string): PythonCode {
  let code = ''
  let openAt: number | undefined
  for (let at = 0; at < text.length;) {
    const token = TOKEN.exec(text.slice(at, at + LONGEST_MARK))?.[0]
    if (token === undefined) {
      code += text.charAt(at)
      at += 1
      continue
    }
    const end = endOf(text, at, token)
    if (end === undefined) openAt ??= lineAt(text, at)
    const stop = end ?? text.length
    code += blank(text.slice(at, stop))
    at = stop
  }
  return { text, code, openAt }
}

/** From 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
  }
  return line
}

const TOKEN = /^(?:#|"""|'''|"|')/
const LONGEST_MARK = 3

/** @returns behind its last character; `undefined`: the text ends first */
function endOf(text: string, start: number, mark: string): number | undefined {
  if (mark === '#') {
    const end = text.indexOf('\n', start)
    return end === -1 ? text.length : end
  }
  for (let at = start + mark.length; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text.startsWith(mark, at)) return at + mark.length
    else if (mark.length === 1 && text[at] === '\n') return undefined
  }
  return undefined
}

const blank = (part: string): string => part.replace(/[^\r\n]/g, ' ')
