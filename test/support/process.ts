// The server as an operator starts it: a process of its own, with its environment, its output and its exit code.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

export interface ServerProcess {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** `role` and delegation as printed → the join link. */
  links(): ReadonlyMap<string, string>
  /** Resolves once it has printed its links. */
  started(): Promise<void>
  /** Resolves with the exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>
}

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

export function spawnServer(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  options: { uid?: number } = {},
): ServerProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
  let stdout = ''
  let stderr = ''
  let end: number | NodeJS.Signals | null = null
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  child.on('close', (code, signal) => (end = code ?? signal))
  const ended = () =>
    until(() => end !== null && { end }, 'the server to end').then(({ end: is }) => is)
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    links: () =>
      new Map(
        [...stdout.matchAll(/^ {2}(\S+(?: [A-Z]+)?) +(http\S+)$/gm)].map(
          ([, who = '', link = '']) => [who, link],
        ),
      ),
    async started() {
      await until(() => end !== null || stdout.includes('screen'), 'the links')
      if (end !== null) throw new Error(`the server ended with ${String(end)}: ${stderr}`)
    },
    ended,
  }
}
