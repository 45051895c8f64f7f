package dev.courant.runner.feed;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest blocks of all partitions, no more than the heap has room for; those that came first go first. */
final class KeptBlocks {
  private record Kept(Object owner, Block block) {}

  private final long mostRows;
  private final long mostBytes;
  private final LinkedHashSet<Kept> oldestFirst = new LinkedHashSet<>();
  /** Of each owner by the offset of its start. */
  private final Map<Object, TreeMap<Long, Block>> byOwner = new HashMap<>();
  private long rows;
  private long bytes;

  KeptBlocks(long mostRows, long mostBytes) {
    this.mostRows = mostRows;
    this.mostBytes = mostBytes;
  }

  /** @return the block of an owner that holds an offset; {@code null} when none does any more */
  synchronized Block find(Object owner, long offset) {
    TreeMap<Long, Block> own = byOwner.get(owner);
    Map.Entry<Long, Block> before = own == null ? null : own.floorEntry(offset);
    return before != null && before.getValue().holds(offset) ? before.getValue() : null;
  }

  /** The last one stays, however long: somebody is about to read it. */
  synchronized void add(Object owner, Block block) {
    oldestFirst.add(new Kept(owner, block));
    byOwner.computeIfAbsent(owner, any -> new TreeMap<>()).put(block.start(), block);
    rows += block.size();
    bytes += block.bytes();
    while (oldestFirst.size() > 1 && (rows > mostRows || bytes > mostBytes)) {
      forget(oldestFirst.iterator().next());
    }
  }

  /** Those of an owner that end at an offset, or before it. */
  synchronized void forgetUntil(Object owner, long offset) {
    TreeMap<Long, Block> own = byOwner.get(owner);
    if (own != null) {
      List.copyOf(own.headMap(offset).values()).stream()
          .filter(block -> block.end() <= offset)
          .forEach(block -> forget(new Kept(owner, block)));
    }
  }

  synchronized void forgetAll(Object owner) {
    forgetUntil(owner, Long.MAX_VALUE);
  }

  private void forget(Kept kept) {
    oldestFirst.remove(kept);
    TreeMap<Long, Block> own = byOwner.get(kept.owner());
    own.remove(kept.block().start(), kept.block());
    if (own.isEmpty()) {
      byOwner.remove(kept.owner());
    }
    rows -= kept.block().size();
    bytes -= kept.block().bytes();
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized long rows() {
    return rows;
  }
}
