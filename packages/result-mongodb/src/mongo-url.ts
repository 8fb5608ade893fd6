import { StoreUrlReader } from '@arq/core/store'

import { texts } from './texts.js'

/** A URL of MongoDB, taken apart as far as this package needs it: the rest is the driver's. */
export interface MongoAddress {
  /** For the driver: with user and password, without what is only ours. */
  readonly connectionString: string
  readonly database: string
  /** What the query says, by names in lower case: the driver minds no case. */
  readonly options: ReadonlyMap<string, string>
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** The URL for people: without user, password and query. */
  readonly shown: string
  /** A text of somebody else's without what is secret in the URL. */
  readonly masked: (text: string) => string
}

const DEFAULT_DATABASE = 'arq'

/** Several hosts make it no URL of the WHATWG, so `URL` cannot read it. */
const FORM = /^([a-z+]+):\/\/(?:([^/?#]*)@)?([^/?#@]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/

const reader = new StoreUrlReader('MongoResultStore settings')

/**
 * Reads `mongodb://[user[:password]@]host[:port][,…][/database][?…]`, and the same with `mongodb+srv:`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseMongoUrl(url: string): MongoAddress {
  const protocol = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? ''
  if (protocol !== 'mongodb:' && protocol !== 'mongodb+srv:') {
    if (protocol === '') refuseForm()
    throw reader.wrong(texts.schemeUnknown({ protocol }))
  }
  const [, scheme = '', login = '', hosts, path = '', query = ''] = FORM.exec(url) ?? []
  if (hosts === undefined) return refuseForm()
  const database = reader.decode(path, 'database') ?? DEFAULT_DATABASE
  const parts = query.split('&').filter((part) => part !== '' && !isOurs(part))
  const all = new URLSearchParams(query)
  const start = `${scheme}://${login === '' ? '' : `${login}@`}${hosts}/${path}`
  return {
    connectionString: parts.length === 0 ? start : `${start}?${parts.join('&')}`,
    database,
    options: new Map(Array.from(all, ([name, value]) => [name.toLowerCase(), value])),
    prefix: all.get('prefix') ?? undefined,
    shown: `${scheme}://${hosts}/${database}`,
    masked: masker(login),
  }
}

function refuseForm(): never {
  // What is no URL at all is told so, with the form that is expected.
  reader.parse('', 'mongodb://[user:password@]host[:port][,host…][/database]')
  throw new Error('an empty text is no URL')
}

const isOurs = (part: string): boolean => /^prefix(?:=|$)/.test(part)

/** Each form of the password, and both together as they stand in the URL. */
function masker(login: string): (text: string) => string {
  const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : ''
  const secrets = [login, password, reader.decode(password, 'password') ?? '']
  const told = secrets.filter((secret) => secret !== '')
  return (text) => told.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
}
