package dev.courant.flink.query;

import dev.courant.runner.query.Comment;
import dev.courant.runner.report.Place;
import java.util.ArrayList;
import java.util.List;

/** A query's text, taken apart as far as is needed to know which dashes begin a comment and where the query begins. */
final class SqlText {
  private final String text;
  private final List<Comment> comments = new ArrayList<>();
  private int begin = Integer.MAX_VALUE;
  private int end;
  private int at;

  SqlText(String text) {
    this.text = text;
    while (at < text.length()) {
      step();
    }
  }

  private void step() {
    if (text.startsWith("--", at)) {
      comment(indexOr("\n", at), true);
    } else if (text.startsWith("/*", at)) {
      int last = indexOr("*/", at + 2);
      comment(Math.min(text.length(), last + 2), false);
    } else if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';') {
      at++;
    } else {
      word();
    }
  }

  private int indexOr(String sign, int from) {
    int found = text.indexOf(sign, from);
    return found < 0 ? text.length() : found;
  }

  private void comment(int next, boolean isLine) {
    comments.add(new Comment(text.substring(at, next), place(at), at, isLine));
    at = next;
  }

  private void word() {
    begin = Math.min(begin, at);
    char sign = text.charAt(at);
    boolean isQuoted = sign == '\'' || sign == '"' || sign == '`';
    at = isQuoted ? Math.min(text.length(), indexOr(String.valueOf(sign), at + 1) + 1) : at + 1;
    end = at;
  }

  private Place place(int index) {
    int line = (int) text.substring(0, index).chars().filter(sign -> sign == '\n').count() + 1;
    return new Place(line, index - text.lastIndexOf('\n', index - 1));
  }

  List<Comment> comments() {
    return comments;
  }

  /** Index of the first word; beyond all where there is none. */
  int begin() {
    return begin;
  }

  boolean isEmpty() {
    return begin == Integer.MAX_VALUE;
  }

  /** Up to the last word: without the semicolons and blanks behind it, its lines counted as in the file. */
  String statement() {
    return text.substring(0, end);
  }
}
