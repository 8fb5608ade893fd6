/**
 * What a Markdown file points at inside the repository. Code and addresses with a scheme are left out.
 * @param {string} text
 * @returns {string[]} targets as they are written: `../cli#exit-codes`, `#delays`
 */
export function linksIn(text) {
  const prose = withoutFences(text).replaceAll(/`[^`\n]*`/g, 'code')
  const links = prose.matchAll(
    /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(\S+)|(?:href|src)="([^"]+)"/gm,
  )
  return [...links]
    .map(([, inline, reference, html]) => inline ?? reference ?? html ?? '')
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
}

/**
 * The anchors that GitHub gives to a file's headings, and those that it writes itself.
 * @param {string} text
 * @returns {ReadonlySet<string>}
 */
export function anchorsIn(text) {
  const own = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)
  const anchors = new Set(own)
  /** @type {Map<string, number>} */
  const seen = new Map()
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const slug = slugOf(heading)
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    anchors.add(before === 0 ? slug : `${slug}-${before}`)
  }
  return anchors
}

/**
 * The anchor of a heading, where no heading before it has the same.
 * @param {string} heading as Markdown
 */
export function slugOf(heading) {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')
}

/** @param {string} text */
function withoutFences(text) {
  return text.replaceAll(/^( *)(```|~~~)[\s\S]*?^\1\2 *$/gm, '')
}
