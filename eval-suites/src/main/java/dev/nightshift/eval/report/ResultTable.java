package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The scores of a report as a table; columns that no row needs are left out. */
final class ResultTable {

  private record Column(String head, Predicate<ResultRow> needed, Function<ResultRow, Cell> cell) {}

  /** Shown where a task was asked in several layouts. */
  private static final String LAYOUT = "layout";

  private static final Predicate<ResultRow> ALWAYS = row -> true;
  private static final Predicate<ResultRow> COMPARED = row -> row.comparison() != null;
  private static final Predicate<ResultRow> SPLIT = row -> row.split() != null;

  private static final List<Column> COLUMNS =
      List.of(
          new Column("model", ALWAYS, row -> Cell.of(row.model())),
          new Column("task", ALWAYS, row -> Cell.of(row.task()).to(row.samples())),
          new Column(LAYOUT, ALWAYS, row -> Cell.of(row.layout())),
          new Column("version", ALWAYS, row -> Cell.count(row.version())),
          new Column("n-shot", ALWAYS, row -> Cell.count(row.numFewshot())),
          new Column("filter", ALWAYS, row -> Cell.of(row.filter())),
          new Column("metric", ALWAYS, row -> Cell.of(row.metric())),
          new Column("", ALWAYS, row -> Cell.of(row.direction())),
          new Column("value", ALWAYS, row -> Cells.value(row.value())),
          new Column("± stderr", ALWAYS, row -> Cells.error(row.standardError())),
          new Column("95 % interval", ALWAYS, row -> Cells.interval(row.interval())),
          new Column("n", ALWAYS, row -> Cell.count(row.n())),
          compared("baseline", c -> Cell.of(c.baseline())),
          compared("Δ", c -> Cells.delta(c.delta())),
          compared("p", c -> Cells.p(c.p())),
          compared("verdict", Cells::verdict),
          compared("test", c -> Cell.of(c.test().label())),
          new Column(
              "clean part",
              SPLIT,
              row -> {
                CleanSplit split = row.split();
                return split == null ? Cell.empty() : Cells.part(split.clean());
              }),
          new Column(
              "note",
              row -> !row.notes().isEmpty(),
              row -> Cell.of(String.join("; ", row.notes()))));

  private ResultTable() {}

  static Block.Table of(List<ResultRow> rows) {
    boolean layouts =
        rows.stream().map(row -> row.task() + "\n" + row.layout()).distinct().count()
            > rows.stream().map(ResultRow::task).distinct().count();
    List<Column> shown =
        COLUMNS.stream()
            .filter(c -> layouts || !c.head().equals(LAYOUT))
            .filter(c -> rows.stream().anyMatch(c.needed()))
            .toList();
    List<List<Cell>> cells = new ArrayList<>();
    for (ResultRow row : rows) {
      cells.add(shown.stream().map(c -> c.cell().apply(row)).toList());
    }
    return new Block.Table(shown.stream().map(Column::head).toList(), cells);
  }

  private static Column compared(String head, Function<Comparison, Cell> cell) {
    return new Column(
        head,
        COMPARED,
        row -> {
          Comparison comparison = row.comparison();
          return comparison == null ? Cell.empty() : cell.apply(comparison);
        });
  }
}
