/** The name of an account: one producer in one partition. */
export function accountKey(producer: string, partition: number): string {
  return `${partition}/${producer}`;
}
