// Tests in a real browser. Each starts a server of its own through test/support: there is none to share.
import { defineConfig } from '@playwright/test'
import { chromium } from './test/support/chromium.ts'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  reporter: [['list']],
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: await chromium(),
    actionTimeout: 15_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
  },
})
