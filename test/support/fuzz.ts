// How long and from where the fuzz tests run: `npm test` plays the same seeds each time, `npm run fuzz` new ones.
import type { Parameters } from 'fast-check'

const { FUZZ_RUNS, FUZZ_SEED, FUZZ_PATH, FUZZ_SECONDS } = process.env
const isLong = process.env.MODE === 'fuzz'

/** A failure prints its seed and path: `FUZZ_SEED=… FUZZ_PATH=… npm run fuzz` plays that one again. */
export function runs<T>(usual: number): Parameters<T> {
  return {
    numRuns: Number(FUZZ_RUNS ?? (isLong ? usual * 50 : usual)),
    ...(FUZZ_SEED !== undefined || !isLong ? { seed: Number(FUZZ_SEED ?? 20_250_411) } : {}),
    ...(FUZZ_PATH !== undefined && { path: FUZZ_PATH }),
    ...(FUZZ_SECONDS !== undefined && {
      interruptAfterTimeLimit: Number(FUZZ_SECONDS) * 1000,
      markInterruptAsFailure: false,
    }),
  }
}

/** Whether it is cut short by hand, so that not everything need happen in it. */
export const isPartial = [FUZZ_RUNS, FUZZ_PATH, FUZZ_SECONDS].some((said) => said !== undefined)

/** Milliseconds that a test of runs may take. */
export const patience = isLong ? 24 * 3_600_000 : 300_000
