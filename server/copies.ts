// What the commands for backups have in common: one file name in, a report or a sentence of what is wrong out.
import { verifyLedger } from './record/ledger.ts'
import { examine } from './storage/sqlite/copy.ts'

/** A line per session, after reading the file to its last byte; throws if it is not sound or a chain is broken. */
export function reportOf(file: string): string {
  return [...examine(file)]
    .map(([session, ledger]) => {
      const verdict = verifyLedger(ledger)
      if (!verdict.ok)
        throw new Error(`${file}: the ledger of ${session} is broken: ${verdict.why}`)
      return `  ${session}  ${String(verdict.count)} acts, head ${verdict.head}\n`
    })
    .join('')
}

export async function runFromShell(
  command: string,
  work: (file: string) => Promise<string>,
): Promise<void> {
  try {
    const [file, ...more] = process.argv.slice(2)
    if (file === undefined || file.startsWith('-') || more.length > 0)
      throw new Error(`npm run ${command} -- FILE`)
    process.stdout.write(await work(file))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
