import { texts as transportTexts } from '../texts.js'
import { LISTED_COLUMNS, readListedQueues } from '../topology/listed-queue.js'
import type { ManagementAnswer, ManagementApi } from '../topology/management-api.js'
import type { BrokerNode, ManagementView } from './broker-inspection.js'

interface ManagementLook {
  readonly view: ManagementView
  readonly brokerVersion: string | undefined
  /** `undefined`: the user may not see them. */
  readonly exchangeTypes: readonly string[] | undefined
}

/** What the management API tells of a broker; it needs the user tag `management`, and `monitoring` for all of it. */
export async function inspectManagement(api: ManagementApi): Promise<ManagementLook> {
  const { address } = api
  const [overview, listing, nodes] = await Promise.all([
    api.get('overview'),
    api.queues(LISTED_COLUMNS),
    api.get('nodes'),
  ])
  const refused = [overview, listing].find((answer) => !answer.isAnswer)
  if (refused?.isAnswer === false) {
    const { status, reason } = refused
    return closed({ isOpen: false, address, status, reason })
  }
  const queues = listing.isAnswer ? readListedQueues(listing.body) : undefined
  if (!queues) {
    return closed({
      isOpen: false,
      address,
      status: undefined,
      reason: transportTexts.otherAnswer(),
    })
  }
  const told = bodyOf(overview)
  return {
    view: {
      isOpen: true,
      address,
      queues,
      clockAheadMs: clockAheadMs(overview),
      nodes: nodesOf(bodyOf(nodes)),
    },
    brokerVersion: text(member(told, 'rabbitmq_version')),
    exchangeTypes: exchangeTypesOf(told),
  }
}

const closed = (view: ManagementView): ManagementLook => ({
  view,
  brokerVersion: undefined,
  exchangeTypes: undefined,
})

/** In whole seconds, and RabbitMQ may be a second late to update it: its time is within a second of this. */
export function clockAheadMs(answer: ManagementAnswer): number | undefined {
  if (!answer.isAnswer || answer.date === undefined) return undefined
  const saidMs = Date.parse(answer.date) + 1000
  return Number.isNaN(saidMs) ? undefined : saidMs - (answer.askedAtMs + answer.answeredAtMs) / 2
}

function exchangeTypesOf(overview: unknown): readonly string[] | undefined {
  const types = member(overview, 'exchange_types')
  if (!Array.isArray(types)) return undefined
  return types.flatMap((type: unknown) => text(member(type, 'name')) ?? [])
}

function nodesOf(body: unknown): readonly BrokerNode[] {
  if (!Array.isArray(body)) return []
  return body.flatMap((node: unknown) => {
    const name = text(member(node, 'name'))
    return name === undefined ? [] : [{ name, configFiles: texts(member(node, 'config_files')) }]
  })
}

const bodyOf = (answer: ManagementAnswer): unknown => (answer.isAnswer ? answer.body : undefined)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((entry: unknown) => text(entry) ?? []) : []

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
