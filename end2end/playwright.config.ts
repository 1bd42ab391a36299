import { defineConfig } from '@playwright/test';

// The distribution's Chromium, kept from calling home: nothing is downloaded, nothing is asked of the network.
const launchOptions = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

// Not tests: pictures (SHOTS=directory, SCREENS=directory by bin/screens) and figures (LIGHTHOUSE=rounds by bin/bench).
const ON_REQUEST = ['SHOTS', 'SCREENS', 'LIGHTHOUSE'];

export default defineConfig({
  testDir: 'tests',
  globalSetup: './global-setup.ts',
  // One Portico with one database serves all tests.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 30_000,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'script', testIgnore: ON_REQUEST.filter((name) => !process.env[name]).map((name) => new RegExp(`${name.toLowerCase()}\\.spec\\.ts`)) },
    {
      name: 'no-script',
      use: { javaScriptEnabled: false },
      // axe runs as a script, and pages without scripting are the same pages.
      testMatch: /(story|isolation|keyboard|bulk|lifecycle|team|transfer)\.spec\.ts/,
    },
  ],
});
