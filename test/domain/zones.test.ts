import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EVERY_ZONE, inZone, ZONES } from './support.ts';

/** What a law must not depend on: the zone of the process. January, so that no two of these are alike. */
const JANUARY = { UTC: 0, 'Asia/Kolkata': -330, 'Pacific/Apia': -780, 'America/Santiago': 180 };
const offset = (): number => new Date(2026, 0, 15).getTimezoneOffset();
const root = new URL('../..', import.meta.url).pathname;
const SELF = 'test/domain/zones.test.ts';
const inChild = process.env.ZONE_UNDER_TEST !== undefined;

it('this process is in the zone that is under test', () => {
  const [zone] = ZONES as readonly (keyof typeof JANUARY)[];
  // In a process started for a zone, the zone is the process's own and not set here.
  const shown = inChild ? offset() : inZone('UTC', offset);
  expect(shown).toBe(JANUARY[zone as keyof typeof JANUARY]);
});

it('the zone helper really moves the process', () => {
  for (const zone of EVERY_ZONE) expect([zone, inZone(zone, offset)]).toEqual([zone, JANUARY[zone]]);
});

if (!inChild) {
  it.each(EVERY_ZONE.filter((zone) => zone !== 'UTC'))(
    'the laws hold in a process in %s',
    async (zone) => {
      const suites = await suitesUnderZones();
      expect(suites).toContain('test/domain/planning/laws.test.ts');
      expect(suites).toContain('test/domain/calendar/working-time.test.ts');
      const { files, passed, failed, output } = await runIn(zone, zone, [SELF, ...suites]);
      expect(failed, output).toBe(0);
      expect(files).toBe(suites.length + 1);
      // Each suite has its tables and laws for this one zone.
      expect(passed).toBeGreaterThan(200);
    },
    600_000,
  );

  it('a process that is not where it was sent is a failure', async () => {
    const { failed } = await runIn('UTC', 'Asia/Kolkata', [SELF]);
    expect(failed).toBe(1);
  }, 120_000);
}

/** Every suite that asks for the zones, wherever it lies. */
async function suitesUnderZones(): Promise<string[]> {
  const suites: string[] = [];
  for (const entry of await readdir(join(root, 'test/domain'), { recursive: true })) {
    const file = `test/domain/${entry}`;
    if (!file.endsWith('.test.ts') || file === SELF) continue;
    if (/\bZONES\b/.test(await readFile(join(root, file), 'utf8'))) suites.push(file);
  }
  return suites.sort();
}

interface ChildRun {
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** Runs suites in a process of their own, whose zone is set before it starts. */
async function runIn(zone: string, underTest: string, suites: readonly string[]): Promise<ChildRun> {
  const folder = await mkdtemp(join(tmpdir(), 'zones-'));
  const report = join(folder, 'report.json');
  try {
    const output = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        [
          join(root, 'node_modules/vitest/vitest.mjs'),
          'run',
          ...suites,
          '--maxWorkers=1',
          '--no-isolate',
          '--reporter=json',
          `--outputFile=${report}`,
        ],
        { cwd: root, env: { ...process.env, TZ: zone, ZONE_UNDER_TEST: underTest }, maxBuffer: 2 ** 26 },
        (_error, stdout, stderr) => resolve(stdout + stderr),
      );
    });
    const text = await readFile(report, 'utf8').catch(() => {
      throw new Error(`the process in ${zone} left no report: ${output}`);
    });
    const { testResults, numPassedTests, numFailedTests } = JSON.parse(text) as {
      testResults: {
        status: string;
        name: string;
        message: string;
        assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
      }[];
      numPassedTests: number;
      numFailedTests: number;
    };
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    const failures = testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed'),
    );
    return {
      files: testResults.length,
      passed: numPassedTests,
      failed: numFailedTests + broken.length,
      output: [
        ...broken.map(({ message }) => message),
        ...failures.flatMap(({ fullName, failureMessages }) => [fullName, ...failureMessages]),
      ].join('\n'),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
