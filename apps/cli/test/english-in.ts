/** Three words of English after one another, apart from what is known, command lines, and stacks. */
export function englishIn(text: string, known: readonly string[] = []): readonly string[] {
  const strange = known.reduce((rest, one) => rest.replaceAll(one, ''), text)
  const said = strange.replace(/^ {8}.*$|^ +at .*$|\barq(?: [a-z-]+)+/gm, '')
  return said.match(/[a-z]{2,}(?: [a-z]{2,}){2,}/gi) ?? []
}
