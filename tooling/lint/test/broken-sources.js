/**
 * Sources that break one rule each, by its name as oxlint prints it.
 * @type {Readonly<Record<string, string>>}
 */
export const broken = {
  'simple-import-sort(imports)': `
    import { b } from './b.js'
    import { a } from './a.js'
    export const both = [a, b]`,
  'simple-import-sort(exports)': `
    export { b, a } from './ab.js'`,
  'import(no-default-export)': `
    export default 1`,
  'eslint(eqeqeq)': `
    export const isSame = (a: number, b: number) => a == b`,
  'eslint(no-console)': `
    console.log('left behind')`,
  'eslint(no-unused-vars)': `
    const forgotten = 1
    export {}`,
  'eslint(no-empty-function)': `
    export function later() {}`,
  'eslint(no-fallthrough)': `
    export function many(n: number) {
      let found = 'many'
      switch (n) {
        case 0:
          found = 'none'
        case 1:
          found += ' or one'
      }
      return found
    }`,
  'eslint(prefer-const)': `
    let one = 1
    export const two = one + 1`,
  'eslint(preserve-caught-error)': `
    export function read(text: string): unknown {
      try {
        return JSON.parse(text)
      } catch (error) {
        throw new Error('not JSON')
      }
    }`,
  'typescript(no-floating-promises)': `
    declare function send(): Promise<void>
    send()`,
  'typescript(no-misused-promises)': `
    declare function isOpen(): Promise<boolean>
    export const state = () => (isOpen() ? 1 : 2)`,
  'typescript(await-thenable)': `
    export const wait = async () => await 1`,
  'typescript(require-await)': `
    export async function one() {
      return 1
    }`,
  'typescript(switch-exhaustiveness-check)': `
    export function weight(size: 'small' | 'large') {
      switch (size) {
        case 'small':
          return 1
      }
      return 0
    }`,
  'typescript(no-explicit-any)': `
    export type Anything = any`,
  'typescript(no-unsafe-assignment)': `
    export const parsed: { id: string } = JSON.parse('{}')`,
  'typescript(no-unsafe-call)': `
    export const call = () => JSON.parse('{}')() as unknown`,
  'typescript(no-unsafe-member-access)': `
    export const read = () => JSON.parse('{}').id as unknown`,
  'typescript(no-unsafe-return)': `
    export const read = () => JSON.parse('{}')`,
  'typescript(no-unsafe-argument)': `
    declare function take(text: string): void
    take(JSON.parse('""'))`,
  'typescript(no-non-null-assertion)': `
    export const length = (text?: string) => text!.length`,
  'typescript(no-unnecessary-condition)': `
    export const size = (text: string) => text?.length`,
  'typescript(no-unnecessary-type-assertion)': `
    export const same = (text: string) => text as string`,
  'typescript(consistent-type-imports)': `
    import { A } from './a.js'
    export type B = A`,
  'typescript(no-import-type-side-effects)': `
    import { type A } from './a.js'
    export type B = A`,
  'typescript(only-throw-error)': `
    export function refuse() {
      throw 'no'
    }`,
  'typescript(prefer-promise-reject-errors)': `
    export const refuse = () => Promise.reject('no')`,
  'typescript(restrict-template-expressions)': `
    export const greet = (who: { name: string }) => \`hello \${who}\``,
  'typescript(no-confusing-void-expression)': `
    declare function log(): void
    export const logged = [log()]`,
  'typescript(prefer-nullish-coalescing)': `
    export const orNone = (text: string | undefined) => text || 'none'`,
  'typescript(no-deprecated)': `
    /** @deprecated use the new one */
    declare function old(): void
    old()`,
  'typescript(ban-ts-comment)': `
    // @ts-expect-error
    export const one: string = 1`,
  'typescript(return-await)': `
    declare function send(): Promise<void>
    export async function trySend() {
      try {
        return send()
      } catch {
        return undefined
      }
    }`,
  'typescript(unbound-method)': `
    class Counter {
      #count = 0
      next() {
        return ++this.#count
      }
    }
    export const { next } = new Counter()`,
}

/** What breaks none. */
export const clean = {
  'kind.ts': `
    export interface Kind {
      readonly name: 'one' | 'two'
    }`,
  'measure.ts': `
    import type { Kind } from './kind.js'

    export const measure = (kind: Kind) => Promise.resolve(kind.name.length)`,
  'clean.ts': `
    import type { Kind } from './kind.js'
    import { measure } from './measure.js'

    export async function weigh(kind: Kind): Promise<number> {
      switch (kind.name) {
        case 'one':
          return 1
        case 'two':
          return await measure(kind)
      }
    }`,
}
