// All the set-up a bare clone needs, in plain JavaScript, because it runs before there is anything
// else: under whatever Node is at hand. What follows it runs on the Node that `npm ci` brings along.
//   --build  builds the client if its sources changed      --hooks  switches the git hooks on
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const oldestNode = 20
const serverNode = 26
const lockStamp = 'node_modules/.lock-hash'
const buildStamp = 'dist/client.stamp'
const buildSources = ['client', 'shared', 'scripts/vite', 'vite.config.ts', 'package-lock.json']
const windows = process.platform === 'win32'
const ownNode = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node')

class SetupError extends Error {}

/** Runs a program in the project's folder; its output goes to stderr, so that stdout stays the product's. */
function run(command, args) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', 2, 2],
    shell: windows && command.endsWith('.cmd'),
  })
}

function read(path) {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

function checkNode() {
  if (majorOf(process.version) >= oldestNode) return
  throw new SetupError(
    `Node ${oldestNode} or newer is needed to set up; this is ${process.version} at ${process.execPath}.`,
  )
}

function installPackages() {
  const lock = read('package-lock.json')
  if (lock === null)
    throw new SetupError('package-lock.json is missing: the clone is not complete.')
  // The platform counts too: a folder shared with a container must not keep the other's binaries.
  const hash = createHash('sha256')
    .update(`${process.platform} ${process.arch}\n${lock}`)
    .digest('hex')
  if (read(lockStamp) === hash) return

  console.error('Installing packages …')
  // The npm that started us, under its own Node: the one in node_modules is about to be replaced.
  const { npm_execpath: npm, npm_node_execpath: npmNode } = process.env
  // The client is built here, so build tools are wanted also where NODE_ENV says production.
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { status, error } = npm?.endsWith('.js')
    ? run(npmNode ?? process.execPath, [npm, ...args])
    : run(windows ? 'npm.cmd' : 'npm', args)
  if (error !== undefined) throw new SetupError(`npm could not be started: ${error.message}.`)
  if (status !== 0) {
    throw new SetupError(
      'npm ci failed; its own message is above. Is the package registry reachable (npm ping), ' +
        'is there room on the disk, may this folder be written?',
    )
  }
  checkServerNode()
  writeFileSync(join(root, lockStamp), hash)
}

function checkServerNode() {
  const { stdout } = spawnSync(existsSync(ownNode) ? ownNode : 'node', ['--version'], {
    encoding: 'utf8',
    shell: windows,
  })
  if (majorOf(stdout?.trim() || 'v0') >= serverNode) return
  throw new SetupError(
    `No package brings Node ${serverNode} to ${process.platform}-${process.arch} (or its binary does not run here). ` +
      `Install Node ${serverNode} yourself and start again under it.`,
  )
}

/** Every file below a path, with the path itself if it is one. */
function filesOf(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full, { recursive: true })
    .map((name) => join(path, name))
    .filter((name) => statSync(join(root, name)).isFile())
    .sort()
}

function buildClient() {
  const digest = createHash('sha256')
  for (const path of buildSources.flatMap(filesOf)) {
    digest.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  const hash = digest.digest('hex')
  if (read(buildStamp) === hash && existsSync(join(root, 'dist/client/index.html'))) return

  console.error('Building the client …')
  const node = existsSync(ownNode) ? ownNode : process.execPath
  const { status } = run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])
  if (status !== 0) throw new SetupError('The client could not be built; the reason is above.')
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, buildStamp), hash)
}

/** Only in a checkout, never in CI, and never over a path that somebody chose. */
function enableHooks() {
  if (process.env.CI !== undefined || !existsSync(join(root, '.git'))) return
  const git = (...args) => spawnSync('git', ['config', ...args], { cwd: root, encoding: 'utf8' })
  const { status, error } = git('--get', 'core.hooksPath')
  if (error === undefined && status === 1) git('core.hooksPath', '.githooks')
}

try {
  checkNode()
  installPackages()
  if (process.argv.includes('--build')) buildClient()
  if (process.argv.includes('--hooks')) enableHooks()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`\nSet-up stopped: ${error.message}`)
  process.exitCode = 1
}
