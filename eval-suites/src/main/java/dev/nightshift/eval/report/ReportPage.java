package dev.nightshift.eval.report;

import dev.nightshift.eval.report.Block.Bullets;
import dev.nightshift.eval.report.Block.Drawing;
import dev.nightshift.eval.report.Block.Figure;
import dev.nightshift.eval.report.Block.Gallery;
import dev.nightshift.eval.report.Block.Heading;
import dev.nightshift.eval.report.Block.Paragraph;
import dev.nightshift.eval.report.Block.Table;
import dev.nightshift.eval.stats.ChoiceCalibration;
import dev.nightshift.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a report says, from the top: scores first, then what they rest on. */
final class ReportPage {

  private static final String COMPARED =
      "Each model is compared with the one before it on the same items: by McNemar's exact test"
          + " where scores are 0 or 1, by the paired bootstrap elsewhere. p is corrected for all"
          + " comparisons here (Holm). Where no difference is shown, the detectable one would have"
          + " been found with a chance of .8.";

  private static final String CALIBRATED =
      "Log-likelihoods normalised over the choices of an item: the gap between confidence and"
          + " accuracy over 15 bins (ECE), the Brier score from 0 to 2, and how well confidence tells"
          + " right answers from wrong ones (AUC, .5 tells nothing).";

  private final List<Block> blocks = new ArrayList<>();

  private ReportPage() {}

  static Page of(Report report) {
    ReportPage page = new ReportPage();
    page.results(report);
    page.training(report);
    page.data(report);
    page.origin(report);
    return new Page(report.title(), report.madeAt(), report.lake(), page.blocks);
  }

  private void results(Report report) {
    if (report.results().isEmpty() && report.models().isEmpty()) {
      section("Results");
      blocks.add(new Paragraph("Nothing was evaluated yet: run the job evaluate."));
      return;
    }
    section("Results");
    blocks.add(ResultTable.of(report.results()));
    if (report.results().stream().anyMatch(r -> r.comparison() != null)) {
      blocks.add(new Paragraph(COMPARED));
    }
    contamination(report.results());
    if (!report.calibrations().isEmpty()) {
      section("Calibration of choices");
      blocks.add(
          new Table(
              List.of(
                  "model",
                  "task",
                  "ECE",
                  "Brier",
                  "± stderr",
                  "confidence",
                  "accuracy",
                  "AUC",
                  "n"),
              report.calibrations().stream().map(ReportPage::calibration).toList()));
      blocks.add(new Paragraph(CALIBRATED));
    }
    SequenceTable sequence = report.sequence();
    if (sequence != null) {
      section("Sequence of models");
      blocks.addAll(sequence.blocks());
    }
  }

