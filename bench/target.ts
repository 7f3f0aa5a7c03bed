// A server under measurement, in a process of its own.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Question, Usage } from './child.ts'

export interface Target {
  readonly name: 'relay' | 'pledgehall'
  readonly port: number
  /** Path on which the n-th delegation writes; the others read on `reader`. */
  writer(n: number): string
  readonly reader: string
  ask(question: Exclude<Question, 'quit'>): Promise<Usage>
  stop(): Promise<void>
}

interface Ready {
  readonly port: number
  readonly path?: string
  readonly tokens?: Readonly<Record<string, string>>
  readonly observer?: string
}

const unlimited = {
  LIMIT_FRAMES: '1000000',
  LIMIT_FRAMES_PER_SECOND: '1000000',
  LIMIT_BYTES: String(1 << 30),
  LIMIT_BYTES_PER_SECOND: String(1 << 30),
}

/** Starts a server; `board` is how many requests and pledges it begins with. */
export async function startTarget(
  name: Target['name'],
  board: { readonly requests: number; readonly pledges: number } = { requests: 0, pledges: 0 },
): Promise<Target> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const profile = process.env['BENCH_PROFILE']
  const child: ChildProcess = fork(file, [String(board.requests), String(board.pledges)], {
    execArgv: [
      '--expose-gc',
      ...(profile && name === 'pledgehall' ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
    ],
    env: { ...process.env, ...unlimited },
  })
  const [ready] = (await once(child, 'message')) as [Ready]
  const tokens = Object.values(ready.tokens ?? {})
  const path = (token: string | undefined) =>
    ready.path === undefined ? '/' : `${ready.path}?token=${token ?? ''}`
  return {
    name,
    port: ready.port,
    writer: (n) => path(tokens[n % Math.max(1, tokens.length)]),
    reader: path(ready.observer),
    async ask(question) {
      child.send(question)
      const [usage] = (await once(child, 'message')) as [Usage]
      return usage
    },
    async stop() {
      child.send('quit')
      await once(child, 'exit')
    },
  }
}
