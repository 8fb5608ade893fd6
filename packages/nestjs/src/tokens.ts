/** Stands for the client that has no name. */
export const UNNAMED = ''

/**
 * What a client is injected by: `getClientToken()` for `ArqModule.forRoot({ … })`, `getClientToken('billing')` for
 * `ArqModule.forRoot({ name: 'billing', … })`. In classes `@InjectClient()` is shorter; this is for `inject` of a factory,
 * and for `overrideProvider` in tests.
 */
export function getClientToken(name: string = UNNAMED): string {
  // Nest shows it where it finds no provider: it says what to do.
  return `arq client of ArqModule.forRoot(${argumentOf(name)})`
}

export const optionsToken = (name: string): string => `arq options of ${clientLabel(name)}`
export const runtimeToken = (name: string): string => `arq runtime of ${clientLabel(name)}`

/** How errors and logs name a client's module. */
export const clientLabel = (name: string): string => `ArqModule.forRoot(${argumentOf(name)})`

const argumentOf = (name: string): string =>
  name === UNNAMED ? '' : `{ name: ${JSON.stringify(name)} }`
