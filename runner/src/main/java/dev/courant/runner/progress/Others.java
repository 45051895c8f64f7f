package dev.courant.runner.progress;

import java.util.Set;

/**
 * What other processes run of the same chain.
 *
 * @param engines that run queries in another process
 * @param queries that they have files of
 */
public record Others(Set<String> engines, Set<String> queries) {
  /** Properties by which a runner learns of them: words with commas between. */
  private static final String ENGINES = "courant.otherEngines";
  private static final String QUERIES = "courant.otherQueries";

  public static Others ofThisChain() {
    return new Others(words(ENGINES), words(QUERIES));
  }

  private static Set<String> words(String property) {
    return Set.of(System.getProperty(property, "").split(","));
  }

  /** @param last who reported it; {@code null} where nobody knows. A query may have moved to another engine since. */
  boolean run(String query, Engine last) {
    return queries.contains(query) || last != null && engines.contains(last.word());
  }
}
