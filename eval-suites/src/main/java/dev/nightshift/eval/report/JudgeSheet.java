package dev.nightshift.eval.report;

import dev.nightshift.eval.judge.Agreement;
import dev.nightshift.eval.judge.JudgeSummary;
import dev.nightshift.eval.judge.WinRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a judge's verdicts say, to read. */
public final class JudgeSheet {

  private static final String PAIRS =
      "Each pair was judged in both orders: a verdict counts where both agree, else the pair is a"
          + " tie, and a tie counts half. Length-controlled: the win rate at equal length (Dubois et"
          + " al., arXiv 2404.04475). First place: how often the judge chose the answer it saw"
          + " first, ½ without a bias.";

  private JudgeSheet() {}

  /** The summary as Markdown, HTML or LaTeX. */
  public static String render(JudgeSummary summary, Instant madeAt, ReportFormat format) {
    Page page = page(summary, madeAt);
    return switch (format) {
      case HTML -> HtmlRenderer.render(page);
      case LATEX -> LatexRenderer.render(page);
      case MARKDOWN, CSV, JSON -> MarkdownRenderer.render(page, "");
    };
  }

  private static Page page(JudgeSummary summary, Instant madeAt) {
    List<Block> blocks = new ArrayList<>();
    if (!summary.pairs().isEmpty()) {
      blocks.add(new Block.Heading(2, "Win rates"));
      blocks.add(
          new Block.Table(
              List.of(
                  "model",
                  "baseline",
                  "win rate",
                  "± stderr",
                  "length-controlled",
                  "± stderr ",
                  "wins",
                  "losses",
                  "ties",
                  "orders disagree",
                  "unread",
                  "first place",
                  "agreement",
                  "κ",
                  "length alone agrees"),
              summary.pairs().stream().map(JudgeSheet::row).toList()));
      blocks.add(new Block.Paragraph(PAIRS));
    }
    if (!summary.grades().isEmpty()) {
      blocks.add(new Block.Heading(2, "Grades"));
      blocks.add(
          new Block.Table(
              List.of("model", "grade", "± stderr", "n", "unread"),
              summary.grades().stream()
                  .map(
                      g ->
                          List.of(
                              Cell.of(g.model()),
                              Cells.value(g.grade().mean()),
                              Cells.error(g.grade().standardError()),
                              Cell.count(g.grade().n()),
                              Cell.count(g.unread())))
                  .toList()));
    }
    if (summary.undecided() > 0) {
      blocks.add(
          new Block.Paragraph(
              "Undecided: "
                  + summary.undecided()
                  + ". The judge refused them, or wrote no verdict"
                  + " that the rubric reads, in one order at least; they count nowhere else."));
    }
    return new Page("Judged by " + summary.judge(), madeAt, summary.rubric(), blocks);
  }

  private static List<Cell> row(JudgeSummary.OfPairs line) {
    WinRate rate = line.winRate();
    WinRate.PlaceShare place = rate.firstPlace();
    Agreement agreement = line.withLabels();
    return List.of(
        Cell.of(line.model()),
        Cell.of(line.baseline()),
        Cells.value(rate.rate().mean()),
        Cells.error(rate.rate().standardError()),
        Cells.value(line.controlled().rate()),
        Cells.error(line.controlled().standardError()),
        Cell.count(rate.wins()),
        Cell.count(rate.losses()),
        Cell.count(rate.ties()),
        Cell.count(rate.inconsistent()),
        Cell.count(rate.unread()),
        place == null
            ? Cell.empty()
            : Cell.number(
                String.format(
                    Locale.ROOT,
                    "%.3f [%.3f, %.3f]",
                    place.value(),
                    place.interval().low(),
                    place.interval().high()),
                place.value()),
        share(agreement),
        agreement == null ? Cell.empty() : Cells.value(agreement.kappa()),
        share(line.lengthWithLabels()));
  }

  private static Cell share(@Nullable Agreement agreement) {
    return agreement == null
        ? Cell.empty()
        : Cell.number(
            String.format(Locale.ROOT, "%.4f (n %d)", agreement.share(), agreement.n()),
            agreement.share());
  }
}
