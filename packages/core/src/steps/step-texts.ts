import { defineTexts } from '../texts/text.js'

/** What a step can get wrong. */
export const stepTexts = defineTexts({
  stepWithoutFunction: {
    en: 'give the function of the step: ctx.step(name, run) or ctx.step(name, options, run)',
    'zh-CN': '缺少步骤函数：请使用 ctx.step(name, run) 或 ctx.step(name, options, run)',
  },
  stepRetriesWrong: {
    en: 'must be a whole number of at least 0',
    'zh-CN': '必须是不小于 0 的整数',
  },
  stepNameNotText: {
    en: 'must be a text, not {kind}',
    'zh-CN': '必须是文本，而不是“{kind}”',
  },
  stepNameNumbered: {
    en: 'must not contain #, which stands before the number of a name that is used more than once',
    'zh-CN': '不能包含 #：它用于给重复使用的名称编号',
  },
  stepsUnsupported: {
    en: 'ctx.step and ctx.sleep need a result store that keeps entries, such as Redis, PostgreSQL, MySQL, SQLite or memory: give the worker one as resultStore',
    'zh-CN':
      'ctx.step 和 ctx.sleep 需要支持 entries 的结果存储（如 Redis、PostgreSQL、MySQL、SQLite 或内存）：请通过 resultStore 配置',
  },
  calledInsideStep: {
    en: 'was called inside the step {step}. A later run passes over that step with all that is in it, so it would count and wait in another way: call it before that step, or after it',
    'zh-CN':
      '在步骤 {step} 内部被调用。之后的运行会跳过该步骤及其中的一切，编号和等待都会与第一次不同：请在该步骤之前或之后调用',
  },
})
