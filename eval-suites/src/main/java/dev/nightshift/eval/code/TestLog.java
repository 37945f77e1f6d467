package dev.nightshift.eval.code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a test runner says of each test: lines of {@code pytest -rA} ({@code PASSED name}) and of
 * {@code unittest -v} ({@code name ... ok}), as Django's runner has them too.
 */
final class TestLog {

  private static final List<String> GOOD = List.of("PASSED ", "XFAIL ");
  private static final List<String> BAD = List.of("FAILED ", "ERROR ");
  private static final String DOTS = " ... ";

  private TestLog() {}

  /** Test to whether it passed; a test that failed once has failed. */
  static Map<String, Boolean> read(String log) {
    Map<String, Boolean> results = new LinkedHashMap<>();
    for (String line : log.split("\n", -1)) {
      String text = line.strip();
      GOOD.forEach(start -> note(text, start, true, results));
      BAD.forEach(start -> note(text, start, false, results));
      int dots = text.lastIndexOf(DOTS);
      if (dots > 0) {
        String end = text.substring(dots + DOTS.length());
        boolean passed = end.equals("ok") || end.equals("OK") || end.startsWith("skipped");
        boolean failed = end.startsWith("FAIL") || end.startsWith("ERROR");
        if (passed || failed) {
          results.merge(text.substring(0, dots), passed, Boolean::logicalAnd);
        }
      }
    }
    return results;
  }

  private static void note(
      String line, String start, boolean passed, Map<String, Boolean> results) {
    if (line.startsWith(start)) {
      String name = line.substring(start.length());
      int reason = name.indexOf(" - ");
      results.merge(reason < 0 ? name : name.substring(0, reason), passed, Boolean::logicalAnd);
    }
  }
}
