package dev.courant.runner.progress;

/** Why a query is not running, in words for its user; {@code hint} may be {@code null}. */
public record QueryError(String code, String message, String hint) {}
