exports.main = async (context) => {
  if (context.body?.isRefused)
    return { statusCode: 422, headers: { 'x-bakery': 'closed' }, body: { reason: 'closed' } };
  return {
    statusCode: 200,
    body: {
      method: context.method,
      params: context.params,
      body: context.body,
      accountId: context.accountId,
      header: context.headers['x-note'] ?? null,
    },
  };
};
