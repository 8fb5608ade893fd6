import { type Around, ConfigurationError } from '@arq/core'

import { texts } from '../texts.js'
import type { RunContext } from './run-context.js'

/** As settings give it: none, one, or several, the first of them the outermost. */
export type GivenAround = Around<object> | readonly Around<object>[] | undefined

/** Runs a task inside everything that is around it, and gives what the task returned. */
export function runInside(
  layers: readonly Around<object>[],
  context: RunContext,
  task: () => Promise<unknown>,
): Promise<unknown> {
  return layers.reduceRight<() => Promise<unknown>>(
    (inner, layer) => () => runLayer(layer, context, inner),
    task,
  )()
}

/** @throws what the layer throws, else what is inside it throws */
async function runLayer(
  layer: Around<object>,
  context: RunContext,
  inner: () => Promise<unknown>,
): Promise<unknown> {
  let running: Promise<unknown> | undefined
  const run = (): Promise<unknown> => {
    running ??= inner()
    // A layer that does not await it must not leave a rejection to nobody.
    running.catch(() => undefined)
    return running
  }
  try {
    await layer(context, run)
  } catch (error) {
    // The task may still be at work: its slot is not free before.
    await running?.catch(() => undefined)
    throw error
  }
  if (!running) throw neverRun(layer)
  return running
}

function neverRun({ name }: Around<object>): ConfigurationError {
  const text = texts.aroundWithoutRun({ name: name === '' ? 'around' : name })
  return new ConfigurationError('around', [{ path: '', text }])
}

export const layersOf = (...given: readonly GivenAround[]): readonly Around<object>[] =>
  given.flatMap((around) => around ?? [])
