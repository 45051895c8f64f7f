package dev.courant.runner.query;

import dev.courant.runner.report.Place;

/**
 * A comment in a query.
 *
 * @param start index of its first character
 * @param isLine behind {@code --}
 */
public record Comment(String text, Place place, int start, boolean isLine) {}
