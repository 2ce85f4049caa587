// `node memory-child.cjs FUNCTION_FILE`: calls plan_visits until nobody waits, as the page does, and prints what it took.
const { main } = require(process.argv[2]);

(async () => {
  const context = { secrets: { PRIVATE_APP_ACCESS_TOKEN: 'bench' } };
  let cursor;
  let decided = 0;
  let turns = 0;
  let result;
  do {
    result = await main({ ...context, parameters: cursor ? { cursor } : {} });
    if (!result.ok) throw new Error(`${result.reason}: ${result.message.en}`);
    turns += 1;
    decided += result.counts.decided;
    cursor = result.cursor;
  } while (!result.done);
  // Kibibytes on Linux.
  console.log(JSON.stringify({ decided, turns, peakBytes: process.resourceUsage().maxRSS * 1024 }));
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
