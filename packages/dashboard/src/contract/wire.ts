/** A value as JSON carries it: a `Date` is a text (ISO 8601, UTC), and what is `undefined` is absent. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? WireObject<T>
      : unknown extends T
        ? unknown
        : T

type WireObject<T extends object> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: Wire<T[K]>
} & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Wire<Exclude<T[K], undefined>>
}

/** Languages of the texts that an answer carries: `?lang=`, else `Accept-Language`, else `en`. */
export const LANGUAGES = ['en', 'zh-CN'] as const

export type ContractLanguage = (typeof LANGUAGES)[number]
