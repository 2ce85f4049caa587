/** `/automation/actions/callbacks/{version}`: what a blocked workflow action waits for. */
import type { Hono } from 'hono';
import { noContent, type PortalEnv, readBody } from '../http.ts';
import { asArray, asObject, asText } from '../objects/input.ts';
import type { WorkflowActions } from '../outgoing/workflow-actions.ts';

export function callbackRoutes(app: Hono<PortalEnv>, actions: WorkflowActions): void {
  app.post('/callbacks/complete', async (call) => {
    for (const one of asArray(asObject((await readBody(call)).value).inputs, 'inputs')) {
      const input = asObject(one, 'inputs');
      actions.complete(asText(input.callbackId, 'callbackId'), input);
    }
    return noContent();
  });

  app.post('/callbacks/:id/complete', async (call) => {
    actions.complete(call.req.param('id'), asObject((await readBody(call)).value, 'CallbackCompletionRequest'));
    return noContent();
  });
}
