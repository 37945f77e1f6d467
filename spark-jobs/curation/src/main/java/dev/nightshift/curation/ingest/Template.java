package dev.nightshift.curation.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text with places for fields: {@code "Question: {question}\nAnswer: {answer}"}. {@code \n} and
 * {@code \t} stand for a line end and a tab, {@code {{} and {@code }}} for braces.
 */
public final class Template implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Literal pieces and field names in turn, starting with a literal. */
  private final ArrayList<String> pieces;

  private Template(ArrayList<String> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a brace is never closed, or no field is named
   */
  public static Template parse(String text) {
    ArrayList<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : '\0';
      if (!inside && c == '\\' && (next == 'n' || next == 't')) {
        piece.append(next == 'n' ? '\n' : '\t');
        i++;
      } else if (!inside && (c == '{' || c == '}') && next == c) {
        piece.append(c);
        i++;
      } else if (!inside && c == '{' || inside && c == '}') {
        pieces.add(piece.toString());
        piece.setLength(0);
        inside = !inside;
      } else if (c == '{' || c == '}') {
        throw new IllegalArgumentException("the brace at character " + (i + 1) + " has no partner");
      } else {
        piece.append(c);
      }
    }
    if (inside) {
      throw new IllegalArgumentException("the last '{' is never closed");
    }
    pieces.add(piece.toString());
    if (pieces.size() == 1) {
      throw new IllegalArgumentException("it names no field");
    }
    return new Template(pieces);
  }

  /** The names of its fields, in order. */
  public List<String> fields() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < pieces.size(); i += 2) {
      names.add(pieces.get(i));
    }
    return names;
  }

  /** The text with the values of its fields. */
  public String fill(UnaryOperator<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      text.append(i % 2 == 0 ? pieces.get(i) : values.apply(pieces.get(i)));
    }
    return text.toString();
  }
}
