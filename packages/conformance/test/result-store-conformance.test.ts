import { ManualClock, MemoryRecords, MemoryResultStore } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { resultStoreConformance } from '../src/index.js'
import * as broken from './broken-result-stores.js'
import { CollectingRunner } from './collecting-runner.js'
import { memoryFaults } from './memory-faults.js'

type StoreClass = new (settings: { records: MemoryRecords }) => MemoryResultStore

function suiteFor(Store: StoreClass): CollectingRunner {
  const clock = new ManualClock()
  const records = new MemoryRecords({ clock })
  const runner = new CollectingRunner()
  const open = () => new Store({ records })
  resultStoreConformance(runner, { open, faults: memoryFaults, clock, waitMs: 250, canClaim: true })
  return runner
}

const ruleFor = (guard: string): string => `follows the rule for ${guard} in each of 331 states`

/** What must catch which defect: all titles of the topic that fail for it. */
const CAUGHT: Readonly<
  Record<keyof typeof broken, readonly [topic: string, titles: readonly string[]]>
> = {
  AlwaysFeelsWell: ['outage', ['reports that it is unhealthy, and healthy again']],
  ChecksBeforeItCreates: [
    'creating',
    ['creates exactly one record for 100 creates of one id at once'],
  ],
  ChecksBeforeItWrites: [
    'transitions',
    [
      ruleFor('start'),
      ruleFor('own'),
      ruleFor('waiting'),
      'lets the last starter win and tells every other that it is stale',
      'lets exactly one of two final writes through',
      'answers transitions of many jobs at once, each for its own',
    ],
  ],
  ClaimsAnything: ['claims', [ruleFor('start'), 'makes the claimer the only one who may write']],
  ClaimsNothing: [
    'claims',
    [
      'follows the rule for start in each of 331 states',
      'leaves what else is in the record, and its lifetime, as the client wrote them',
      'makes the claimer the only one who may write',
      'keeps a claimed job from being stopped as one that waits',
    ],
  ],
  ClosesWithItsFirstUser: [
    'opening and closing',
    [
      'stays open until its last user has released it, and opens for the next',
      'counts a release that is called twice once',
      'stays open for its owner when the last user has gone',
    ],
  ],
  CountsNothing: ['figures', ['counts what this process stored, read and deleted']],
  FillsInWhatIsAbsent: [
    'reading',
    [
      'gives back every field that create wrote of a job that is completed',
      'gives back every field that a transition to completed wrote, and none of before',
      'leaves absent what was absent',
      'shows another store on the same data what was written',
      'forgets what is deleted, once',
    ],
  ],
  ForgetsLifetimes: [
    'lifetimes',
    [
      'forgets a created record everywhere when its time is over',
      'counts from the last write',
      'forgets a finished record when its time is over',
      'keeps for ever what is to be kept for ever',
      'frees the id when the time is over',
    ],
  ],
  ForgetsDuplicates: [
    'duplicates',
    [
      'counts starts of a try that is under way, and keeps the count to the end',
      'counts each of 20 starts at once but the first',
    ],
  ],
  HidesItsFailures: [
    'outage',
    ['rejects every call with a typed error of the store while it is down'],
  ],
  IgnoresEnqueueTimes: [
    'transitions',
    [
      ruleFor('start'),
      ruleFor('own'),
      ruleFor('waiting'),
      'answers transitions of many jobs at once, each for its own',
    ],
  ],
  IgnoresTokens: [
    'transitions',
    [ruleFor('own'), 'lets the last starter win and tells every other that it is stale'],
  ],
  KeepsWhatIsNotToBeKept: [
    'lifetimes',
    ['removes a finished record at once when nothing is to be kept'],
  ],
  ListsWithoutLimit: ['waiting jobs', ['lists no more than the limit']],
  LosesProgress: [
    'reading',
    [
      'gives back every field that create wrote of a job that is failed',
      'gives back every field that create wrote of a job that is completed',
    ],
  ],
  MixesUpIds: ['reading', ['reads many at once, each under its own id, and leaves out the absent']],
  OverwritesWhatHasEnded: ['transitions', [ruleFor('start'), ruleFor('own'), ruleFor('waiting')]],
  ProlongsWhatItCounts: ['duplicates', ['does not prolong a record by counting']],
  RenewsAnything: [
    'creating',
    ['neither renews nor takes back what another enqueue made under the same id'],
  ],
  TakesBackAnything: [
    'creating',
    [
      'does not renew nor take back what is in_progress',
      'does not renew nor take back what is completed',
      'does not renew nor take back what is failed',
      'does not renew nor take back what is aborted',
      'neither renews nor takes back what another enqueue made under the same id',
    ],
  ],
  TakesCountsOnTrust: ['transitions', [ruleFor('start'), ruleFor('own'), ruleFor('waiting')]],
  TellsNobodyElse: [
    'notices',
    [
      'tells another store on the same data of every transition',
      'tells of a change only when it can be read',
      'tells a listener nothing after its release',
    ],
  ],
}

describe('the result store suite', () => {
  it('passes a store that keeps the contract, by the same runner', async () => {
    expect(await suiteFor(MemoryResultStore).failures()).toEqual([])
  })

  it.each(Object.entries(CAUGHT))('catches a store that %s', async (name, [topic, titles]) => {
    // The table's type holds every exported class, and no other name.
    const Store = broken[name as keyof typeof broken]
    expect(await suiteFor(Store).failures(topic)).toEqual(titles)
  })

  it('skips what a store says it cannot do, and the titles say why', () => {
    const runner = new CollectingRunner()
    const open = () => new MemoryResultStore()
    resultStoreConformance(runner, { open, canSubscribe: false })
    const skipped = runner.tests.filter(({ isSkipped }) => isSkipped)
    expect(new Set(skipped.map(({ topic }) => topic))).toEqual(
      new Set(['claims', 'notices', 'outage']),
    )
    for (const { title } of skipped) {
      expect(title).toMatch(/^SKIPPED, (canClaim is false|canSubscribe is false|no faults given): /)
    }
  })
})
