package dev.nightshift.eval.report;

import org.jspecify.annotations.Nullable;

/**
 * A cell of a table.
 *
 * @param text what it says
 * @param tone how it is shown
 * @param order number to sort by; null to sort by the text
 * @param link address that it leads to, relative to the page; empty for none
 * @param drawing an SVG element in place of the text where the format can show one; empty for none
 */
record Cell(String text, Tone tone, @Nullable Double order, String link, String drawing) {

  static Cell of(String text) {
    return new Cell(text, Tone.PLAIN, null, "", "");
  }

  /** A number as it is shown; empty where it is not known. */
  static Cell number(String text, double order) {
    return new Cell(text, Tone.NUMBER, Double.isFinite(order) ? order : null, "", "");
  }

  static Cell count(long count) {
    return number(Long.toString(count), count);
  }

  static Cell empty() {
    return of("");
  }

  Cell as(Tone other) {
    return new Cell(text, other, order, link, drawing);
  }

  Cell to(String address) {
    return new Cell(text, tone, order, address, drawing);
  }

  Cell drawn(String svg) {
    return new Cell(text, tone, order, link, svg);
  }
}
