// Runs `writer.ts` as a process of its own, so that it can be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createInterface } from 'node:readline'

export class Writer {
  /** The newest seq it was told to be on disk. */
  acknowledged = 0
  readonly complaint: Promise<string>
  readonly #child: ChildProcess
  readonly #exit: Promise<unknown>
  readonly #lines: AsyncIterableIterator<string>

  constructor(file: string, mode: 'write' | 'hold') {
    const script = new URL('writer.ts', import.meta.url).pathname
    this.#child = spawn(process.execPath, [script, file, mode], { stdio: 'pipe' })
    this.#exit = once(this.#child, 'close')
    this.complaint = text(this.#child.stderr!)
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]()
  }

  /** Until `count` more ticks are acknowledged, or it has ended. */
  async ticks(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const line = await this.#lines.next()
      if (line.done) return
      this.acknowledged = Number(line.value)
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ticks(Infinity)
    await this.#exit
  }

  /** Asks a holder to close the file; does not wait. */
  release(): void {
    this.#child.stdin!.end()
  }

  async ended(): Promise<void> {
    await this.#exit
  }
}
