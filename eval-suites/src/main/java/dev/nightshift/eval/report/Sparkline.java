package dev.nightshift.eval.report;

import java.util.List;

/** A course of numbers in the space of a word. */
final class Sparkline {

  private static final String STEPS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 110;
  private static final int HEIGHT = 22;
  private static final int MARGIN = 3;

  private Sparkline() {}

  /** As characters; the least is the lowest block, and equal numbers stand in the middle. */
  static String text(List<Double> values) {
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      double share = high > low ? (value - low) / (high - low) : .5;
      text.append(STEPS.charAt((int) Math.min(7, Math.floor(share * 8))));
    }
    return text.toString();
  }

  /** As a drawing, with a dot on the last point. */
  static String drawing(List<Double> values, String label) {
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder path = new StringBuilder();
    double x = 0;
    double y = 0;
    for (int i = 0; i < values.size(); i++) {
      double share = high > low ? (values.get(i) - low) / (high - low) : .5;
      x = MARGIN + (WIDTH - 2.0 * MARGIN) * (values.size() == 1 ? .5 : i / (values.size() - 1.0));
      y = MARGIN + (HEIGHT - 2.0 * MARGIN) * (1 - share);
      path.append(i == 0 ? "M" : "L").append(SvgChart.at(x)).append(' ').append(SvgChart.at(y));
    }
    return SvgChart.open(WIDTH, HEIGHT, label)
        + "<path d=\""
        + path
        + "\" fill=\"none\" stroke=\"#2563a8\" stroke-width=\"1.5\"/><circle cx=\""
        + SvgChart.at(x)
        + "\" cy=\""
        + SvgChart.at(y)
        + "\" r=\"2.5\" fill=\"#2563a8\"/></svg>";
  }
}
