package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Draws the curves of a chart. No script, no font, no file beside. */
final class LineChart {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 170;
  private static final int WIDTH_OF_MODELS = 720;
  private static final int HEIGHT_OF_MODELS = 340;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 34;
  private static final int BOTTOM = 26;
  private static final int LEGEND = 64;
  private static final int LEGEND_LINE = 13;
  private static final int LETTER = 7;
  private static final int FEW_POINTS = 24;
  private static final List<String> COLOURS =
      List.of(
          "#2563a8", "#c2571a", "#17703a", "#7a3e9d", "#b0892b", "#0f8a8a", "#c23b6e", "#6b7280");

  private final CurveChart chart;
  private final StringBuilder legend = new StringBuilder();
  private final int width;
  private final int height;
  private final int top;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  private LineChart(CurveChart chart) {
    this.chart = chart;
    this.width = chart.ofModels() ? WIDTH_OF_MODELS : WIDTH;
    int below = LEGEND_LINE * legend();
    this.top = TOP + below;
    this.height = (chart.ofModels() ? HEIGHT_OF_MODELS : HEIGHT) + below;
    for (String label : chart.lines().keySet()) {
      for (Curve.Point point : points(label)) {
        first = Math.min(first, point.step());
        last = Math.max(last, point.step());
        low = Math.min(low, point.value());
        high = Math.max(high, point.value());
      }
    }
  }

  /** Lays out the labels from left to right and returns how often a new line had to begin. */
  private int legend() {
    int x = LEFT;
    int lines = 0;
    int i = 0;
    for (String label : chart.lines().keySet()) {
      int wide = Math.max(LEGEND, 24 + LETTER * label.length());
      if (x > LEFT && x + wide > width) {
        x = LEFT;
        lines++;
      }
      int y = 23 + LEGEND_LINE * lines;
      if (!label.isEmpty()) {
        legend
            .append(SvgChart.line(x, y, x + 12, y, colour(i)))
            .append(SvgChart.text(x + 16, y + 4, "start", label));
      }
      x += wide;
      i++;
    }
    return lines;
  }

  private static String colour(int line) {
    return COLOURS.get(line % COLOURS.size());
  }

  /** The drawing as an element of a page, with the ends of both axes named. */
  static String element(CurveChart chart) {
    return new LineChart(chart).draw();
  }

  /** The drawing as a document of its own. */
  static String document(CurveChart chart) {
    return element(chart)
            .replaceFirst(
                "<svg ",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"system-ui, sans-serif\""
                    + " font-size=\"11\" ")
        + "\n";
  }

  private String draw() {
    int floor = height - BOTTOM;
    String label = chart.metric() + " over the steps of " + chart.subject();
    StringBuilder out = new StringBuilder();
    out.append(SvgChart.open(width, height, label))
        .append(SvgChart.text(LEFT, 12, "start", chart.metric() + " · " + chart.subject()))
        .append(SvgChart.line(LEFT, floor, width - RIGHT, floor))
        .append(SvgChart.line(LEFT, top, LEFT, floor))
        .append(SvgChart.text(LEFT - 4, top + 4, "end", SvgChart.label(high)))
        .append(SvgChart.text(LEFT - 4, floor, "end", SvgChart.label(low)))
        .append(SvgChart.text(LEFT, height - 8, "start", "step " + first))
        .append(SvgChart.text(width - RIGHT, height - 8, "end", Long.toString(last)))
        .append(legend);
    int i = 0;
    for (String line : chart.lines().keySet()) {
      out.append(line(points(line), colour(i++)));
    }
    return out.append("</svg>").toString();
  }

  /** A path through the points; where they are few, a dot on each. */
  private String line(List<Curve.Point> points, String colour) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (Curve.Point point : points) {
      String x = SvgChart.at(x(point.step()));
      String y = SvgChart.at(y(point.value()));
      path.append(path.isEmpty() ? "M" : "L").append(x).append(' ').append(y);
      dots.append("<circle cx=\"").append(x).append("\" cy=\"").append(y);
      dots.append("\" r=\"2\" fill=\"").append(colour).append("\"/>");
    }
    return "<path d=\""
        + path
        + "\" fill=\"none\" stroke=\""
        + colour
        + "\" stroke-width=\"1.5\"/>"
        + (points.size() <= FEW_POINTS ? dots : "");
  }

  private double x(long step) {
    return LEFT + (width - LEFT - RIGHT) * (step - first) / (double) Math.max(1, last - first);
  }

  private double y(double value) {
    double span = high > low ? high - low : 1;
    return top + (height - top - BOTTOM) * (1 - (value - low) / span);
  }

  private List<Curve.Point> points(String label) {
    Curve curve = Objects.requireNonNull(chart.lines().get(label), label);
    List<Curve.Point> finite = new ArrayList<>(curve.points());
    finite.removeIf(point -> !Double.isFinite(point.value()));
    return finite;
  }
}
