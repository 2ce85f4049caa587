import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoBrowser, startDemoBrowser } from '../support/demo-browser.ts';

let stage: DemoBrowser;

beforeAll(async () => {
  stage = await startDemoBrowser();
});
afterAll(() => stage?.close());

const WHO = 'Emma Clark';

/** Goes to a day field and types a day as its format says. */
async function typeDay(page: Page, label: string, day: string): Promise<void> {
  const field = fieldOf(page, label);
  await field.waitFor();
  await reach(page, field);
  await field.fill(day);
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = fieldOf(page, label);
  await field.waitFor();
  await reach(page, field);
  await field.selectOption({ label: option });
}

it('a project goes from needs to the customer’s own answer, by keyboard', async () => {
  const page = await stage.browser.newPage();
  await stage.openRecord(page, 'en', WHO);
  await page.getByRole('tab', { name: /Delivery/ }).focus();
  await page.keyboard.press('Enter');

  await press(page, 'Begin a project');
  await press(page, 'Save');
  await page.getByText('delivering · began Nov 23, 2026').waitFor();

  await press(page, 'Add a need');
  await press(page, 'Save');
  await page.getByText('This is needed.').first().waitFor();
  await type(page, 'What is it?', 'Reports leave by themselves 报表自动发出');
  await typeDay(page, 'Delivery expected on', '2026-12-31');
  await press(page, 'Save');
  await page
    .getByText('High · expected', { exact: false })
    .or(page.getByText('Medium · expected', { exact: false }))
    .waitFor();

  await press(page, 'Confirm the needs');
  await type(page, 'Confirmed by (customer)', 'Emma Clark');
  await type(page, 'Confirmed by (us)', 'Grace Miller');
  await press(page, 'Save');
  await page.getByText('Confirmed by Emma Clark and Grace Miller').waitFor();

  await press(page, 'Add a milestone');
  await type(page, 'What is it?', 'Go live');
  await choose(page, 'Owner', 'Grace Miller');
  await typeDay(page, 'Due on', '2026-12-15');
  await press(page, 'Save');
  await page.getByRole('button', { name: 'Done: Go live', exact: true }).waitFor();

  await press(page, 'Write the weekly report');
  await type(page, 'Done', 'installed');
  await expect.poll(() => fieldOf(page, 'Next').inputValue(), { timeout: 15_000 }).toContain('Go live');
  await press(page, 'Save');
  await page.getByText(/Week of Nov 23, 2026: installed/).waitFor();

  await press(page, 'Write to the customer');
  await expect.poll(() => fieldOf(page, 'Text').inputValue(), { timeout: 15_000 }).toContain('Dear Emma Clark,');
  await press(page, 'Write in HubSpot');
  await page
    .getByText(/SEND_EMAIL/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await press(page, 'Save');
  await page
    .getByText(/Progress letter to the customer, Dec 7, 2026/)
    .first()
    .waitFor();

  await press(page, 'Raise an exception: Go live');
  await type(page, 'What is it?', 'The server comes later');
  await press(page, 'Save');
  await page.getByText(/told within 24 hours/).waitFor();
  await press(page, 'The customer agrees: The server comes later');
  await type(page, 'Agreed with (customer)', 'Emma Clark');
  await type(page, 'New plan', 'a hosted server first');
  await press(page, 'Save');
  await page.getByText(/Agreed with Emma Clark on/).waitFor();

  await press(page, 'Done: Go live');
  await press(page, 'Save');
  await page.getByText('delivered, to be accepted · began').waitFor();
  await press(page, 'Judge: Reports leave by themselves 报表自动发出');
  await press(page, 'Save');
  // Written before the next form is opened: its answer would close it.
  await page.getByText('Accepted', { exact: true }).waitFor();
  await press(page, 'Sign the acceptance');
  await type(page, 'Signed by (customer)', 'Emma Clark');
  await press(page, 'Save');
  await page.getByText('in service · began').waitFor();

  await press(page, 'Link to the satisfaction survey');
  const link = await page
    .getByText(/rv_survey_token=/)
    .first()
    .textContent();
  const survey = await stage.browser.newPage();
  await survey.goto((link ?? '').trim());
  await survey.getByRole('heading', { name: /Customer satisfaction/ }).waitFor();
  for (const [question, mark] of [
    ['Service quality', '5'],
    ['Speed of response', '4'],
    ['Effect of the solution', '4'],
    ['Professionalism', '5'],
  ] as const) {
    const first = survey
      .getByRole('group', { name: new RegExp(question) })
      .getByRole('radio')
      .first();
    await first.focus();
    await survey.keyboard.press('Space');
    for (let at = 1; at < Number(mark); at += 1) await survey.keyboard.press('ArrowRight');
  }
  await survey.getByRole('button', { name: /Send/ }).focus();
  await survey.keyboard.press('Enter');
  await survey.getByText('Thank you for your answer.').waitFor();
  await survey.close();

  // The daily run reads what was answered.
  await stage.demo.plan();
  await stage.openRecord(page, 'en', WHO);
  await page.getByRole('tab', { name: /Delivery/ }).click();
  await page.getByText(/Answered on .*Service quality 5\/5/).waitFor();
  await expect(page.getByRole('button', { name: 'Link to the satisfaction survey' }).count()).resolves.toBe(0);
  expect(stage.browser.takeComplaints()).toEqual([]);
  await page.close();
});

/** Goes to what a screen reader calls so, and presses Enter. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).first();
  await button.waitFor();
  await reach(page, button);
  await page.keyboard.press('Enter');
}

async function type(page: Page, label: string, text: string): Promise<void> {
  const field = fieldOf(page, label);
  await field.waitFor();
  await reach(page, field);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** A field by its label, required or not. */
function fieldOf(page: Page, label: string): Locator {
  return page.getByRole('form').or(page.locator('form')).getByLabel(label).first();
}

async function reach(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never reached it');
}
