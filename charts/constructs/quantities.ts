/** Amounts as Kubernetes and Java write them. */

const mebibyte = 2 ** 20;

/** 1_500 → `1500m`. */
export function cpuQuantity(millis: number): string {
  return `${millis}m`;
}

/** Bytes in whole mebibytes, rounded up: `896Mi`. */
export function memoryQuantity(bytes: number): string {
  return `${Math.ceil(bytes / mebibyte)}Mi`;
}

/** Bytes in whole gibibytes, rounded up: `20Gi`. */
export function storageQuantity(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)}Gi`;
}

/** Bytes as Java's and Spark's flags take them: `512m`. */
export function javaMemory(bytes: number): string {
  return `${Math.ceil(bytes / mebibyte)}m`;
}
