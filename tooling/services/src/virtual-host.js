import { randomUUID } from 'node:crypto'

/** @import { VirtualHost, VirtualHostOptions } from './contract.d.ts' */

/**
 * A virtual host of a test file's own.
 * @param {string} start of its name
 * @param {VirtualHostOptions} [broker]
 * @returns {Promise<VirtualHost>}
 */
export async function createVirtualHost(start, broker = fromEnvironment()) {
  const name = `${start}-${randomUUID()}`
  const manage = managementOf(broker.managementUrl)
  const url = new URL(broker.url)
  url.pathname = `/${encodeURIComponent(name)}`
  await manage(`vhosts/${name}`, 'PUT', {})
  const everything = { configure: '.*', write: '.*', read: '.*' }
  await manage(`permissions/${name}/${url.username || 'guest'}`, 'PUT', everything)
  return {
    name,
    url: url.href,
    manage,
    delete: async () => void (await manage(`vhosts/${name}`, 'DELETE')),
  }
}

/** @returns {VirtualHostOptions} */
function fromEnvironment() {
  return {
    url: variable('ARQ_TEST_RABBITMQ_URL'),
    managementUrl: variable('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'),
  }
}

/** @param {string} name */
function variable(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: npm test sets it`)
  return value
}

/**
 * @param {string} managementUrl with user and password
 * @returns {VirtualHost['manage']}
 */
function managementOf(managementUrl) {
  const base = new URL(managementUrl)
  const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`
  base.username = ''
  base.password = ''
  return async (path, method = 'GET', body) => {
    const response = await fetch(new URL(`/api/${path}`, base), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
