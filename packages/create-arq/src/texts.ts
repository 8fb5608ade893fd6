import type { Language } from './language.js'

type Template = Readonly<Record<Language, string>>
type Values = Readonly<Record<string, string | number>>

/** A text in the reader's language, its values filled in. */
export type Say = (key: TextKey, values?: Values) => string

/** Gives the catalogue in one language. */
export const sayIn =
  (language: Language): Say =>
  (key, values = {}) =>
    catalogue[key][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    )

/** All that this command says to people. */
export const catalogue = {
  help: {
    en: `Usage: npm create arq [folder] -- [options]

Makes a project with jobs, a worker, a client, a test and a compose file.
A new folder, or an empty one; . is this one.

  --dir <folder>       the same as [folder]
  --name <name>        name in package.json (default: from the folder)
  --template <name>    {templates} (default: plain)
  --pm <name>          {managers} (default: the one that runs this)
  --no-install         do not install the packages
  --git                begin a git repository (--no-git: do not ask)
  --force              add to a folder that is not empty; files that are there stay as they are
  --tarballs <folder>  take the packages of arq from these tarballs, not from npm
  -y, --yes            ask nothing, take the defaults
  -h, --help           show this help
  -v, --version        show the version

It asks on a terminal for what is not given. ARQ_LANG=en or zh-CN chooses the language.
Exit codes: 0 done, 1 failed, 2 wrong option, 130 cancelled.`,
    'zh-CN': `用法：npm create arq [目录] -- [选项]

创建一个项目，含任务、worker、client、测试和 compose 文件。
使用新目录或空目录；. 表示当前目录。

  --dir <目录>         与 [目录] 相同
  --name <名称>        package.json 中的名称（默认：取自目录名）
  --template <名称>    {templates}（默认：plain）
  --pm <名称>          {managers}（默认：运行本命令的那一个）
  --no-install         不安装依赖
  --git                初始化 git 仓库（--no-git：不询问）
  --force              写入非空目录；已有的文件保持不变
  --tarballs <目录>    从这些 tarball 安装 arq 的包，而不是从 npm
  -y, --yes            不询问，全部使用默认值
  -h, --help           显示帮助
  -v, --version        显示版本

未给出的内容会在终端询问。ARQ_LANG=en 或 zh-CN 选择语言。
退出码：0 完成，1 失败，2 选项错误，130 已取消。`,
  },
  error: { en: 'error: {problem}', 'zh-CN': '错误：{problem}' },
  seeHelp: { en: 'See npm create arq -- --help', 'zh-CN': '参见 npm create arq -- --help' },
  unknownOption: { en: 'unknown option {option}', 'zh-CN': '未知选项 {option}' },
  valueMissing: {
    en: '--{option} needs a value, for example: {example}',
    'zh-CN': '--{option} 需要一个值，例如：{example}',
  },
  noValue: { en: '--{option} takes no value', 'zh-CN': '--{option} 不接受值' },
  notAmong: {
    en: '--{option} must be one of {known}, got {value}',
    'zh-CN': '--{option} 必须是 {known} 之一，收到 {value}',
  },
  twoFolders: {
    en: 'one folder at most, got {folders}',
    'zh-CN': '最多给出一个目录，收到 {folders}',
  },

  // --- name -------------------------------------------------------------------------------------
  nameWrong: { en: 'the name "{name}" {problem}', 'zh-CN': '名称 "{name}" {problem}' },
  nameEmpty: { en: 'must not be empty', 'zh-CN': '不能为空' },
  nameTooLong: { en: 'must have at most 214 characters', 'zh-CN': '最多 214 个字符' },
  nameUpperCase: {
    en: 'must have no capital letters; {meant} would do',
    'zh-CN': '不能含大写字母；可以用 {meant}',
  },
  nameStart: { en: 'must not begin with . or _', 'zh-CN': '不能以 . 或 _ 开头' },
  nameCharacters: {
    en: 'must have only a–z, 0–9, -, . and _ (@scope/name is possible); {meant} would do',
    'zh-CN': '只能含 a–z、0–9、-、. 和 _（可以用 @scope/name）；可以用 {meant}',
  },
  nameTaken: {
    en: 'means something to Node or npm; {meant} would do',
    'zh-CN': '对 Node 或 npm 有特殊含义；可以用 {meant}',
  },

  // --- folder -----------------------------------------------------------------------------------
  notEmpty: {
    en: '{folder} is not empty: {files}. Choose another folder, or give --force: it adds what is missing and leaves these as they are',
    'zh-CN':
      '{folder} 不是空目录：{files}。请选择其他目录，或使用 --force：只添加缺少的文件，已有的保持不变',
  },
  notAFolder: { en: '{folder} is a file', 'zh-CN': '{folder} 是文件' },
  cannotWrite: {
    en: '{folder} cannot be written: {reason}',
    'zh-CN': '无法写入 {folder}：{reason}',
  },
  noTarballs: {
    en: 'no tarballs of arq (arq-core-….tgz) in {folder}: npm run pack makes them, in the repository of arq',
    'zh-CN':
      '{folder} 中没有 arq 的 tarball（arq-core-….tgz）：在 arq 仓库中运行 npm run pack 生成',
  },
  tarballMissing: {
    en: '--tarballs: there is none of {names}',
    'zh-CN': '--tarballs：缺少 {names}',
  },

  // --- questions --------------------------------------------------------------------------------
  askFolder: { en: 'Folder', 'zh-CN': '目录' },
  askName: { en: 'Name of the package', 'zh-CN': '包名' },
  askTemplate: { en: 'Template', 'zh-CN': '模板' },
  askManager: { en: 'Package manager', 'zh-CN': '包管理器' },
  askInstall: { en: 'Install the packages now?', 'zh-CN': '现在安装依赖？' },
  askGit: { en: 'Begin a git repository?', 'zh-CN': '初始化 git 仓库？' },
  chooseOne: {
    en: 'A number from 1 to {count}, or a name',
    'zh-CN': '请输入 1 到 {count} 的数字或名称',
  },
  yesOrNo: { en: 'y or n', 'zh-CN': '请输入 y 或 n' },
  cancelled: { en: 'Cancelled; nothing was written.', 'zh-CN': '已取消；未写入任何文件。' },
  plain: { en: 'a worker and a client', 'zh-CN': '一个 worker 和一个 client' },
  fastify: { en: 'a web server with Fastify, and a worker', 'zh-CN': 'Fastify 服务器和 worker' },
  nestjs: { en: 'a web server with NestJS, and a worker', 'zh-CN': 'NestJS 服务器和 worker' },

  // --- what was done ----------------------------------------------------------------------------
  made: { en: 'Made {name} in {folder}', 'zh-CN': '已在 {folder} 创建 {name}' },
  kept: {
    en: 'Left as they were: {files}',
    'zh-CN': '保持不变：{files}',
  },
  keptManifest: {
    en: 'package.json was there already. What the project needs beside it:',
    'zh-CN': 'package.json 已存在。项目还需要：',
  },
  installing: { en: 'Installing with {manager} …', 'zh-CN': '正在使用 {manager} 安装 …' },
  installFailed: {
    en: '{command} failed ({reason}). The project is there: run it again in {folder}',
    'zh-CN': '{command} 失败（{reason}）。项目已创建：请在 {folder} 中重新运行',
  },
  gitFailed: {
    en: 'git init failed ({reason}). The project is there, without a repository',
    'zh-CN': 'git init 失败（{reason}）。项目已创建，但没有仓库',
  },
  next: { en: 'Next:', 'zh-CN': '接下来：' },
  stepTest: { en: 'its test, without a server', 'zh-CN': '测试，无需服务器' },
  stepDemo: { en: 'jobs in memory, without a server', 'zh-CN': '在内存中执行任务，无需服务器' },
  stepServers: { en: 'RabbitMQ and Redis', 'zh-CN': '启动 RabbitMQ 和 Redis' },
  stepWorker: { en: 'runs jobs until Ctrl-C', 'zh-CN': '执行任务，直到 Ctrl-C' },
  stepClient: { en: 'in another terminal: enqueues one', 'zh-CN': '在另一个终端：提交一个任务' },
  stepServer: {
    en: 'in another terminal: takes sign-ups at http://localhost:3000',
    'zh-CN': '在另一个终端：在 http://localhost:3000 接收注册',
  },
} as const satisfies Readonly<Record<string, Template>>

export type TextKey = keyof typeof catalogue
