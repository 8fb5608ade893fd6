/** How long a store keeps something: milliseconds, or for ever. */
export type Lifetime = number | 'forever'
