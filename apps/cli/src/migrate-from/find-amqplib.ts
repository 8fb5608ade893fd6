import { amqplibTexts as say } from './amqplib-texts.js'
import type { Finding, Rule } from './finding.js'
import { look, none, replace } from './finding.js'
import type { JsCall, JsCode } from './js-code.js'

const MODULES = /^(?:amqplib(?:\/.*)?|amqp-connection-manager)$/

/** By the name of the method, in a file that imports amqplib. */
const CALLS: Readonly<Record<string, Rule>> = {
  createChannel: replace(say.channel()),
  createConfirmChannel: replace(say.channel()),
  assertQueue: look(say.assertQueue()),
  assertExchange: look(say.exchange()),
  bindQueue: look(say.exchange()),
  prefetch: replace(say.prefetch()),
  consume: replace(say.consume()),
  get: none(say.get()),
  ack: replace(say.ack()),
  nack: replace(say.nack()),
  reject: replace(say.nack()),
  sendToQueue: replace(say.send()),
  publish: look(say.publish()),
  waitForConfirms: replace(say.confirms()),
  cancel: replace(say.stop()),
}

/** By the key of an option of such a call. */
const KEYS: Readonly<Record<string, Rule>> = {
  deadLetterExchange: replace(say.deadLetterExchange()),
  'x-dead-letter-exchange': replace(say.deadLetterExchange()),
  messageTtl: look(say.ttlQueue()),
  'x-message-ttl': look(say.ttlQueue()),
  'x-delay': replace(say.delay()),
  expiration: look(say.expiration()),
  noAck: look(say.noAck()),
  replyTo: look(say.replyTo()),
}

/** What a hand-written consumer or producer on amqplib has to change. */
export function findAmqplib({ imports, calls }: JsCode): readonly Finding[] {
  const own = imports.filter(({ from }) => MODULES.test(from))
  if (own.length === 0) return []
  return [
    ...own.map(({ line, from }) => finding(line, from, replace(say.library()))),
    ...calls.flatMap(findingsOf),
  ]
}

function findingsOf(call: JsCall): readonly Finding[] {
  const { name, receiver, line, text, keys } = call
  const rule = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined
  // `map.get`, `fs.get`: what arq replaces is the channel's.
  if (!rule || receiver === undefined || (name === 'get' && !/chan|^ch$/i.test(receiver))) return []
  const found = text === undefined ? name : `${name}('${text}')`
  const options = keys.flatMap((key) => {
    const own = Object.hasOwn(KEYS, key.name) ? KEYS[key.name] : undefined
    const isOff = key.name === 'noAck' && key.value === false
    return own && !isOff ? [finding(key.line, key.name, own)] : []
  })
  return [finding(line, found, rule), ...options, ...requeues(call)]
}

/** `nack(message, allUpTo, requeue)`: requeue is on unless it says otherwise; the same for `reject(message, requeue)`. */
function requeues({ name, line, flags }: JsCall): readonly Finding[] {
  const position = name === 'nack' ? 2 : 1
  const isRequeue = (name === 'nack' || name === 'reject') && flags[position] !== false
  return isRequeue ? [finding(line, `${name} + requeue`, look(say.requeue()))] : []
}

const finding = (line: number, found: string, rule: Rule): Finding => ({
  source: 'amqplib',
  line,
  found,
  ...rule,
})
