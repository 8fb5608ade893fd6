import { askWhyRefused } from '../wire/ask-why-refused.js'
import type { BrokerUrl } from './amqp-url.js'

/** The broker did not let us into the virtual host. The message has its code and its words. */
export class OpeningRefused extends Error {
  override readonly name = 'OpeningRefused'
  readonly replyCode: number | undefined
  /** It may let us in later. */
  readonly isTransient: boolean

  constructor(reason: string, replyCode?: number) {
    super(replyCode === undefined ? reason : `${String(replyCode)} ${reason}`)
    this.replyCode = replyCode
    this.isTransient = replyCode === undefined || isPassingState(replyCode, this.message)
  }
}

const INTERNAL_ERROR = 541

/** A virtual host that is down or starting, and a limit of connections of the node, the virtual host or the user. */
function isPassingState(replyCode: number, words: string): boolean {
  return replyCode === INTERNAL_ERROR || isConnectionLimit(words)
}

/** RabbitMQ's words since 3.6: `connection limit (10) is reached`. */
export const isConnectionLimit = (words: string): boolean =>
  /\bconnection limit \(\d+\) is reached\b/.test(words)

/** What amqplib makes of the broker's refusal to open a virtual host. */
export const isRefusedOpening = ({ message }: Error): boolean =>
  /^Expected ConnectionOpenOk; got <ConnectionClose\b/.test(message)

/** Asks the broker once more, for the words that amqplib has thrown away. Never rejects. */
export async function reasonOfRefusal(
  { host, port, username, password, virtualHost, isTls }: BrokerUrl,
  { tls, limitMs }: { readonly tls: object | undefined; readonly limitMs: number },
): Promise<OpeningRefused> {
  const isAnonymous = username === '' && password === ''
  try {
    const refusal = await askWhyRefused({
      host,
      port,
      tls: isTls ? (tls ?? {}) : undefined,
      // As amqplib does.
      ...(isAnonymous ? { username: 'guest', password: 'guest' } : { username, password }),
      virtualHost,
      limitMs,
    })
    return refusal
      ? new OpeningRefused(refusal.replyText, refusal.replyCode)
      : new OpeningRefused('the broker did not open the virtual host; asked again, it did')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return new OpeningRefused(`the broker did not open the virtual host; asked why: ${why}`)
  }
}
