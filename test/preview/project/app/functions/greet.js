const { format } = require('date-fns');

/** Answers with everything it was given, and with the day it believes it is. */
exports.main = async (context) => ({
  greeting: `Hello ${context.propertiesToSend.firstname ?? 'nobody'}`,
  now: new Date().toISOString(),
  sameNow: format(Date.now(), 'yyyy'),
  parameters: context.parameters ?? null,
  given: Object.keys(context).sort(),
  secrets: Object.keys(context.secrets),
  token: process.env.PRIVATE_APP_ACCESS_TOKEN ? 'given' : 'missing',
  extra: process.env.BAKERY ?? null,
  foreign: process.env.HOME ?? null,
});
