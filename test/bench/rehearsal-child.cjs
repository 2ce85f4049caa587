// `node rehearsal-child.cjs FOLDER DAYS`: saves a draft and rehearses it with the built functions, as the page does, and prints what it took.
const path = require('node:path');
const [, , folder, days] = process.argv;
const call = async (name, parameters) => {
  const { main } = require(path.join(folder, `${name}.cjs`));
  const answer = await main({ secrets: { PRIVATE_APP_ACCESS_TOKEN: 'bench' }, parameters });
  if (!answer.ok) throw new Error(`${name}: ${answer.reason}: ${answer.message.en}`);
  return answer;
};

(async () => {
  let revision = Number(process.env.REVISION ?? 0);
  if (revision === 0) {
    const { inForce, lastRevision } = await call('open_policy', {});
    const rules = inForce.rules.map((rule) => (rule.id === 'P07' ? { ...rule, on: false } : rule));
    ({ revision } = await call('save_draft_policy', {
      after: lastRevision,
      base: inForce.version,
      submissionId: 'rehearsal-bench',
      policy: { ...inForce, rules },
    }));
    console.log(JSON.stringify({ revision }));
    return;
  }
  let turns = 0;
  let step;
  let answer;
  do {
    answer = await call('rehearse_policy', { revision, days: Number(days), ...(step ? { step } : {}) });
    step = answer.step;
    turns += 1;
  } while (step !== null);
  const { customers, before, after } = answer.result;
  // Kibibytes on Linux.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ customers, visits: [before.visits, after.visits], turns, peakBytes }));
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
