/** @type {import('../sections.js').Navigation} */
export default {
  en: [
    { text: 'What happens if…', link: '/faults/' },
    {
      text: 'Workers and tasks',
      items: [
        { text: 'A worker is killed, or its machine loses power', link: '/faults/worker-killed' },
        { text: 'A job kills every worker that runs it', link: '/faults/poison' },
        { text: 'A job never ends', link: '/faults/job-never-ends' },
        { text: 'A task ignores its signal', link: '/faults/task-ignores-signal' },
        { text: 'A task throws something odd', link: '/faults/odd-throw' },
        { text: 'Two workers get the same job', link: '/faults/two-workers' },
        { text: 'The event loop of a worker is blocked', link: '/faults/event-loop-blocked' },
        { text: 'A deploy (rolling restart) in the middle', link: '/faults/deploy' },
      ],
    },
    {
      text: 'The broker and the way to it',
      items: [
        { text: 'The connection is cut while a job runs', link: '/faults/connection-cut-running' },
        { text: 'The connection is cut during enqueue', link: '/faults/connection-cut-enqueue' },
        { text: 'The broker restarts or crashes', link: '/faults/broker-restarts' },
        { text: 'A node of the cluster dies', link: '/faults/node-dies' },
        { text: 'The broker has a memory or disk alarm', link: '/faults/broker-alarm' },
        { text: 'The queue is full (maxLength)', link: '/faults/queue-full' },
        { text: 'The dead letter queue is full, or gone', link: '/faults/dead-letters-full' },
        { text: 'Somebody deletes a queue', link: '/faults/queue-deleted' },
        {
          text: 'All workers are down, also while delayed jobs fall due',
          link: '/faults/no-workers',
        },
      ],
    },
    {
      text: 'The result store',
      items: [
        {
          text: 'The result store is away: at the start, in between, for good',
          link: '/faults/store-away',
        },
        { text: 'The result store loses its data', link: '/faults/store-loses-data' },
        { text: 'A result is larger than the store takes', link: '/faults/result-too-large' },
      ],
    },
    {
      text: 'What is sent',
      items: [
        { text: 'The arguments cannot be serialised', link: '/faults/bad-arguments' },
        { text: 'A message in the queue is not a job', link: '/faults/not-a-job' },
        { text: 'A task that no worker has', link: '/faults/unknown-task' },
        { text: 'The same job is enqueued twice', link: '/faults/enqueued-twice' },
        { text: 'The client dies between publish and answer', link: '/faults/client-dies' },
      ],
    },
    {
      text: 'Time and operators',
      items: [
        { text: 'The clock of a machine is wrong, or is set', link: '/faults/wrong-clock' },
        {
          text: 'A cron tick with two workers, one of them killed at that moment',
          link: '/faults/cron-ticks',
        },
        { text: 'Passwords are rotated', link: '/faults/passwords' },
      ],
    },
  ],
  zh: [
    { text: '如果……会怎样', link: '/zh/faults/' },
    {
      text: 'worker 与任务代码',
      items: [
        { text: 'worker 被杀死，或机器断电', link: '/zh/faults/worker-killed' },
        { text: '任务使每个运行它的 worker 崩溃', link: '/zh/faults/poison' },
        { text: '任务一直不结束', link: '/zh/faults/job-never-ends' },
        { text: '任务不理会信号', link: '/zh/faults/task-ignores-signal' },
        { text: '任务抛出奇怪的东西', link: '/zh/faults/odd-throw' },
        { text: '两个 worker 拿到同一个任务', link: '/zh/faults/two-workers' },
        { text: 'worker 的事件循环被阻塞', link: '/zh/faults/event-loop-blocked' },
        { text: '发布（滚动重启）正好在中途', link: '/zh/faults/deploy' },
      ],
    },
    {
      text: '消息服务器与连接',
      items: [
        { text: '任务运行时连接断开', link: '/zh/faults/connection-cut-running' },
        { text: '入队时连接断开', link: '/zh/faults/connection-cut-enqueue' },
        { text: '消息服务器重启或崩溃', link: '/zh/faults/broker-restarts' },
        { text: '集群的一个节点死掉', link: '/zh/faults/node-dies' },
        { text: '消息服务器内存或磁盘告警', link: '/zh/faults/broker-alarm' },
        { text: '队列满了（maxLength）', link: '/zh/faults/queue-full' },
        { text: '死信队列满了，或被删除', link: '/zh/faults/dead-letters-full' },
        { text: '有人删除了队列', link: '/zh/faults/queue-deleted' },
        { text: '所有 worker 都停着，延迟任务也到期了', link: '/zh/faults/no-workers' },
      ],
    },
    {
      text: '结果存储',
      items: [
        { text: '结果存储不可用：启动时、中途、再也不回来', link: '/zh/faults/store-away' },
        { text: '结果存储丢了数据', link: '/zh/faults/store-loses-data' },
        { text: '结果太大，存储装不下', link: '/zh/faults/result-too-large' },
      ],
    },
    {
      text: '发送的内容',
      items: [
        { text: '参数无法序列化', link: '/zh/faults/bad-arguments' },
        { text: '队列里的消息不是任务', link: '/zh/faults/not-a-job' },
        { text: '没有 worker 认识的任务', link: '/zh/faults/unknown-task' },
        { text: '同一个任务入队两次', link: '/zh/faults/enqueued-twice' },
        { text: 'Client 在发布与应答之间死掉', link: '/zh/faults/client-dies' },
      ],
    },
    {
      text: '时间与运维',
      items: [
        { text: '机器的时钟不准，或被拨动', link: '/zh/faults/wrong-clock' },
        { text: '定时任务触发时有两个 worker，其中一个恰好被杀', link: '/zh/faults/cron-ticks' },
        { text: '轮换密码', link: '/zh/faults/passwords' },
      ],
    },
  ],
}
