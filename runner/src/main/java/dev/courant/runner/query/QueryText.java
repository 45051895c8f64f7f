package dev.courant.runner.query;

/**
 * A query's file.
 *
 * @param name the file's name without {@code .sql}: also the output topic
 * @param file as shown to the user
 */
public record QueryText(String name, String file, String sql) {}
