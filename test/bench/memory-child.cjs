// `node memory-child.cjs FUNCTION_FILE`: calls plan_visits until nobody waits, as the page does, and prints what it took.
const { main } = require(process.argv[2]);

(async () => {
  const context = { secrets: { PRIVATE_APP_ACCESS_TOKEN: 'bench' } };
  let turns = 0;
  let result;
  do {
    result = await main({ ...context, parameters: {} });
    if (!result.ok) throw new Error(`${result.reason}: ${result.message.en}`);
    if (result.state !== 'running' && result.state !== 'done') throw new Error(`did not expect to be ${result.state}`);
    turns += 1;
  } while (result.state === 'running');
  const { decided } = result.counts;
  // Kibibytes on Linux.
  console.log(JSON.stringify({ decided, turns, peakBytes: process.resourceUsage().maxRSS * 1024 }));
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
