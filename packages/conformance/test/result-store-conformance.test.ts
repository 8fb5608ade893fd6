import { ManualClock, MemoryRecords, MemoryResultStore } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { resultStoreConformance } from '../src/index.js'
import * as brokenEntries from './broken-entry-stores.js'
import * as brokenStores from './broken-result-stores.js'
import * as brokenStreams from './broken-stream-stores.js'
import { CollectingRunner } from './collecting-runner.js'
import { memoryFaults } from './memory-faults.js'

const broken = { ...brokenStores, ...brokenEntries, ...brokenStreams }

type StoreClass = new (settings: { records: MemoryRecords }) => MemoryResultStore

function suiteFor(Store: StoreClass): CollectingRunner {
  const clock = new ManualClock()
  const records = new MemoryRecords({ clock })
  const runner = new CollectingRunner()
  const open = () => new Store({ records })
  resultStoreConformance(runner, {
    open,
    faults: memoryFaults,
    clock,
    waitMs: 250,
    canAnnounce: true,
    canBegin: true,
    canTakeMany: true,
    canTellStopped: true,
    canSearch: true,
    canKeepEntries: true,
    canStream: true,
  })
  return runner
}

const ruleFor = (guard: string): string => `follows the rule for ${guard} in each of 331 states`

const UNCONTESTED = [ruleFor('uncontested, completed,'), ruleFor('uncontested, in_progress,')]

/** What must catch which defect: all titles of the topic that fail for it. */
const CAUGHT: Readonly<
  Record<keyof typeof broken, readonly [topic: string, titles: readonly string[]]>
