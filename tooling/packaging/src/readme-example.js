/**
 * The first program of a README: text and line, so that what the compiler says can be found.
 * @param {string} markdown
 * @returns {{ text: string, line: number } | undefined}
 */
export function firstProgram(markdown) {
  const match = /^```ts\n([^]*?)^```$/m.exec(markdown)
  if (!match) return undefined
  const line = markdown.slice(0, match.index).split('\n').length
  return { text: match[1] ?? '', line }
}

/**
 * The program on the lines that it has in the README.
 * @param {string} markdown
 */
export function programInPlace(markdown) {
  const program = firstProgram(markdown)
  return program && '\n'.repeat(program.line) + program.text
}
