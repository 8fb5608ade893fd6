/**
 * Whether a store keeps them.
 * @param {import('../contract.d.ts').Results} results
 */
export const isKept = (results) => results === 'redis' || results === 'postgresql'
