// `node rehearsal-child.cjs FOLDER DAYS`: saves a draft and rehearses it with the built functions, as the page does, and prints what it took.
const path = require('node:path');
const { peakBytes } = require('./peak-memory.cjs');

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
  // Before anything else is asked.
  const peak = peakBytes();
  const { customers, firstDay } = answer.result;
  const open = firstDay.unchanged + firstDay.changed + firstDay.withdrawn;
  const schemas = await (
    await fetch(`${process.env.HUBSPOT_API_BASE}/crm-object-schemas/2026-09/schemas`, {
      headers: { authorization: 'Bearer bench' },
    })
  ).json();
  const visitType = schemas.results.find(({ name }) => name === 'rv_visit').objectTypeId;
  console.log(JSON.stringify({ customers, open, visitType, turns, peakBytes: peak }));
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
