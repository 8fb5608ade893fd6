const OF_EVERY_FUNCTION = new Set(['length', 'name', 'prototype', 'caller', 'arguments'])

/**
 * Settings given as a class with static members, as the Python library takes them: its own statics and the inherited
 * ones. Of an object, a copy.
 */
export function readStaticSettings(settings: object): Readonly<Record<string, unknown>> {
  if (typeof settings !== 'function') return { ...settings }
  const collected: Record<string, unknown> = {}
  for (const level of classChain(settings)) {
    for (const key of Object.getOwnPropertyNames(level)) {
      if (OF_EVERY_FUNCTION.has(key) || Object.hasOwn(collected, key)) continue
      collected[key] = boundTo(settings, Reflect.get(settings, key))
    }
  }
  return collected
}

function classChain(settings: object): object[] {
  const chain: object[] = []
  let level: unknown = settings
  while (typeof level === 'function' && level !== Function.prototype) {
    chain.push(level)
    level = Object.getPrototypeOf(level)
  }
  return chain
}

// A static hook may use `this`.
function boundTo(owner: object, member: unknown): unknown {
  return typeof member === 'function' ? (member.bind(owner) as unknown) : member
}
