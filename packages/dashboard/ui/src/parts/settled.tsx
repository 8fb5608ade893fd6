import type { ComponentChildren } from 'preact'

import type { Answer } from '../server/use-answer.js'
import { Failure } from './failure.js'
import { Loading } from './loading.js'

interface Properties<T> {
  readonly answer: Answer<T>
  readonly children: (value: T) => ComponentChildren
}

/** What an answer shows: itself, that it is on its way, or why it did not come. */
export function Settled<T>({ answer, children }: Properties<T>) {
  const { value, error, again } = answer
  return (
    <>
      {error !== undefined && <Failure error={error} onAgain={again} />}
      {value !== undefined && children(value)}
      {value === undefined && error === undefined && <Loading />}
    </>
  )
}
