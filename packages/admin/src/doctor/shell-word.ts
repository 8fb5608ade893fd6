/** A name as one word of a shell's line, for people to copy: names may hold blanks, quotes and worse. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
