import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What drives a browser, a database, a build or a whole book; the rest takes seconds and fills the gaps. */
const LONG = ['browser', 'worker', 'project', 'preview', 'journeys', 'cli', 'security', 'walkthrough'];
/** Small files that take long, and two that wait: for a download, and for leases to run out. */
const LONGEST = [
  'project/hubspot-cli',
  'worker/worker',
  'domain/zones',
  'journeys/faults',
  'journeys/interrupted',
  'journeys/killed-process',
  'domain/planning/laws',
];
/** A project of their own: a process is handed on only to a file of the same project, so all of them come at once. */
const LAST = 'app-extensions';

/** Begins with the files that take long, so that none of them is left for one process while the others have nothing to do. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const [, file = ''] = moduleId.split('/test/');
      if (LONGEST.some((name) => file.startsWith(name))) return -1;
      if (file.startsWith(`${LAST}/`)) return LONG.length + 1;
      const at = LONG.findIndex((folder) => file.startsWith(`${folder}/`));
      return at === -1 ? LONG.length : at;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
