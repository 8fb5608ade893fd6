/**
 * @param {string} name of what stands between the lines
 * @returns {readonly [string, string]}
 */
export const markers = (name) => [`<!-- ${name}: generated -->`, `<!-- end of ${name} -->`]

/**
 * What stands between the lines that mark a generated part.
 * @param {string} text
 * @param {string} name
 * @returns {string | undefined} without empty lines around it; undefined where the lines are missing
 */
export function readBlock(text, name) {
  const place = find(text, name)
  return place && text.slice(place.start, place.end).trim()
}

/**
 * The text with another content between those lines.
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @throws {Error} when the lines are missing
 */
export function replaceBlock(text, name, content) {
  const place = find(text, name)
  if (!place) throw new Error(missingBlock(name))
  return `${text.slice(0, place.start)}\n\n${content}\n\n${text.slice(place.end)}`
}

/** @param {string} name */
export function missingBlock(name) {
  return `the lines ${markers(name).join(' and ')} are missing: put them where the table belongs`
}

/**
 * @param {string} text
 * @param {string} name
 */
function find(text, name) {
  const [first, last] = markers(name)
  const begin = text.indexOf(first)
  const end = text.indexOf(last)
  return begin < 0 || end < begin ? undefined : { start: begin + first.length, end }
}
