/** The timers of kafkajs's request queue: a connected client that waits for nothing must not wake up. */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const original = {
  send: RequestQueue.prototype.sendSocketRequest,
  destroy: RequestQueue.prototype.destroy,
};
/** How often requests in flight are looked at, in ms: kafkajs's own figure. */
const timeoutCheckMs = 100;

/** For every client of this process; the caller guards the version. */
export function quietRequestQueue(): void {
  const queue = RequestQueue.prototype;
  if (queue.scheduleCheckPendingRequests === schedulePending) return;
  queue.scheduleCheckPendingRequests = schedulePending;
  queue.scheduleRequestTimeoutCheck = scheduleTimeouts;
  queue.sendSocketRequest = function send(this: RequestQueue, request) {
    original.send.call(this, request);
    this.scheduleRequestTimeoutCheck();
  };
  queue.destroy = function destroy(this: RequestQueue) {
    original.destroy.call(this);
    this.requestTimeoutIntervalId = undefined;
  };
}

/**
 * kafkajs re-arms this timer for ever, with a negative delay: a connected client then wakes every millisecond (4 % of
 * a core when idle) and Node 24 prints a TimeoutNegativeWarning. It is needed only while requests wait.
 */
function schedulePending(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const delayMs = Math.max(10, this.throttledUntil - Date.now());
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
}

/** kafkajs looks for ever, ten times a second and connection. It is needed only while requests are in flight. */
function scheduleTimeouts(this: RequestQueue): void {
  const isNeeded = this.enforceRequestTimeout && this.inflight.size > 0;
  if (!isNeeded || this.requestTimeoutIntervalId !== undefined) return;
  let lookedMs = Date.now();
  this.requestTimeoutIntervalId = setInterval(() => {
    const nowMs = Date.now();
    const hasSlept = nowMs - lookedMs > 10 * timeoutCheckMs;
    lookedMs = nowMs;
    // Answers that came while this process was stopped are read first.
    if (hasSlept) return;
    for (const request of [...this.inflight.values()]) {
      if (nowMs - (request.sentAt ?? nowMs) > request.requestTimeout) request.timeoutRequest();
    }
    if (this.inflight.size > 0 && this.isConnected()) return;
    clearInterval(this.requestTimeoutIntervalId);
    this.requestTimeoutIntervalId = undefined;
  }, timeoutCheckMs);
}
