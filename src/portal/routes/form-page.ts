/**
 * `/__portal/forms/{id}`: a page on which anybody fills in a form, as HubSpot's own share page does at share.hsforms.com, which no
 * local portal can answer for. Values come from the address by the names of the fields, hidden ones too; what is sent goes the way
 * that HubSpot documents for pages of one's own.
 */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import type { PortalEnv } from '../http.ts';
import { type FormField, type PublicForm, publicForm } from './forms.ts';

export function formPageRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/__portal/forms/:id', (call) => {
    const form = publicForm(core, call.req.param('id'));
    if (form === undefined) throw notFound(`No form with id ${call.req.param('id')}`);
    return new Response(pageOf(form, core.portalId, new URL(call.req.url).searchParams), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
      },
    });
  });
}

function pageOf(form: PublicForm, portalId: number, given: URLSearchParams): string {
  const to = `/submissions/v3/integration/submit/${portalId}/${encodeURIComponent(form.id)}`;
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(form.name)}</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #21333f; background: #fff }
fieldset { border: 1px solid #7c98b6; margin: 0 0 1rem }
label { margin-right: 1rem; display: inline-block }
textarea, input[type=text] { display: block; width: 100%; box-sizing: border-box; font: inherit }
button { font: inherit; padding: .5rem 1.5rem; background: #0059b3; color: #fff; border: 0 }
</style>
</head>
<body>
<main>
<h1>${text(form.name)}</h1>
<form>
${form.fields.map((field) => fieldOf(field, given.get(field.name) ?? '')).join('\n')}
<button type="submit">${text(form.submitText)}</button>
</form>
<p role="status"></p>
</main>
<script>
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const fields = [...new FormData(event.target)].filter(([, value]) => value !== '').map(([name, value]) => ({ objectTypeId: '0-1', name, value }));
  const status = document.querySelector('[role=status]');
  try {
    const answer = await fetch(${json(to)}, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fields, context: { pageUri: location.href, pageName: document.title } }),
    });
    const body = await answer.json();
    status.textContent = answer.ok ? body.inlineMessage : (body.errors || [body]).map((each) => each.message).join('; ');
    if (answer.ok) event.target.hidden = true;
  } catch {
    status.textContent = 'Not sent. Try again.';
  }
});
</script>
</body>
</html>
`;
}

function fieldOf(field: FormField, value: string): string {
  const name = text(field.name);
  if (field.hidden) return `<input type="hidden" name="${name}" value="${text(value)}">`;
  const needed = field.required ? ' required' : '';
  if (field.options.length > 0) {
    const choices = field.options.map(
      (option) =>
        `<label><input type="radio" name="${name}" value="${text(option.value)}"${option.value === value ? ' checked' : ''}${needed}> ${text(option.label)}</label>`,
    );
    return `<fieldset><legend>${text(field.label)}</legend>${choices.join('')}</fieldset>`;
  }
  const box =
    field.fieldType === 'multi_line_text'
      ? `<textarea name="${name}" rows="3"${needed}>${text(value)}</textarea>`
      : `<input type="text" name="${name}" value="${text(value)}"${needed}>`;
  return `<p><label>${text(field.label)} ${box}</label></p>`;
}

const MARKUP: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => MARKUP[character] ?? character);
}

/** JSON inside a script: nothing in it can end the script. */
function json(value: string): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
