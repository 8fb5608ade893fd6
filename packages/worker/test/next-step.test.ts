import { describe, expect, it } from '@jest/globals'

import { nextStep, type Place, type Step, type Suspicion } from '../src/crashes/next-step.js'

const RUN: Step = { kind: 'run' }
const moved = (to: 'again' | 'alone', crashes: number): Step => ({ kind: 'move', to, crashes })

const step = (suspicion: Partial<Suspicion>, mostCrashes = 3): Step =>
  nextStep(
    { place: 'queue', cameBack: true, crashes: 0, hadTrouble: false, ...suspicion },
    mostCrashes,
  )

describe('a job before its start', () => {
  it('runs where nobody had it before', () => {
    expect(step({ cameBack: false })).toEqual(RUN)
    for (const place of ['again', 'alone'] satisfies Place[]) {
      expect(step({ place, cameBack: false, crashes: 1 })).toEqual(RUN)
    }
  })

  it('goes where starts are counted when it came back', () => {
    expect(step({})).toEqual(moved('again', 1))
  })

  it('is not suspected more for coming back to its queue: it may only have waited in the worker that died', () => {
    expect(step({ crashes: 1 })).toEqual(moved('again', 1))
    expect(step({ crashes: 1, cameBack: false })).toEqual(moved('again', 1))
    expect(step({ crashes: 2, cameBack: false })).toEqual(moved('alone', 2))
  })

  it('gets its last chance alone', () => {
    expect(step({ place: 'again', crashes: 1 })).toEqual(moved('alone', 2))
    expect(step({ place: 'again', crashes: 2 }, 5)).toEqual(moved('again', 3))
    expect(step({ place: 'again', crashes: 3 }, 5)).toEqual(moved('alone', 4))
    expect(step({}, 2)).toEqual(moved('alone', 1))
  })

  it('is parked only when it came back from there', () => {
    expect(step({ place: 'alone', crashes: 2 })).toEqual({ kind: 'park', crashes: 3 })
    expect(step({ place: 'alone', crashes: 4 }, 5)).toEqual({ kind: 'park', crashes: 5 })
  })

  it('of a limit of one crash counts two: the first names nobody', () => {
    expect(step({}, 1)).toEqual(moved('alone', 1))
    expect(step({ place: 'alone', crashes: 1 }, 1)).toEqual({ kind: 'park', crashes: 2 })
  })

  it('has its last chance alone, too, when more crashes were counted than are allowed now', () => {
    expect(step({ place: 'again', crashes: 6 })).toEqual(moved('alone', 2))
  })

  it('is not suspected where the worker lost its connection a moment ago', () => {
    for (const place of ['queue', 'again', 'alone'] satisfies Place[]) {
      const crashes = place === 'queue' ? 0 : 2
      expect(step({ place, crashes, hadTrouble: true })).toEqual(RUN)
    }
  })
})
