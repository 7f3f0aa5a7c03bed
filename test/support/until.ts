// Waiting on a condition, never on time.

/** Resolves with the first truthy answer; rejects, naming what was awaited, after `patience` ms. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  patience = 10_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + patience
  for (;;) {
    const answer = await condition()
    if (answer) return answer as Exclude<T, false | null | undefined>
    if (Date.now() > deadline) throw new Error(`waited ${String(patience)} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
