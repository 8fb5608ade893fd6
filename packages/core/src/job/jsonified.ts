/**
 * `T` after a trip through JSON: a `Date` has become text, methods are gone, and it is `never` where JSON cannot carry
 * the value at all.
 */
export type Jsonified<T> = T extends string | number | boolean | null
  ? T
  : T extends { toJSON(): infer J }
    ? Jsonified<J>
    : T extends NotJson
      ? never
      : // What a task without a return gives.
        // oxlint-disable-next-line typescript/no-invalid-void-type -- only `void` takes `void`
        T extends undefined | void
        ? undefined
        : unknown extends T
          ? unknown
          : T extends readonly unknown[]
            ? { [K in keyof T]: Jsonified<T[K]> }
            : T extends object
              ? { [K in keyof T as JsonKey<T, K>]: Jsonified<T[K]> }
              : never

type AnyFunction = (...args: never[]) => unknown
type NotJson =
  bigint | symbol | AnyFunction | Map<unknown, unknown> | Set<unknown> | ArrayBufferView
type JsonKey<T, K extends keyof T> = K extends string
  ? T[K] extends AnyFunction
    ? never
    : K
  : never

/** Compiles only for arguments that arrive as they were sent; anything else needs an input schema. */
export type JsonSafe<A> =
  A extends Jsonified<A>
    ? unknown
    : { 'arguments do not survive JSON: give the task an input schema': never }
