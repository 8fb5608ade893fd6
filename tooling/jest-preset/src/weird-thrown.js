const throwing = () => {
  throw new Error('the getter threw')
}

/**
 * An error whose property is read by a getter that throws.
 * @param {string} key
 */
function withGetter(key) {
  return Object.defineProperty(new Error('hidden'), key, { get: throwing, enumerable: true })
}

const cyclicCause = () => {
  const error = new Error('outer')
  error.cause = new Error('inner', { cause: error })
  return error
}

/** Each cause makes the next one: the chain has no end. */
class EndlessCause extends Error {
  /** @override */
  get cause() {
    return new EndlessCause('again')
  }
  /** @override */
  set cause(_cause) {
    // `new Error(…, { cause })` of a base class may set it.
  }
}

const selfContaining = () => {
  const error = new AggregateError([], '')
  error.errors = [error, error]
  return error
}

/** @param {object} target */
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/**
 * Every trap throws, that of `instanceof` included.
 * @param {object} target
 */
const hostileProxy = (target) =>
  new Proxy(target, {
    get: throwing,
    getPrototypeOf: throwing,
    has: throwing,
    ownKeys: throwing,
    getOwnPropertyDescriptor: throwing,
  })

/** @param {object} properties */
const forgedOfOurs = (properties) =>
  Object.assign(new Error('forged'), { [Symbol.for('arq.error')]: true }, properties)

const brokenPrint = () => ({
  [Symbol.for('nodejs.util.inspect.custom')]: throwing,
  toString: throwing,
  [Symbol.toPrimitive]: throwing,
})

/**
 * Makers of values that a program can throw, and that break code which takes them for errors.
 * @type {readonly (() => unknown)[]}
 */
export const weirdThrown = [
  () => undefined,
  () => null,
  () => Object.create(null),
  () => Symbol('s'),
  () => throwing,
  () => Promise.resolve(1),
  () => withGetter('message'),
  () => withGetter('name'),
  () => withGetter('stack'),
  () => withGetter('cause'),
  () => withGetter('code'),
  () => withGetter('response'),
  () => withGetter('status'),
  () => withGetter('errors'),
  cyclicCause,
  () => new EndlessCause('again'),
  selfContaining,
  () => new AggregateError([revoked([]), undefined, cyclicCause()], ''),
  () => Object.assign(new Error('x'), { errors: revoked([]) }),
  () => Object.assign(new Error('x'), { errors: hostileProxy([]) }),
  () => Object.assign(new Error('x'), { response: hostileProxy({}), headers: { get: throwing } }),
  () => revoked(new Error('gone')),
  () => hostileProxy(new Error('hostile')),
  brokenPrint,
  () => Object.assign(new Error('x'), { cause: brokenPrint() }),
  () => Object.defineProperty({}, Symbol.toStringTag, { get: throwing }),
  () => new Error('m'.repeat(3_000_000)),
  () => 'x'.repeat(3_000_000),
  () => new Error('half a pair: \ud83d'),
  () => '\udc00',
  () => forgedOfOurs({}),
  () => forgedOfOurs({ code: {}, text: null, details: 5 }),
  () => Object.defineProperty(forgedOfOurs({}), 'code', { get: throwing }),
  () => Object.defineProperty(forgedOfOurs({}), 'retryable', { get: throwing }),
  () => Object.defineProperty(forgedOfOurs({}), 'text', { get: throwing }),
]
