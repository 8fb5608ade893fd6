/** @typedef {ReturnType<typeof import('./run-cases.js').planCases>} Planned */

/**
 * Takes out the lines that cannot run here, and notes why: a setting that a package does not know,
 * a program that is not installed.
 * @param {Planned} planned
 * @param {(line: string) => void} log
 * @param {Readonly<Record<string, Pick<import('./contract.d.ts').Contestant, 'whyAbsent'>>>} [contestants]
 * @returns {Promise<Planned>}
 */
export async function leaveOutAbsent(planned, log, contestants) {
  const known = contestants ?? (await loadContestants())
  /** @type {Planned} */
  const left = []
  for (const { scenario, case: single } of planned) {
    const lines = []
    const absent = []
    for (const line of single.lines) {
      const reason = await known[line.contestant]?.whyAbsent?.(line.settings, log)
      if (reason === undefined) lines.push(line)
      else absent.push({ title: line.title, reason })
    }
    absent.forEach(({ title, reason }) => log(`not run: ${title}: ${reason}`))
    left.push({ scenario, case: { ...single, lines, absent } })
  }
  return left
}

/** Not before the packages are built, which contestants import. */
async function loadContestants() {
  const { CONTESTANTS } = await import('./contestants/index.js')
  return CONTESTANTS
}
