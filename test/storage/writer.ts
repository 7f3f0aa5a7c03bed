// A server that does nothing but write ticks: prints each seq once it is acknowledged. `hold` only keeps the file.
import { writeSync } from 'node:fs'
import { openSqlite } from '#server/storage/sqlite.ts'
import { answer, edit, gavel, logRow, morning, nothing, refusal, session } from './meeting.ts'

const [file = '', mode = 'write'] = process.argv.slice(2)

try {
  const storage = await openSqlite(file, { waitMs: 50 })
  if ((await storage.readSession(session)) === null) {
    await storage.createSession({ id: session, createdAt: morning })
  }
  if (mode === 'hold') {
    writeSync(1, '0\n')
    for await (const _ of process.stdin);
    await storage.close()
  } else {
    let { seq, ledgerHead } = (await storage.loadDoc(session))!
    for (;;) {
      seq += 1
      ledgerHead = gavel(ledgerHead)
      await storage.append(session, {
        ...nothing,
        log: logRow(seq, new Uint8Array(60).fill(seq)),
        edits: Array.from({ length: 20 }, (_, i) => edit(seq, { after: i })),
        ledger: [ledgerHead],
        refusals: [refusal(`refusal-${seq}`)],
        answers: [answer(`command-${seq}`)],
      })
      writeSync(1, `${seq}\n`)
      // The snapshot is taken between ticks, as a server under load would.
      if (seq % 50 === 0)
        await storage.saveSnapshot(session, seq, new Uint8Array(200_000).fill(seq))
    }
  }
} catch (error) {
  writeSync(2, String(error))
  process.exitCode = 1
}
