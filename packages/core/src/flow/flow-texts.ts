import { defineTexts } from '../texts/text.js'

/** What a flow can get wrong. */
export const flowTexts = defineTexts({
  notAFlow: {
    en: 'must be made by flow(), chain() or group()',
    'zh-CN': '必须由 flow()、chain() 或 group() 创建',
  },
  flowChildrenNotList: { en: 'must be a list of flows', 'zh-CN': '必须是任务流的列表' },
  onChildFailureUnknown: {
    en: "must be 'fail', 'wait' or 'ignore'",
    'zh-CN': "必须是 'fail'、'wait' 或 'ignore'",
  },
  chainEmpty: { en: 'must have at least one link', 'zh-CN': '至少要有一环' },
  chainLinkHasChildren: {
    en: 'only the first link of a chain may have children: those of a later one would begin beside the link before it',
    'zh-CN': '只有链的第一环可以有子任务：后面各环的子任务会与前一环同时开始',
  },
  callbackHasChildren: {
    en: 'has children already: give them in the group',
    'zh-CN': '已有子任务：请在 group 中给出',
  },
  childMisfit: {
    en: 'The result of the child {jobId} does not fit the output of {task}',
    'zh-CN': '子任务 {jobId} 的结果不符合 {task} 的 output',
  },
  uniqueNotInFlow: {
    en: 'cannot be given to a job of a flow: its parent waits for this job, not for another one of its key. unique: false leaves out that of its task',
    'zh-CN':
      '不能用于任务流中的任务：父任务等待的是这个任务，而不是同一个键的另一个任务。unique: false 可不使用任务函数自带的 unique',
  },
  flowIdTaken: {
    en: '{jobId} is the id of another job or flow that exists',
    'zh-CN': '{jobId} 是另一个已存在的任务或任务流的 id',
  },
  parentTooLarge: {
    en: 'the job of {task} waits for its children in the result store, where it may have {limit} bytes; it has {bytes}: send a reference to the data, not the data',
    'zh-CN':
      '{task} 的任务要在结果存储中等待子任务，最多 {limit} 字节；实际 {bytes} 字节：请发送数据的引用而不是数据本身',
  },
})
