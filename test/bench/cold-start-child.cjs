// `node cold-start-child.cjs [FUNCTION_FILE]`: requires a function, waits for its first answer, prints the processor's milliseconds.
const file = process.argv[2];
const request = { method: 'POST', body: {}, headers: {}, params: {}, accountId: 1 };
const context = {
  ...request,
  parameters: {},
  propertiesToSend: { hs_object_id: '1' },
  secrets: { PRIVATE_APP_ACCESS_TOKEN: 'bench' },
};

// Without a file: what an empty node costs.
const answered = file === undefined ? Promise.resolve('') : require(file).main(context);
answered.then(
  (answer) => {
    if (answer === undefined) throw new Error('no answer');
    const { user, system } = process.cpuUsage();
    // On a line of its own: some functions print a line for the log.
    process.stdout.write(`\n${(user + system) / 1_000}`, () => process.exit(0));
  },
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
