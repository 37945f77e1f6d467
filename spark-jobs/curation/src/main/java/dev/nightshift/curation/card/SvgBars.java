package dev.nightshift.curation.card;

import java.util.List;
import java.util.Locale;

/** A bar chart as a drawing of its own, with no script and no font beside it. */
public final class SvgBars {

  private static final int WIDTH = 640;
  private static final int ROW = 22;
  private static final int LABEL = 190;
  private static final int VALUE = 110;
  private static final int TOP = 34;

  private SvgBars() {}

  /**
   * A bar.
   *
   * @param label what it stands for
   * @param value its length, 0 or more
   */
  public record Bar(String label, double value) {}

  /** Bars one below the other, the longest over the whole width. */
  public static String of(String title, List<Bar> bars) {
    double longest = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    int height = TOP + ROW * bars.size() + 8;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">%n"
                + "<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                + "<text x=\"8\" y=\"20\" font-size=\"14\">%s</text>%n",
            WIDTH,
            height,
            WIDTH,
            height,
            escaped(title),
            escaped(title)));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = TOP + ROW * i;
      double length = longest > 0 ? (WIDTH - LABEL - VALUE) * bar.value() / longest : 0;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#2563a8\"/>"
                  + "<text x=\"%.1f\" y=\"%d\">%,.0f</text>%n",
              LABEL - 8,
              y + 15,
              escaped(bar.label()),
              LABEL,
              y + 3,
              length,
              ROW - 6,
              LABEL + length + 6,
              y + 15,
              bar.value()));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
