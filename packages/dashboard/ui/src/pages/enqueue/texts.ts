import { defineTexts } from '../../language/text.js'

/** Words of the form that enqueues a job. */
export const enqueueTexts = defineTexts({
  title: { en: 'Enqueue a job', 'zh-CN': '任务入队' },
  againTitle: { en: 'Enqueue again', 'zh-CN': '重新入队' },
  againLead: {
    en: 'A new job with the arguments of {id}. What is hidden in them is taken from its record, unless you change it.',
    'zh-CN': '以 {id} 的参数创建新任务。其中隐藏的值取自原记录，除非您修改。',
  },
  task: { en: 'Task', 'zh-CN': '任务类型' },
  taskHint: { en: 'The name that the worker knows it by', 'zh-CN': 'Worker 所知的名称' },
  asForm: { en: 'Form', 'zh-CN': '表单' },
  asJson: { en: 'JSON', 'zh-CN': 'JSON' },
  arguments: { en: 'Arguments', 'zh-CN': '参数' },
  argumentsJson: { en: 'Arguments as JSON', 'zh-CN': 'JSON 格式的参数' },
  argumentsHint: {
    en: 'A list for arguments by position, an object for those by name, or {"args": […], "kwargs": {…}} for both',
    'zh-CN': '列表为按位置的参数，对象为按名称的参数；两者皆有时用 {"args": […], "kwargs": {…}}',
  },
  noInput: { en: 'This task takes no arguments', 'zh-CN': '此任务没有参数' },
  options: { en: 'When and where', 'zh-CN': '时间与位置' },
  queue: { en: 'Queue', 'zh-CN': '队列' },
  queueHint: { en: 'Empty: the queue of the task', 'zh-CN': '留空：任务的默认队列' },
  deferBy: { en: 'Start after', 'zh-CN': '延迟' },
  deferHint: {
    en: 'Such as 30s, 10m or 2h; empty: at once',
    'zh-CN': '例如 30s、10m 或 2h；留空：立即',
  },
  jobId: { en: 'Job id', 'zh-CN': '任务 ID' },
  jobIdHint: {
    en: 'Empty: a new one. A second job of an id is refused',
    'zh-CN': '留空：自动生成。重复的 ID 会被拒绝',
  },
  priority: { en: 'Priority', 'zh-CN': '优先级' },
  priorityHint: { en: 'Where the queue has priorities', 'zh-CN': '仅对支持优先级的队列有效' },
  enqueue: { en: 'Enqueue', 'zh-CN': '入队' },
  isEnqueued: { en: 'Enqueued in {queue} as {id}', 'zh-CN': '已进入 {queue}，ID 为 {id}' },
  exists: {
    en: 'A job of the id {id} exists already: nothing was sent',
    'zh-CN': 'ID 为 {id} 的任务已存在：未发送',
  },
  notJson: { en: 'This is not JSON: {problem}', 'zh-CN': '不是有效的 JSON：{problem}' },
  notListOrObject: { en: 'A list or an object is needed', 'zh-CN': '必须是列表或对象' },
  notNumber: { en: 'A number is needed', 'zh-CN': '必须是数字' },
  notWhole: { en: 'A whole number is needed', 'zh-CN': '必须是整数' },
  missing: { en: 'This is required', 'zh-CN': '必填' },
  optional: { en: '{name} (optional)', 'zh-CN': '{name}（可选）' },
  yes: { en: 'yes', 'zh-CN': '是' },
  no: { en: 'no', 'zh-CN': '否' },
  leaveOut: { en: 'leave out', 'zh-CN': '不填' },
  notAllowedTitle: { en: 'You may not enqueue', 'zh-CN': '无入队权限' },
  notAllowedLead: {
    en: 'Ask whoever runs the dashboard for the permission “enqueue”.',
    'zh-CN': '请向看板管理员申请 “enqueue” 权限。',
  },
})
