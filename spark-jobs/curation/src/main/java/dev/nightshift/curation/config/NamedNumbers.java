package dev.nightshift.curation.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;

/** Numbers by names, written as {@code web=0.1,books=1,*=0.5}. */
public final class NamedNumbers {

  private NamedNumbers() {}

  /**
   * Reads them, in their order.
   *
   * @param allowed which numbers are good; it is never asked of what is none
   * @param bad takes each part that is no name with such a number
   */
  public static Map<String, Double> parse(
      String text, DoublePredicate allowed, Consumer<String> bad) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String part : text.split(",")) {
      int equals = part.lastIndexOf('=');
      double number = equals < 1 ? Double.NaN : number(part.substring(equals + 1).strip());
      if (Double.isNaN(number) || !allowed.test(number)) {
        bad.accept(part);
      } else {
        numbers.put(part.substring(0, equals).strip(), number);
      }
    }
    return numbers;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
