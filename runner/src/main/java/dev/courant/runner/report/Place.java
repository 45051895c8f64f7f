package dev.courant.runner.report;

/**
 * Where in a file something stands.
 *
 * @param line from 1; 0 when it is the file as a whole
 * @param column from 1; 0 when it is the line as a whole
 */
public record Place(int line, int column) {
  public static final Place NONE = new Place(0, 0);

  /** {@code :3:17}, to stand behind the file's name; nothing for the file as a whole. */
  @Override
  public String toString() {
    return (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column);
  }
}
