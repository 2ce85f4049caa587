import type { Portal } from '../../src/portal/portal.ts';
import { contractRecorder } from '../portal/contract/recorder.ts';

/** A portal whose every request and answer must keep to HubSpot's own client's types; what does not is thrown. */
export function underContract(portal: Portal): Portal {
  const contract = contractRecorder((request) => portal.fetch(request));
  return {
    ...portal,
    async fetch(request) {
      const answer = await contract.fetch(request);
      const [violation] = contract.violations();
      if (violation === undefined) return answer;
      console.error(`against the contract: ${violation}`);
      throw new Error(`against the contract: ${violation}`);
    },
  };
}