  private void contamination(List<ResultRow> results) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ResultRow row : results) {
      CleanSplit split = row.split();
      if (split != null) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(row.model()));
        cells.add(Cell.of(row.task()));
        cells.add(Cell.of(row.scoreName()));
        part(split.clean(), cells);
        part(split.contaminated(), cells);
        cells.add(Cell.of(split.against()));
        rows.add(cells);
      }
    }
    if (!rows.isEmpty()) {
      section("Clean and contaminated items");
      blocks.add(
          new Table(
              List.of(
                  "model",
                  "task",
                  "metric",
                  "clean",
                  "± stderr",
                  "n",
                  "contaminated",
                  "± stderr ",
                  "n ",
                  "searched"),
              rows));
    }
  }

  private static void part(@Nullable Estimate part, List<Cell> cells) {
    cells.add(part == null ? Cell.empty() : Cells.value(part.mean()));
    cells.add(part == null ? Cell.empty() : Cells.error(part.standardError()));
    cells.add(Cell.count(part == null ? 0 : part.n()));
  }

  private void training(Report report) {
    if (!report.shares().isEmpty()) {
      section("Measured in training");
      blocks.add(
          new Table(
              List.of("measure", "value", "95 % interval", "n", "run"),
              report.shares().stream()
                  .map(
                      s ->
                          List.of(
                              Cell.of(s.name()),
                              Cells.value(s.value()),
                              Cells.interval(s.interval()),
                              Cell.count(s.n()),
                              Cell.of(s.runId())))
                  .toList()));
    }
    if (!report.curves().isEmpty()) {
      section("Learning curves");
      blocks.add(
          new Table(
              List.of("metric", "run", "first step", "first", "last step", "last"),
              report.curves().stream()
                  .filter(c -> !c.points().isEmpty())
                  .map(ReportPage::ends)
                  .toList()));
      Map<String, List<Drawing>> families = new LinkedHashMap<>();
      for (CurveChart chart : CurveChart.of(report)) {
        families
            .computeIfAbsent(chart.subject() + " · " + chart.family(), title -> new ArrayList<>())
            .add(new Drawing(chart.metric(), LineChart.element(chart), chart.fileName()));
      }
      families.forEach((title, drawings) -> blocks.add(new Gallery(title, drawings)));
    }
  }

  private void data(Report report) {
    if (!report.funnel().isEmpty()) {
      section("From raw to kept");
      blocks.add(
          new Figure(
              SvgChart.funnel(report.funnel()),
              new Table(
                  List.of("step", "in", "kept", "share", "run"),
                  report.funnel().stream()
                      .map(
                          f ->
                              List.of(
                                  Cell.of(f.name()),
                                  Cell.count(f.in()),
                                  Cell.count(f.kept()),
                                  Cells.share(f.kept(), f.in()),
                                  Cell.of(f.runId())))
                      .toList())));
    }
    if (!report.rejects().isEmpty()) {
      section("Refused rows");
      blocks.add(
          new Table(
              List.of("stage", "reason", "rows"),
              report.rejects().stream()
                  .map(r -> List.of(Cell.of(r.stage()), Cell.of(r.reason()), Cell.count(r.rows())))
                  .toList()));
    }
  }

  private void origin(Report report) {
    if (!report.models().isEmpty()) {
      section("Models");
      blocks.add(
          new Table(
              List.of("model", "digest", "run", "path"),
              report.models().stream()
                  .map(
                      m ->
                          List.of(
                              Cell.of(m.name()),
                              Cell.of(Cells.shortDigest(m.digest())),
                              Cell.of(m.runId()),
                              Cell.of(m.path())))
                  .toList()));
    }
    lineage(report.lineage(), blocks);
    if (!report.next().isEmpty()) {
      section("Where to look next");
      blocks.add(new Bullets(report.next()));
    }
  }

  private static List<Cell> calibration(CalibrationRow row) {
    ChoiceCalibration found = row.calibration();
    return List.of(
        Cell.of(row.model()),
        Cell.of(row.task()),
        Cells.value(found.calibrationError()),
        Cells.value(found.brier().mean()),
        Cells.error(found.brier().standardError()),
        Cells.value(found.confidence().mean()),
        Cells.value(found.accuracy().mean()),
        Cells.value(found.discrimination()),
        Cell.count(found.accuracy().n()));
  }

  /** The runs that numbers rest on, as a section. */
  static void lineage(List<LineageRun> runs, List<Block> into) {
    if (runs.isEmpty()) {
      return;
    }
    into.add(new Heading(2, "Lineage"));
    into.add(
        new Table(
            List.of("run", "job", "seed", "took", "read", "wrote"),
            runs.stream()
                .map(
                    l ->
                        List.of(
                            Cell.of(l.runId()),
                            Cell.of(l.job()),
                            Cell.count(l.seed()),
                            Cells.seconds(l.seconds()),
                            Cell.of(String.join(", ", l.inputs())),
                            Cell.of(String.join(", ", l.outputs()))))
                .toList()));
  }

  private static List<Cell> ends(Curve curve) {
    Curve.Point first = curve.points().get(0);
    Curve.Point last = curve.points().get(curve.points().size() - 1);
    return List.of(
        Cell.of(curve.name()),
        Cell.of(curve.run()),
        Cell.count(first.step()),
        Cells.value(first.value()),
        Cell.count(last.step()),
        Cells.value(last.value()));
  }

  private void section(String title) {
    blocks.add(new Heading(2, title));
  }
}
