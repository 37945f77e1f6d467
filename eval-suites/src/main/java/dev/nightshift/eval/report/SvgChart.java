package dev.nightshift.eval.report;

import java.util.List;
import java.util.Locale;

/** Small inline drawings: a learning curve, a funnel. No script, no font, no file beside. */
final class SvgChart {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 170;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 24;
  private static final int BOTTOM = 26;
  private static final int MOST_POINTS = 400;

  private SvgChart() {}

  /** A metric over steps, with the ends of both axes named. */
  static String curve(Curve curve) {
    List<Curve.Point> points =
        curve.points().stream().filter(p -> Double.isFinite(p.value())).toList();
    if (points.isEmpty()) {
      return "";
    }
    long first = points.get(0).step();
    long last = points.get(points.size() - 1).step();
    double low = points.stream().mapToDouble(Curve.Point::value).min().orElse(0);
    double high = points.stream().mapToDouble(Curve.Point::value).max().orElse(1);
    double span = high > low ? high - low : 1;
    int stride = Math.max(1, (points.size() + MOST_POINTS - 1) / MOST_POINTS);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      if (i % stride == 0 || i == points.size() - 1) {
        Curve.Point point = points.get(i);
        double x =
            LEFT
                + (WIDTH - LEFT - RIGHT)
                    * (point.step() - first)
                    / (double) Math.max(1, last - first);
        double y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - (point.value() - low) / span);
        path.append(path.isEmpty() ? "M" : "L").append(at(x)).append(' ').append(at(y));
      }
    }
    int floor = HEIGHT - BOTTOM;
    return open(HEIGHT, curve.name() + " over the steps of " + curve.run())
        + text(LEFT, 14, "start", curve.name() + " · " + curve.run())
        + line(LEFT, floor, WIDTH - RIGHT, floor)
        + line(LEFT, TOP, LEFT, floor)
        + text(LEFT - 4, TOP + 4, "end", label(high))
        + text(LEFT - 4, floor, "end", label(low))
        + text(LEFT, HEIGHT - 8, "start", "step " + first)
        + text(WIDTH - RIGHT, HEIGHT - 8, "end", Long.toString(last))
        + "<path d=\""
        + path
        + "\" fill=\"none\" stroke=\"#2563a8\" stroke-width=\"1.5\"/></svg>";
  }

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
        new StringBuilder(
            "<svg role=\"img\" aria-label=\"rows that came in and were kept, by step\" viewBox=\"0 0 "
                + width
                + " "
                + height
                + "\" width=\""
                + width
                + "\" height=\""
                + height
                + "\">");
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

  private static String open(int height, String label) {
    return "<svg role=\"img\" aria-label=\""
        + escape(label)
        + "\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + height
        + "\" width=\""
        + WIDTH
        + "\" height=\""
        + height
        + "\">";
  }

  private static String text(int x, int y, String anchor, String text) {
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

  private static String line(int x1, int y1, int x2, int y2) {
    return "<line x1=\""
        + x1
        + "\" y1=\""
        + y1
        + "\" x2=\""
        + x2
        + "\" y2=\""
        + y2
        + "\" stroke=\"#999\"/>";
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

  private static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
