package dev.courant.runner.query;

import dev.courant.runner.report.Place;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/**
 * A query's text as Spark's own lexer takes it apart: only that knows which semicolon ends a statement, and which
 * dashes begin a comment.
 */
final class SqlText {
  private final String text;
  private final List<Token> words = new ArrayList<>();
  private final List<Comment> comments = new ArrayList<>();
  private final boolean isCut;

  SqlText(String text) {
    this.text = text;
    SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
    lexer.removeErrorListeners();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        words.add(token);
      } else if (isComment(token)) {
        comments.add(comment(token));
      }
    }
    isCut = lexer.has_unclosed_bracketed_comment;
  }

  private static boolean isComment(Token token) {
    return token.getType() == SqlBaseLexer.SIMPLE_COMMENT || token.getType() == SqlBaseLexer.BRACKETED_COMMENT;
  }

  private static Comment comment(Token token) {
    Place place = new Place(token.getLine(), token.getCharPositionInLine() + 1);
    return new Comment(
        token.getText(), place, token.getStartIndex(), token.getType() == SqlBaseLexer.SIMPLE_COMMENT);
  }

  /** All but blanks and comments. */
  List<Token> words() {
    return words;
  }

  List<Comment> comments() {
    return comments;
  }

  /** Index of the first word; beyond all where there is none. */
  int begin() {
    return words.isEmpty() ? Integer.MAX_VALUE : words.get(0).getStartIndex();
  }

  /** Whether it ends within a comment. */
  boolean isCut() {
    return isCut;
  }

  boolean holds(int type) {
    return words.stream().anyMatch(word -> word.getType() == type);
  }

  /**
   * The one statement with whatever stands before it, so that its lines count as in the file; all text where there are
   * more.
   */
  String statement() {
    return statements().size() > 1 ? text : words.stream()
        .filter(SqlText::isSemicolon)
        .findFirst()
        .map(end -> text.substring(0, text.offsetByCodePoints(0, end.getStartIndex())))
        .orElse(text);
  }

  /** The words of each statement; what is empty between two semicolons is none. */
  List<List<Token>> statements() {
    List<List<Token>> statements = new ArrayList<>();
    List<Token> current = new ArrayList<>();
    for (Token word : words) {
      if (!isSemicolon(word)) {
        if (current.isEmpty()) {
          statements.add(current);
        }
        current.add(word);
      } else {
        current = new ArrayList<>();
      }
    }
    return statements;
  }

  private static boolean isSemicolon(Token word) {
    return word.getType() == SqlBaseLexer.SEMICOLON;
  }
}
