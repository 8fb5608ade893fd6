/** @type {ReadonlySet<import('../contract.d.ts').Results>} */
const KEPT = new Set(['redis', 'postgresql', 'sqlite', 'mongodb'])

/**
 * Whether a store keeps them.
 * @param {import('../contract.d.ts').Results} results
 */
export const isKept = (results) => KEPT.has(results)
