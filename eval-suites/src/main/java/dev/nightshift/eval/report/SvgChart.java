package dev.nightshift.eval.report;

import java.util.List;
import java.util.Locale;

/** Small drawings of a report: a funnel, and the parts that all of them are made of. */
final class SvgChart {

  private SvgChart() {}

  /** One bar per step, as long as the rows that went on, on a paler one for those that came in. */
  static String funnel(List<FunnelStep> steps) {
    if (steps.isEmpty()) {
      return "";
    }
    long most =
        Math.max(1, steps.stream().mapToLong(s -> Math.max(s.in(), s.kept())).max().orElse(1));
    int width = 640;
    int bar = width - 330;
    int height = 10 + 26 * steps.size();
    StringBuilder svg =
        new StringBuilder(open(width, height, "rows that came in and were kept, by step"));
    for (int i = 0; i < steps.size(); i++) {
      FunnelStep step = steps.get(i);
      int y = 8 + 26 * i;
      svg.append(text(170, y + 13, "end", step.name()))
          .append(rectangle(180, y, bar * (double) step.in() / most, "#cfdcea"))
          .append(rectangle(180, y, bar * (double) step.kept() / most, "#2563a8"))
          .append(text(190 + bar, y + 13, "start", step.kept() + " of " + step.in()));
    }
    return svg.append("</svg>").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String open(int width, int height, String label) {
    return "<svg role=\"img\" aria-label=\""
        + escape(label)
        + "\" viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\" width=\""
        + width
        + "\" height=\""
        + height
        + "\">";
  }

  static String text(int x, int y, String anchor, String text) {
    return "<text x=\""
        + x
        + "\" y=\""
        + y
        + "\" text-anchor=\""
        + anchor
        + "\">"
        + escape(text)
        + "</text>";
  }

  /** An axis. */
  static String line(int x1, int y1, int x2, int y2) {
    return line(x1, y1, x2, y2, "#999");
  }

  static String line(int x1, int y1, int x2, int y2, String colour) {
    return "<line x1=\""
        + x1
        + "\" y1=\""
        + y1
        + "\" x2=\""
        + x2
        + "\" y2=\""
        + y2
        + "\" stroke=\""
        + colour
        + "\"/>";
  }

  private static String rectangle(int x, int y, double width, String colour) {
    return "<rect x=\""
        + x
        + "\" y=\""
        + y
        + "\" width=\""
        + at(width)
        + "\" height=\"18\" fill=\""
        + colour
        + "\"/>";
  }

  static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String label(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
