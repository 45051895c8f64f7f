package dev.courant.runner.query;

/**
 * A query as its user wrote it.
 *
 * @param name the file's name without {@code .sql}: also the output topic
 * @param file as shown to the user
 */
public record QueryFile(String name, String file, String sql, QueryHeader header) {}
