const OF_EVERY_FUNCTION = new Set(['length', 'name', 'prototype', 'caller', 'arguments'])

/**
 * Settings given as a class with static members, as the Python library takes them: its own statics and the inherited
 * ones. An object is returned as it is.
 */
export function readStaticSettings(settings: object): object {
  if (typeof settings !== 'function') return settings
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
