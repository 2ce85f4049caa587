/** What planning wrote of customers, as HubSpot's own histories tell it. */
export interface PlanHistory {
  /**
   * Puts the plans of these customers, their visits and tasks back as they stood at an instant, epoch ms by HubSpot's clock; what was
   * made since is withdrawn. May run twice.
   *
   * Left as they are: customers with whom people did something since, those first planned since, and those whose history does not
   * reach back so far.
   */
  restore(
    contactIds: readonly string[],
    at: number,
  ): Promise<{ readonly restored: number; readonly unchanged: number; readonly left: readonly string[] }>;
}
