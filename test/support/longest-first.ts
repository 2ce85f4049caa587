import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What drives a browser, a database, a build or a whole book; the rest takes seconds and fills the gaps. */
const LONG = ['browser', 'worker', 'project', 'preview', 'journeys', 'cli', 'security', 'walkthrough'];
/** Small files that take long. */
const LONGEST = [
  'domain/zones',
  'journeys/faults',
  'journeys/interrupted',
  'journeys/killed-process',
  'domain/planning/laws',
];

/** Begins with the files that take long, so that none of them is left for one process while the others have nothing to do. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const [, file = ''] = moduleId.split('/test/');
      if (LONGEST.some((name) => file.startsWith(name))) return -1;
      const at = LONG.findIndex((folder) => file.startsWith(`${folder}/`));
      return at === -1 ? LONG.length : at;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
