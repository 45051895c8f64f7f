package dev.courant.runner.source;

import dev.courant.runner.feed.Readings;
import java.io.Serializable;

/** Opens the topic in the process where it is read; there it is the same one for everybody. */
@FunctionalInterface
public interface Topics extends Serializable {
  Readings open();
}
