import {
  durationSchema,
  durationToMs,
  parseSettings,
  portSchema,
  type ResultStore,
} from '@arq/core'
import { portTexts } from '@arq/core/internal'
import * as v from 'valibot'

const storeSchema = portSchema<ResultStore>(
  portTexts.aResultStore(),
  'acquire',
  'transition',
  'get',
)

/** Every setting of `tiered`: its type, default, check and documentation. */
export const tieredSettingsSchema = v.strictObject({
  hot: v.pipe(
    storeSchema,
    v.description(
      'The fast store: it has the state of every job, decides who may write, and keeps results for `keepHot`. For example a `RedisResultStore`.',
    ),
  ),
  cold: v.pipe(
    storeSchema,
    v.description(
      'The durable store: it keeps what has ended as long as `jobResultTtl` says. For example a `SqlResultStore` or an `S3ResultStore`.',
    ),
  ),
  keepHot: v.pipe(
    v.optional(durationSchema, '1h'),
    v.description(
      'How long the fast store keeps a result that the durable one has, too. A shorter `jobResultTtl` counts.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
})

/** What users write. */
export type TieredSettings = v.InferInput<typeof tieredSettingsSchema>

export interface ResolvedTieredSettings {
  readonly hot: ResultStore
  readonly cold: ResultStore
  readonly keepHotMs: number
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveTieredSettings(input: TieredSettings): ResolvedTieredSettings {
  const { hot, cold, keepHot } = parseSettings('tiered settings', tieredSettingsSchema, input)
  return { hot, cold, keepHotMs: Math.ceil(durationToMs(keepHot, 'keepHot')) }
}
