/**
 * The words that a text is found by. Runs of Chinese characters, which no blanks divide, give each character and each pair
 * of neighbours: the index is made by Node and asked by a browser, and their dictionaries (`Intl.Segmenter`) cut words
 * differently. A name such as `ARQ_JOB_TIMEOUT` or `job-id` gives itself and its parts.
 *
 * It is written into the page as text, so it may use nothing from outside.
 * @param {string} text
 * @returns {string[]}
 */
export function tokenize(text) {
  /** @type {string[]} */
  const tokens = []
  for (const [run] of text.matchAll(
    /\p{sc=Han}+|[\p{L}\p{N}_](?:(?!\p{sc=Han})[\p{L}\p{N}_.-])*/gu,
  )) {
    if (/^\p{sc=Han}/u.test(run)) {
      const characters = Array.from(run)
      tokens.push(...characters)
      for (let at = 0; at + 1 < characters.length; at += 1) {
        tokens.push(`${characters[at]}${characters[at + 1]}`)
      }
      continue
    }
    const word = run.replace(/[.-]+$/, '')
    const parts = word.split(/[_.-]+/).filter((part) => part !== '')
    tokens.push(word)
    if (parts.length > 1) tokens.push(...parts)
  }
  return tokens
}
