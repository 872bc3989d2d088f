package io.vsd.local.cluster;

/**
 * Memory that one process needs, in MB of 2^20 bytes.
 *
 * @param heap limit of its Java heap (-Xmx)
 * @param direct limit of its direct buffers (-XX:MaxDirectMemorySize), which DJL and Netty take
 * @param resident expected resident memory at work: heap, JVM, and what libtorch holds
 */
record ServiceNeed(int heap, int direct, int resident) {

  ServiceNeed withHeap(int limit) {
    return new ServiceNeed(limit, direct, Math.max(1, resident - heap + limit));
  }
}
