package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Draws the curves of a metric. No script, no font, no file beside. */
final class LineChart {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 170;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 34;
  private static final int BOTTOM = 26;
  private static final int LEGEND = 64;
  private static final int FEW_POINTS = 24;
  private static final List<String> COLOURS = List.of("#2563a8", "#c2571a", "#17703a", "#7a3e9d");

  private final CurveChart chart;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  private LineChart(CurveChart chart) {
    this.chart = chart;
    for (String source : chart.sources()) {
      for (Curve.Point point : points(source)) {
        first = Math.min(first, point.step());
        last = Math.max(last, point.step());
        low = Math.min(low, point.value());
        high = Math.max(high, point.value());
      }
    }
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
    int floor = HEIGHT - BOTTOM;
    StringBuilder out = new StringBuilder();
    out.append(SvgChart.open(WIDTH, HEIGHT, chart.metric() + " over the steps of " + chart.run()))
        .append(SvgChart.text(LEFT, 12, "start", chart.metric() + " · " + chart.run()))
        .append(SvgChart.line(LEFT, floor, WIDTH - RIGHT, floor))
        .append(SvgChart.line(LEFT, TOP, LEFT, floor))
        .append(SvgChart.text(LEFT - 4, TOP + 4, "end", SvgChart.label(high)))
        .append(SvgChart.text(LEFT - 4, floor, "end", SvgChart.label(low)))
        .append(SvgChart.text(LEFT, HEIGHT - 8, "start", "step " + first))
        .append(SvgChart.text(WIDTH - RIGHT, HEIGHT - 8, "end", Long.toString(last)));
    List<String> sources = chart.sources();
    for (int i = 0; i < sources.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      if (!sources.get(i).isEmpty()) {
        int x = LEFT + i * LEGEND;
        out.append(SvgChart.line(x, 23, x + 12, 23, colour))
            .append(SvgChart.text(x + 16, 27, "start", sources.get(i)));
      }
      out.append(line(points(sources.get(i)), colour));
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
    return LEFT + (WIDTH - LEFT - RIGHT) * (step - first) / (double) Math.max(1, last - first);
  }

  private double y(double value) {
    double span = high > low ? high - low : 1;
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / span);
  }

  private List<Curve.Point> points(String source) {
    Curve curve = Objects.requireNonNull(chart.lines().get(source), source);
    List<Curve.Point> finite = new ArrayList<>(curve.points());
    finite.removeIf(point -> !Double.isFinite(point.value()));
    return finite;
  }
}
