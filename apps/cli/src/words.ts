/** What a word of a command line means as an argument of a task: JSON where it is JSON, else text. */
export function jsonOrText(word: string): unknown {
  try {
    return JSON.parse(word) as unknown
  } catch {
    return word
  }
}
