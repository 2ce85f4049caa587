import { describe, expect, it } from 'vitest';
import { newPortal } from './support.ts';

const field = (name: string, more: object = {}) => ({
  objectTypeId: '0-1',
  name,
  label: name,
  required: false,
  hidden: false,
  fieldType: 'single_line_text',
  ...more,
});
const group = (...fields: readonly object[]) => ({ groupType: 'default_group', richTextType: 'text', fields });

async function withForm(...fields: readonly object[]) {
  const portal = newPortal();
  const definition = { name: 'How <was> it?', formType: 'hubspot', fieldGroups: [group(...fields)] };
  const { body, status } = await portal.post('/marketing/v3/forms', definition);
  expect(status).toBe(201);
  const id: string = body.id;
  const send = (values: { readonly [name: string]: string }, secure = '') =>
    portal.call(
      'POST',
      `/submissions/v3/integration/${secure}submit/4242/${id}`,
      { fields: Object.entries(values).map(([name, value]) => ({ objectTypeId: '0-1', name, value })) },
      secure === '' ? { Authorization: '' } : {},
    );
  const sent = async (query = '') => (await portal.get(`/form-integrations/v1/submissions/forms/${id}${query}`)).body;
  return { portal, id, send, sent };
}

describe('a submission', () => {
  it('without authentication holds only fields of the form, and those it requires', async () => {
    const { send, sent } = await withForm(field('score', { required: true }), field('token', { hidden: true }));
    const unknown = await send({ score: '5', other: 'x' });
    expect(unknown).toMatchObject({
      status: 400,
      body: { message: 'The request is not valid', errors: [{ errorType: 'FIELD_NOT_IN_FORM_DEFINITION' }] },
    });
    expect(await send({ score: '', token: 't' })).toMatchObject({
      status: 400,
      body: { errors: [{ errorType: 'REQUIRED_FIELD' }] },
    });
    expect((await sent()).results).toEqual([]);
    expect((await send({ score: '5', token: 't' })).status).toBe(200);
    expect((await send({ other: 'x' }, 'secure/')).status).toBe(200);
    expect((await sent()).results).toHaveLength(2);
  });

  it('is given the newest first, page by page, with its hidden fields', async () => {
    const { send, sent } = await withForm(field('token', { hidden: true }));
    for (let n = 1; n <= 3; n += 1) await send({ token: `t${n}` });
    const first = await sent('?limit=2');
    expect(first.results.map((one: { values: { value: string }[] }) => one.values[0]?.value)).toEqual(['t3', 't2']);
    const second = await sent(`?limit=2&after=${first.paging.next.after}`);
    expect(second.results.map((one: { values: { value: string }[] }) => one.values[0]?.value)).toEqual(['t1']);
    expect(second.paging).toBeUndefined();
  });

  it('without an address makes no contact', async () => {
    const { portal, send } = await withForm(field('firstname'));
    await send({ firstname: 'Ada' });
    expect((await portal.get('/crm/objects/2026-09/contacts')).body.results).toEqual([]);
  });
});

describe('the page of a form', () => {
  it('shows its fields, and takes values from the address, hidden ones too, as text and nothing else', async () => {
    const { portal, id } = await withForm(
      field('score', { fieldType: 'radio', options: [{ value: '1', label: 'poor', displayOrder: 0 }] }),
      field('token', { hidden: true }),
    );
    const given = new URLSearchParams({ token: '"><script>alert(1)</script>' });
    const answer = await portal.portal.fetch(new Request(`http://portal.test/__portal/forms/${id}?${given}`));
    const html = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('How &lt;was&gt; it?');
    expect(html).toContain('type="radio" name="score" value="1"');
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>alert');
  });

  it('of no form is not there', async () => {
    const { portal } = await withForm(field('a'));
    expect((await portal.portal.fetch(new Request('http://portal.test/__portal/forms/none'))).status).toBe(404);
  });
});

describe('the addresses of forms', () => {
  it('are v3 and the beta that HubSpot has published, no other', async () => {
    const { portal } = await withForm(field('a'));
    expect((await portal.get('/marketing/v3/forms')).status).toBe(200);
    expect((await portal.get('/marketing/forms/2026-09-beta')).status).toBe(200);
    expect((await portal.get('/marketing/forms/2026-09')).status).toBe(404);
  });
});
