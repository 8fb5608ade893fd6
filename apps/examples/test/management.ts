import { until } from '@arq/tooling-services'

/** Of queues that the management API lists. */
type Figure = 'messages_dlx' | 'messages_ready'

type Row = { readonly name: string } & Readonly<Partial<Record<Figure, number>>>

/** A broker, by its management API. */
export function managementOf(managementUrl: string) {
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const call = async (path: string, method: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)}`)
    const text = await response.text()
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    put: (path: string, body: unknown) => call(path, 'PUT', body),
    delete: (path: string) => call(path, 'DELETE'),
    /** Resolves when the management API, which lags by some seconds, knows this of a queue so named. */
    async untilCounted(prefix: string, figure: Figure, count: number): Promise<void> {
      const isSo = async (): Promise<boolean> => {
        const found = (await call(`queues/%2F?columns=name,${figure}`, 'GET')) as Row[]
        return found.some((row) => row.name.startsWith(prefix) && row[figure] === count)
      }
      await until(isSo, { what: `${prefix}: ${String(count)} ${figure}`, withinMs: 120_000 })
    },
  }
}
