import { RATIO_METRICS } from './metrics.js'
import { medianRatio, spreadOf } from './statistics.js'

/**
 * What a case came to.
 * @param {string} scenario
 * @param {import('../contract.d.ts').Case} measured
 * @param {ReadonlyMap<string, readonly import('../contract.d.ts').Values[]>} rounds by line id
 * @returns {import('../contract.d.ts').CaseResult}
 */
export function summarizeCase(scenario, { id, title, queueType, lines, absent }, rounds) {
  const ran = lines.filter((line) => rounds.has(line.id))
  return {
    id,
    scenario,
    title,
    queueType,
    lines: ran.map((line) => summarizeLine(line, rounds)),
    ...(absent && absent.length > 0 && { absent }),
  }
}

/**
 * @param {import('../contract.d.ts').Line} line
 * @param {ReadonlyMap<string, readonly import('../contract.d.ts').Values[]>} rounds
 * @returns {import('../contract.d.ts').LineResult}
 */
function summarizeLine({ id, title, contestant, wire, against }, rounds) {
  const own = rounds.get(id) ?? []
  const names = Object.keys(own[0] ?? {})
  /** @param {string} name @param {readonly import('../contract.d.ts').Values[]} some */
  const column = (name, some) => some.map((values) => values[name] ?? Number.NaN)
  /** @param {string} other */
  const ratiosTo = (other) => {
    const others = rounds.get(other) ?? []
    const shared = RATIO_METRICS.filter((name) => names.includes(name) && name in (others[0] ?? {}))
    return Object.fromEntries(
      shared.map((name) => [name, medianRatio(column(name, own), column(name, others))]),
    )
  }
  return {
    id,
    title,
    contestant,
    wire,
    values: Object.fromEntries(names.map((name) => [name, spreadOf(column(name, own))])),
    ratios: Object.fromEntries(
      against.filter((other) => rounds.has(other)).map((other) => [other, ratiosTo(other)]),
    ),
    rounds: own,
  }
}
