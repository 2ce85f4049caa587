import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { Stryker } from '@stryker-mutator/core';

/**
 * `npm run mutate -- FOLDER` changes `src/domain/FOLDER` in every small way, one at a time, and sees whether `test/domain/FOLDER`
 * notices. Writes `docs/mutation/FOLDER.json`.
 *
 * Goes by groups of files, and keeps in `build/mutation` what was seen of each: a run that was cut goes on at the group it was at,
 * and changes of code and tests that stayed the same are not tried again.
 *
 * Score: noticed, timeouts among it, of all changes that run. Left out are those that only act while a module is loaded (Stryker's
 * `ignoreStatic`): the runner loads a module once for many changes. Data files are not changed.
 */
const FLOOR = 85;

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || rest.length > 0 || !/^[a-z-]+$/.test(folder) || !existsSync(`src/domain/${folder}`)) {
  console.error('say which folder of src/domain: npm run mutate -- FOLDER');
  process.exit(2);
}
if (!existsSync(`test/domain/${folder}`)) {
  console.error(`there is no test/domain/${folder}`);
  process.exit(2);
}
process.env.MUTATED_FOLDER = folder;

type Mutants = Awaited<ReturnType<Stryker['runMutationTest']>>;
const mutants: Mutants = [];
for (const files of await groupsOf(`src/domain/${folder}`)) {
  const incrementalFile = `build/mutation/${folder}/${files[0]?.split('/').at(-1)}.json`;
  mutants.push(...(await new Stryker({ mutate: files, incrementalFile }).runMutationTest()));
}

const count = (...statuses: readonly string[]): number =>
  mutants.filter(({ status }) => statuses.includes(status)).length;
const noticed = count('Killed', 'Timeout');
const valid = noticed + count('Survived', 'NoCoverage');
const score = valid === 0 ? 0 : Math.round((noticed / valid) * 10_000) / 100;
const left = mutants
  .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  .map(({ fileName, location, mutatorName, replacement, status }) => ({
    at: `${fileName.slice(fileName.indexOf('src/domain/'))}:${location.start.line}:${location.start.column}`,
    change: mutatorName,
    to: replacement,
    status,
  }));
const summary = {
  folder: `src/domain/${folder}`,
  tests: `test/domain/${folder}`,
  date: new Date().toISOString().slice(0, 10),
  score,
  killed: count('Killed'),
  timeout: count('Timeout'),
  survived: count('Survived'),
  noCoverage: count('NoCoverage'),
  ignoredStatic: count('Ignored'),
  invalid: count('CompileError', 'RuntimeError'),
  left,
};
await mkdir('docs/mutation', { recursive: true });
await writeFile(`docs/mutation/${folder}.json`, `${JSON.stringify(summary, undefined, 2)}\n`);
console.log(
  `${folder}: ${score} % of ${valid} (${summary.ignoredStatic} static ones left out); docs/mutation/${folder}.json`,
);
if (score < FLOOR) process.exitCode = 1;

/** Files of a folder, in groups of some thousand lines. */
async function groupsOf(path: string): Promise<string[][]> {
  const groups: string[][] = [];
  let lines = Number.POSITIVE_INFINITY;
  for (const name of (await readdir(path, { recursive: true })).filter((each) => each.endsWith('.ts')).sort()) {
    const file = `${path}/${name}`;
    const length = (await readFile(file, 'utf8')).split('\n').length;
    if (lines + length > 1_000) {
      groups.push([]);
      lines = 0;
    }
    groups.at(-1)?.push(file);
    lines += length;
  }
  return groups;
}