> = {
  AnswersInAnotherOrder: ['many at once', ['answers in the order of the writes']],
  AlwaysFeelsWell: ['outage', ['reports that it is unhealthy, and healthy again']],
  AnnouncesLate: [
    'announcing',
    [
      'is not written when its job has ended and its result is not kept, by uncontested',
      'is not written when its job has ended and its result is not kept, by end',
      'is not written when its job has ended and its result was kept for a moment, by uncontested',
      'is not written when its job has ended and its result was kept for a moment, by end',
      'is not written when its job was in_progress before, and has ended since',
      'is not written when its job was retrying before, and has ended since',
      'is not written either where another store on the same data was told',
    ],
  ],
  CallsAnOutageARefusal: [
    'outage',
    ['rejects every call while it is down, with an error that says that it will be back'],
  ],
  ChecksBeforeItCreates: [
    'creating',
    ['creates exactly one record for 100 creates of one id at once'],
  ],
  ChecksBeforeItWrites: [
    'transitions',
    [
      ruleFor('start'),
      ruleFor('own'),
      ruleFor('end'),
      ...UNCONTESTED,
      ruleFor('waiting'),
      'lets the last starter win and tells every other that it is stale',
      'lets exactly one of two final writes through',
      'answers transitions of many jobs at once, each for its own',
    ],
  ],
  BeginsAnything: [
    'beginning',
    [
      ruleFor('start'),
      'makes the last to begin the only one who may write',
      'takes a start that writes the whole record, by the token of a beginning, for the same start',
    ],
  ],
  BeginsNothing: [
    'beginning',
    [
      'follows the rule for start in each of 331 states',
      'leaves what else is in the record, and its lifetime, as the client wrote them',
      'makes the last to begin the only one who may write',
      'keeps a begun job from being stopped as one that waits',
      'takes a start that writes the whole record, by the token of a beginning, for the same start',
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
      'keeps texts that JSON can say and others find hard: NUL, and half a surrogate pair',
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
    ['rejects every call while it is down, with an error that says that it will be back'],
  ],
  IgnoresEnqueueTimes: [
    'transitions',
    [
      ruleFor('start'),
      ruleFor('own'),
      ruleFor('end'),
      ...UNCONTESTED,
      ruleFor('waiting'),
      'stores the end of an attempt whose record it has lost',
      'answers transitions of many jobs at once, each for its own',
    ],
  ],
  IgnoresTokens: [
    'transitions',
    [
      ruleFor('own'),
      'lets the last starter win and tells every other that it is stale',
      'keeps the end of a job when the news of an earlier try comes late',
    ],
  ],
  HidesTombstones: [
    'stopped jobs',
    [
      'tells of a job that was stopped while it waited, as soon as it was',
      'tells of a job that was stopped before it had a record',
      'tells another store on the same data',
      'tells of it until its tombstone ends, however short-lived others are',
      'tells of every one, or that they are many',
    ],
  ],
  TellsOfEveryAbort: [
    'stopped jobs',
    [
      'tells of no job that was stopped while it ran, nor of one that goes its way',
      'tells of it until its tombstone ends, however short-lived others are',
    ],
  ],
  KeepsTombstonesThatCameTooLate: [
    'transitions',
    [...UNCONTESTED, 'tells what became of a job that was stopped when it had begun'],
  ],
  MissesSecondEnds: [
    'transitions',
    [
      ruleFor('uncontested, completed,'),
      'stores the end of an attempt that asked nobody, and only the first of two',
    ],
  ],
  InsistsOnStarts: [
    'transitions',
    [ruleFor('end'), 'stores the end of a second delivery whose start it has missed'],
  ],
  KeepsWhatIsNotToBeKept: [
    'lifetimes',
    ['removes a finished record at once when nothing is to be kept'],
  ],
  ListsWithoutLimit: ['waiting jobs', ['lists no more than the limit']],
  ChecksBeforeItWritesEntries: ['entries', ['lets one of 100 writers through at a time']],
  WritesHalfAGroup: ['entries', ['makes all changes of a call, or none']],
  NamesVersionsByText: [
    'entries',
    [
      'writes where the version stands that was read, and no other',
      'lets one of 100 writers through at a time',
    ],
  ],
  ShortensGroups: ['entries', ['keeps a group as long as the longest-lived write of it']],
  CountsAfterwards: ['entries', ['tells each of many writers another count, the last of them all']],
  GivesOnePageOfGroups: ['entries', ['finds the groups whose names begin so, step by step']],
  DoublesRepeatedAppends: [
    'streams',
    [
      'has an append once, however often it is repeated, in part or by several at once',
      'knows a writer until a hundred others have appended',
    ],
  ],
  KeepsAllItems: ['streams', ['drops the oldest beyond so many items, and the places tell it']],
  CountsCharacters: ['streams', ['drops the oldest beyond so many bytes, but not the last one']],
  HasOneBirth: [
    'streams',
    [
      'forgets a log after its lifetime, which an append never shortens; a later one has another birth',
      'tells the logs of a group apart, names them, and removes them together',
    ],
  ],
  RecognizesWholeRepeatsOnly: [
    'streams',
    ['has an append once, however often it is repeated, in part or by several at once'],
  ],
  LosesProgress: [
    'reading',
    [
      'gives back every field that create wrote of a job that is failed',
      'gives back every field that create wrote of a job that is completed',
    ],
  ],
  MixesUpIds: ['reading', ['reads many at once, each under its own id, and leaves out the absent']],
  GivesOnePage: [
    'searching',
    [
      'gives each job once, over pages of any size, and the newest first where it orders',
      'tells jobs apart that were enqueued in the same moment',
      'goes on behind a cursor, whatever came and went since',
      'gives a page after a part of the work, and says how far it came',
      'ends a page when its signal aborts, with a cursor to go on from',
    ],
  ],
  SearchesByPatterns: ['searching', ['takes every character for itself, in any part of a query']],
  SearchesTheWholeRecord: [
    'searching',
    [
      'finds by each part of a query, and by all of them together',
      'takes every character for itself, in any part of a query',
    ],
  ],
  SkipsByCount: ['searching', ['goes on behind a cursor, whatever came and went since']],
  TurnsPagesAround: [
    'searching',
    ['gives each job once, over pages of any size, and the newest first where it orders'],
  ],
  OverwritesWhatHasEnded: [
    'transitions',
    [
      ruleFor('start'),
      ruleFor('own'),
      ruleFor('end'),
      ...UNCONTESTED,
      ruleFor('waiting'),
      'stores the end of an attempt that asked nobody, and only the first of two',
      'keeps the end of a job when the news of an earlier try comes late',
    ],
  ],
  ProlongsWhatItCounts: ['duplicates', ['does not prolong a record by counting']],
  ReplacesAnyClaim: ['claims', ['does not replace another claim, a job without one, or nothing']],
  ReplacesClaimsTwice: [
    'claims',
    [
      'replaces a claim by the record of a job, which lives as long as asked for',
      'gives a claim to exactly one of 100 that would take it over at once',
      'does not replace another claim, a job without one, or nothing',
      'does not replace what is in_progress, whatever it says of a claim',
      'does not replace what is retrying, whatever it says of a claim',
      'does not replace what is completed, whatever it says of a claim',
      'does not replace what is failed, whatever it says of a claim',
      'does not replace what is aborted, whatever it says of a claim',
      'does not replace a claim whose job a worker has begun',
    ],
  ],
  TakesBackAnything: [
    'creating',
    [
      'does not take back what is in_progress',
      'does not take back what is completed',
      'does not take back what is failed',
      'does not take back what is aborted',
      'does not take back what another enqueue made under the same id',
    ],
  ],
  TakesCountsOnTrust: [
    'transitions',
    [ruleFor('start'), ruleFor('own'), ruleFor('end'), ...UNCONTESTED, ruleFor('waiting')],
  ],
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
      new Set([
        ...['announcing', 'beginning', 'many at once', 'stopped jobs'],
        ...['searching', 'entries', 'streams', 'notices', 'outage'],
      ]),
    )
    for (const { title } of skipped) {
      expect(title).toMatch(
        /^SKIPPED, (canAnnounce is false|canBegin is false|canTakeMany is false|canTellStopped is false|canSearch is false|canKeepEntries is false|canStream is false|canSubscribe is false|no faults given): /,
      )
    }
  })
})
